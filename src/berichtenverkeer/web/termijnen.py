# SPDX-License-Identifier: EUPL-1.2
"""The addresses of clocks: a party sees those in which it is a side, the regional organisation sees all."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.termijnen import Termijnen as Use
from berichtenverkeer.gateway.termijnen import TermijnListing
from berichtenverkeer.termijnen.clocks import Question, Termijnklok
from berichtenverkeer.termijnen.kinds import Kind
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord

PAD = "/v1/termijnen"


class Termijnpagina(forms.Form, frozen=True, kw_only=True):
    """A page; the next one asks the same at the same K, on the same day."""

    definitieversie: int
    regio: str
    k: int
    op: date
    klokken: list[Termijnklok]
    volgende: str | None


class Termijnen:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/termijnen."""
        given = questions.read(verzoek.query, questions.TERMIJNEN)
        question = _question(given)

        async def antwoord(use: Use) -> bytes:
            return forms.json(_page(await use.klokken(beller, question, **_peil(given)), verzoek.query))

        return await self._antwoord(beller, antwoord)

    async def summary(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/termijnen/samenvatting."""
        given = questions.read(verzoek.query, questions.TERMIJNSAMENVATTING)

        async def antwoord(use: Use) -> bytes:
            return forms.json(await use.summary(beller, given.get("periode"), **_peil(given)))

        return await self._antwoord(beller, antwoord)

    async def _antwoord(self, beller: Beller, make: Callable[[Use], Awaitable[bytes]]) -> web.Response:
        return json_antwoord(await self._gateway.ask(beller, lambda there: make(there.termijnen)))


def _peil(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: given.get(name) for name in ("k", "op")}


def _question(given: Mapping[str, Any]) -> Question:
    return Question(
        soorten=(Kind(given["soort"]),) if "soort" in given else tuple(Kind),
        partij=given.get("partij"),
        wederpartij=given.get("wederpartij"),
        is_open=given["status"] == "open" if "status" in given else None,
        is_te_laat=given["teLaat"] == "ja" if "teLaat" in given else None,
        deadline_van=given.get("deadlineVan"),
        deadline_tot=given.get("deadlineTot"),
        na=given.get("na", 0),
        limiet=given.get("limit", questions.LIMIT),
    )


def _page(listing: TermijnListing, query: Mapping[str, str]) -> Termijnpagina:
    following = None
    if listing.volgende is not None:
        further = {**query, "k": listing.k, "op": listing.op.isoformat(), "na": listing.volgende}
        following = f"{PAD}?{urlencode(further)}"
    return Termijnpagina(**msgspec.structs.asdict(listing) | {"volgende": following})

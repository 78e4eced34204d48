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
        was_read = questions.read(verzoek.query, questions.TERMIJNEN)
        question = _question(was_read)

        async def antwoord(use: Use) -> bytes:
            return forms.json(_page(await use.klokken(beller, question, **_peil(was_read)), verzoek.query))

        return await self._antwoord(beller, antwoord)

    async def summary(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/termijnen/samenvatting."""
        was_read = questions.read(verzoek.query, questions.TERMIJNSAMENVATTING)

        async def antwoord(use: Use) -> bytes:
            return forms.json(await use.summary(beller, was_read.get("periode"), **_peil(was_read)))

        return await self._antwoord(beller, antwoord)

    async def _antwoord(self, beller: Beller, make: Callable[[Use], Awaitable[bytes]]) -> web.Response:
        return json_antwoord(await self._gateway.ask(beller, lambda there: make(there.termijnen)))


def _peil(was_read: Mapping[str, Any]) -> dict[str, Any]:
    return {name: was_read.get(name) for name in ("k", "op")}


def _question(was_read: Mapping[str, Any]) -> Question:
    return Question(
        soorten=(Kind(was_read["soort"]),) if "soort" in was_read else tuple(Kind),
        partij=was_read.get("partij"),
        wederpartij=was_read.get("wederpartij"),
        is_open=was_read["status"] == "open" if "status" in was_read else None,
        is_te_laat=was_read["teLaat"] == "ja" if "teLaat" in was_read else None,
        deadline_van=was_read.get("deadlineVan"),
        deadline_tot=was_read.get("deadlineTot"),
        na=was_read.get("na", 0),
        limiet=was_read.get("limit", questions.LIMIT),
    )


def _page(listing: TermijnListing, query: Mapping[str, str]) -> Termijnpagina:
    following = None
    if listing.volgende is not None:
        further = {**query, "k": listing.k, "op": listing.op.isoformat(), "na": listing.volgende}
        following = f"{PAD}?{urlencode(further)}"
    return Termijnpagina(**msgspec.structs.asdict(listing) | {"volgende": following})

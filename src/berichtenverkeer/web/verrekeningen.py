# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the half-yearly settlement: the region asks and settles, an aanbieder answers."""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.verrekening_forms import (
    Opgave,
    Uitvraag,
    Vaststelling,
    VerrekeningListing,
    VerrekeningQuestion,
    VerrekeningView,
)
from berichtenverkeer.gateway.verrekeningen import UnknownVerrekening
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits

PAD = "/v1/verrekeningen"

T = TypeVar("T", bound=msgspec.Struct)


class Verrekeningpagina(forms.Form, frozen=True, kw_only=True):
    """A page; the next one asks the same at the same K."""

    definitieversie: int
    regio: str
    k: int
    register_versie: int
    verrekeningen: list[VerrekeningView]
    volgende: str | None


class Verrekeningen:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/verrekeningen."""
        was_read = questions.read(verzoek.query, questions.VERREKENINGEN)
        listing = await self._gateway.verrekeningen.listing(beller, _question(was_read), was_read.get("k"))
        return json_antwoord(forms.json(_page(listing, verzoek.query)))

    async def view(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/verrekeningen/{id}."""
        k = questions.read(verzoek.query, questions.PEIL).get("k")
        return json_antwoord(forms.json(await self._gateway.verrekeningen.one(beller, _id(verzoek), k)))

    async def ask(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/verrekeningen."""
        form = await self._read(verzoek, beller, Uitvraag)
        asked = await self._gateway.verrekeningen.ask(beller, form)
        return json_antwoord(forms.json(asked), 201, {"Location": f"{PAD}/{asked.id}"})

    async def answer(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/verrekeningen/{id}/opgave."""
        form = await self._read(verzoek, beller, Opgave)
        return json_antwoord(forms.json(await self._gateway.verrekeningen.answer(beller, _id(verzoek), form)))

    async def settle(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/verrekeningen/{id}/verrekening."""
        form = await self._read(verzoek, beller, Vaststelling)
        return json_antwoord(forms.json(await self._gateway.verrekeningen.settle(beller, _id(verzoek), form)))

    async def _read(self, verzoek: web.Request, beller: Beller, form: type[T]) -> T:
        questions.read(verzoek.query, questions.NO)
        return await read_json(verzoek, self._limits, self._budget, beller, form)


def _id(verzoek: web.Request) -> UUID:
    uitvraag_id = questions.bericht_id(verzoek.match_info["id"])
    if uitvraag_id is None:
        raise UnknownVerrekening
    return uitvraag_id


def _question(was_read: Mapping[str, Any]) -> VerrekeningQuestion:
    return VerrekeningQuestion(
        aanbieder=was_read.get("aanbieder"),
        jaar=was_read.get("jaar"),
        status=Verrekeningstatus(was_read["status"]) if "status" in was_read else None,
        na=was_read.get("na", 0),
        limiet=was_read.get("limit", questions.LIMIT),
    )


def _page(listing: VerrekeningListing, query: Mapping[str, str]) -> Verrekeningpagina:
    following = None
    if listing.volgende is not None:
        following = f"{PAD}?{urlencode({**query, 'k': listing.k, 'na': listing.volgende})}"
    return Verrekeningpagina(**msgspec.structs.asdict(listing) | {"volgende": following})

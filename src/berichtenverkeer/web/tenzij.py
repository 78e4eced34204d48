# SPDX-License-Identifier: EUPL-1.2
"""The addresses of tenzij's: an aanbieder or a gemeente asks and sees its own, the region decides and sees all."""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.tenzij import UnknownTenzij
from berichtenverkeer.gateway.tenzij_forms import (
    Tenzijbesluit,
    Tenzijeinde,
    Tenzijstap,
    Tenzijverzoek,
    Tenzijwijziging,
)
from berichtenverkeer.gateway.tenzij_values import TenzijListing, TenzijView
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import TenzijQuestion
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits

PAD = "/v1/tenzij-verzoeken"

T = TypeVar("T", bound=msgspec.Struct)


class Tenzijpagina(forms.Form, frozen=True, kw_only=True):
    """A page; the next one asks the same at the same K."""

    definitieversie: int
    regio: str
    k: int
    register_versie: int
    tenzijs: list[TenzijView]
    volgende: str | None


class Tenzijs:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/tenzij-verzoeken."""
        was_read = questions.read(verzoek.query, questions.TENZIJS)
        listing = await self._gateway.tenzijs.listing(beller, _question(was_read), was_read.get("k"))
        return json_antwoord(forms.json(_page(listing, verzoek.query)))

    async def view(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/tenzij-verzoeken/{id}."""
        k = questions.read(verzoek.query, questions.PEIL).get("k")
        return json_antwoord(forms.json(await self._gateway.tenzijs.one(beller, _id(verzoek), k)))

    async def ask(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken."""
        form = await self._read(verzoek, beller, Tenzijverzoek)
        result = await self._gateway.tenzijs.ask(beller, form.asked())
        place = {"Location": f"{PAD}/{result.tenzij.id}"}
        return json_antwoord(forms.json(result), 200 if result.is_herhaald else 201, place)

    async def decide(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken/{id}/besluit."""
        form, id_, tenzijs = await self._read(verzoek, beller, Tenzijbesluit), _id(verzoek), self._gateway.tenzijs
        if form.besluit == "afgewezen":
            return json_antwoord(forms.json(await tenzijs.reject(beller, id_, form.door, form.motivering)))
        granted = form.on(await tenzijs.asked(beller, id_))
        return json_antwoord(forms.json(await tenzijs.grant(beller, id_, granted, form.door, form.motivering)))

    async def change(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken/{id}/wijziging."""
        form = await self._read(verzoek, beller, Tenzijwijziging)
        result = await self._gateway.tenzijs.change(
            beller, _id(verzoek), form.maximum_cents, form.tot, form.door, form.motivering
        )
        return json_antwoord(forms.json(result))

    async def end(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken/{id}/einde."""
        form = await self._read(verzoek, beller, Tenzijeinde)
        result = await self._gateway.tenzijs.end(beller, _id(verzoek), form.vanaf, form.door, form.motivering)
        return json_antwoord(forms.json(result))

    async def confirm(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken/{id}/bevestiging."""
        form = await self._read(verzoek, beller, Tenzijstap)
        result = await self._gateway.tenzijs.confirm(beller, _id(verzoek), form.door, form.toelichting)
        return json_antwoord(forms.json(result))

    async def withdraw(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/tenzij-verzoeken/{id}/intrekking."""
        form = await self._read(verzoek, beller, Tenzijstap)
        result = await self._gateway.tenzijs.withdraw(beller, _id(verzoek), form.door, form.toelichting)
        return json_antwoord(forms.json(result))

    async def _read(self, verzoek: web.Request, beller: Beller, form: type[T]) -> T:
        questions.read(verzoek.query, questions.NO)
        return await read_json(verzoek, self._limits, self._budget, beller, form)


def _id(verzoek: web.Request) -> UUID:
    tenzij_id = questions.bericht_id(verzoek.match_info["id"])
    if tenzij_id is None:
        raise UnknownTenzij
    return tenzij_id


def _question(was_read: Mapping[str, Any]) -> TenzijQuestion:
    return TenzijQuestion(
        aanbieder=was_read.get("aanbieder"),
        gemeente=was_read.get("gemeente"),
        status=TenzijStatus(was_read["status"]) if "status" in was_read else None,
        na=was_read.get("na", 0),
        limiet=was_read.get("limit", questions.LIMIT),
    )


def _page(listing: TenzijListing, query: Mapping[str, str]) -> Tenzijpagina:
    following = None
    if listing.volgende is not None:
        following = f"{PAD}?{urlencode({**query, 'k': listing.k, 'na': listing.volgende})}"
    return Tenzijpagina(**msgspec.structs.asdict(listing) | {"volgende": following})

# SPDX-License-Identifier: EUPL-1.2
"""The addresses of cliëntenstops: all parties see what was granted, an aanbieder asks, the region decides."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.stop_forms import (
    StopAsked,
    StopDecided,
    StopLifted,
    StopListing,
    StopQuestion,
    Stopregel,
)
from berichtenverkeer.gateway.stops import UnknownStop
from berichtenverkeer.plafonds.stops import Status
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.json_body import read_json
from berichtenverkeer.web.limits import Limits

PAD = "/v1/clientenstops"

T = TypeVar("T", bound=msgspec.Struct)


class Stoppagina(forms.Form, frozen=True, kw_only=True):
    """A page; the next one asks the same at the same K, on the same day."""

    definitieversie: int
    regio: str
    k: int
    op: date
    register_versie: int
    stops: list[Stopregel]
    volgende: str | None


class Stops:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/clientenstops."""
        was_read = questions.read(verzoek.query, questions.CLIENTENSTOPS)
        listing = await self._gateway.stops.listing(beller, _question(was_read), was_read.get("k"))
        return json_antwoord(forms.json(_page(listing, verzoek.query)))

    async def view(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/clientenstops/{id}."""
        k = questions.read(verzoek.query, questions.PEIL).get("k")
        return json_antwoord(forms.json(await self._gateway.stops.view(beller, _id(verzoek), k)))

    async def ask(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/clientenstops."""
        asked = await self._read(verzoek, beller, StopAsked)
        stop = await self._gateway.stops.ask(beller, asked)
        return json_antwoord(forms.json(stop), 201, {"Location": f"{PAD}/{stop.id}"})

    async def decide(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/clientenstops/{id}/besluit."""
        decided = await self._read(verzoek, beller, StopDecided)
        return json_antwoord(forms.json(await self._gateway.stops.decide(beller, _id(verzoek), decided)))

    async def lift(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/clientenstops/{id}/opheffing."""
        lifted = await self._read(verzoek, beller, StopLifted)
        return json_antwoord(forms.json(await self._gateway.stops.lift(beller, _id(verzoek), lifted)))

    async def _read(self, verzoek: web.Request, beller: Beller, form: type[T]) -> T:
        questions.read(verzoek.query, questions.NO)
        return await read_json(verzoek, self._limits, self._budget, beller, form)


def _id(verzoek: web.Request) -> UUID:
    stop_id = questions.bericht_id(verzoek.match_info["id"])
    if stop_id is None:
        raise UnknownStop
    return stop_id


def _question(was_read: Mapping[str, Any]) -> StopQuestion:
    return StopQuestion(
        aanbieder=was_read.get("aanbieder"),
        gemeente=was_read.get("gemeente"),
        status=Status(was_read["status"]) if "status" in was_read else None,
        op=was_read.get("op"),
        na=was_read.get("na", 0),
        limiet=was_read.get("limit", questions.LIMIT),
    )


def _page(listing: StopListing, query: Mapping[str, str]) -> Stoppagina:
    following = None
    if listing.volgende is not None:
        further = {**query, "k": listing.k, "op": listing.op.isoformat(), "na": listing.volgende}
        following = f"{PAD}?{urlencode(further)}"
    fields = msgspec.structs.asdict(listing) | {"volgende": following}
    return Stoppagina(**fields)

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
from berichtenverkeer.gateway.termijnen import Termijnen as Gebruik
from berichtenverkeer.gateway.termijnen import Termijnlijst
from berichtenverkeer.termijnen.klokken import Termijnklok, Vraag
from berichtenverkeer.termijnen.soorten import Soort
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.berichten import json_antwoord

PAD = "/v1/termijnen"


class Termijnpagina(vormen.Vorm, frozen=True, kw_only=True):
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

    async def lijst(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/termijnen."""
        gelezen = vragen.lees(verzoek.query, vragen.TERMIJNEN)
        vraag = _vraag(gelezen)

        async def antwoord(gebruik: Gebruik) -> bytes:
            return vormen.json(_pagina(await gebruik.klokken(beller, vraag, **_peil(gelezen)), verzoek.query))

        return await self._antwoord(beller, antwoord)

    async def samenvatting(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/termijnen/samenvatting."""
        gelezen = vragen.lees(verzoek.query, vragen.TERMIJNSAMENVATTING)

        async def antwoord(gebruik: Gebruik) -> bytes:
            return vormen.json(await gebruik.samenvatting(beller, gelezen.get("periode"), **_peil(gelezen)))

        return await self._antwoord(beller, antwoord)

    async def _antwoord(self, beller: Beller, maak: Callable[[Gebruik], Awaitable[bytes]]) -> web.Response:
        return json_antwoord(await self._gateway.apart(beller, lambda daar: maak(daar.termijnen)))


def _peil(gelezen: Mapping[str, Any]) -> dict[str, Any]:
    return {naam: gelezen.get(naam) for naam in ("k", "op")}


def _vraag(gelezen: Mapping[str, Any]) -> Vraag:
    return Vraag(
        soorten=(Soort(gelezen["soort"]),) if "soort" in gelezen else tuple(Soort),
        partij=gelezen.get("partij"),
        wederpartij=gelezen.get("wederpartij"),
        is_open=gelezen["status"] == "open" if "status" in gelezen else None,
        is_te_laat=gelezen["teLaat"] == "ja" if "teLaat" in gelezen else None,
        deadline_van=gelezen.get("deadlineVan"),
        deadline_tot=gelezen.get("deadlineTot"),
        na=gelezen.get("na", 0),
        limiet=gelezen.get("limit", vragen.LIMIET),
    )


def _pagina(lijst: Termijnlijst, query: Mapping[str, str]) -> Termijnpagina:
    volgende = None
    if lijst.volgende is not None:
        verder = {**query, "k": lijst.k, "op": lijst.op.isoformat(), "na": lijst.volgende}
        volgende = f"{PAD}?{urlencode(verder)}"
    return Termijnpagina(**msgspec.structs.asdict(lijst) | {"volgende": volgende})

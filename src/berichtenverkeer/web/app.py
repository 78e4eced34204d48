# SPDX-License-Identifier: EUPL-1.2
"""The HTTP API as an aiohttp application: which address goes to which handler, and who may come in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from operator import attrgetter
from pathlib import Path

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rechten import vraag as vraag_recht
from berichtenverkeer.web import openapi, vragen
from berichtenverkeer.web.beheer import Algemeen, Beheer
from berichtenverkeer.web.berichten import JSON, Berichten
from berichtenverkeer.web.budget import BUDGET, Budget
from berichtenverkeer.web.door import DOOR, Door
from berichtenverkeer.web.draden import Draden
from berichtenverkeer.web.gang import GANG, Gang
from berichtenverkeer.web.grenzen import Grenzen, Poortwachter
from berichtenverkeer.web.inlezen import wacht_met_lichaam
from berichtenverkeer.web.koppen import VOORAF
from berichtenverkeer.web.metingen import Metingen
from berichtenverkeer.web.omhulsel import PARTIJ, REGIO, VOOR_IEDER, Handler, omhulsel
from berichtenverkeer.web.openapi import Uitgever
from berichtenverkeer.web.plafonds import Plafonds
from berichtenverkeer.web.rapportages import Rapportages
from berichtenverkeer.web.regels import Regels
from berichtenverkeer.web.termijnen import Termijnen
from berichtenverkeer.web.toegang import vereis_vorm, wie
from berichtenverkeer.web.validaties import Validaties

Partijhandler = Callable[[web.Request, Beller], Awaitable[web.StreamResponse]]

STANDAARD = Grenzen()

OPENBAAR = ("/v1/regels", "/v1/regels/{code}", "/healthz", "/readyz", "/v1/openapi.json")
"""What anyone may read from anywhere, a page on another site too."""


class Handlers(msgspec.Struct, frozen=True):
    """Those of one regio; what they count is counted for it alone."""

    berichten: Berichten
    draden: Draden
    validaties: Validaties
    plafonds: Plafonds
    rapportages: Rapportages
    termijnen: Termijnen
    beheer: Beheer

    @staticmethod
    def of(gateway: Gateway, grenzen: Grenzen, budget: Budget, metingen: Metingen) -> "Handlers":
        """On an open gateway."""
        return Handlers(
            Berichten(gateway, grenzen, budget, metingen),
            Draden(gateway),
            Validaties(gateway, grenzen, budget),
            Plafonds(gateway),
            Rapportages(gateway),
            Termijnen(gateway),
            Beheer(gateway, metingen),
        )


def maak_app(
    gateways: Gateways,
    *,
    grenzen: Grenzen = STANDAARD,
    uitgever: Uitgever = openapi.VOORBEELD,
    metingen_in: Path | None = None,
) -> web.Application:
    """The application on open gateways. `uitgever` is whom the description of the API names.

    `metingen_in` is the folder where all processes of this machine count together, each regio in a folder of its own;
    None: this one counts alone.

    Serve it through `server.serveer`, which also gives requests that cannot be read a proper answer.
    """
    metingen = {een.regio: Metingen(een.regio, metingen_in and metingen_in / een.regio) for een in gateways}
    gang, door = Gang(), Door(grenzen)
    budget = Budget(grenzen.budget_bytes, grenzen.budget_per_partij, len(metingen))
    regios = {een.regio: Handlers.of(een, grenzen, budget, metingen[een.regio]) for een in gateways}
    regels = Regels()
    algemeen = Algemeen(gateways, openapi.document(uitgever))
    voor_partij = _voor_partij(gateways, regios, Poortwachter(grenzen, asyncio.get_running_loop().time))

    app = web.Application(middlewares=[omhulsel(metingen, gang, door)])
    app[GANG], app[DOOR], app[BUDGET] = gang, door, budget
    app.cleanup_ctx.append(_wacht_bij_de_lus(metingen.values()))
    for methode, pad, handler in (
        ("POST", "/v1/berichten", voor_partij("ontvangst.ontvang", "berichten.ontvang", JSON)),
        ("GET", "/v1/berichten", voor_partij("postvak.lijst", "berichten.lijst", JSON)),
        ("GET", "/v1/berichten/{id}", voor_partij("postvak.inzage", "berichten.inzage", JSON)),
        ("DELETE", "/v1/berichten/{id}", voor_partij("postvak.haal_af", "berichten.haal_af")),
        ("GET", "/v1/berichten/{id}/payload", voor_partij("postvak.payload", "berichten.payload")),
        ("GET", "/v1/berichten/{id}/draad", voor_partij("draden.draad", "draden.van_bericht", JSON)),
        ("POST", "/v1/validaties", voor_partij("nakijken.met_historie", "validaties.kijk_na")),
        ("GET", "/v1/plafonds/{jaar}", voor_partij("plafonds.van_regio", "plafonds.van_regio", JSON)),
        (
            "GET",
            "/v1/aanbieders/{agb}/plafonds/{jaar}",
            voor_partij("plafonds.van_aanbieder", "plafonds.van_aanbieder", JSON),
        ),
        (
            "GET",
            "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen",
            voor_partij("plafonds.boekingen", "plafonds.boekingen", JSON),
        ),
        ("GET", "/v1/rapportages/stromen", voor_partij("rapportages.stromen", "rapportages.stromen", JSON)),
        (
            "GET",
            "/v1/rapportages/stromen/bewegingen",
            voor_partij("rapportages.bewegingen", "rapportages.bewegingen", JSON),
        ),
        ("GET", "/v1/rapportages/wachttijden", voor_partij("rapportages.wachttijden", "rapportages.wachttijden", JSON)),
        ("GET", "/v1/termijnen", voor_partij("termijnen.klokken", "termijnen.lijst", JSON)),
        ("GET", "/v1/termijnen/samenvatting", voor_partij("termijnen.samenvatting", "termijnen.samenvatting", JSON)),
        ("GET", "/v1/regels", _voor_ieder(regels.lijst)),
        ("GET", "/v1/regels/{code}", _voor_ieder(regels.een)),
        ("GET", "/metrics", voor_partij("gateway.meet", "beheer.metingen", "text/plain")),
        ("GET", "/healthz", _voor_ieder(algemeen.leeft)),
        ("GET", "/readyz", _voor_ieder(algemeen.is_gereed)),
        ("GET", "/v1/openapi.json", _voor_ieder(algemeen.beschrijving)),
    ):
        app.router.add_route(methode, pad, handler, expect_handler=wacht_met_lichaam)
        if methode == "GET":
            app.router.add_route("HEAD", pad, handler, expect_handler=wacht_met_lichaam)
        if pad in OPENBAAR:
            app.router.add_route("OPTIONS", pad, handler, expect_handler=wacht_met_lichaam)
    return app


def _voor_partij(gateways: Gateways, regios: Mapping[str, Handlers], poort: Poortwachter) -> Callable[..., Handler]:
    """For who has a token, which says of which regio he is. A handler is called by its name in `Handlers`."""

    def voor_partij(recht: str, naam: str, vorm: str | None = None) -> Handler:
        handlers: dict[str, Partijhandler] = {regio: attrgetter(naam)(alle) for regio, alle in regios.items()}

        async def bewaakt(verzoek: web.Request) -> web.StreamResponse:
            beller = await wie(verzoek, gateways)
            verzoek[REGIO], verzoek[PARTIJ] = holder = beller.regio, beller.code
            poort.binnen(holder)
            try:
                if vorm is not None:
                    vereis_vorm(verzoek, vorm)
                vraag_recht(beller, recht)  # before the question is read: who may not ask hears nothing about it
                return await handlers[beller.regio](verzoek, beller)
            finally:
                poort.buiten(holder)

        return bewaakt

    return voor_partij


def _voor_ieder(handler: Handler) -> Handler:
    async def open_voor_ieder(verzoek: web.Request) -> web.StreamResponse:
        verzoek[VOOR_IEDER] = True
        if verzoek.method == "OPTIONS":
            vragen.lees(verzoek.query, vragen.GEEN)
            return web.Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS", **VOORAF})
        vereis_vorm(verzoek, JSON)
        return await handler(verzoek)

    return open_voor_ieder


def _wacht_bij_de_lus(metingen: Iterable[Metingen]) -> Callable[[web.Application], AsyncIterator[None]]:
    async def wacht(_: web.Application) -> AsyncIterator[None]:
        taken = [asyncio.create_task(een.let_op_de_lus()) for een in metingen]
        yield
        for taak in taken:
            taak.cancel()
        await asyncio.gather(*taken, return_exceptions=True)
        for een in metingen:
            een.sluit()

    return wacht

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
from berichtenverkeer.gateway.rights import zicht_of
from berichtenverkeer.web import openapi, questions, rapportages
from berichtenverkeer.web.access import require_form, who
from berichtenverkeer.web.administration import Administration, General
from berichtenverkeer.web.alternatieven import Alternatieven
from berichtenverkeer.web.amounts import Amounts
from berichtenverkeer.web.berichten import JSON, Berichten
from berichtenverkeer.web.beside import Beside
from berichtenverkeer.web.budget import BUDGET, Budget
from berichtenverkeer.web.door import DOOR, Door
from berichtenverkeer.web.draden import Draden
from berichtenverkeer.web.fixed_headers import BEFOREHAND
from berichtenverkeer.web.in_flight import IN_FLIGHT, InFlight
from berichtenverkeer.web.intake import wait_with_body
from berichtenverkeer.web.limits import Gatekeeper, Limits
from berichtenverkeer.web.measurements import Measurements
from berichtenverkeer.web.middleware import FOR_ALL, PARTIJ, REGIO, Handler, Surrounding
from berichtenverkeer.web.openapi import Publisher
from berichtenverkeer.web.plafonds import Plafonds
from berichtenverkeer.web.rapportages import Rapportages
from berichtenverkeer.web.rapportages import public as public_report
from berichtenverkeer.web.regels import Regels
from berichtenverkeer.web.report_sets import ReportSets
from berichtenverkeer.web.short_way import SHORT_WAY, WHERE, ShortWay
from berichtenverkeer.web.signals import Signals
from berichtenverkeer.web.stops import Stops
from berichtenverkeer.web.tenzij import Tenzijs
from berichtenverkeer.web.termijnen import Termijnen
from berichtenverkeer.web.validaties import Validaties
from berichtenverkeer.web.verrekeningen import Verrekeningen
from berichtenverkeer.web.what_if import WhatIf
from berichtenverkeer.web.why import Why

PartijHandler = Callable[[web.Request, Beller], Awaitable[web.StreamResponse]]

STANDAARD = Limits()

PUBLIC = ("/v1/regels", "/v1/regels/{code}", "/healthz", "/readyz", "/v1/openapi.json", *rapportages.PUBLIC)
"""What anyone may read from anywhere, a page on another site too."""


FOR_PARTIJ = (
    (*WHERE, "reception.receive", "berichten.receive", JSON),
    ("GET", "/v1/berichten", "postvak.listing", "berichten.listing", JSON),
    ("GET", "/v1/berichten/{id}", "postvak.view", "berichten.view", JSON),
    ("DELETE", "/v1/berichten/{id}", "postvak.collect", "berichten.collect", None),
    ("GET", "/v1/berichten/{id}/payload", "postvak.payload", "berichten.payload", None),
    ("GET", "/v1/berichten/{id}/draad", "draden.draad", "draden.from_bericht", JSON),
    ("GET", "/v1/berichten/{id}/waarom", "reasons.why", "why.of_bericht", JSON),
    ("GET", "/v1/berichten/{id}/alternatieven", "alternatieven.listing", "alternatieven.listing", JSON),
    ("POST", "/v1/validaties", "checking.with_history", "validaties.check", None),
    ("POST", "/v1/plafonds/{jaar}/_wat-als", "what_if.asked", "what_if.asked", JSON),
    ("POST", "/v1/plafonds/{jaar}/_voorstel", "amounts.from_norm", "amounts.from_norm", JSON),
    ("POST", "/v1/plafonds/{jaar}/_verdeling", "amounts.spread", "amounts.spread", JSON),
    ("GET", "/v1/gemeentebegrotingen/{jaar}", "budgets.of_year", "amounts.begrotingen", JSON),
    ("GET", "/v1/lumpsums/{jaar}", "lumpsums.of_year", "amounts.lumpsums", JSON),
    ("GET", "/v1/plafonds/{jaar}", "plafonds.from_regio", "plafonds.from_regio", JSON),
    ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}", "plafonds.from_aanbieder", "plafonds.from_aanbieder", JSON),
    ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen", "plafonds.boekingen", "plafonds.boekingen", JSON),
    ("GET", "/v1/plafondsignalen", "signals.listing", "signals.listing", JSON),
    ("POST", "/v1/plafondsignalen/gesprek", "signals.discuss", "signals.discuss", None),
    ("POST", "/v1/plafondsignalen/besluit", "signals.decide", "signals.decide", None),
    ("GET", "/v1/tenzij-verzoeken", "tenzijs.listing", "tenzijs.listing", JSON),
    ("POST", "/v1/tenzij-verzoeken", "tenzijs.ask", "tenzijs.ask", JSON),
    ("GET", "/v1/tenzij-verzoeken/{id}", "tenzijs.one", "tenzijs.view", JSON),
    ("POST", "/v1/tenzij-verzoeken/{id}/besluit", "tenzijs.grant", "tenzijs.decide", JSON),
    ("POST", "/v1/tenzij-verzoeken/{id}/wijziging", "tenzijs.change", "tenzijs.change", JSON),
    ("POST", "/v1/tenzij-verzoeken/{id}/einde", "tenzijs.end", "tenzijs.end", JSON),
    ("POST", "/v1/tenzij-verzoeken/{id}/bevestiging", "tenzijs.confirm", "tenzijs.confirm", JSON),
    ("POST", "/v1/tenzij-verzoeken/{id}/intrekking", "tenzijs.withdraw", "tenzijs.withdraw", JSON),
    ("GET", "/v1/verrekeningen", "verrekeningen.listing", "verrekeningen.listing", JSON),
    ("POST", "/v1/verrekeningen", "verrekeningen.ask", "verrekeningen.ask", JSON),
    ("GET", "/v1/verrekeningen/{id}", "verrekeningen.one", "verrekeningen.view", JSON),
    ("POST", "/v1/verrekeningen/{id}/opgave", "verrekeningen.answer", "verrekeningen.answer", JSON),
    ("POST", "/v1/verrekeningen/{id}/verrekening", "verrekeningen.settle", "verrekeningen.settle", JSON),
    ("GET", "/v1/clientenstops", "stops.listing", "stops.listing", JSON),
    ("POST", "/v1/clientenstops", "stops.ask", "stops.ask", JSON),
    ("GET", "/v1/clientenstops/{id}", "stops.view", "stops.view", JSON),
    ("POST", "/v1/clientenstops/{id}/besluit", "stops.decide", "stops.decide", JSON),
    ("POST", "/v1/clientenstops/{id}/opheffing", "stops.lift", "stops.lift", JSON),
    ("GET", "/v1/rapportages", "rapportages.listing", "rapportages.listing", JSON),
    ("GET", "/v1/rapportages/sets", "report_sets.listing", "report_sets.listing", JSON),
    ("GET", "/v1/rapportages/sets/{maand}/{bestand}", "report_sets.file", "report_sets.file", None),
    ("GET", "/v1/rapportages/{code}", "rapportages.report", "rapportages.report", None),
    ("GET", "/v1/rapportages/{code}/achter", "rapportages.behind", "rapportages.behind", JSON),
    ("GET", "/v1/rapportages/{code}/herziening", "rapportages.restatement", "rapportages.restatement", JSON),
    ("GET", "/v1/termijnen", "termijnen.klokken", "termijnen.listing", JSON),
    ("GET", "/v1/termijnen/samenvatting", "termijnen.summary", "termijnen.summary", JSON),
    ("GET", "/metrics", "gateway.measure", "beheer.measurements", "text/plain"),
)
"""Method, address, right, handler by its name in `Handlers`, and the form of the answer (None: the handler says)."""


class Handlers(msgspec.Struct, frozen=True):
    """Those of one regio; what they count is counted for it alone."""

    berichten: Berichten
    draden: Draden
    why: Why
    validaties: Validaties
    plafonds: Plafonds
    alternatieven: Alternatieven
    what_if: WhatIf
    amounts: Amounts
    tenzijs: Tenzijs
    verrekeningen: Verrekeningen
    stops: Stops
    signals: Signals
    rapportages: Rapportages
    report_sets: ReportSets
    termijnen: Termijnen
    beheer: Administration

    @staticmethod
    def of(gateway: Gateway, limits: Limits, budget: Budget, measurements: Measurements) -> "Handlers":
        """On an open gateway."""
        return Handlers(
            Berichten(gateway, limits, budget, measurements),
            Draden(gateway),
            Why(gateway),
            Validaties(gateway, limits, budget),
            Plafonds(gateway),
            Alternatieven(gateway),
            WhatIf(gateway, limits, budget),
            Amounts(gateway, limits, budget),
            Tenzijs(gateway, limits, budget),
            Verrekeningen(gateway, limits, budget),
            Stops(gateway, limits, budget),
            Signals(gateway, limits, budget),
            Rapportages(gateway),
            ReportSets(gateway),
            Termijnen(gateway),
            Administration(gateway, measurements),
        )


def make_app(
    gateways: Gateways,
    *,
    limits: Limits = STANDAARD,
    publisher: Publisher = openapi.EXAMPLE,
    measurements_in: Path | None = None,
    beside: Beside | None = None,
) -> web.Application:
    """The application on open gateways. `publisher` is whom the description of the API names.

    `measurements_in` is the folder where all processes of this machine count together, each regio in a folder of its
    own; None: this one counts alone. `beside` is another door on the same port.

    Serve it through `server.serve`, which also gives requests that cannot be read a proper answer.
    """
    measurements = {
        one.regio: Measurements(one.regio, measurements_in and measurements_in / one.regio) for one in gateways
    }
    in_flight, door = InFlight(), Door(limits)
    budget = Budget(limits.budget_bytes, limits.budget_per_partij, len(measurements))
    regios = {one.regio: Handlers.of(one, limits, budget, measurements[one.regio]) for one in gateways}
    regels = Regels()
    general = General(gateways, openapi.document(publisher))
    gatekeeper = Gatekeeper(limits, asyncio.get_running_loop().time)
    for_partij = _for_partij(gateways, regios, gatekeeper)

    surrounding = Surrounding(measurements, in_flight, door, beside)
    berichten = {regio: every.berichten for regio, every in regios.items()}

    app = web.Application(middlewares=[surrounding.wrap])
    app[IN_FLIGHT], app[DOOR], app[BUDGET] = in_flight, door, budget
    app[SHORT_WAY] = ShortWay(gateways, berichten, limits, gatekeeper, budget, surrounding)
    app.cleanup_ctx.append(_wait_by_the_loop(measurements.values()))
    for method, pad, handler in (
        *(("GET", pad, _for_all(public_report(gateways, pad), None)) for pad in rapportages.PUBLIC),
        *((method, pad, for_partij(*rest)) for method, pad, *rest in FOR_PARTIJ),
        ("GET", "/v1/regels", _for_all(regels.listing)),
        ("GET", "/v1/regels/{code}", _for_all(regels.one)),
        ("GET", "/healthz", _for_all(general.is_alive)),
        ("GET", "/readyz", _for_all(general.is_ready)),
        ("GET", "/v1/openapi.json", _for_all(general.description)),
    ):
        app.router.add_route(method, pad, handler, expect_handler=wait_with_body)
        if method == "GET":
            app.router.add_route("HEAD", pad, handler, expect_handler=wait_with_body)
        if pad in PUBLIC:
            app.router.add_route("OPTIONS", pad, handler, expect_handler=wait_with_body)
    if beside is not None:
        beside.add_to(app, limits, gatekeeper, budget)
    return app


def _for_partij(gateways: Gateways, regios: Mapping[str, Handlers], gatekeeper: Gatekeeper) -> Callable[..., Handler]:
    """For who has a token, which says of which regio he is. A handler is called by its name in `Handlers`."""

    def for_partij(right: str, name: str, form: str | None = None) -> Handler:
        handlers: dict[str, PartijHandler] = {regio: attrgetter(name)(every) for regio, every in regios.items()}

        async def guarded(verzoek: web.Request) -> web.StreamResponse:
            beller = await who(verzoek, gateways)
            verzoek[REGIO], verzoek[PARTIJ] = holder = beller.regio, beller.code
            gatekeeper.enter(holder)
            try:
                if form is not None:
                    require_form(verzoek, form)
                zicht_of(beller, right)  # before the question is read: who may not ask hears nothing about it
                return await handlers[beller.regio](verzoek, beller)
            finally:
                gatekeeper.leave(holder)

        return guarded

    return for_partij


def _for_all(handler: Handler, form: str | None = JSON) -> Handler:
    async def open_to_all(verzoek: web.Request) -> web.StreamResponse:
        verzoek[FOR_ALL] = True
        if verzoek.method == "OPTIONS":
            questions.read(verzoek.query, questions.NO)
            return web.Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS", **BEFOREHAND})
        if form is not None:
            require_form(verzoek, form)
        return await handler(verzoek)

    return open_to_all


def _wait_by_the_loop(measurements: Iterable[Measurements]) -> Callable[[web.Application], AsyncIterator[None]]:
    async def wait(_: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one.watch_the_loop()) for one in measurements]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for one in measurements:
            one.close()

    return wait

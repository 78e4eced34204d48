# SPDX-License-Identifier: EUPL-1.2
"""The table of rights, whole: every cell is tried, through HTTP where the use case has an address."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest

from bellers import as_
from berichtenverkeer.gateway.beller import Beller, UserRole
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rights import (
    RIGHTS,
    Bereik,
    NoRight,
    OfAnother,
    Who,
    Zicht,
    use,
    zicht_of,
)
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.web.app import PUBLIC, make_app
from bouwers import jw315
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Desk

CODES = {"gemeente": GEMEENTE, "aanbieder": AANBIEDER, "regio": REGIO}
WIE: list[Who] = [(role, soort) for role in UserRole for soort in (*CODES, None)]
ADRESSEN = {
    "reception.receive": ("POST", "/v1/berichten"),
    "checking.with_history": ("POST", "/v1/validaties"),
    "postvak.listing": ("GET", "/v1/berichten"),
    "postvak.view": ("GET", "/v1/berichten/{id}"),
    "postvak.payload": ("GET", "/v1/berichten/{id}/payload"),
    "postvak.collect": ("DELETE", "/v1/berichten/{id}"),
    "draden.draad": ("GET", "/v1/berichten/{id}/draad"),
    "reasons.why": ("GET", "/v1/berichten/{id}/waarom"),
    "termijnen.klokken": ("GET", "/v1/termijnen"),
    "termijnen.summary": ("GET", "/v1/termijnen/samenvatting"),
    "plafonds.from_aanbieder": ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}"),
    "plafonds.boekingen": ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen"),
    "plafonds.from_regio": ("GET", "/v1/plafonds/{jaar}"),
    "what_if.asked": ("POST", "/v1/plafonds/{jaar}/_wat-als"),
    "alternatieven.listing": ("GET", "/v1/berichten/{id}/alternatieven"),
    "signals.listing": ("GET", "/v1/plafondsignalen"),
    "signals.discuss": ("POST", "/v1/plafondsignalen/gesprek"),
    "signals.decide": ("POST", "/v1/plafondsignalen/besluit"),
    "tenzijs.listing": ("GET", "/v1/tenzij-verzoeken"),
    "tenzijs.ask": ("POST", "/v1/tenzij-verzoeken"),
    "tenzijs.one": ("GET", "/v1/tenzij-verzoeken/{id}"),
    "tenzijs.grant": ("POST", "/v1/tenzij-verzoeken/{id}/besluit"),
    "tenzijs.change": ("POST", "/v1/tenzij-verzoeken/{id}/wijziging"),
    "tenzijs.end": ("POST", "/v1/tenzij-verzoeken/{id}/einde"),
    "tenzijs.confirm": ("POST", "/v1/tenzij-verzoeken/{id}/bevestiging"),
    "tenzijs.withdraw": ("POST", "/v1/tenzij-verzoeken/{id}/intrekking"),
    "verrekeningen.listing": ("GET", "/v1/verrekeningen"),
    "verrekeningen.ask": ("POST", "/v1/verrekeningen"),
    "verrekeningen.one": ("GET", "/v1/verrekeningen/{id}"),
    "verrekeningen.answer": ("POST", "/v1/verrekeningen/{id}/opgave"),
    "verrekeningen.settle": ("POST", "/v1/verrekeningen/{id}/verrekening"),
    "stops.listing": ("GET", "/v1/clientenstops"),
    "stops.ask": ("POST", "/v1/clientenstops"),
    "stops.view": ("GET", "/v1/clientenstops/{id}"),
    "stops.decide": ("POST", "/v1/clientenstops/{id}/besluit"),
    "stops.lift": ("POST", "/v1/clientenstops/{id}/opheffing"),
    "amounts.from_norm": ("POST", "/v1/plafonds/{jaar}/_voorstel"),
    "amounts.spread": ("POST", "/v1/plafonds/{jaar}/_verdeling"),
    "budgets.of_year": ("GET", "/v1/gemeentebegrotingen/{jaar}"),
    "lumpsums.of_year": ("GET", "/v1/lumpsums/{jaar}"),
    "rapportages.listing": ("GET", "/v1/rapportages"),
    "rapportages.report": ("GET", "/v1/rapportages/{code}"),
    "rapportages.behind": ("GET", "/v1/rapportages/{code}/achter"),
    "rapportages.restatement": ("GET", "/v1/rapportages/{code}/herziening"),
    "report_sets.listing": ("GET", "/v1/rapportages/sets"),
    "report_sets.file": ("GET", "/v1/rapportages/sets/{maand}/{bestand}"),
    "gateway.measure": ("GET", "/metrics"),
}
ALLEEN_HIER = {
    "reception.refuse",
    "lumpsums.shared",
    *(name for name in RIGHTS if name.startswith("own_care.")),  # for who has no software: a system knows its own
    "searching.berichten",
    "searching.pseudonym",
    "searching.client",
    "agreements.in_force",
    "key_figures.shown",  # of the first page
    "postvak.read",  # view and payload at one look: for a page
    "tenzijs.reject",  # the same address as to grant
    *(name for name, row in RIGHTS.items() if UserRole.KOPPELING not in {role for role, _ in row}),
}
"""What has no address of its own."""


def _use(gateway: Gateway, name: str) -> Any:
    """The method that goes by this name: what an edge calls on the gateway."""
    return attrgetter(name.removeprefix("gateway."))(gateway)


def _is_begonnen(method: Any, beller: Beller) -> bool:
    """Whether the use case began for this caller: it is called with nothing to work with."""
    try:
        begun = method(beller)
    except NoRight:
        return False
    except TypeError:  # it began, and misses what it is asked with
        return True
    begun.close()
    return True


def _bellers(gateway: Gateway) -> Iterator[tuple[Who, Beller]]:
    for role, soort in WIE:
        partij = as_(gateway, CODES[soort]).partij if soort else None
        yield (role, soort), Beller(regio=gateway.regio, kanaal=Kanaal.API, rollen=frozenset({role}), partij=partij)


async def test_every_use_case_asks_its_row_of_the_table(desk: Desk) -> None:
    bellers = list(_bellers(desk.gateway))
    assert {who for row in RIGHTS.values() for who in row} <= {who for who, _ in bellers}
    for name, row in RIGHTS.items():
        method = _use(desk.gateway, name)
        may = {who for who, beller in bellers if _is_begonnen(method, beller)}
        assert may == set(row), name


@pytest.mark.parametrize("name", ADRESSEN)
async def test_every_address_obeys_its_row_of_the_table(desk: Desk, name: str) -> None:
    method, pattern = ADRESSEN[name]
    bericht_id = (await desk.send(jw315(), AANBIEDER)).json["id"]
    pad = pattern.format(id=bericht_id, agb=AANBIEDER, jaar=2026, code="jeugdigen", maand="2026-04", bestand="a.csv")
    row = {soort for role, soort in RIGHTS[name] if role is UserRole.KOPPELING}
    # With a question that is wrong in itself: who may not ask hears nothing of that.
    for soort, code in CODES.items():
        antwoord = await desk.vraag(method, f"{pad}?dit=bestaat-niet", code, headers=XML, data=b"")
        assert antwoord.status == (400 if soort in row else 403), (soort, antwoord.data)


def test_every_address_for_a_party_and_every_row_is_tried() -> None:
    assert set(ADRESSEN) | ALLEEN_HIER == set(RIGHTS)
    assert not set(ADRESSEN) & ALLEEN_HIER


async def test_every_address_that_is_not_public_has_a_row(desk: Desk) -> None:
    addresses = {
        (route.method, route.resource.canonical)
        for route in make_app(Gateways([desk.gateway])).router.routes()
        if route.resource is not None and route.method not in {"HEAD", "OPTIONS"}
    }
    assert {address for address in addresses if address[1] not in PUBLIC} == set(ADRESSEN.values())


async def test_who_sees_his_own_sees_nothing_of_another(desk: Desk) -> None:
    gateway = desk.gateway
    for name in ("plafonds.from_aanbieder", "plafonds.boekingen"):
        pad = ADRESSEN[name][1].format(agb=AANBIEDER, jaar=2026)
        statussen = [(await desk.vraag("GET", pad, who)).status for who in (AANBIEDER, ANDERE_AANBIEDER, REGIO)]
        assert statussen == [200, 404, 200]
    with pytest.raises(OfAnother):
        await gateway.plafonds.from_aanbieder(as_(gateway, ANDERE_AANBIEDER), AANBIEDER, 2026)
    bericht_id = (await desk.send(jw315(), AANBIEDER)).json["id"]
    for name in ("postvak.view", "postvak.payload", "draden.draad"):
        pad = ADRESSEN[name][1].format(id=bericht_id)
        statussen = [(await desk.vraag("GET", pad, who)).status for who in (AANBIEDER, GEMEENTE, ANDERE_AANBIEDER)]
        assert statussen == [200, 200, 404], name


async def test_the_table_says_of_whom_somebody_sees_it(desk: Desk) -> None:
    for name, row in RIGHTS.items():
        for who, beller in _bellers(desk.gateway):
            if who in row:
                zicht = zicht_of(beller, name)
                assert zicht.partij == (None if row[who] is Bereik.REGIO else beller.code)
                assert row[who] is Bereik.REGIO or beller.partij, "who has no partij has nothing of his own"


async def test_who_has_two_rollen_sees_what_the_widest_sees(desk: Desk) -> None:
    one = as_(desk.gateway, GEMEENTE)
    partij_loos = Beller(regio=one.regio, kanaal=Kanaal.CLI, rollen=frozenset(UserRole))
    assert zicht_of(partij_loos, "termijnen.klokken") == Zicht(partij_loos, Bereik.REGIO)
    geen_rol = Beller(regio=one.regio, kanaal=Kanaal.API, rollen=frozenset(), partij=one.partij)
    with pytest.raises(NoRight):
        zicht_of(geen_rol, "termijnen.klokken")


def test_a_use_case_without_a_row_fails_at_import() -> None:
    with pytest.raises(AssertionError, match=r"iets\.nieuws"):
        use("iets.nieuws")

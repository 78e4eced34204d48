# SPDX-License-Identifier: EUPL-1.2
"""The table of rights, whole: every cell is tried, through HTTP where the use case has an address."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest

from bellers import als
from berichtenverkeer.gateway.beller import Beller, Gebruikersrol
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rechten import (
    BEHEERDER,
    RECHTEN,
    Bereik,
    GeenRecht,
    VanEenAnder,
    Wie,
    Zicht,
    gebruik,
    vraag,
)
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.web.app import OPENBAAR, maak_app
from bouwers import jw315
from web.loket import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, XML, Loket

CODES = {"gemeente": GEMEENTE, "aanbieder": AANBIEDER, "regio": REGIO}
WIE: list[Wie] = [(rol, soort) for rol in Gebruikersrol for soort in (*CODES, None)]
ADRESSEN = {
    "ontvangst.ontvang": ("POST", "/v1/berichten"),
    "nakijken.met_historie": ("POST", "/v1/validaties"),
    "postvak.lijst": ("GET", "/v1/berichten"),
    "postvak.inzage": ("GET", "/v1/berichten/{id}"),
    "postvak.payload": ("GET", "/v1/berichten/{id}/payload"),
    "postvak.haal_af": ("DELETE", "/v1/berichten/{id}"),
    "draden.draad": ("GET", "/v1/berichten/{id}/draad"),
    "termijnen.klokken": ("GET", "/v1/termijnen"),
    "termijnen.samenvatting": ("GET", "/v1/termijnen/samenvatting"),
    "plafonds.van_aanbieder": ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}"),
    "plafonds.boekingen": ("GET", "/v1/aanbieders/{agb}/plafonds/{jaar}/boekingen"),
    "plafonds.van_regio": ("GET", "/v1/plafonds/{jaar}"),
    "rapportages.stromen": ("GET", "/v1/rapportages/stromen"),
    "rapportages.bewegingen": ("GET", "/v1/rapportages/stromen/bewegingen"),
    "rapportages.wachttijden": ("GET", "/v1/rapportages/wachttijden"),
    "gateway.meet": ("GET", "/metrics"),
}
ALLEEN_HIER = {"ontvangst.weiger", *(naam for naam, rij in RECHTEN.items() if list(rij) == [BEHEERDER])}
"""What has no address of its own."""


def _gebruik(gateway: Gateway, naam: str) -> Any:
    """The method that goes by this name: what an edge calls on the gateway."""
    return attrgetter(naam.removeprefix("gateway."))(gateway)


def _is_begonnen(methode: Any, beller: Beller) -> bool:
    """Whether the use case began for this caller: it is called with nothing to work with."""
    try:
        begonnen = methode(beller)
    except GeenRecht:
        return False
    except TypeError:  # it began, and misses what it is asked with
        return True
    begonnen.close()
    return True


def _bellers(gateway: Gateway) -> Iterator[tuple[Wie, Beller]]:
    for rol, soort in WIE:
        partij = als(gateway, CODES[soort]).partij if soort else None
        yield (rol, soort), Beller(regio=gateway.regio, kanaal=Kanaal.API, rollen=frozenset({rol}), partij=partij)


async def test_every_use_case_asks_its_row_of_the_table(loket: Loket) -> None:
    bellers = list(_bellers(loket.gateway))
    assert {wie for rij in RECHTEN.values() for wie in rij} <= {wie for wie, _ in bellers}
    for naam, rij in RECHTEN.items():
        methode = _gebruik(loket.gateway, naam)
        mag = {wie for wie, beller in bellers if _is_begonnen(methode, beller)}
        assert mag == set(rij), naam


@pytest.mark.parametrize("naam", ADRESSEN)
async def test_every_address_obeys_its_row_of_the_table(loket: Loket, naam: str) -> None:
    methode, patroon = ADRESSEN[naam]
    bericht_id = (await loket.stuur(jw315(), AANBIEDER)).json["id"]
    pad = patroon.format(id=bericht_id, agb=AANBIEDER, jaar=2026)
    rij = {soort: bereik for (_, soort), bereik in RECHTEN[naam].items()}
    # With a question that is wrong in itself: who may not ask hears nothing of that.
    for soort, code in CODES.items():
        antwoord = await loket.vraag(methode, f"{pad}?dit=bestaat-niet", code, headers=XML, data=b"")
        assert antwoord.status == (400 if soort in rij else 403), (soort, antwoord.data)


def test_every_address_for_a_party_and_every_row_is_tried() -> None:
    assert set(ADRESSEN) | ALLEEN_HIER == set(RECHTEN)
    assert not set(ADRESSEN) & ALLEEN_HIER


async def test_every_address_that_is_not_public_has_a_row(loket: Loket) -> None:
    adressen = {
        (route.method, route.resource.canonical)
        for route in maak_app(Gateways([loket.gateway])).router.routes()
        if route.resource is not None and route.method not in {"HEAD", "OPTIONS"}
    }
    assert {adres for adres in adressen if adres[1] not in OPENBAAR} == set(ADRESSEN.values())


async def test_who_sees_his_own_sees_nothing_of_another(loket: Loket) -> None:
    gateway = loket.gateway
    for naam in ("plafonds.van_aanbieder", "plafonds.boekingen"):
        pad = ADRESSEN[naam][1].format(agb=AANBIEDER, jaar=2026)
        statussen = [(await loket.vraag("GET", pad, wie)).status for wie in (AANBIEDER, ANDERE_AANBIEDER, REGIO)]
        assert statussen == [200, 404, 200]
    with pytest.raises(VanEenAnder):
        await gateway.plafonds.van_aanbieder(als(gateway, ANDERE_AANBIEDER), AANBIEDER, 2026)
    bericht_id = (await loket.stuur(jw315(), AANBIEDER)).json["id"]
    for naam in ("postvak.inzage", "postvak.payload", "draden.draad"):
        pad = ADRESSEN[naam][1].format(id=bericht_id)
        statussen = [(await loket.vraag("GET", pad, wie)).status for wie in (AANBIEDER, GEMEENTE, ANDERE_AANBIEDER)]
        assert statussen == [200, 200, 404], naam


async def test_the_table_says_of_whom_somebody_sees_it(loket: Loket) -> None:
    for naam, rij in RECHTEN.items():
        for wie, beller in _bellers(loket.gateway):
            if wie in rij:
                zicht = vraag(beller, naam)
                assert zicht.partij == (None if rij[wie] is Bereik.REGIO else beller.code)
                assert rij[wie] is Bereik.REGIO or beller.partij, "who has no partij has nothing of his own"


async def test_who_has_two_rollen_sees_what_the_widest_sees(loket: Loket) -> None:
    een = als(loket.gateway, GEMEENTE)
    partij_loos = Beller(regio=een.regio, kanaal=Kanaal.CLI, rollen=frozenset(Gebruikersrol))
    assert vraag(partij_loos, "termijnen.klokken") == Zicht(partij_loos, Bereik.REGIO)
    geen_rol = Beller(regio=een.regio, kanaal=Kanaal.API, rollen=frozenset(), partij=een.partij)
    with pytest.raises(GeenRecht):
        vraag(geen_rol, "termijnen.klokken")


def test_a_use_case_without_a_row_fails_at_import() -> None:
    with pytest.raises(AssertionError, match=r"iets\.nieuws"):
        gebruik("iets.nieuws")

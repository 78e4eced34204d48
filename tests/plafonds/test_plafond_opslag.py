# SPDX-License-Identifier: EUPL-1.2
"""The money on a real database: the last room, loads in between, what may never be changed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import Omvang, Product, VerzoekAfgewezen
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.alternatieven import alternatieven
from berichtenverkeer.plafonds.behoefte import van_feiten
from berichtenverkeer.plafonds.lading import geraakte_aanbieders
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rijen import Contract, Parameters
from plafonds.bouw import (
    BEGIN,
    A,
    B,
    G,
    aanvraag,
    declaratie,
    declaratieantwoord,
    nieuw,
    plafond,
    prestatie,
    register,
    rijen,
    start,
    stop,
    tarieven,
    toewijzing,
    wijziging,
)
from plafonds.bouw import anders as anders_
from plafonds.kantoor import Kantoor

DAG = date(2026, 3, 1)


@pytest_asyncio.fixture
async def druk(toepassing_url: str) -> AsyncIterator[Database]:
    """A pool with more connections than there are requests."""
    instellingen = Instellingen(
        database_url=toepassing_url,
        data=Path("/nergens"),
        hoofdsleutel=b"h" * 32,
        zoeksleutel=b"z" * 32,
        pool_grootte=8,
    )
    geopend = await Database.open(instellingen)
    yield geopend
    await geopend.sluit()


def voor(ref: str, dagen: int, aanbieder: str = A) -> Gebeurtenis:
    tot = DAG + timedelta(dagen - 1)
    return aanvraag(ref, DAG, tot, aanbieder=aanbieder, client=f"{aanbieder}{ref:>8}".encode())


async def test_two_requests_never_both_get_the_last_room(druk: Database, regio: str) -> None:
    kantoren = [Kantoor(druk, regio) for _ in range(8)]
    await kantoren[0].laad(rijen(plafond(2026, 100)), DAG)
    besluiten = await asyncio.gather(*(een.doe([[voor(f"V{nr}", 30)]], DAG) for nr, een in enumerate(kantoren)))
    assert sorted(een.uitkomst for (een,) in besluiten) == ["ja"] * 3 + ["nee (plafond)"] * 5
    (saldo,) = await kantoren[0].saldi()
    assert (saldo.stand(Rekening.VRIJ), saldo.stand(Rekening.GERESERVEERD)) == (1000, 9000)
    assert await kantoren[0].verschillen() == []


async def test_batches_over_the_same_aanbieders_in_any_order_never_wait_in_a_circle(druk: Database, regio: str) -> None:
    kantoren = [Kantoor(druk, regio) for _ in range(8)]
    plafonds = [plafond(jaar, 50, aanbieder=wie) for jaar in (2026, 2027) for wie in (A, B)]
    await kantoren[0].laad(rijen(*plafonds), DAG)

    async def werk(nummer: int, kantoor: Kantoor) -> None:
        for ronde in range(4):
            paar = [[voor(f"{nummer}-{ronde}", 7, wie)] for wie in (A, B)]
            await kantoor.doe(paar if nummer % 2 else paar[::-1], DAG)

    laden = kantoren[0].laad(rijen(*plafonds, tarieven=tarieven(cents=90)), DAG, ververs=False)
    await asyncio.gather(*(werk(nummer, een) for nummer, een in enumerate(kantoren)), laden)
    assert await kantoren[0].verschillen() == []
    assert all(saldo.stand(Rekening.VRIJ) < 700 for saldo in await kantoren[0].saldi() if saldo.sleutel.jaar == 2026)


async def test_a_process_that_has_not_noticed_a_load_decides_by_it_all_the_same(druk: Database, regio: str) -> None:
    snel, traag = Kantoor(druk, regio), Kantoor(druk, regio)
    await snel.laad(rijen(), DAG)
    traag.register = snel.register
    (eerst,) = await traag.doe([[toewijzing(1, DAG, DAG + timedelta(9))]], DAG)
    assert eerst.uitkomst == "ja (plafond onbekend)"
    assert await snel.laad(rijen(plafond(2026, 15)), DAG, ververs=False) == 2
    (daarna,) = await traag.doe([[voor("V1", 6)]], DAG)
    assert daarna.uitkomst == "nee (plafond)"
    assert await snel.verschillen() == []


@pytest.mark.parametrize("zaad", range(6))
async def test_batches_and_loads_leave_nothing_for_the_check_to_find(database: Database, regio: str, zaad: int) -> None:
    lot, kantoor = Random(zaad), Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 300)), DAG)
    for ronde in range(12):
        vandaag = DAG + timedelta(ronde * 9)
        if lot.random() < 0.25:
            plafonds = [plafond(2026 + n, lot.randint(0, 400), aanbieder=w) for n in (0, 1) for w in (A, B)]
            await kantoor.laad(rijen(*lot.sample(plafonds, 3), tarieven=tarieven(cents=lot.choice([50, 100]))), vandaag)
        if lot.random() < 0.4:
            await kantoor.verschuif(vandaag)
        await kantoor.doe([_willekeurig(lot, ronde, nr, vandaag) for nr in range(lot.randint(0, 8))], vandaag)
        assert await kantoor.verschillen() == []
    eerst = await kantoor.alles()
    assert eerst["claimdeel"]
    assert eerst["plafond_peil"]
    await kantoor.herbouw()
    assert await kantoor.alles() == eerst


def _willekeurig(lot: Random, ronde: int, nr: int, vandaag: date) -> list[Gebeurtenis]:
    """One bericht."""
    nummer, ref = lot.randint(1, 4), f"V{ronde}-{nr}"
    tot = vandaag + timedelta(lot.randint(0, 400)) if lot.random() < 0.7 else None
    anders: dict[str, Any] = {"ontvangen_op": vandaag, "product": Product("45", lot.choice(["45A04", "45A05"]))}
    eerder = f"V{lot.randint(0, max(0, ronde - 1))}-{lot.randint(0, 3)}"
    begin = DAG + timedelta(lot.choice([0, 50]))
    maand = (DAG + timedelta(lot.randint(0, 120))).replace(day=1)
    periode = nummer, maand, maand.replace(day=28)
    euro = lot.randint(0, 40) * 100
    nu, eerder_ = f"D{ronde}", f"D{lot.randint(0, ronde)}"
    debet = f"P{lot.randint(0, ronde)}-{lot.randint(0, 3)}"
    wens = lot.choice([nieuw(vandaag, tot), anders_(nummer, vandaag, tot, Omvang(lot.randint(1, 3), "14", "1"))])
    bundel = [toewijzing(een, vandaag, tot, ronde, referentie_aanbieder=eerder, **anders) for een in (nummer, 5)]
    mogelijk: list[Gebeurtenis | list[Gebeurtenis]] = [
        prestatie(f"P{ronde}-{nr}", *periode, euro),
        prestatie(f"C{ronde}-{nr}", *periode, euro, vorig_referentie=debet),
        [declaratie(nu, vandaag), prestatie(f"P{ronde}-{nr}", *periode, euro, "ingediend", declaratie_nummer=nu)],
        declaratieantwoord(eerder_, vandaag, *([debet] if lot.random() < 0.3 else [])),
        wijziging(ref, vandaag, wens),
        list(bundel),
        aanvraag(ref, vandaag, tot, **anders),
        toewijzing(nummer, vandaag, tot, ronde, **anders),
        toewijzing(nummer, vandaag, tot, ronde, referentie_aanbieder=eerder, **anders),
        toewijzing(nummer, vandaag, vandaag, ronde, reden_wijziging="13", **anders),
        start(nummer, begin),
        stop(nummer, begin, begin + timedelta(20), lot.choice(["20", "31"])),
        VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie=eerder, reden="2", ontvangen_op=vandaag),
    ]
    gekozen = lot.choice(mogelijk)
    return gekozen if isinstance(gekozen, list) else [gekozen]


async def test_the_check_names_what_is_not_right(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 100)), DAG)
    await kantoor.doe([[toewijzing(1, DAG, DAG + timedelta(9))]], DAG)
    async with database.transactie() as conn:
        await conn.execute("delete from claimdeel where regio = $1", regio)
    teksten = [verschil.tekst for verschil in await kantoor.verschillen()]
    assert teksten == [
        "Volgens de stand hoort hier nog 1000 cent van VRIJ naar BESLAG.",
        "Wat voor deze claim vastligt, is niet de som van haar boekingen.",
    ]
    await kantoor.herbouw()
    async with database.transactie() as conn:
        await conn.execute("delete from toewijzing where regio = $1", regio)
    teksten = [verschil.tekst for verschil in await kantoor.verschillen()]
    assert teksten == ["Er is beslag geboekt voor een toewijzing die er niet is."]


async def test_another_month_touches_only_what_it_can_change(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 900)), DAG)
    maart, april, mei = (date(2026, maand, 1) for maand in (3, 4, 5))
    for nummer, (van, op) in enumerate([(maart, maart), (mei, maart), (maart, april)], 1):
        await kantoor.doe([[toewijzing(nummer, van, van + timedelta(29), ontvangen_op=op)]], op)
    beslag = []
    for maand in (6, 7, 8, 10):
        assert await kantoor.verschuif(date(2026, maand, 2)) == {6: 0, 7: 1, 8: 1, 10: 1}[maand]
        beslag.append([saldo.stand(Rekening.BESLAG) // 100 for saldo in await kantoor.saldi()])
        assert await kantoor.verschillen() == []
    assert beslag == [[90], [60], [30], [0]]


async def test_a_term_that_the_register_changes_is_booked_with_the_load(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    nooit = {"parameters": [Parameters(geldig_van=BEGIN, declaratietermijn_maanden=0)]}
    await kantoor.laad(rijen(plafond(2026, 900), **nooit), DAG)
    await kantoor.doe([[toewijzing(1, DAG, DAG + timedelta(29))]], DAG)
    assert await kantoor.verschuif(date(2026, 12, 1)) == 0
    assert await kantoor.laad(rijen(plafond(2026, 900)), date(2026, 12, 1)) == 1
    assert await kantoor.laad(rijen(plafond(2026, 900), **nooit), date(2026, 12, 1)) == 1
    assert await kantoor.verschillen() == []


async def test_a_plafond_of_nothing_is_known_and_full(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 0)), DAG)
    await kantoor.herbouw()
    (besluit,) = await kantoor.doe([[voor("V1", 1)]], DAG)
    assert besluit.uitkomst == "nee (plafond)"


@pytest.mark.parametrize("daad", ["update boeking set bedrag_cents = 1", "delete from boeking", "truncate boeking"])
@pytest.mark.parametrize("rol", ["toepassing", "eigenaar", "beheerder"])
async def test_a_boeking_is_for_ever(rol: str, daad: str, request: pytest.FixtureRequest) -> None:
    conn = await asyncpg.connect(request.getfixturevalue(f"{rol}_url"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(daad)
    finally:
        await conn.close()


SALDO_KAN_NIET = [
    {"VRIJ": -1, "PLAFOND": 1},
    {"VRIJ": 5},
    {"VRIJ": 5, "OVERSCHRIJDING": -5},
    {"OVERSCHRIJDING": 5, "PLAFOND": -5},
    {"ELDERS": 0},
]


@pytest.mark.parametrize("cents", SALDO_KAN_NIET)
async def test_the_database_refuses_a_saldo_that_cannot_be(
    database: Database, regio: str, cents: dict[str, int]
) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await zet_saldo(database, regio, cents)


@pytest.mark.parametrize(
    "daad",
    [
        "update plafond_saldo set cents = cents + 1 where rekening = 'VRIJ'",
        "delete from plafond_saldo where cents > 0",
    ],
)
async def test_a_saldo_that_was_right_cannot_be_made_wrong(database: Database, regio: str, daad: str) -> None:
    await zet_saldo(database, regio, {"PLAFOND": -5, "VRIJ": 5, "BESLAG": 0})
    with pytest.raises(asyncpg.CheckViolationError, match="niet in evenwicht"):
        async with database.transactie() as conn:
            await conn.execute(daad)


async def zet_saldo(database: Database, regio: str, cents: dict[str, int]) -> None:
    async with database.transactie() as conn:
        await conn.execute(
            "insert into plafond_saldo select $1, 'x', 2026, '', '', *, 1 from unnest($2::text[], $3::int[])",
            regio,
            list(cents),
            list(cents.values()),
        )


def test_a_load_touches_only_whom_it_is_about() -> None:
    oud = register(plafond(2026, 10))
    assert geraakte_aanbieders(oud, register(plafond(2026, 10))) == frozenset()
    assert geraakte_aanbieders(oud, register(plafond(2026, 11), plafond(2026, 1, aanbieder=B))) == frozenset({A, B})
    assert geraakte_aanbieders(oud, register(plafond(2026, 10), tarieven=tarieven(cents=5))) is None
    assert geraakte_aanbieders(oud, register(plafond(2026, 10), producten=[])) is None


async def test_alternatives_are_names_with_room_nearest_product_first(database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    contracten = [
        Contract(aanbieder=wie, categorie="45", code=code, uitvoeringsvariant="inspanningsgericht", geldig_van=BEGIN)
        for wie, code in ((A, "45A04"), (B, "45A05"))
    ]
    await kantoor.laad(rijen(plafond(2026, 10), plafond(2026, 10, aanbieder=B), contracten=contracten), DAG)

    async def namen(behalve: str, code: str = "45A04", **anders: Any) -> list[str]:
        async with database.lees() as conn:
            wat: dict[str, Any] = {"gemeente": G, "categorie": "45", "code": code, "op": DAG, "behalve": behalve}
            return [een.naam for een in await alternatieven(Grootboek(conn, regio), kantoor.register, **(wat | anders))]

    assert await namen("99999999") == ["Eerste", "Tweede"]
    assert await namen("99999999", "45A05") == ["Tweede", "Eerste"]
    assert await namen("99999999", wachttijd={B: 3}) == ["Tweede", "Eerste"]
    assert await namen(A) == ["Tweede"]
    assert await namen(A, stops={B}) == []
    assert await namen("99999999", gemeente="0384") == []
    assert await namen("99999999", categorie="44") == []
    await kantoor.doe([[voor("V1", 10)]], DAG)
    assert await namen("99999999") == ["Tweede"]


class _Teller:
    """A connection that counts what is asked of it."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.aantal = 0

    def __getattr__(self, naam: str) -> Any:
        self.aantal += naam in ("execute", "fetch", "fetchrow", "fetchval")
        return getattr(self._conn, naam)


@pytest.mark.parametrize("grootte", [1, 40])
async def test_the_number_of_statements_does_not_depend_on_the_batch(
    database: Database, regio: str, grootte: int
) -> None:
    kantoor = Kantoor(database, regio)
    await kantoor.laad(rijen(plafond(2026, 900), plafond(2026, 900, aanbieder=B)), DAG)
    feiten = [toewijzing(nr, DAG, DAG, aanbieder=lid) for nr in range(grootte) for lid in (A, B)[nr % 2 :][:1]]
    async with database.transactie() as echt:
        conn: Any = _Teller(echt)
        geld = van_feiten(Stand(), feiten)
        boekhouding = await opslag.laad(Grootboek(conn, regio), geld, kantoor.register, DAG)
        assert conn.aantal == 4
        stand, posities = Stand(), iter(range(10**9, 10**9 + 1000))
        for feit in feiten:
            positie = next(posities)
            stand.vouw(positie, feit)
            boekhouding.na_bericht(stand, [(positie, feit)], posities)
        await opslag.bewaar(Grootboek(conn, regio), boekhouding)
        assert conn.aantal == 4 + 4
        niets = await opslag.laad(Grootboek(conn, regio), van_feiten(Stand(), [start(1, DAG)]), kantoor.register, DAG)
        await opslag.bewaar(Grootboek(conn, regio), niets)
        assert conn.aantal == 8

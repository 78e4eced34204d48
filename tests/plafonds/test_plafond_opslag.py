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
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, VerzoekAfgewezen
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.lading import touched_aanbieders
from berichtenverkeer.plafonds.needs import needs_of
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.parameters import Parameters
from plafonds.bouw import (
    BEGIN,
    A,
    B,
    G,
    aanvraag,
    declaratie,
    declaratieantwoord,
    new,
    plafond,
    prestatie,
    register,
    rows,
    start,
    stop,
    tarieven,
    toewijzing,
    wijziging,
)
from plafonds.bouw import otherwise as anders_
from plafonds.office import Office
from plafonds.tenzijbouw import T1, T2, beeindigd, gevraagd, gewijzigd, toegekend

DAY = date(2026, 3, 1)


@pytest_asyncio.fixture
async def druk(toepassing_url: str) -> AsyncIterator[Database]:
    """A pool with more connections than there are requests."""
    config = Settings(
        database_url=toepassing_url,
        data=Path("/nergens"),
        hoofdsleutel=b"h" * 32,
        zoeksleutel=b"z" * 32,
        pool_grootte=8,
    )
    geopend = await Database.open(config)
    yield geopend
    await geopend.close()


def before(ref: str, dagen: int, aanbieder: str = A) -> Gebeurtenis:
    tot = DAY + timedelta(dagen - 1)
    return aanvraag(ref, DAY, tot, aanbieder=aanbieder, client=f"{aanbieder}{ref:>8}".encode())


async def test_two_requests_never_both_get_the_last_room(druk: Database, regio: str) -> None:
    kantoren = [Office(druk, regio) for _ in range(8)]
    await kantoren[0].load(rows(plafond(2026, 100)), DAY)
    besluiten = await asyncio.gather(*(one.doe([[before(f"V{nr}", 30)]], DAY) for nr, one in enumerate(kantoren)))
    assert sorted(one.uitkomst for (one,) in besluiten) == ["ja"] * 3 + ["nee (plafond)"] * 5
    (saldo,) = await kantoren[0].saldi()
    assert (saldo.stand(Rekening.VRIJ), saldo.stand(Rekening.GERESERVEERD)) == (1000, 9000)
    assert await kantoren[0].verschillen() == []


async def test_batches_over_the_same_aanbieders_in_any_order_never_wait_in_a_circle(druk: Database, regio: str) -> None:
    kantoren = [Office(druk, regio) for _ in range(8)]
    plafonds = [plafond(jaar, 50, aanbieder=who) for jaar in (2026, 2027) for who in (A, B)]
    await kantoren[0].load(rows(*plafonds), DAY)

    async def work(number: int, office: Office) -> None:
        for ronde in range(4):
            pair = [[before(f"{number}-{ronde}", 7, who)] for who in (A, B)]
            await office.doe(pair if number % 2 else pair[::-1], DAY)

    loading = kantoren[0].load(rows(*plafonds, tarieven=tarieven(cents=90)), DAY, ververs=False)
    await asyncio.gather(*(work(number, one) for number, one in enumerate(kantoren)), loading)
    assert await kantoren[0].verschillen() == []
    assert all(saldo.stand(Rekening.VRIJ) < 700 for saldo in await kantoren[0].saldi() if saldo.plafond.jaar == 2026)


async def test_a_process_that_has_not_noticed_a_load_decides_by_it_all_the_same(druk: Database, regio: str) -> None:
    snel, traag = Office(druk, regio), Office(druk, regio)
    await snel.load(rows(), DAY)
    traag.register = snel.register
    (first,) = await traag.doe([[toewijzing(1, DAY, DAY + timedelta(9))]], DAY)
    assert first.uitkomst == "ja (plafond onbekend)"
    assert await snel.load(rows(plafond(2026, 15)), DAY, ververs=False) == 2
    (daarna,) = await traag.doe([[before("V1", 6)]], DAY)
    assert daarna.uitkomst == "nee (plafond)"
    assert await snel.verschillen() == []


@pytest.mark.parametrize("seed", range(6))
async def test_batches_and_loads_leave_nothing_for_the_check_to_find(database: Database, regio: str, seed: int) -> None:
    lot, office = Random(seed), Office(database, regio)
    await office.load(rows(plafond(2026, 300)), DAY)
    for id_ in (T1, T2):
        await office.step(gevraagd(id_), DAY)
    for ronde in range(12):
        today = DAY + timedelta(ronde * 9)
        if lot.random() < 0.25:
            plafonds = [plafond(2026 + n, lot.randint(0, 400), aanbieder=w) for n in (0, 1) for w in (A, B)]
            await office.load(rows(*lot.sample(plafonds, 3), tarieven=tarieven(cents=lot.choice([50, 100]))), today)
        if lot.random() < 0.4:
            await office.verschuif(today)
        if lot.random() < 0.5:
            await office.step(_step(lot, today), today)
        await office.doe([_willekeurig(lot, ronde, nr, today) for nr in range(lot.randint(0, 8))], today)
        assert await office.verschillen() == []
    first = await office.alles()
    assert first["claim"]
    assert first["plafond_peil"]
    assert first["tenzijdeel"] or seed % 2, "under a tenzij"
    await office.herbouw()
    assert await office.alles() == first


def _step(lot: Random, today: date) -> OneTenzijGebeurtenis:
    """One step of a tenzij, which may not be allowed."""
    id_, tot = lot.choice([T1, T2]), today + timedelta(lot.randint(0, 300))
    maximum = lot.choice([1_000, 10_000, 100_000])
    mogelijk: list[OneTenzijGebeurtenis] = [
        toegekend(id_, maximum, product=lot.choice([Product("45"), Product("45", "45A05")]), van=DAY, tot=tot),
        gewijzigd(maximum, tot, id_),
        beeindigd(today, id_),
    ]
    return lot.choice(mogelijk)


def _willekeurig(lot: Random, ronde: int, nr: int, today: date) -> list[Gebeurtenis]:
    """One bericht."""
    number, ref = lot.randint(1, 4), f"V{ronde}-{nr}"
    tot = today + timedelta(lot.randint(0, 400)) if lot.random() < 0.7 else None
    otherwise: dict[str, Any] = {"ontvangen_op": today, "product": Product("45", lot.choice(["45A04", "45A05"]))}
    earlier = f"V{lot.randint(0, max(0, ronde - 1))}-{lot.randint(0, 3)}"
    begin = DAY + timedelta(lot.choice([0, 50]))
    month = (DAY + timedelta(lot.randint(0, 120))).replace(day=1)
    periode = number, month, month.replace(day=28)
    euro = lot.randint(0, 40) * 100
    now, eerder_ = f"D{ronde}", f"D{lot.randint(0, ronde)}"
    debet = f"P{lot.randint(0, ronde)}-{lot.randint(0, 3)}"
    wish = lot.choice([new(today, tot), anders_(number, today, tot, Omvang(lot.randint(1, 3), "14", "1"))])
    bundle = [toewijzing(one, today, tot, ronde, referentie_aanbieder=earlier, **otherwise) for one in (number, 5)]
    mogelijk: list[Gebeurtenis | list[Gebeurtenis]] = [
        prestatie(f"P{ronde}-{nr}", *periode, euro),
        prestatie(f"C{ronde}-{nr}", *periode, euro, vorig_referentie=debet),
        [declaratie(now, today), prestatie(f"P{ronde}-{nr}", *periode, euro, "ingediend", declaratie_nummer=now)],
        declaratieantwoord(eerder_, today, *([debet] if lot.random() < 0.3 else [])),
        wijziging(ref, today, wish),
        list(bundle),
        aanvraag(ref, today, tot, **otherwise),
        toewijzing(number, today, tot, ronde, **otherwise),
        toewijzing(number, today, tot, ronde, referentie_aanbieder=earlier, **otherwise),
        toewijzing(number, today, today, ronde, reden_wijziging="13", **otherwise),
        start(number, begin),
        stop(number, begin, begin + timedelta(20), lot.choice(["20", "31"])),
        VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie=earlier, reden="2", ontvangen_op=today),
    ]
    chosen = lot.choice(mogelijk)
    return chosen if isinstance(chosen, list) else [chosen]


async def test_the_check_names_what_is_not_right(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 100)), DAY)
    await office.doe([[toewijzing(1, DAY, DAY + timedelta(9))]], DAY)
    async with database.transaction() as conn:
        await conn.execute("delete from claimdeel where regio = $1", regio)
    texts = [difference.tekst for difference in await office.verschillen()]
    assert texts == [
        "Volgens de stand hoort hier nog 1000 cent van VRIJ naar BESLAG.",
        "Wat voor deze claim vastligt, is niet de som van haar boekingen.",
    ]
    await office.herbouw()
    async with database.transaction() as conn:
        await conn.execute("delete from toewijzing where regio = $1", regio)
    texts = [difference.tekst for difference in await office.verschillen()]
    assert texts == ["Er is beslag geboekt voor een toewijzing die er niet is."]


async def test_another_month_touches_only_what_it_can_change(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 900)), DAY)
    maart, april, mei = (date(2026, month, 1) for month in (3, 4, 5))
    for number, (van, op) in enumerate([(maart, maart), (mei, maart), (maart, april)], 1):
        await office.doe([[toewijzing(number, van, van + timedelta(29), ontvangen_op=op)]], op)
    beslag = []
    for month in (6, 7, 8, 10):
        assert await office.verschuif(date(2026, month, 2)) == {6: 0, 7: 1, 8: 1, 10: 1}[month]
        beslag.append([saldo.stand(Rekening.BESLAG) // 100 for saldo in await office.saldi()])
        assert await office.verschillen() == []
    assert beslag == [[90], [60], [30], [0]]


async def test_a_term_that_the_register_changes_is_booked_with_the_load(database: Database, regio: str) -> None:
    office = Office(database, regio)
    never = {"parameters": [Parameters(geldig_van=BEGIN, declaratietermijn_maanden=0)]}
    await office.load(rows(plafond(2026, 900), **never), DAY)
    await office.doe([[toewijzing(1, DAY, DAY + timedelta(29))]], DAY)
    assert await office.verschuif(date(2026, 12, 1)) == 0
    assert await office.load(rows(plafond(2026, 900)), date(2026, 12, 1)) == 1
    assert await office.load(rows(plafond(2026, 900), **never), date(2026, 12, 1)) == 1
    assert await office.verschillen() == []


async def test_a_plafond_of_nothing_is_known_and_full(database: Database, regio: str) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 0)), DAY)
    await office.herbouw()
    (besluit,) = await office.doe([[before("V1", 1)]], DAY)
    assert besluit.uitkomst == "nee (plafond)"


@pytest.mark.parametrize("deed", ["update boeking set bedrag_cents = 1", "delete from boeking", "truncate boeking"])
@pytest.mark.parametrize("role", ["toepassing", "eigenaar", "beheerder"])
async def test_a_boeking_is_for_ever(role: str, deed: str, request: pytest.FixtureRequest) -> None:
    conn = await asyncpg.connect(request.getfixturevalue(f"{role}_url"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(deed)
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
    "deed",
    [
        "update plafond_saldo set cents = cents + 1 where rekening = 'VRIJ'",
        "delete from plafond_saldo where cents > 0",
    ],
)
async def test_a_saldo_that_was_right_cannot_be_made_wrong(database: Database, regio: str, deed: str) -> None:
    await zet_saldo(database, regio, {"PLAFOND": -5, "VRIJ": 5, "BESLAG": 0})
    with pytest.raises(asyncpg.CheckViolationError, match="niet in evenwicht"):
        async with database.transaction() as conn:
            await conn.execute(deed)


async def zet_saldo(database: Database, regio: str, cents: dict[str, int]) -> None:
    async with database.transaction() as conn:
        await conn.execute(
            "insert into plafond_saldo select $1, 'x', 2026, '', '', *, 1 from unnest($2::text[], $3::int[])",
            regio,
            list(cents),
            list(cents.values()),
        )


def test_a_load_touches_only_whom_it_is_about() -> None:
    old = register(plafond(2026, 10))
    assert touched_aanbieders(old, register(plafond(2026, 10))) == frozenset()
    assert touched_aanbieders(old, register(plafond(2026, 11), plafond(2026, 1, aanbieder=B))) == frozenset({A, B})
    assert touched_aanbieders(old, register(plafond(2026, 10), tarieven=tarieven(cents=5))) is None
    assert touched_aanbieders(old, register(plafond(2026, 10), producten=[])) is None


class _Teller:
    """A connection that counts what is asked of it."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self.aantal = 0

    def __getattr__(self, name: str) -> Any:
        self.aantal += name in ("execute", "fetch", "fetchrow", "fetchval")
        return getattr(self._conn, name)


@pytest.mark.parametrize("size", [1, 40])
async def test_the_number_of_statements_does_not_depend_on_the_batch(database: Database, regio: str, size: int) -> None:
    office = Office(database, regio)
    await office.load(rows(plafond(2026, 900), plafond(2026, 900, aanbieder=B)), DAY)
    gebeurtenissen = [
        toewijzing(nr, DAY, DAY, aanbieder=member) for nr in range(size) for member in (A, B)[nr % 2 :][:1]
    ]
    async with database.transaction() as echt:
        conn: Any = _Teller(echt)
        money = needs_of(Stand(), gebeurtenissen)
        boekhouding = await store.load(Grootboek(conn, regio), money, office.register, DAY)
        assert conn.aantal == 5
        stand, positions = Stand(), iter(range(10**9, 10**9 + 1000))
        for gebeurtenis in gebeurtenissen:
            position = next(positions)
            stand.fold(position, gebeurtenis)
            boekhouding.after_bericht(stand, [(position, gebeurtenis)], positions)
        await store.save(Grootboek(conn, regio), boekhouding)
        assert conn.aantal == 5 + 4
        niets = await store.load(Grootboek(conn, regio), needs_of(Stand(), [start(1, DAY)]), office.register, DAY)
        await store.save(Grootboek(conn, regio), niets)
        assert conn.aantal == 9

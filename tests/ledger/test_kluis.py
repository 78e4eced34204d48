# SPDX-License-Identifier: EUPL-1.2
"""Pseudonyms and sealed bytes: equal for equal, readable with the right keys only."""

import asyncio
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import SleutelOnbekend
from berichtenverkeer.ledger.kluis import Kluis, ontzegel, verzegel

HOOFD, ZOEK = b"h" * 32, b"z" * 32
SLEUTEL, ID = b"s" * 32, UUID(int=7)
MAART, APRIL = date(2026, 3, 17), date(2026, 4, 1)
BSN = "999900006"


@pytest.fixture
def kluis() -> Kluis:
    return Kluis(HOOFD, ZOEK)


def test_a_pseudonym_is_equal_for_equal_and_depends_on_regio_bsn_and_search_key_only(kluis: Kluis) -> None:
    een = kluis.pseudoniem("regio", BSN)
    assert len(een) == 16
    assert een == kluis.pseudoniem("regio", BSN) == Kluis(b"x" * 32, ZOEK).pseudoniem("regio", BSN)
    anders = {
        kluis.pseudoniem("regio", "999900018"),
        kluis.pseudoniem("regio2", BSN),
        kluis.pseudoniem("regi", "o" + BSN),
        Kluis(HOOFD, b"x" * 32).pseudoniem("regio", BSN),
    }
    assert len(anders | {een}) == 5


@given(st.binary(max_size=2000))
def test_what_is_sealed_comes_back(data: bytes) -> None:
    assert ontzegel(SLEUTEL, "regio", ID, verzegel(SLEUTEL, "regio", ID, data)) == data


def test_the_same_bytes_are_never_sealed_the_same_and_do_not_show() -> None:
    een, twee = (verzegel(SLEUTEL, "regio", ID, BSN.encode()) for _ in range(2))
    assert een != twee
    assert BSN.encode() not in een


def test_a_bericht_becomes_smaller() -> None:
    assert len(verzegel(SLEUTEL, "regio", ID, b"<Client>" * 500)) < 100


def test_a_sealed_value_opens_only_with_its_key_beside_its_bericht_and_unchanged() -> None:
    goed = verzegel(SLEUTEL, "regio", ID, b"inhoud")
    bedorven = [
        (b"x" * 32, "regio", ID, goed),
        (SLEUTEL, "elders", ID, goed),
        (SLEUTEL, "regio", UUID(int=8), goed),
        (SLEUTEL, "regio", ID, goed[:-1] + bytes([goed[-1] ^ 1])),
        (SLEUTEL, "regio", ID, goed[:10]),
        (SLEUTEL, "regio", ID, b""),
        (SLEUTEL, "regio", ID, b"\x02" + goed[1:]),
    ]
    for poging in bedorven:
        with pytest.raises(SleutelOnbekend):
            ontzegel(*poging)


async def test_a_data_key_is_made_once_per_regio_and_month_also_by_processes_that_race(
    database: Database, regio: str
) -> None:
    kluizen = [Kluis(HOOFD, ZOEK) for _ in range(8)]
    sleutels = await asyncio.gather(*(kluis.sleutel(database, regio, MAART) for kluis in kluizen))
    assert len(set(sleutels)) == 1
    assert await kluizen[0].sleutel(database, regio, MAART.replace(day=2)) == sleutels[0]
    assert await kluizen[0].sleutel(database, regio, APRIL) != sleutels[0]
    assert await kluizen[0].sleutel(database, regio + "x", MAART) != sleutels[0]
    async with database.lees() as verbinding:
        rijen = await verbinding.fetch("SELECT maand, versleuteld FROM datasleutel WHERE regio = $1", regio)
    assert {rij["maand"] for rij in rijen} == {date(2026, 3, 1), APRIL}
    assert all(sleutels[0] not in rij["versleuteld"] for rij in rijen)


async def test_a_known_data_key_costs_no_round_trip(database: Database, regio: str, kluis: Kluis) -> None:
    sleutel = await kluis.sleutel(database, regio, MAART)
    geen_database: Database = None  # type: ignore[assignment]  # proves that it is not asked
    assert await kluis.sleutel(geen_database, regio, MAART) == sleutel
    assert await kluis.bestaande_sleutel(geen_database, regio, MAART) == sleutel


async def test_another_master_key_is_refused_by_name_not_by_value(database: Database, regio: str, kluis: Kluis) -> None:
    await kluis.sleutel(database, regio, MAART)
    vreemd = Kluis(b"v" * 32, ZOEK)
    for vraag in (vreemd.sleutel, vreemd.bestaande_sleutel):
        with pytest.raises(SleutelOnbekend, match=f"hoofdsleutel {kluis.kenmerk}, niet bij {vreemd.kenmerk}"):
            await vraag(database, regio, MAART)


async def test_another_search_key_is_refused_before_it_splits_clients(
    database: Database, regio: str, kluis: Kluis
) -> None:
    await kluis.sleutel(database, regio, MAART)
    vreemd = Kluis(HOOFD, b"w" * 32)
    for vraag in (vreemd.sleutel, vreemd.bestaande_sleutel):
        with pytest.raises(SleutelOnbekend, match="BV_ZOEKSLEUTEL"):
            await vraag(database, regio, MAART)


async def test_reading_never_makes_a_key(database: Database, regio: str, kluis: Kluis) -> None:
    with pytest.raises(SleutelOnbekend, match="2026-03"):
        await kluis.bestaande_sleutel(database, regio, MAART)
    async with database.lees() as verbinding:
        assert not await verbinding.fetchval("SELECT count(*) FROM datasleutel WHERE regio = $1", regio)

# SPDX-License-Identifier: EUPL-1.2
"""Pseudonyms and sealed bytes: equal for equal, readable with the right keys only."""

import asyncio
import hashlib
from datetime import date
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import InhoudVernietigd, SleutelOnbekend
from berichtenverkeer.ledger.kluis import Kluis, Maandsleutel

HOOFD, ZOEK = b"h" * 32, b"z" * 32
ID = UUID(int=7)
MAART, APRIL = date(2026, 3, 17), date(2026, 4, 1)
SLEUTEL = Maandsleutel("regio", APRIL, b"s" * 32)
SOM = hashlib.sha256(b"een bericht").digest()
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
    assert SLEUTEL.ontzegel(ID, SLEUTEL.verzegel(ID, data)) == data


def test_the_same_bytes_are_never_sealed_the_same_and_do_not_show() -> None:
    een, twee = (SLEUTEL.verzegel(ID, BSN.encode()) for _ in range(2))
    assert een != twee
    assert BSN.encode() not in een


def test_a_bericht_becomes_smaller() -> None:
    assert len(SLEUTEL.verzegel(ID, b"<Client>" * 500)) < 100


def test_a_sealed_value_opens_only_with_its_key_beside_its_bericht_and_unchanged() -> None:
    goed = SLEUTEL.verzegel(ID, b"inhoud")
    bedorven = [
        (Maandsleutel("regio", APRIL, b"x" * 32), ID, goed),
        (Maandsleutel("elders", APRIL, b"s" * 32), ID, goed),
        (SLEUTEL, UUID(int=8), goed),
        (SLEUTEL, ID, goed[:-1] + bytes([goed[-1] ^ 1])),
        (SLEUTEL, ID, goed[:10]),
        (SLEUTEL, ID, b""),
        (SLEUTEL, ID, b"\x02" + goed[1:]),
    ]
    for sleutel, bericht_id, verzegeld in bedorven:
        with pytest.raises(SleutelOnbekend):
            sleutel.ontzegel(bericht_id, verzegeld)


def test_a_sealed_hash_is_equal_for_equal_and_comes_back() -> None:
    verzegeld = SLEUTEL.verzegel_hash(SOM)
    assert (len(verzegeld), SLEUTEL.verzegel_hash(SOM)) == (48, verzegeld)
    assert SLEUTEL.ontzegel_hash(verzegeld) == SOM
    assert verzegeld != SLEUTEL.verzegel_hash(hashlib.sha256(b"een ander").digest())


def test_a_sealed_hash_says_nothing_without_its_key() -> None:
    verzegeld = SLEUTEL.verzegel_hash(SOM)
    for ander in (Maandsleutel("regio", APRIL, b"x" * 32), Maandsleutel("elders", APRIL, b"s" * 32)):
        assert ander.verzegel_hash(SOM) != verzegeld
        with pytest.raises(SleutelOnbekend):
            ander.ontzegel_hash(verzegeld)
    for bedorven in (verzegeld[:-1] + bytes([verzegeld[-1] ^ 1]), verzegeld[:10], b"", SOM):
        with pytest.raises(SleutelOnbekend):
            SLEUTEL.ontzegel_hash(bedorven)


async def test_a_data_key_is_made_once_per_regio_and_month_also_by_processes_that_race(
    database: Database, regio: str
) -> None:
    kluizen = [Kluis(HOOFD, ZOEK) for _ in range(8)]
    sleutels = await asyncio.gather(*(kluis.sleutel(database, regio, MAART) for kluis in kluizen))
    verzegeld = {sleutel.verzegel_hash(SOM) for sleutel in sleutels}
    assert len(verzegeld) == 1
    assert await kluizen[0].sleutel(database, regio, MAART.replace(day=2)) is sleutels[0]
    for ander in ((regio, APRIL), (regio + "x", MAART)):
        assert (await kluizen[0].sleutel(database, *ander)).verzegel_hash(SOM) not in verzegeld
    async with database.lees() as verbinding:
        rijen = await verbinding.fetch("SELECT * FROM datasleutel WHERE regio = $1 ORDER BY maand", regio)
    assert [rij["maand"] for rij in rijen] == [date(2026, 3, 1), APRIL]
    kaal = aes_key_unwrap(HOOFD, rijen[0]["versleuteld"])
    assert Maandsleutel(regio, MAART, kaal).verzegel_hash(SOM) in verzegeld
    assert not any(geheim in rij["versleuteld"] for rij in rijen for geheim in (kaal, HOOFD, ZOEK))


async def test_a_known_data_key_costs_no_round_trip(database: Database, regio: str, kluis: Kluis) -> None:
    sleutel = await kluis.sleutel(database, regio, MAART)
    geen_database: Database = None  # type: ignore[assignment]  # proves that it is not asked
    assert await kluis.sleutel(geen_database, regio, MAART) is sleutel
    assert await kluis.bestaande_sleutel(geen_database, regio, MAART) is sleutel
    assert await kluis.bestaande_sleutels(geen_database, regio, [sleutel.maand]) == {sleutel.maand: sleutel}


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


def test_a_damaged_data_key_is_called_damaged(kluis: Kluis) -> None:
    heel = kluis.nieuwe_sleutel()
    with pytest.raises(SleutelOnbekend, match=r"2026-04 \(regio r\) is beschadigd"):
        kluis.pak_uit("r", APRIL, heel[:-1] + bytes([heel[-1] ^ 1]), kluis.kenmerk)


async def test_reading_never_makes_a_key(database: Database, regio: str, kluis: Kluis) -> None:
    with pytest.raises(InhoudVernietigd, match="2026-03"):
        await kluis.bestaande_sleutel(database, regio, MAART)
    async with database.lees() as verbinding:
        assert await kluis.bestaande_sleutels(verbinding, regio, [APRIL]) == {}
        assert not await verbinding.fetchval("SELECT count(*) FROM datasleutel WHERE regio = $1", regio)

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
from berichtenverkeer.core.errors import ContentDestroyed, UnknownKey
from berichtenverkeer.ledger.vault import MonthKey, Vault

HOOFD, ZOEK = b"h" * 32, b"z" * 32
ID = UUID(int=7)
MAART, APRIL = date(2026, 3, 17), date(2026, 4, 1)
SLEUTEL = MonthKey("regio", APRIL, b"s" * 32)
SOM = hashlib.sha256(b"een bericht").digest()
BSN = "999900006"


@pytest.fixture
def vault() -> Vault:
    return Vault(HOOFD, ZOEK)


def test_a_pseudonym_is_equal_for_equal_and_depends_on_regio_bsn_and_search_key_only(vault: Vault) -> None:
    one = vault.pseudonym("regio", BSN)
    assert len(one) == 16
    assert one == vault.pseudonym("regio", BSN) == Vault(b"x" * 32, ZOEK).pseudonym("regio", BSN)
    otherwise = {
        vault.pseudonym("regio", "999900018"),
        vault.pseudonym("regio2", BSN),
        vault.pseudonym("regi", "o" + BSN),
        Vault(HOOFD, b"x" * 32).pseudonym("regio", BSN),
    }
    assert len(otherwise | {one}) == 5


@given(st.binary(max_size=2000))
def test_what_is_sealed_comes_back(data: bytes) -> None:
    assert SLEUTEL.unseal(ID, SLEUTEL.seal(ID, data)) == data


def test_the_same_bytes_are_never_sealed_the_same_and_do_not_show() -> None:
    one, two = (SLEUTEL.seal(ID, BSN.encode()) for _ in range(2))
    assert one != two
    assert BSN.encode() not in one


def test_a_bericht_becomes_smaller() -> None:
    assert len(SLEUTEL.seal(ID, b"<Client>" * 500)) < 100


def test_a_sealed_value_opens_only_with_its_key_beside_its_bericht_and_unchanged() -> None:
    good = SLEUTEL.seal(ID, b"inhoud")
    faulty_keys = [
        (MonthKey("regio", APRIL, b"x" * 32), ID, good),
        (MonthKey("elders", APRIL, b"s" * 32), ID, good),
        (SLEUTEL, UUID(int=8), good),
        (SLEUTEL, ID, good[:-1] + bytes([good[-1] ^ 1])),
        (SLEUTEL, ID, good[:10]),
        (SLEUTEL, ID, b""),
        (SLEUTEL, ID, b"\x02" + good[1:]),
    ]
    for key, bericht_id, verzegeld in faulty_keys:
        with pytest.raises(UnknownKey):
            key.unseal(bericht_id, verzegeld)


def test_a_sealed_hash_is_equal_for_equal_and_comes_back() -> None:
    verzegeld = SLEUTEL.seal_hash(SOM)
    assert (len(verzegeld), SLEUTEL.seal_hash(SOM)) == (48, verzegeld)
    assert SLEUTEL.unseal_hash(verzegeld) == SOM
    assert verzegeld != SLEUTEL.seal_hash(hashlib.sha256(b"een ander").digest())


def test_a_sealed_hash_says_nothing_without_its_key() -> None:
    verzegeld = SLEUTEL.seal_hash(SOM)
    for other in (MonthKey("regio", APRIL, b"x" * 32), MonthKey("elders", APRIL, b"s" * 32)):
        assert other.seal_hash(SOM) != verzegeld
        with pytest.raises(UnknownKey):
            other.unseal_hash(verzegeld)
    for faulty_keys in (verzegeld[:-1] + bytes([verzegeld[-1] ^ 1]), verzegeld[:10], b"", SOM):
        with pytest.raises(UnknownKey):
            SLEUTEL.unseal_hash(faulty_keys)


async def test_a_data_key_is_made_once_per_regio_and_month_also_by_processes_that_race(
    database: Database, regio: str
) -> None:
    kluizen = [Vault(HOOFD, ZOEK) for _ in range(8)]
    keys = await asyncio.gather(*(vault.month_key(database, regio, MAART) for vault in kluizen))
    verzegeld = {key.seal_hash(SOM) for key in keys}
    assert len(verzegeld) == 1
    assert await kluizen[0].month_key(database, regio, MAART.replace(day=2)) is keys[0]
    for other in ((regio, APRIL), (regio + "x", MAART)):
        assert (await kluizen[0].month_key(database, *other)).seal_hash(SOM) not in verzegeld
    async with database.lees() as connection:
        rows = await connection.fetch("SELECT * FROM datasleutel WHERE regio = $1 ORDER BY maand", regio)
    assert [row["maand"] for row in rows] == [date(2026, 3, 1), APRIL]
    kaal = aes_key_unwrap(HOOFD, rows[0]["versleuteld"])
    assert MonthKey(regio, MAART, kaal).seal_hash(SOM) in verzegeld
    assert not any(secret in row["versleuteld"] for row in rows for secret in (kaal, HOOFD, ZOEK))


async def test_a_known_data_key_costs_no_round_trip(database: Database, regio: str, vault: Vault) -> None:
    key = await vault.month_key(database, regio, MAART)
    geen_database: Database = None  # type: ignore[assignment]  # proves that it is not asked
    assert await vault.month_key(geen_database, regio, MAART) is key
    assert await vault.existing_key(geen_database, regio, MAART) is key
    assert await vault.existing_keys(geen_database, regio, [key.maand]) == {key.maand: key}


async def test_another_master_key_is_refused_by_name_not_by_value(database: Database, regio: str, vault: Vault) -> None:
    await vault.month_key(database, regio, MAART)
    foreign = Vault(b"v" * 32, ZOEK)
    for question in (foreign.month_key, foreign.existing_key):
        with pytest.raises(UnknownKey, match=f"hoofdsleutel {vault.mark}, niet bij {foreign.mark}"):
            await question(database, regio, MAART)


async def test_another_search_key_is_refused_before_it_splits_clients(
    database: Database, regio: str, vault: Vault
) -> None:
    await vault.month_key(database, regio, MAART)
    foreign = Vault(HOOFD, b"w" * 32)
    for question in (foreign.month_key, foreign.existing_key):
        with pytest.raises(UnknownKey, match="BV_ZOEKSLEUTEL"):
            await question(database, regio, MAART)


def test_a_damaged_data_key_is_called_damaged(vault: Vault) -> None:
    whole = vault.new_key()
    with pytest.raises(UnknownKey, match=r"2026-04 \(regio r\) is beschadigd"):
        vault.unpack("r", APRIL, whole[:-1] + bytes([whole[-1] ^ 1]), vault.mark)


async def test_reading_never_makes_a_key(database: Database, regio: str, vault: Vault) -> None:
    with pytest.raises(ContentDestroyed, match="2026-03"):
        await vault.existing_key(database, regio, MAART)
    async with database.lees() as connection:
        assert await vault.existing_keys(connection, regio, [APRIL]) == {}
        assert not await connection.fetchval("SELECT count(*) FROM datasleutel WHERE regio = $1", regio)

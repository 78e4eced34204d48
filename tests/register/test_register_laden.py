# SPDX-License-Identifier: EUPL-1.2
"""Loads in the database: the difference is written, the past stays as it was known."""

import uuid

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.files import bestand
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.folders import make_content, read_folder
from berichtenverkeer.register.loading import LoadResult, last_version, load
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.stand import read_stand
from register.strategieen import INHOUDEN

EMPTY = make_content("voorbeeldregio", {})
EXAMPLE = read_folder(bestand("deploy/voorbeeldregio")).content


def count(content: Content) -> int:
    return sum(len(rows) for rows in content.rows.values())


async def laad_een(database: Database, regio: str, content: Content, position: int) -> LoadResult:
    async with database.transaction() as conn:
        return await load(Grootboek(conn, regio), content, position)


async def known(database: Database, regio: str, k: int | None = None) -> Content:
    async with database.lees() as conn:
        return (await read_stand(Grootboek(conn, regio), k)).content("voorbeeldregio")


@settings(max_examples=30, deadline=None)
@given(loads=st.lists(INHOUDEN, min_size=1, max_size=4), back=st.booleans())
async def test_at_every_position_exactly_what_was_loaded_then_is_known(
    database: Database, loads: list[Content], back: bool
) -> None:
    regio = uuid.uuid4().hex
    loads = [*loads, loads[0]] if back else loads
    for number, content in enumerate(loads, 1):
        await laad_een(database, regio, content, number * 10)
    assert await known(database, regio) == loads[-1]
    assert await known(database, regio, 9) == EMPTY
    for number, content in enumerate(loads, 1):
        assert await known(database, regio, number * 10) == content
        assert await known(database, regio, number * 10 + 9) == content


@settings(max_examples=20, deadline=None)
@given(first=INHOUDEN, daarna=INHOUDEN)
async def test_a_load_counts_what_began_and_what_ended(database: Database, first: Content, daarna: Content) -> None:
    regio = uuid.uuid4().hex
    await laad_een(database, regio, first, 1)
    result = await laad_een(database, regio, daarna, 2)
    old = {(name, row) for name in TABLES for row in first.rows[name]}
    new = {(name, row) for name in TABLES for row in daarna.rows[name]}
    assert (result.nieuw, result.vervallen) == (len(new - old), len(old - new))
    assert result.is_equal == (first == daarna)


async def test_the_same_content_again_writes_nothing_and_says_so(database: Database, regio: str) -> None:
    first = await laad_een(database, regio, EXAMPLE, 5)
    assert (first.nieuw, first.vervallen, first.is_equal) == (count(EXAMPLE), 0, False)
    tweede = await laad_een(database, regio, EXAMPLE, 6)
    assert (tweede.nieuw, tweede.vervallen, tweede.is_equal) == (0, 0, True)
    assert tweede.sha256 == first.sha256
    async with database.lees() as conn:
        assert await last_version(Grootboek(conn, regio)) == 5
        assert (await read_stand(Grootboek(conn, regio))).versie == 5
        assert await last_version(Grootboek(conn, regio), 4) == 0


async def test_the_whole_example_region_is_known_as_it_was_loaded(database: Database, regio: str) -> None:
    await laad_een(database, regio, EXAMPLE, 1)
    assert await known(database, regio) == EXAMPLE
    assert await known(database, uuid.uuid4().hex) == EMPTY


async def test_the_hash_is_that_of_the_content(database: Database) -> None:
    def otherwise(name: str) -> Content:
        return make_content("voorbeeldregio", {**EXAMPLE.rows, name: EXAMPLE.rows[name][1:]})

    inhouden = [EXAMPLE, *(otherwise(name) for name in TABLES)]
    hashes = {(await laad_een(database, uuid.uuid4().hex, content, 1)).sha256 for content in inhouden}
    assert len(hashes) == len(inhouden)


async def test_a_load_may_not_go_before_an_earlier_one(database: Database, regio: str) -> None:
    await laad_een(database, regio, EXAMPLE, 5)
    with pytest.raises(AssertionError, match="loads follow the ledger"):
        await laad_een(database, regio, EMPTY, 5)


@pytest.mark.parametrize(
    "order",
    [
        "update register_rij set waarde = '{}' where regio = $1",
        "update register_rij set geldig_tot = null where regio = $1",
        "delete from register_rij where regio = $1",
        "update registerversie set positie = 1 where regio = $1",
        "delete from registerversie where regio = $1",
        "update credential set hash = '' where regio = $1",
        "update credential set partij = 'x' where regio = $1",
        "delete from credential where regio = $1",
    ],
)
async def test_the_application_may_not_change_what_was_known(database: Database, regio: str, order: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction() as conn:
            await conn.execute(order, regio)

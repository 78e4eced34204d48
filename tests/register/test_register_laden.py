# SPDX-License-Identifier: EUPL-1.2
"""Loads in the database: the difference is written, the past stays as it was known."""

import uuid
from datetime import date

import asyncpg
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.files import bestand
from berichtenverkeer.plafonds.lading import touched_aanbieders
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.folders import make_content, read_folder
from berichtenverkeer.register.loading import LoadResult, last_version, load, stored_rows
from berichtenverkeer.register.rows import TABLES, Product, Tarief
from berichtenverkeer.register.stand import RegisterStand, read_stand
from examples import examples
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


@settings(max_examples=examples(30), deadline=None)
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


@settings(max_examples=examples(20), deadline=None)
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


async def test_rows_of_before_are_carried_over(database: Database, regio: str) -> None:
    """As a database has them that was filled before a tarief had dates and a product said `tarief_op`."""
    before = [
        (
            "producten",
            "45|45A04",
            None,
            '{"categorie": "45", "code": "45A04", "omschrijving": "x", "hulpvorm": "", "segment": "", "perceel": "", '
            '"zorgprofiel": "", "wachtnorm_dagen": null, "gebruiksfactor": "1", "kosten_per_dag_cents": null, '
            '"crisis": false}',
        ),
        (
            "tarieven",
            "|45|45A04|2026|04",
            date(2026, 12, 31),
            '{"aanbieder": "", "categorie": "45", "code": "45A04", "jaar": 2026, "eenheid": "04", "tarief_cents": 9}',
        ),
    ]
    async with database.transaction() as conn:
        for name, key, last, value in before:
            await conn.execute(
                "insert into register_rij values ($1, $2, $3, '2026-01-01', $4, $5::text::jsonb, 3)",
                *(regio, name, key, last, value),
            )
        await conn.execute("insert into registerversie values ($1, 3, '')", regio)
    async with database.lees() as conn:
        stand = await read_stand(Grootboek(conn, regio))
    (tarief,) = stand.rows(Tarief)
    assert (tarief.geldig_van, tarief.geldig_tot) == (date(2026, 1, 1), date(2026, 12, 31))
    (product,) = stand.rows(Product)
    assert product.tarief_op == "dag"
    result = await laad_een(database, regio, stand.content("voorbeeldregio"), 4)
    assert (result.nieuw, result.vervallen) == (1, 1)  # the key of a tarief has no jaar any more; nothing else is new
    assert touched_aanbieders(stand, RegisterStand(stand.content("x").rows, 4)) == frozenset()


def test_what_came_later_is_not_kept_while_it_says_nothing() -> None:
    plain = Product(categorie="45", omschrijving="x", geldig_van=date(2026, 1, 1))
    kept = [row[4] for row in stored_rows(make_content("x", {"producten": [plain]}))]
    assert not any(name in kept[0] for name in TABLES["producten"].later)
    says = msgspec.structs.replace(plain, tarief_op="ingangsdatum")
    assert "ingangsdatum" in next(stored_rows(make_content("x", {"producten": [says]})))[4]


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

# SPDX-License-Identifier: EUPL-1.2
"""Which start resumed which interrupted levering: in words, and against the definitions read aloud."""

from datetime import date, timedelta
from random import Random
from time import process_time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.sql import compose
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.projections.hervattingen import hervattingen, last_days
from berichtenverkeer.projections.leveringen import Levering
from examples import examples
from rapporten import oracle
from staatrijen import zet


def levering(
    begin: int, temporary: int | None = None, end: int | None = None, number: int | None = None, code: str = "44A01"
) -> Levering:
    """Care from one day of 2025 (0: 1 January) until others."""

    def day(one: int | None) -> date | None:
        return None if one is None else date(2025, 1, 1) + timedelta(one)

    begindatum = day(begin)
    assert begindatum is not None
    return Levering(
        client=b"c" * 16,
        gemeente="0855",
        aanbieder="99000101",
        toewijzing_nummer=number,
        categorie="44",
        code=code,
        begindatum=begindatum,
        tijdelijk_einde=day(temporary),
        einde=day(end),
        reden="31" if end is not None else None,
    )


GEVALLEN: dict[str, tuple[list[Levering], dict[int, int]]] = {
    "of two that are interrupted the latest is resumed": ([levering(1, 4), levering(3, 4), levering(5)], {3: 5}),
    "several starts resume several, the latest first": (
        [levering(1, 9), levering(3, 9), levering(5, 9), levering(10, end=11), levering(12, end=13), levering(14)],
        {5: 10, 3: 12, 1: 14},
    ),
    "what resumed one and paused itself is resumed before an older one": (
        [levering(1, 4), levering(3, 4), levering(5, 6), levering(8, end=9), levering(10)],
        {3: 5, 5: 8, 1: 10},
    ),
    "a later one that was not interrupted yet takes no start away": (
        [levering(1, 4), levering(3, 8), levering(5), levering(9)],
        {1: 5, 3: 9},
    ),
    "with a number a start resumes all": (
        [levering(1, 4, number=7), levering(3, 4, number=7), levering(5, number=7)],
        {1: 5, 3: 5},
    ),
    "whatever the product under that number": (
        [levering(1, 4, number=7), levering(5, number=7, code="44A02")],
        {1: 5},
    ),
    "with a number too, a start before the temporary Einddatum resumes nothing": (
        [levering(1, 9, number=7), levering(5, number=7)],
        {},
    ),
    "on the temporary Einddatum it does": ([levering(1, 4), levering(4)], {1: 4}),
    "never on its own Begindatum": ([levering(1, 1, number=7), levering(1, number=7, code="44A02")], {}),
    "what ended for good waits for nothing": ([levering(1, 4), levering(3, 4, end=6), levering(5)], {1: 5}),
    "another product resumes nothing": ([levering(1, 4), levering(5, code="44A02")], {}),
    "nor care without a number what has one": ([levering(1, 4, number=7), levering(5)], {}),
    "the last day that can be written is a day": ([levering(1, (date.max - date(2025, 1, 1)).days)], {}),
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_a_start_resumes_what_the_definitions_say(geval: str) -> None:
    rows, expected = GEVALLEN[geval]
    nul = date(2025, 1, 1)
    begin = {one.sleutel: (one.begindatum - nul).days for one in rows}
    assert {begin[key]: (day - nul).days for key, day in hervattingen(rows).items()} == expected


@st.composite
def kluwens(draw: st.DrawFn) -> list[Levering]:
    """Up to ten starts close together, most of them interrupted."""
    rows: dict[Leveringsleutel, Levering] = {}
    for _ in range(draw(st.integers(2, 10))):
        begin, tot = draw(st.integers(0, 15)), draw(st.integers(0, 9))
        one = levering(
            begin,
            begin + tot if draw(st.integers(0, 4)) else None,
            begin + tot + draw(st.integers(0, 5)) if not draw(st.integers(0, 4)) else None,
            draw(st.sampled_from([None, None, 7])),
            draw(st.sampled_from(["44A01", "44A01", "44A02"])),
        )
        rows[one.sleutel] = one
    return list(rows.values())


@settings(max_examples=examples(500), deadline=None)
@given(kluwens(), st.randoms())
def test_it_is_what_the_definitions_read_aloud_say_in_any_order(rows: list[Levering], chance: Random) -> None:
    starts = {
        one.sleutel: oracle.Start(
            *("c", one.aanbieder, one.gemeente, one.toewijzing_nummer, oracle.Product(one.categorie, one.code)),
            *(one.begindatum, one.tijdelijk_einde, one.einde, one.reden),
        )
        for one in rows
    }
    was_read = dict(zip(starts, oracle.leveringen(list(starts.values())), strict=True))
    chance.shuffle(rows)
    assert hervattingen(rows) == {
        key: one.hervat_door[0].begindatum for key, one in was_read.items() if one.hervat_door
    }
    assert last_days(rows) == {key: one.eind for key, one in was_read.items()}


_IN_SQL = compose("plafonds", "\\ir parts.psql\nwith :laag, :zorg table levering_hervat")


@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(st.lists(kluwens(), min_size=10, max_size=20))
async def test_sql_says_the_same(database: Database, lives: list[list[Levering]]) -> None:
    """Of a region of clients, each with a life of his own."""
    regio = f"t{new_id().hex[:16]}"
    every = [
        [msgspec.structs.replace(row, client=bytes([number]) * 16) for row in own] for number, own in enumerate(lives)
    ]
    async with database.transaction() as conn:
        await zet(conn, regio, [row for own in every for row in own], 10)
        found = await conn.fetch(_IN_SQL, regio, 10)
    names = Leveringsleutel.__struct_fields__
    here = {(row["client"], Leveringsleutel(*(row[name] for name in names))): row["hervat_op"] for row in found}
    there = {
        (row.client, row.sleutel): resumed.get(row.sleutel)
        for own in every
        for resumed in [hervattingen(own)]
        for row in own
    }
    assert {key: day for key, day in here.items() if day} == {key: day for key, day in there.items() if day}
    assert here.keys() == there.keys()


@pytest.mark.parametrize("number", [None, 7])
def test_a_life_of_thousands_of_interruptions_is_read_in_linear_time(number: int | None) -> None:
    def duration(count: int) -> float:
        """Half of them interrupted at once, and then resumed one by one."""
        rows = [levering(n, count // 2 if n < count // 2 else None, number=number) for n in range(count)]
        begin = process_time()
        hervattingen(rows)
        return process_time() - begin

    assert min(duration(16_000) for _ in range(3)) < 12 * min(duration(4_000) for _ in range(3))

# SPDX-License-Identifier: EUPL-1.2
"""Cells from facts: one statement, levels, zero beside absent."""

import duckdb
import pytest

from berichtenverkeer.rapporten import cells
from berichtenverkeer.rapporten.cells import count
from berichtenverkeer.rapporten.declaration import Column, Table, Unit
from berichtenverkeer.rapporten.result import Level


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    """Client 1 has care in plek a in both periods, client 2 in a and b, in the first."""
    connection = duckdb.connect()
    connection.execute("create table perioden as select * from (values (0), (1)) t (nummer)")
    connection.execute(
        "create table feit as select * from (values (0, 'a', 'x', 1, 10), (0, 'a', 'y', 2, 20), (0, 'b', 'y', 2, 5),"
        " (1, 'a', 'x', 1, 40)) t (periode, plek, plek2, client, dagen)"
    )
    monkeypatch.setattr("berichtenverkeer.rapporten.declaration.facts_sql", lambda name: f"select * from {name}")
    return connection


TABLE = Table(
    name="hulp",
    title="Hulp",
    facts="feit",
    columns=(
        Column(name="clienten", sentence="Clienten.", unit=Unit.COUNT, counts="count(distinct client)"),
        Column(name="lang", sentence="Lang.", unit=Unit.COUNT, counts="count(*)", where="dagen > 15"),
        Column(name="langste", sentence="Langste.", unit=Unit.DAYS, counts="max(dagen)", absent="Er was geen hulp."),
        Column(
            name="groei", sentence="Groei.", unit=Unit.NUMBER, out_of="clienten - lag(clienten) over w_plek", absent="?"
        ),
    ),
)


def values(connection: duckdb.DuckDBPyConnection, level: Level, **of: object) -> dict[str, object]:
    rows = count(connection, TABLE, two="plek2" in of).rows
    (row,) = (
        row for row in rows if row.cell.level is level and all(getattr(row.cell, name) == of[name] for name in of)
    )
    return row.values


def test_a_total_counts_each_client_once(facts: duckdb.DuckDBPyConnection) -> None:
    assert values(facts, Level.TOTAL, periode=0) == {"clienten": 2, "lang": 1, "langste": 20, "groei": None}


def test_a_plek_without_facts_in_a_period_has_zero_counts_and_no_longest(facts: duckdb.DuckDBPyConnection) -> None:
    assert values(facts, Level.PLEK, periode=1, plek="b") == {"clienten": 0, "lang": 0, "langste": None, "groei": -1}


def test_two_dimensions_have_both_margins(facts: duckdb.DuckDBPyConnection) -> None:
    assert values(facts, Level.PLEK2, periode=0, plek2="y")["clienten"] == 1
    assert values(facts, Level.CELL, periode=0, plek="a", plek2="y")["langste"] == 20
    assert values(facts, Level.TOTAL, periode=0, plek2=None)["clienten"] == 2


def test_a_period_without_anything_has_a_total_of_zero(facts: duckdb.DuckDBPyConnection) -> None:
    facts.execute("delete from feit")
    assert [row.values["clienten"] for row in count(facts, TABLE, two=False).rows] == [0, 0]


def test_money_is_whole_cents_and_a_share_can_be_of_its_own_plek(facts: duckdb.DuckDBPyConnection) -> None:
    by_place = Column(name="plek2", sentence="Waar.", unit=Unit.CODE)
    money = Column(
        name="kosten", sentence="Kosten.", unit=Unit.CENTS, counts="sum(dagen)", where="dagen > 5", is_additive=True
    )
    unsaid = Column(name="ingediend", sentence="?.", unit=Unit.CENTS, counts="sum(dagen)", is_additive=True, absent="?")
    share = Column(
        name="aandeel", sentence="Deel.", unit=Unit.PERCENT, out_of="round(100.0 * kosten / sum(kosten) over w_cel, 2)"
    )
    table = Table(name="geld", title="Geld", facts="feit", columns=(by_place, money, unsaid, share))
    found = {
        (row.cell.periode, row.cell.plek, *row.cell.keys): row.values for row in count(facts, table, two=False).rows
    }
    assert found[0, "a", "x"] == {"plek2": "x", "kosten": 10, "ingediend": 10, "aandeel": 33.33}
    assert found[0, "b", "y"]["kosten"] == 0
    assert (found[1, "a", "y"]["kosten"], found[1, "a", "y"]["ingediend"]) == (0, None)
    assert isinstance(found[0, None, "y"]["kosten"], int)


def test_of_a_list_that_is_too_long_the_last_periods_are_there(
    facts: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That of the last period, and of three of the first the shortest; as one reads them, the first period above."""
    monkeypatch.setattr(cells, "MAX_LISTED", 2)
    column = Column(name="dagen", sentence="Dagen.", unit=Unit.DAYS)
    table = Table(name="wie", title="Wie", facts="feit", columns=(column,), is_list=True, order="dagen")
    part = count(facts, table, two=False)
    assert [(row.cell.periode, row.values["dagen"]) for row in part.rows] == [(0, 5), (1, 40)]
    assert not part.is_complete

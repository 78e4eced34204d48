# SPDX-License-Identifier: EUPL-1.2
"""What reports select from is the same, whether it was made of what another K had or of all there is."""

from random import Random
from typing import Any

import duckdb
import pytest

from berichtenverkeer.peilbestand.catalogue import TABLES
from berichtenverkeer.rapporten import making, relations, request, slices
from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.relations import Kept
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from examples import examples
from rapporten.bouw import LINDE, question
from rapporten.later import BEGUN, END, lived

NAMES = sorted(one.name for one in relations.relations().values() if one.kept is not Kept.MACRO)

WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"termijn": 0},
    {"confirmed": True},
    {"own": Own("aanbieder", LINDE)},
    {"presumed_end": True, "second": Dimension.GEMEENTE},
    {"filters": {Dimension.SEGMENT: ("1", "3")}},
)

Content = dict[str, tuple[int, int]]


def content(connection: duckdb.DuckDBPyConnection, asked: dict[str, Any], names: list[str] = NAMES) -> Content:
    """Of these relations how many rows each has, and the sum of a hash of each."""
    request.prepare(connection, JEUGDIGEN, question("2025", **{"termijn": 30} | asked))
    request.provide(connection, *(f"from {name}" for name in names))
    sums = "select count(*), coalesce(sum(hash(r)::hugeint), 0)"
    return {name: connection.execute(f"{sums} from {name} r").fetchall()[0] for name in names}


def from_nothing(connection: duckdb.DuckDBPyConnection, asked: dict[str, Any], names: list[str] = NAMES) -> Content:
    """The same, on a connection that forgets what it has made."""
    making.begin(connection)
    connection.execute(f"delete from {making.MADE}.tabel")
    return content(connection, asked, names)


def carried(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The relations that were made of a slice."""
    text = (
        "select table_name from duckdb_tables() where schema_name like 'deel%per%' or schema_name like 'deel%of_all%'"
    )
    return {name for (name,) in connection.execute(text).fetchall()}


@pytest.mark.parametrize("seed", range(examples(1)))
def test_carried_over_is_made_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forwards and back by small steps, each way at two K's, with rows of the slice beside the others (a view) or
    among them (a table), over changes of the register (at END - 100)."""
    monkeypatch.setattr(making, "MERGE", (2, 24)[seed])
    chance, kept, other = Random(seed), lived(seed), lived(seed)
    found: set[str] = set()
    for way in chance.sample(WAYS, 3):
        k = chance.choice((BEGUN, END - 110, chance.randrange(BEGUN, END)))
        for step in (0, chance.choice((-8, 12, 18))):
            asked = way | {"k": k + step}
            here, there = content(kept, asked), from_nothing(other, asked)
            assert {name for name in NAMES if here[name] != there[name]} == set(), asked
            found |= carried(kept)
    assert {
        one.name for one in relations.relations().values() if one.is_per_client and one.kept is not Kept.VIEW
    } <= found


def test_who_is_forgotten_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without who lost something, what is carried over is something else."""
    monkeypatch.setattr(slices, "_POSITIONS", ("positie", "pos_van"))
    kept, other = lived(0), lived(0)
    ends = "select t.pos_tot from bron.prestatie t anti join bron.prestatie o on o.pos_van = t.pos_tot"
    ends += " where t.pos_tot > 0"
    (k,) = kept.execute(ends).fetchall()[0]
    asked, names = ({"k": k - 1}, {"k": k}), ["prestatie_plaats"]
    content(kept, asked[0], names)
    assert content(kept, asked[1], names) != from_nothing(other, asked[1], names)


def test_who_is_per_client_rests_on_nobody_else() -> None:
    """What such a relation names is per client too, or a table of all, or a view of tables that no slice cuts."""
    every = relations.relations()
    columns = {table.name: {column.name for column in table.columns} for table in TABLES}
    for one in every.values():
        for name in relations.named_directly(one.sql) if one.is_per_client else ():
            other = every[name]
            if not other.is_per_client and other.kept is Kept.VIEW:
                assert not any(slices.CLIENT in columns[table] for table in relations.sources(name)), (one.name, name)
                assert relations.rests_on(name) == {name}

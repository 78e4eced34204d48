# SPDX-License-Identifier: EUPL-1.2
"""What plekken are called: by the register on the last day of the question, whatever the dimension."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import msgspec
import pytest

from berichtenverkeer.rapporten.declaration import Audience, Column, Report, Table, Unit
from berichtenverkeer.rapporten.names import add_names, place_names
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import UNKNOWN, Dimension, Question
from berichtenverkeer.rapporten.result import Cell, Level, Part, Row
from berichtenverkeer.register.rows import TABLES

DAY = date(2026, 6, 30)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Of each file that names a plek: a name of before, of now and of later; and a name that only comes later."""
    with duckdb.connect() as connection:
        for table, code, name in (
            ("segmenten", "segment", "naam"),
            ("percelen", "perceel", "naam"),
            ("gebieden", "gebied", "naam"),
        ):
            assert {code, name} <= set(TABLES[table].columns)
            connection.execute(
                f"create table register_{table} as select * from (values ('1', 'vroeger', date '2025-01-01'),"
                " ('1', 'nu', date '2026-01-01'), ('1', 'straks', date '2027-01-01'),"
                f" ('2', 'later', date '2027-01-01'), ('2', 'nog later', date '2028-01-01')) t ({code}, {name}, van)"
            )
        connection.execute(
            "create table register_partijen as select * from (values"
            " ('gemeente', '0855', 'Tilburg', date '2025-01-01'), ('regio', 'hart', 'Regio', date '2025-01-01'),"
            " ('aanbieder', '99000101', 'De Hoge Brug', date '2025-01-01')) t (soort, code, naam, van)"
        )
        connection.execute(
            "create table register_producten as select * from (values"
            " ('45', '45A04', 'Begeleiding', date '2025-01-01'),"
            " ('45', '', 'Ambulante jeugdhulp', date '2025-01-01')) t (categorie, code, omschrijving, van)"
        )
        yield connection


@pytest.mark.parametrize("dimension", [Dimension.SEGMENT, Dimension.PERCEEL, Dimension.GEBIED])
def test_a_plek_has_the_name_of_the_day_or_the_nearest_that_there_is(
    connection: duckdb.DuckDBPyConnection, dimension: Dimension
) -> None:
    names = place_names(connection, dimension, DAY)
    assert names == {UNKNOWN: "niet te plaatsen", "1": "nu", "2": "later"}
    assert place_names(connection, dimension, date(2025, 6, 1))["1"] == "vroeger"
    assert place_names(connection, dimension, date(2024, 6, 1))["1"] == "vroeger"
    assert place_names(connection, dimension, date(2028, 6, 1)) == names | {"1": "straks", "2": "nog later"}


@pytest.mark.parametrize(
    ("dimension", "code", "name"),
    [
        (Dimension.GEMEENTE, "0855", "Tilburg"),
        (Dimension.AANBIEDER, "99000101", "De Hoge Brug"),
        (Dimension.HOOFDAANNEMER, "99000101", "De Hoge Brug"),
        (Dimension.PRODUCT, "45A04", "Begeleiding"),
        (Dimension.PRODUCT, "45", "Ambulante jeugdhulp"),
        (Dimension.PRODUCTCATEGORIE, "41", "dagbehandeling"),
        (Dimension.VERWIJZER, "02", "huisarts"),
        (Dimension.HULPVORM, "11", "pleegzorg"),
        (Dimension.CONTRACTVORM, "licht", "lichtcontract"),
        (Dimension.FINANCIERINGSVORM, "pxq", "prijs maal hoeveelheid"),
    ],
)
def test_every_dimension_that_has_names_gives_them(
    connection: duckdb.DuckDBPyConnection, dimension: Dimension, code: str, name: str
) -> None:
    assert place_names(connection, dimension, DAY)[code] == name


@pytest.mark.parametrize("dimension", list(Dimension))
def test_what_cannot_be_placed_is_called_so(connection: duckdb.DuckDBPyConnection, dimension: Dimension) -> None:
    """Who is not known is no place that is not found."""
    is_person = dimension in (Dimension.VERWIJZER, Dimension.VERWIJZERGROEP)
    assert place_names(connection, dimension, DAY).get(UNKNOWN) == (None if is_person else "niet te plaatsen")


def test_a_gemeente_is_no_aanbieder(connection: duckdb.DuckDBPyConnection) -> None:
    assert "99000101" not in place_names(connection, Dimension.GEMEENTE, DAY)
    assert set(place_names(connection, Dimension.AANBIEDER, DAY)) == {UNKNOWN, "99000101"}


def _column(name: str, unit: Unit, **more: Any) -> Column:
    return Column(name=name, sentence="Iets.", unit=unit, **more)


def test_plekken_and_codes_of_a_report_get_their_names(connection: duckdb.DuckDBPyConnection) -> None:
    table = Table(
        name="iets",
        title="Iets",
        facts="iets",
        columns=(
            _column("naar_aanbieder", Unit.CODE),
            _column("naar_plek", Unit.CODE),
            _column("verwijzer", Unit.CODE),
            _column("reden", Unit.CODE),
            _column("gemeente", Unit.COUNT, counts="count(*)"),
        ),
    )
    report = Report(
        code="iets", question="Iets?", definition="", audience=frozenset({Audience.REGIO}), ids=(), tables=(table,)
    )
    question = Question(
        regio="r",
        k=1,
        dag_k=DAY,
        periods=read_periods("2026-Q2"),
        second=Dimension.GEMEENTE,
        dimension=Dimension.SEGMENT,
    )
    values = {"naar_aanbieder": "99000101", "naar_plek": "2", "verwijzer": None, "reden": "02", "gemeente": 855}
    rows = [
        Row(cell=Cell(Level.CELL, 0, "1", "0855"), values=values),
        Row(cell=Cell(Level.PLEK, 0, UNKNOWN), values=values | {"naar_aanbieder": "12345678"}),
        Row(cell=Cell(Level.TOTAL, 0), values=dict.fromkeys(values)),
    ]
    add_names(connection, report, question, [Part(name="iets", rows=rows)])
    assert rows[0].names == {
        "plek": "nu",
        "plek2": "Tilburg",
        "naar_aanbieder": "De Hoge Brug",
        "naar_plek": "later",
    }
    assert rows[1].names == {"plek": "niet te plaatsen", "naar_plek": "later"}
    assert rows[2].names == {}
    day_before = msgspec.structs.replace(question, periods=read_periods("2025"))
    add_names(connection, report, day_before, [Part(name="iets", rows=rows[:1])])
    assert rows[0].names["plek"] == "vroeger", "as it was called on the last day of the question"

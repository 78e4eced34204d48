# SPDX-License-Identifier: EUPL-1.2
"""docs/peilbestand.md, for who opens the files: every table and column as declared, and examples that can be run."""

import re
from pathlib import Path

import duckdb
import pytest

from berichtenverkeer.peilbestand.catalogue import CLIENTEN, TABLES
from berichtenverkeer.peilbestand.declaration import Column
from house.repository import ROOT

DOCUMENT = (ROOT / "docs/peilbestand.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)


def tables() -> str:
    """The last section, as it follows from the declarations."""
    text = ""
    for table in (CLIENTEN, *TABLES):
        rows = "".join(f"| `{one.name}` | {_type(one)} | {one.text} |\n" for one in table.columns)
        text += f"\n### {table.name}\n{table.text}\n\n| kolom | type | wat er staat |\n|---|---|---|\n{rows}"
    return text


def _type(column: Column) -> str:
    return "DECIMAL(38,0)" if column.type == "HUGEINT" else column.type


def test_every_table_and_column_is_told_as_it_is_declared() -> None:
    assert DOCUMENT.split("staat als DECIMAL(38,0) in het bestand.\n")[1] == tables()


def test_every_column_has_a_plain_sentence() -> None:
    for table in (CLIENTEN, *TABLES):
        assert re.fullmatch(r"[A-Z].{10,200}\.", table.text), table.name
        for column in table.columns:
            assert re.fullmatch(r"\S.{5,150}\.", column.text), f"{table.name}.{column.name}"


def test_there_are_five_examples() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_gives_rows(example: str, newest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(newest)
    with duckdb.connect() as connection:
        assert connection.execute(example).fetchall()


def test_a_file_has_the_types_that_are_told(newest: Path) -> None:
    with duckdb.connect() as connection:
        for table in (CLIENTEN, *TABLES):
            told = connection.execute(f"describe from '{newest}/{table.name}.parquet'").fetchall()
            assert [(name, kind) for name, kind, *_ in told] == [(one.name, _type(one)) for one in table.columns]

# SPDX-License-Identifier: EUPL-1.2
"""docs/register.md says of every file and column what the declarations say."""

from pathlib import Path

import pytest

from berichtenverkeer.register.declaratie import Table, column_name, is_mandatory
from berichtenverkeer.register.rows import TABLES

DOCS = Path(__file__).parents[2] / "docs" / "register.md"


def description(table: Table) -> str:
    """The part of docs/register.md about one file."""
    key = ", ".join(column_name(name) for name in table.key) or "none: one row at a time"
    regels = [
        f"## {table.file}",
        "",
        " ".join((table.row.__doc__ or "").split()),
        f"Key: {key}.",
        "",
        "| column | filled | meaning | example |",
        "|---|---|---|---|",
    ]
    for attribute, column in table.columns.items():
        filled = "always" if is_mandatory(table, attribute) else "may be empty"
        regels.append(f"| `{column_name(attribute)}` | {filled} | {column.meaning} | `{column.example}` |")
    return "\n".join(regels)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_docs_describe_every_column_as_it_is_declared(table: Table) -> None:
    assert description(table) in DOCS.read_text(encoding="utf-8"), description(table)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_example_is_one_that_the_column_accepts(table: Table) -> None:
    for attribute, column in table.columns.items():
        assert column.field.write(column.field.read(column.example)) == column.example, attribute

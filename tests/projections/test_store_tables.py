# SPDX-License-Identifier: EUPL-1.2
"""What the statements of the state take from the row types is what the tables say."""

from types import NoneType
from typing import get_args

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, Text, Time

from berichtenverkeer.core.metadata import metadata
from berichtenverkeer.projections import kept, tables

KINDS = {
    Text: "text",
    BigInteger: "bigint",
    Integer: "bigint",  # PostgreSQL compares and keeps either
    LargeBinary: "bytea",
    Boolean: "boolean",
    Date: "date",
    Time: "time",
}
OTHERS = {tables.to_rebuild.name}


def test_every_table_of_the_state_has_statements() -> None:
    own = {table.name for table in vars(tables).values() if isinstance(table, type(tables.toewijzing))}
    assert {table.name for table in kept.TABLES} == own - OTHERS


@pytest.mark.parametrize("table", kept.TABLES, ids=lambda table: table.name)
def test_columns_types_and_what_is_optional(table: kept.StateTable) -> None:
    columns = metadata.tables[table.name].c
    assert [column.name for column in columns] == ["regio", *table.columns, "pos_van", "pos_tot"]
    for column in list(columns)[1:]:
        said = KINDS[type(column.type)], column.nullable
        is_optional = NoneType in get_args(kept.hints(table.row_type)[column.name])
        assert (table.sql_type(column.name), is_optional) == said, column.name

# SPDX-License-Identifier: EUPL-1.2
"""The register at K as tables: `register_FILE` for every file, with the columns of its declaration and `van`, `tot`."""

from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from berichtenverkeer.register.declaratie import VALIDITY, Table

_TYPES: dict[type, str] = {str: "VARCHAR", int: "BIGINT", bool: "BOOLEAN", date: "DATE", Decimal: "DECIMAL(18, 4)"}

_OWN_MONEY = {
    "tarieven": "getvariable('aanbieder') is null or aanbieder in ('', getvariable('aanbieder'))",
    "plafonds": "getvariable('gemeente') is null and is_eigen(null, aanbieder)",
    "lumpsums": "getvariable('aanbieder') is null or hoofdaannemer = getvariable('aanbieder')",
    "begrotingen": "is_eigen(gemeente, getvariable('aanbieder')) and getvariable('aanbieder') is null",
}
"""What of these files who may not see all may see: prices, ceilings and budgets of his own."""

_NOT_FOR_GEMEENTE = {("lumpsums", "bedrag_cents")}
"""Amounts of rows that a gemeente sees without: who has a task for all of them, not for how much."""


def text(table: Table) -> str:
    """The query of one file. A column that came after a row was loaded says what it says when it is left out."""
    hints = get_type_hints(table.row)
    defaults = {field.name: field.default for field in msgspec.structs.fields(table.row)}
    columns = [
        _masked(table, name, _column(name, hints[name], defaults[name]))
        for name in table.columns
        if name not in VALIDITY
    ]
    where = _OWN_MONEY.get(table.name, "true")
    return f"""select * from (
  select {", ".join(columns)}{"," if columns else ""} geldig_van as van, coalesce(geldig_tot, date '9999-12-31') as tot
  from bron.register_rij where tabel = '{table.name}' and geldt(pos_van, pos_tot)
) where {where}"""


def _masked(table: Table, name: str, column: str) -> str:
    if (table.name, name) not in _NOT_FOR_GEMEENTE:
        return column
    value = column.removesuffix(f" as {name}")
    return f"case when getvariable('gemeente') is null then {value} end as {name}"


def _column(name: str, kind: Any, default: Any) -> str:
    if get_origin(kind) is tuple:
        return f"coalesce((waarde::json->'$.{name}')::{_TYPES[get_args(kind)[0]]}[], []) as {name}"
    if get_origin(kind) is UnionType:
        kind = next(one for one in get_args(kind) if one is not type(None))
    value = f"(waarde::json->>'$.{name}')::{_TYPES[kind]}"
    if default is msgspec.NODEFAULT or default is None:
        return f"{value} as {name}"
    return f"coalesce({value}, {_literal(default)}) as {name}"


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)

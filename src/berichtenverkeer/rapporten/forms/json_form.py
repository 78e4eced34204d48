# SPDX-License-Identifier: EUPL-1.2
"""A report as JSON: its rows as objects, names in camelCase, what is absent null with the reason beside it."""

from decimal import Decimal
from typing import Any

import msgspec

from berichtenverkeer.rapporten.declaration import Column, Report, Table
from berichtenverkeer.rapporten.forms import bands
from berichtenverkeer.rapporten.forms.grid import field_name
from berichtenverkeer.rapporten.forms.ground import as_object
from berichtenverkeer.rapporten.result import Ground, Part, Result, Row

_ENCODER = msgspec.json.Encoder(enc_hook=str, decimal_format="number")


def render(report: Report, result: Result) -> bytes:
    """The whole report, indented."""
    return msgspec.json.format(_ENCODER.encode(built(report, result)), indent=2) + b"\n"


def built(report: Report, result: Result) -> dict[str, Any]:
    """The same, as built-in values."""
    return {
        "rapport": report.code,
        "vraag": report.question,
        "verantwoording": as_object(result.ground),
        "tabellen": {camel(part.name): _table(report.table(part.name), part, result) for part in result.parts},
    }


def camel(name: str) -> str:
    """`stand_begin` is `standBegin`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _table(table: Table, part: Part, result: Result) -> dict[str, Any]:
    return {
        "titel": table.title,
        "isVolledig": part.is_complete,
        "band": {camel(name): band for name, band in bands.as_object(table, result).items()},
        "regels": [_row(table, row, result.ground) for row in part.rows],
    }


def _row(table: Table, row: Row, ground: Ground) -> dict[str, Any]:
    names = {column.name: camel(field_name(column)) for column in table.columns}
    values = {names[name]: _value(row.values[name]) for name in names}
    reasons = {names[column.name]: reason for column in table.columns if (reason := reason_of(column, row))}
    unconfirmed = {names[name]: _value(value) for name, value in row.unconfirmed.items()}
    return _place(table, row, ground) | values | {"onbevestigd": unconfirmed, "redenen": reasons}


def _place(table: Table, row: Row, ground: Ground) -> dict[str, Any]:
    cell, place = row.cell, {}
    if table.per_period:
        place["periode"] = None if cell.periode is None else ground.periods[cell.periode].naam
    if not table.is_list:
        place["niveau"] = str(cell.level)
    if table.per_plek:
        place |= {"plek": cell.plek, "plekNaam": row.names.get("plek")}
        place |= {"plek2": cell.plek2, "plek2Naam": row.names.get("plek2")}
    return place


def reason_of(column: Column, row: Row) -> str | None:
    """Why a column of a row is empty; None when it is not, or needs no reason."""
    if column.name in row.hidden:
        return row.hidden[column.name]
    return column.absent or None if row.values[column.name] is None else None


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value

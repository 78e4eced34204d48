# SPDX-License-Identifier: EUPL-1.2
"""Hypothesis strategies for register rows, derived from the declarations."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from berichtenverkeer.register import fields
from berichtenverkeer.register.declaratie import Content, Row, Table, is_mandatory
from berichtenverkeer.register.fields import Field
from berichtenverkeer.register.folders import make_content
from berichtenverkeer.register.rows import TABLES, Mandaat, Plafond

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip).filter(bool)
_PER_VELD: dict[Field, st.SearchStrategy[Any]] = {
    fields.DATUM: st.dates(),
    fields.BEDRAG: st.integers(0, 10**13),
    fields.BEDRAG_OR_LESS: st.integers(-(10**13), 10**13),
    fields.PERCENTAGE: st.decimals(-999, 999, places=4).map(fields.plain_factor),
    fields.VERWIJZER: st.from_regex(r"\A[0-9]{2}\Z"),
    fields.FACTOR: st.decimals(0, 999, places=4).map(fields.plain_factor),
    fields.JA_NEE: st.booleans(),
    fields.TEXT: _TEXT,
    fields.WEB_ADDRESS: st.from_regex(r"\Ahttps?://[a-z]{1,20}(/[a-z]{1,9}){0,2}/?\Z"),
    fields.CODE: st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.-]{0,29}\Z"),
    fields.GEMEENTECODE: st.from_regex(r"\A[0-9]{4}\Z"),
    fields.AGB_CODE: st.from_regex(r"\A[1-9][0-9]{7}\Z"),
    fields.PARTIJCODE: st.from_regex(r"\A([0-9]{4}|[a-z][a-z0-9-]{1,62})\Z"),
    fields.CATEGORIE: st.from_regex(r"\A[0-9]{2}\Z"),
    fields.PRODUCTCODE: st.from_regex(r"\A[A-Za-z0-9]{1,5}\Z"),
}


def _value(field: Field) -> st.SearchStrategy[Any]:
    if field.part is not None:
        return st.lists(_value(field.part), unique=True, max_size=3).map(tuple)
    if field in _PER_VELD:
        return _PER_VELD[field]
    if limits := re.search(r"van (\d+) tot en met (\d+)", field.name):
        return st.integers(int(limits[1]), int(limits[2]))
    return st.sampled_from(field.name.removeprefix("keuze uit ").split(", "))


@cache
def rows(table: Table) -> st.SearchStrategy[Row]:
    """Any row that the columns of `table` can hold."""
    columns = {name: _value(one.field).filter(lambda value: value != ()) for name, one in table.columns.items()}
    mandatory = {name: one for name, one in columns.items() if is_mandatory(table, name)}
    optional = {name: one for name, one in columns.items() if name not in mandatory}
    return st.fixed_dictionaries(mandatory, optional=optional).map(lambda values: _row(table, values))


def _row(table: Table, values: Mapping[str, Any]) -> Row:
    """With days that can be: of a whole year where the table is so, and else the last not before the first."""
    days: dict[str, date] = {}
    if table.is_per_year:
        days = {"geldig_van": date(values["jaar"], 1, 1), "geldig_tot": date(values["jaar"], 12, 31)}
    elif values.get("geldig_tot", date.max) < values["geldig_van"]:
        days = {"geldig_tot": values["geldig_van"]}
    return table.row(**{**values, **days})


_MANDATEN = st.builds(
    Mandaat,
    gemeente=st.sampled_from(["0855", "0867"]),
    beleid=st.sampled_from(["signaleren", "blokkeren"]),
    geldig_van=st.sampled_from([date(2026, 1, 1), date(2027, 1, 1)]),
    geldig_tot=st.sampled_from([None, date(2027, 12, 31)]),
)
_PLAFONDS = st.builds(
    Plafond,
    aanbieder=st.sampled_from(["99000101", "99000102"]),
    jaar=st.just(2026),
    perceel=st.sampled_from(["", "2a"]),
    norm=st.sampled_from([None, Decimal("0.8"), Decimal(1)]),
    bedrag_cents=st.sampled_from([None, 1]),
    geldig_van=st.just(date(2026, 1, 1)),
    geldig_tot=st.just(date(2026, 12, 31)),
)


def _uniek(table: str) -> Any:
    return lambda row: (TABLES[table].key_of(row), row.geldig_van)


INHOUDEN: st.SearchStrategy[Content] = st.builds(
    lambda mandaten, plafonds: make_content("voorbeeldregio", {"mandaten": mandaten, "plafonds": plafonds}),
    st.lists(_MANDATEN, unique_by=_uniek("mandaten"), max_size=4),
    st.lists(_PLAFONDS, unique_by=_uniek("plafonds"), max_size=4),
)
"""Small registers that often share keys and differ in values."""

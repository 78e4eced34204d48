# SPDX-License-Identifier: EUPL-1.2
"""How each kind of row of the state is kept: in which table, under which key, in columns of which type.

The columns of a table are the fields of its row type, between `regio` and the ledger positions. A test holds them
against the tables, which only migrations need.
"""

from collections.abc import Sequence
from datetime import date, time
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import LEVERING_KEY, Levering
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class StateTable(msgspec.Struct, frozen=True):
    """How a row type is kept: in which table, under which key."""

    row_type: type[Row]
    name: str
    key: tuple[str, ...]
    is_bevestigd: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields of its row."""
        return self.row_type.__struct_fields__

    @property
    def selection(self) -> str:
        """All of it, as `t`."""
        return f"select {self.listing('t')} from {self.name} t"

    def listing(self, row: str) -> str:
        """Its columns, of what is called `row`."""
        return ", ".join(f"{row}.{column}" for column in self.columns)

    def unnest(self, columns: Sequence[str], since: int) -> str:
        """`$2::text[], $3::bigint[]` for these columns, numbered from `since`."""
        return ", ".join(f"${number}::{self.sql_type(column)}[]" for number, column in enumerate(columns, since))

    def sql_type(self, column: str) -> str:
        """As PostgreSQL has it."""
        hint = hints(self.row_type)[column]
        first = next(iter(get_args(hint)), hint)  # of `int | None` the int, of a Literal one of its texts
        return _SQL_TYPES[first if isinstance(first, type) else type(first)]


_SQL_TYPES = {str: "text", int: "bigint", bytes: "bytea", bool: "boolean", date: "date", time: "time"}


@cache
def hints(row_type: type[Row]) -> dict[str, Any]:
    """The types of the columns: the fields, and the ledger positions."""
    return {**get_type_hints(row_type), "pos_van": int, "pos_tot": int | None}


TOEWIJZING = StateTable(Toewijzing, "toewijzing", ("gemeente", "nummer"))
LEVERING = StateTable(Levering, "levering", LEVERING_KEY)
VERZOEK = StateTable(Verzoek, "verzoek", ("aanbieder", "referentie"))
PART = StateTable(Wijzigingsdeel, "wijzigingsdeel", ("aanbieder", "referentie", "volgnr"))
DECLARATIE = StateTable(Declaratie, "declaratie", ("aanbieder", "nummer"))
PRESTATIE = StateTable(Prestatie, "prestatie", ("aanbieder", "referentie", "dubbel_in"))
CONFIRMED = tuple(
    StateTable(one.row_type, f"{one.name}_bevestigd", one.key, is_bevestigd=True)
    for one in (TOEWIJZING, LEVERING, VERZOEK)
)
TABLES = (TOEWIJZING, LEVERING, VERZOEK, PART, DECLARATIE, PRESTATIE, *CONFIRMED)

AT_K = "t.regio = $1 and t.pos_van <= $2 and (t.pos_tot is null or t.pos_tot > $2)"
"""Of a row `t` of a regio ($1): that it held at ledger position $2."""

# SPDX-License-Identifier: EUPL-1.2
"""The one MetaData that every room's `tabellen.py` declares its tables on; models == sum of migrations is a test.

Names of indexes and constraints follow from table and columns, so that a migration and a model cannot disagree.
"""

from typing import Any

from sqlalchemy import Index, MetaData, text

from berichtenverkeer.core.kenmerk import Kenmerk

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

ROOMS_WITH_TABLES = ("register", "ledger", "postvak", "projections", "plafonds")
"""The rooms that own tables: `berichtenverkeer.<room>.tabellen`."""


def kenmerk_index(name: str, kenmerk: Kenmerk, *columns: str, **otherwise: Any) -> Index:
    """An index by the kenmerk and then by these columns, of the rows that are to be found by it."""
    expression = kenmerk.expression
    if kenmerk.only:
        otherwise["postgresql_where"] = text(f"{expression} IS NOT NULL")
    return Index(name, text(f"({expression})"), *columns, **otherwise)

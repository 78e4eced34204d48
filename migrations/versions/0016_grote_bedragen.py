# SPDX-License-Identifier: EUPL-1.2
"""Amounts that add up to more than 64 bits hold are booked as any other."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_COLUMNS = {
    "boeking": ("bedrag",),
    "plafond_saldo": ("plafond", "vrij", "gereserveerd", "beslag", "realisatie", "overschrijding"),
    "claim": ("overschrijding",),
    "claimdeel": ("bedrag", "realisatie"),
}


def upgrade() -> None:
    """ALTER TABLE rewrites what is there: an append-only table allows no UPDATE."""
    for table, names in _COLUMNS.items():
        wijzigingen = (f"alter column {name}_cents type numeric(38, 0)" for name in names)
        op.execute(sa.text(f"alter table {table} {', '.join(wijzigingen)}"))

# SPDX-License-Identifier: EUPL-1.2
"""A mailbox is read from the berichten; what waits in it and what was taken are rows of their own (decision 163)."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0034"
down_revision = "0033"
phase = "stopped"

_SENT = "hash_record_extended(ROW(regio, verzender), 0)"
_DELIVERED = "CASE WHEN is_bezorgd THEN hash_record_extended(ROW(regio, bestemming), 0) ELSE NULL END"


def upgrade() -> None:
    """Who runs beside it loses sight of his post, so all are stopped."""
    op.execute(f"CREATE INDEX bericht_kenmerk_verzonden ON bericht (({_SENT}), positie)")
    op.execute(
        f"CREATE INDEX bericht_kenmerk_bezorgd ON bericht (({_DELIVERED}), positie) WHERE {_DELIVERED} IS NOT NULL"
    )
    for table, moment in (("wachtend", "ontvangen_op"), ("afgehaald", "afgehaald_op")):
        op.create_table(
            table,
            sa.Column("regio", sa.Text(), nullable=False),
            sa.Column("partij", sa.Text(), nullable=False),
            sa.Column("positie", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("bericht_id", sa.Uuid(), nullable=False),
            sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("regio", "partij", "positie", name=op.f(f"pk_{table}")),
        )
        is_taken = "IS NOT NULL" if table == "afgehaald" else "IS NULL"
        op.execute(
            f"INSERT INTO {table} SELECT regio, partij, positie, bericht_id, {moment} FROM postvak"
            f" WHERE richting = 'in' AND afgehaald_op {is_taken}"
        )
        rights.complete(table)
    op.drop_table("postvak")

# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops: a row for every step of each, made from the ledger."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0022"
down_revision = "0021"
phase = "before"


def upgrade() -> None:
    """A new table; there was no gebeurtenis yet that it follows from."""
    op.create_table(
        "clientenstop",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("stop_id", sa.Uuid(), nullable=False),
        sa.Column("pos_van", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pos_tot", sa.BigInteger()),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("perceel", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("grond", sa.Text(), nullable=False),
        sa.Column("gevraagd_op", sa.Date(), nullable=False),
        sa.Column("van", sa.Date(), nullable=False),
        sa.Column("besloten_op", sa.Date()),
        sa.Column("is_toegekend", sa.Boolean(), nullable=False),
        sa.Column("opgeheven_op", sa.Date()),
        sa.Column("opgeheven_vanaf", sa.Date()),
        sa.CheckConstraint("perceel = '' OR segment = ''", name=op.f("ck_clientenstop_deel")),
        sa.CheckConstraint(
            "CASE WHEN is_toegekend THEN van >= besloten_op AND coalesce(opgeheven_vanaf >= opgeheven_op, true) "
            "ELSE opgeheven_op IS NULL END AND num_nulls(opgeheven_op, opgeheven_vanaf) IN (0, 2)",
            name=op.f("ck_clientenstop_dagen"),
        ),
        sa.PrimaryKeyConstraint("regio", "stop_id", "pos_van", name=op.f("pk_clientenstop")),
    )
    op.create_index(
        "clientenstop_nu", "clientenstop", ["regio", "aanbieder"], postgresql_where=sa.text("pos_tot IS NULL")
    )
    rights.complete("clientenstop")

# SPDX-License-Identifier: EUPL-1.2
"""Counting weigeringen beyond the bound of a party in an hour, and finding how many it has."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """A count that can only grow."""
    op.create_table(
        "weigeringtelling",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("partij", sa.Text, nullable=False),
        sa.Column("uur", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vak", sa.SmallInteger, nullable=False),
        sa.Column("aantal", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("regio", "partij", "uur", "vak", name=op.f("pk_weigeringtelling")),
        sa.CheckConstraint("aantal > 0", name=op.f("ck_weigeringtelling_telt")),
    )
    rights.only_growing("weigeringtelling", "aantal")
    op.create_index(op.f("ix_weigering_regio_partij_ontvangen_op"), "weigering", ["regio", "partij", "ontvangen_op"])

# SPDX-License-Identifier: EUPL-1.2
"""The mailboxes of parties."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Can be dropped and built again from the ledger: the application may do as it likes with them."""
    op.create_table(
        "postvak",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("partij", sa.Text(), nullable=False),
        sa.Column("bericht_id", sa.Uuid(), nullable=False),
        sa.Column("richting", sa.Text(), nullable=False),
        sa.Column("positie", sa.BigInteger(), nullable=False),
        sa.Column("berichtsoort", sa.Text(), nullable=False),
        sa.Column("identificatie", sa.Text(), nullable=False),
        sa.Column("wederpartij", sa.Text(), nullable=False),
        sa.Column("oordeel", sa.Text(), nullable=False),
        sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("afgehaald_op", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("richting in ('in', 'uit')", name=op.f("ck_postvak_richting")),
        sa.PrimaryKeyConstraint("regio", "partij", "bericht_id", name=op.f("pk_postvak")),
    )
    op.create_index("postvak_op_volgorde", "postvak", ["regio", "partij", "positie"], unique=False)
    op.create_index(
        "postvak_wachtend",
        "postvak",
        ["regio", "ontvangen_op"],
        unique=False,
        postgresql_where=sa.text("richting = 'in' AND afgehaald_op IS NULL"),
    )
    rights.complete("postvak")

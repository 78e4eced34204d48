# SPDX-License-Identifier: EUPL-1.2
"""What was declared counts under the ceilings; the month from which the declaration term counts back."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0007"
down_revision = "0006"

_TEKEN = "plafond_cents <= 0 AND gereserveerd_cents >= 0 AND beslag_cents >= 0 AND realisatie_cents >= 0"


def upgrade() -> None:
    """A claim has two parts: what is expected and what was declared."""
    op.add_column(
        "claimdeel", sa.Column("realisatie_cents", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.drop_constraint(op.f("ck_claimdeel_bedrag"), "claimdeel")
    op.create_check_constraint(op.f("ck_claimdeel_bedrag"), "claimdeel", "bedrag_cents >= 0 AND realisatie_cents >= 0")
    op.create_check_constraint(op.f("ck_claimdeel_iets"), "claimdeel", "bedrag_cents + realisatie_cents > 0")
    op.drop_constraint(op.f("ck_plafond_saldo_teken"), "plafond_saldo")
    op.create_check_constraint(op.f("ck_plafond_saldo_teken"), "plafond_saldo", _TEKEN)
    op.create_table(
        "plafond_peil",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("peilmaand", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("regio", name=op.f("pk_plafond_peil")),
    )
    rights.complete("plafond_peil")

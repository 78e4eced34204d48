# SPDX-License-Identifier: EUPL-1.2
"""Of which months there is a set of all reports, and as known at which K."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0030"
down_revision = "0028"
phase = "before"


def upgrade() -> None:
    """Empty: the sets of before were written by who wanted them, in a folder of his own."""
    op.create_table(
        "rapportset",
        sa.Column("regio", sa.Text, primary_key=True),
        sa.Column("maand", sa.Text, primary_key=True),
        sa.Column("k", sa.BigInteger, nullable=False),
        sa.Column("dag_k", sa.Date, nullable=False),
        sa.Column("gemaakt_op", sa.DateTime(timezone=True), nullable=False),
    )
    rights.only_append("rapportset")

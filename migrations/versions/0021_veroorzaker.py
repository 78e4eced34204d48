# SPDX-License-Identifier: EUPL-1.2
"""Beside every gebeurtenis who made it happen. Of what was booked before nobody knows: NULL."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
phase = "before"


def upgrade() -> None:
    """Columns without a default: PostgreSQL rewrites nothing and checks nothing."""
    for name in ("door_kanaal", "door_partij", "door_persoon"):
        op.add_column("gebeurtenis", sa.Column(name, sa.Text))

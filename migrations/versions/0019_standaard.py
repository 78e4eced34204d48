# SPDX-License-Identifier: EUPL-1.2
"""Of which standard and release a bericht is (decision 111). What was kept before is of iJw 3.2."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_VAN_TOEN = {"standaard": "iJw", "release": "3.2"}


def upgrade() -> None:
    """A default for the rows that are there, which no new row gets: the ledger is not rewritten."""
    for column, value in _VAN_TOEN.items():
        op.add_column("bericht", sa.Column(column, sa.Text(), nullable=False, server_default=value))
        op.alter_column("bericht", column, server_default=None)

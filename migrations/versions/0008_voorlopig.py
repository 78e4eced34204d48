# SPDX-License-Identifier: EUPL-1.2
"""Finding the berichten that their receivers answer themselves, among all that the gateway answered at once."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """An index on those alone: the clocks ask for them, also for every measurement."""
    op.create_index(
        "bericht_voorlopig", "bericht", ["regio", "positie"], postgresql_where=sa.text("oordeel = 'voorlopig'")
    )

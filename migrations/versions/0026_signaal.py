# SPDX-License-Identifier: EUPL-1.2
"""An index on what is done about signalen of plafonds: of rows that do not exist yet."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
phase = "before"


def upgrade() -> None:
    """Nothing that there is changes."""
    op.create_index(
        "gebeurtenis_signaal", "gebeurtenis", ["regio", "positie"], postgresql_where=sa.text("soort LIKE 'Signaal%'")
    )

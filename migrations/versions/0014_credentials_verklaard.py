# SPDX-License-Identifier: EUPL-1.2
"""What was booked about credentials is found at once: every process asks it when they changed (decision 087)."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """An index of few rows."""
    op.create_index(
        "gebeurtenis_credential",
        "gebeurtenis",
        ["regio", "positie"],
        postgresql_where=sa.text("soort IN ('CredentialUitgegeven', 'CredentialIngetrokken')"),
    )

# SPDX-License-Identifier: EUPL-1.2
"""An index on when a row of the state came or went, so that a peilbestand is refreshed with what changed alone."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
phase = "before"

TABLES = (
    *("toewijzing", "levering", "verzoek", "wijzigingsdeel", "declaratie", "prestatie"),
    *("toewijzing_bevestigd", "levering_bevestigd", "verzoek_bevestigd"),
)


def upgrade() -> None:
    """Rows stay as they are."""
    for table in TABLES:
        op.create_index(f"{table}_veranderd", table, [sa.text("coalesce(pos_tot, pos_van)")])

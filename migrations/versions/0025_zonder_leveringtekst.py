# SPDX-License-Identifier: EUPL-1.2
"""The text that glued the key of a levering goes, with what was unique by it."""

from alembic import op

revision = "0025"
down_revision = "0024"
phase = "after"


def upgrade() -> None:
    """What is unique by the columns takes its place; with the column its primary key goes and `levering_actueel`."""
    for table in ("levering", "levering_bevestigd"):
        op.execute(f"DROP TRIGGER sleutel ON {table}")
        op.execute(f"ALTER TABLE {table} DROP COLUMN sleutel")
        op.execute(f"ALTER TABLE {table} ALTER COLUMN client SET NOT NULL, ALTER COLUMN pos_van SET NOT NULL")
        op.execute(f"ALTER INDEX {table}_nu RENAME TO {table}_actueel")
    op.execute("DROP FUNCTION levering_sleutel()")

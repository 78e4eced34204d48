# SPDX-License-Identifier: EUPL-1.2
"""What became of backups, and searches that somebody keeps."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0033"
down_revision = "0032"
phase = "before"


def upgrade() -> None:
    """Backups are noted by the owner, who makes them; a search is its user's, to keep and to forget."""
    op.create_table(
        "backup_note",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("soort", sa.Text, nullable=False),
        sa.Column("bestand", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("berichten", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_note")),
        sa.CheckConstraint("soort in ('made', 'tried', 'failed')", name=op.f("ck_backup_note_soort")),
    )
    rights.only_reading("backup_note")
    op.create_table(
        "saved_search",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gebruiker", sa.Text, nullable=False),
        sa.Column("richting", sa.Text),
        sa.Column("oordeel", sa.Text),
        sa.Column("is_afgehaald", sa.Boolean),
        sa.Column("berichtsoort", sa.Text),
        sa.Column("wederpartij", sa.Text),
        sa.Column("days", sa.Integer),
        sa.PrimaryKeyConstraint("regio", "gebruiker", "id", name=op.f("pk_saved_search")),
    )
    rights.only_append("saved_search")
    op.execute(f"GRANT DELETE ON saved_search TO {rights.role()}")

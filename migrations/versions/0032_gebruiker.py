# SPDX-License-Identifier: EUPL-1.2
"""Sessions of people, the links by which they come in, and who opened what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from berichtenverkeer.core import rights

revision = "0032"
down_revision = "0031"
phase = "before"


def upgrade() -> None:
    """Only that they were used and ended may change; the owner cleans up what is old."""
    op.create_table(
        "session",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gebruiker", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("wijze", sa.Text, nullable=False),
        sa.Column("provider_session", sa.Text),
        sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beeindigd_op", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_session")),
    )
    running = sa.text("beeindigd_op IS NULL")
    op.create_index("session_gebruiker", "session", ["regio", "gebruiker"], postgresql_where=running)
    op.create_table(
        "login_link",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("gebruiker", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("door_kanaal", sa.Text, nullable=False),
        sa.Column("door_persoon", sa.Text),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gebruikt_op", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_login_link")),
    )
    for table, columns in (("session", "gebruikt_op, beeindigd_op"), ("login_link", "gebruikt_op")):
        rights.only_append(table)
        op.execute(f"GRANT UPDATE ({columns}) ON {table} TO {rights.role()}")
    _make_inzage()


def _make_inzage() -> None:
    op.create_table(
        "inzage",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kanaal", sa.Text, nullable=False),
        sa.Column("partij", sa.Text),
        sa.Column("persoon", sa.Text),
        sa.Column("rollen", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("soort", sa.Text, nullable=False),
        sa.Column("bericht_id", sa.Uuid),
        sa.Column("onderwerp", sa.Text),
        sa.Column("client", sa.LargeBinary),
        sa.Column("waarom", sa.Text, nullable=False),
        sa.Column("page", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("aanvraag", sa.Text),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_inzage")),
    )
    for column in ("bericht_id", "client"):
        name, known = f"ix_inzage_regio_{column}_id", sa.text(f"{column} IS NOT NULL")
        op.create_index(op.f(name), "inzage", ["regio", column, "id"], postgresql_where=known)
    op.create_index(op.f("ix_inzage_regio_partij_persoon_id"), "inzage", ["regio", "partij", "persoon", "id"])
    rights.only_add("inzage")

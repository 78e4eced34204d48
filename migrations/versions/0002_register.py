# SPDX-License-Identifier: EUPL-1.2
"""The register with valid and recorded time, its loads, and the credentials of partijen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from berichtenverkeer.core import rights

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """A load is also a gebeurtenis, so these tables need no trigger of their own; only what must change may change."""
    op.create_table(
        "register_rij",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("tabel", sa.Text, nullable=False),
        sa.Column("sleutel", sa.Text, nullable=False),
        sa.Column("geldig_van", sa.Date, nullable=False),
        sa.Column("geldig_tot", sa.Date),
        sa.Column("waarde", postgresql.JSONB, nullable=False),
        sa.Column("pos_van", sa.BigInteger, nullable=False),
        sa.Column("pos_tot", sa.BigInteger),
        sa.CheckConstraint("geldig_tot >= geldig_van", name=op.f("ck_register_rij_einde_na_begin")),
        sa.CheckConstraint("pos_tot > pos_van", name=op.f("ck_register_rij_positie_na_positie")),
        sa.PrimaryKeyConstraint("regio", "tabel", "sleutel", "geldig_van", "pos_van", name=op.f("pk_register_rij")),
    )
    op.create_index(
        "register_rij_actueel",
        "register_rij",
        ["regio", "tabel", "sleutel", "geldig_van"],
        unique=True,
        postgresql_where=sa.text("pos_tot IS NULL"),
    )
    op.create_table(
        "registerversie",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("positie", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("regio", "positie", name=op.f("pk_registerversie")),
    )
    op.create_table(
        "credential",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("partij", sa.Text, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verloopt_op", sa.DateTime(timezone=True)),
        sa.Column("ingetrokken_op", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_credential")),
        sa.UniqueConstraint("regio", "hash", name=op.f("uq_credential_regio_hash")),
    )
    rights.only_append("registerversie")
    for table, columns in (("register_rij", "pos_tot"), ("credential", "verloopt_op, ingetrokken_op")):
        rights.only_append(table)
        op.execute(f"GRANT UPDATE ({columns}) ON {table} TO {rights.role()}")

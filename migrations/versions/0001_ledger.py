# SPDX-License-Identifier: EUPL-1.2
"""The ledger: berichten, gebeurtenissen, weigeringen, their positions, data keys and watermarks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from berichtenverkeer.core import rights

revision = "0001"
down_revision = None


def upgrade() -> None:
    """There is no way back: a ledger is never dropped by a program."""
    rights.make_refuser()
    rights.only_reading("alembic_version")
    op.execute(sa.schema.CreateSequence(sa.Sequence("ledger_positie", cache=1, data_type=sa.BigInteger)))
    rights.series("ledger_positie")
    _bericht()
    _gebeurtenis()
    _weigering()
    for table in ("bericht", "gebeurtenis", "weigering"):
        rights.only_add(table)
    _sleutels_en_watermerken()


def _bericht() -> None:
    op.create_table(
        "bericht",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("positie", sa.BigInteger, nullable=False),
        sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("berichtsoort", sa.Text, nullable=False),
        sa.Column("afzender", sa.Text, nullable=False),
        sa.Column("ontvanger", sa.Text, nullable=False),
        sa.Column("verzender", sa.Text, nullable=False),
        sa.Column("bestemming", sa.Text, nullable=False),
        sa.Column("identificatie", sa.Text, nullable=False),
        sa.Column("dagtekening", sa.Date, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("grootte", sa.Integer, nullable=False),
        sa.Column("oordeel", sa.Text, nullable=False),
        sa.Column("bron", sa.Text, nullable=False),
        sa.Column("eerste", sa.Boolean, nullable=False),
        sa.Column("client", sa.LargeBinary),
        sa.Column("retour_id", sa.Uuid),
        sa.Column("heen_id", sa.Uuid),
        sa.Column("bevindingen", postgresql.JSONB, nullable=False),
        sa.Column("sleutel_maand", sa.Date, nullable=False),
        sa.Column("inhoud", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("oordeel IN ('goedgekeurd', 'afgekeurd')", name=op.f("ck_bericht_oordeel")),
        sa.CheckConstraint("bron IN ('partij', 'gateway')", name=op.f("ck_bericht_bron")),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_bericht")),
        sa.UniqueConstraint(
            "regio",
            "verzender",
            "berichtsoort",
            "identificatie",
            "sha256",
            name=op.f("uq_bericht_regio_verzender_berichtsoort_identificatie_sha256"),
        ),
    )
    for columns in (
        ("regio", "positie"),
        ("regio", "heen_id"),
        ("regio", "client", "positie"),
    ):
        op.create_index(op.f("ix_bericht_" + "_".join(columns)), "bericht", list(columns))
    op.create_index(
        "uq_bericht_eerste",
        "bericht",
        ["regio", "verzender", "berichtsoort", "identificatie"],
        unique=True,
        postgresql_where=sa.text("eerste"),
    )
    # What is stored is compressed and encrypted already: pressing it again costs time and saves nothing.
    op.execute("ALTER TABLE bericht ALTER COLUMN inhoud SET STORAGE EXTERNAL")


def _gebeurtenis() -> None:
    op.create_table(
        "gebeurtenis",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("positie", sa.BigInteger, nullable=False),
        sa.Column("bericht_id", sa.Uuid),
        sa.Column("soort", sa.Text, nullable=False),
        sa.Column("versie", sa.SmallInteger, nullable=False),
        sa.Column("client", sa.LargeBinary),
        sa.Column("aanbieder", sa.Text),
        sa.Column("gemeente", sa.Text),
        sa.Column("geboekt_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inhoud", postgresql.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("regio", "positie", name=op.f("pk_gebeurtenis")),
    )
    op.create_index(op.f("ix_gebeurtenis_regio_client_positie"), "gebeurtenis", ["regio", "client", "positie"])


def _weigering() -> None:
    op.create_table(
        "weigering",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partij", sa.Text),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("grootte", sa.Integer, nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.Text), nullable=False),
        sa.PrimaryKeyConstraint("regio", "id", name=op.f("pk_weigering")),
    )


def _sleutels_en_watermerken() -> None:
    op.create_table(
        "datasleutel",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("maand", sa.Date, nullable=False),
        sa.Column("versleuteld", sa.LargeBinary, nullable=False),
        sa.Column("hoofdsleutel", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("regio", "maand", name=op.f("pk_datasleutel")),
    )
    op.create_table(
        "watermerk",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("positie", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("regio", "op", name=op.f("pk_watermerk")),
    )
    for table in ("datasleutel", "watermerk"):
        rights.only_append(table)

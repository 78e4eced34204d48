# SPDX-License-Identifier: EUPL-1.2
"""The state of care: toewijzingen, leveringen, verzoeken."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Can be dropped and built again from the ledger: the application may do as it likes with them."""
    op.create_table(
        "toewijzing",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("nummer", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("categorie", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("eerste_datum", sa.Date(), nullable=False),
        sa.Column("eerste_tijd", sa.Time(), nullable=False),
        sa.Column("toewijzingsdatum", sa.Date(), nullable=False),
        sa.Column("toewijzingstijd", sa.Time(), nullable=False),
        sa.Column("ingangsdatum", sa.Date(), nullable=False),
        sa.Column("einddatum", sa.Date(), nullable=True),
        sa.Column("reden_wijziging", sa.Text(), nullable=True),
        sa.Column("referentie_aanbieder", sa.Text(), nullable=True),
        sa.Column("volume", sa.BigInteger(), nullable=True),
        sa.Column("eenheid", sa.Text(), nullable=True),
        sa.Column("frequentie", sa.Text(), nullable=True),
        sa.Column("budget_cents", sa.BigInteger(), nullable=True),
        sa.Column("pos_van", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pos_tot", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("einddatum >= ingangsdatum", name=op.f("ck_toewijzing_einde_na_begin")),
        sa.PrimaryKeyConstraint("regio", "gemeente", "nummer", "pos_van", name=op.f("pk_toewijzing")),
    )
    op.create_index(
        "toewijzing_actueel",
        "toewijzing",
        ["regio", "gemeente", "nummer"],
        unique=True,
        postgresql_where=sa.text("pos_tot IS NULL"),
    )
    op.create_index(
        "toewijzing_client",
        "toewijzing",
        ["regio", "client"],
        unique=False,
        postgresql_where=sa.text("pos_tot IS NULL"),
    )
    op.create_table(
        "levering",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=True),
        sa.Column("categorie", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("begindatum", sa.Date(), nullable=False),
        sa.Column("toewijzing_ingangsdatum", sa.Date(), nullable=True),
        sa.Column("tijdelijk_einde", sa.Date(), nullable=True),
        sa.Column("einde", sa.Date(), nullable=True),
        sa.Column("reden", sa.Text(), nullable=True),
        sa.Column("is_verwijderd", sa.Boolean(), nullable=False),
        sa.Column("pos_van", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pos_tot", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("einde >= begindatum", name=op.f("ck_levering_einde_na_begin")),
        sa.CheckConstraint("tijdelijk_einde >= begindatum", name=op.f("ck_levering_tijdelijk_einde_na_begin")),
        sa.PrimaryKeyConstraint("regio", "client", "sleutel", "pos_van", name=op.f("pk_levering")),
    )
    op.create_index(
        "levering_actueel",
        "levering",
        ["regio", "client", "sleutel"],
        unique=True,
        postgresql_where=sa.text("pos_tot IS NULL"),
    )
    op.create_table(
        "verzoek",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("referentie", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("dagtekening", sa.Date(), nullable=False),
        sa.Column("ontvangen_op", sa.Date(), nullable=False),
        sa.Column("categorie", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("ingangsdatum", sa.Date(), nullable=False),
        sa.Column("einddatum", sa.Date(), nullable=True),
        sa.Column("volume", sa.BigInteger(), nullable=True),
        sa.Column("eenheid", sa.Text(), nullable=True),
        sa.Column("frequentie", sa.Text(), nullable=True),
        sa.Column("budget_cents", sa.BigInteger(), nullable=True),
        sa.Column("verwijzer", sa.Text(), nullable=False),
        sa.Column("in_onderzoek_op", sa.Date(), nullable=True),
        sa.Column("afgewezen_op", sa.Date(), nullable=True),
        sa.Column("reden_afwijzing", sa.Text(), nullable=True),
        sa.Column("gemeente_woonplaats", sa.Text(), nullable=True),
        sa.Column("toegewezen_op", sa.Date(), nullable=True),
        sa.Column("pos_van", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pos_tot", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("einddatum >= ingangsdatum", name=op.f("ck_verzoek_einde_na_begin")),
        sa.PrimaryKeyConstraint("regio", "aanbieder", "referentie", "pos_van", name=op.f("pk_verzoek")),
    )
    op.create_index(
        "verzoek_actueel",
        "verzoek",
        ["regio", "aanbieder", "referentie"],
        unique=True,
        postgresql_where=sa.text("pos_tot IS NULL"),
    )
    op.create_index(
        "verzoek_client", "verzoek", ["regio", "client"], unique=False, postgresql_where=sa.text("pos_tot IS NULL")
    )
    rights.complete("toewijzing", "levering", "verzoek")

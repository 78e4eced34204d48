# SPDX-License-Identifier: EUPL-1.2
"""Wijzigingsverzoeken, declaraties and prestaties; what rests on an answer still to come; the keys of a bericht."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from berichtenverkeer.core import rights

revision = "0006"
down_revision = "0005"

_ACTUEEL = sa.text("pos_tot IS NULL")


def upgrade() -> None:
    """The ledger gains keys by which berichten hang together; the state gains three tables."""
    _bericht()
    for table in ("toewijzing", "levering", "verzoek"):
        op.add_column(table, _voorlopig())
    for table in ("toewijzing", "verzoek"):  # what tells rows apart goes first: see projections/tabellen.py
        op.drop_index(f"{table}_client", table)
        op.create_index(f"{table}_client", table, ["client", "regio"], postgresql_where=_ACTUEEL)
    op.add_column("toewijzing", sa.Column("ontvangen_op", sa.Date()))
    for column in ("gemeld_op", "tijdelijk_gemeld_op", "einde_gemeld_op"):
        op.add_column("levering", sa.Column(column, sa.Date()))
    op.add_column("verzoek", sa.Column("is_wijziging", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("verzoek", sa.Column("reden_verzoek", sa.Text()))
    op.alter_column("verzoek", "verwijzer", nullable=True)
    _wijzigingsdeel()
    _declaratie()
    _prestatie()
    rights.complete("wijzigingsdeel", "declaratie", "prestatie")


def _bericht() -> None:
    op.add_column(
        "bericht", sa.Column("sleutels", postgresql.ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'"))
    )
    op.create_index(
        op.f("ix_bericht_sleutels"),
        "bericht",
        ["sleutels"],
        postgresql_using="gin",
        postgresql_where=sa.text("sleutels <> '{}'"),
    )
    op.drop_constraint(op.f("ck_bericht_oordeel"), "bericht")
    op.create_check_constraint(
        op.f("ck_bericht_oordeel"), "bericht", "oordeel IN ('goedgekeurd', 'afgekeurd', 'voorlopig')"
    )


def _voorlopig() -> sa.Column[bool]:
    return sa.Column("is_voorlopig", sa.Boolean(), nullable=False, server_default=sa.false())


def _from_until() -> list[sa.Column[int]]:
    return [
        sa.Column("pos_van", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("pos_tot", sa.BigInteger()),
    ]


def _wijzigingsdeel() -> None:
    op.create_table(
        "wijzigingsdeel",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("referentie", sa.Text(), nullable=False),
        sa.Column("volgnr", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger()),
        sa.Column("categorie", sa.Text()),
        sa.Column("code", sa.Text()),
        sa.Column("ingangsdatum", sa.Date()),
        sa.Column("einddatum", sa.Date()),
        sa.Column("volume", sa.BigInteger()),
        sa.Column("eenheid", sa.Text()),
        sa.Column("frequentie", sa.Text()),
        sa.Column("budget_cents", sa.BigInteger()),
        *_from_until(),
        sa.CheckConstraint("soort IN ('ongewijzigd', 'te wijzigen', 'nieuw')", name=op.f("ck_wijzigingsdeel_soort")),
        sa.PrimaryKeyConstraint(
            "regio", "aanbieder", "referentie", "volgnr", "pos_van", name=op.f("pk_wijzigingsdeel")
        ),
    )
    op.create_index(
        "wijzigingsdeel_actueel",
        "wijzigingsdeel",
        ["regio", "aanbieder", "referentie", "volgnr"],
        unique=True,
        postgresql_where=_ACTUEEL,
    )


def _declaratie() -> None:
    op.create_table(
        "declaratie",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("nummer", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("identificatie", sa.Text(), nullable=False),
        sa.Column("dagtekening", sa.Date(), nullable=False),
        sa.Column("periode_begin", sa.Date(), nullable=False),
        sa.Column("periode_eind", sa.Date(), nullable=False),
        sa.Column("totaal_cents", sa.BigInteger(), nullable=False),
        sa.Column("xsd_versie", sa.Text(), nullable=False),
        sa.Column("ontvangen_op", sa.Date(), nullable=False),
        sa.Column("beantwoord_op", sa.Date()),
        sa.Column("toegekend_cents", sa.BigInteger()),
        sa.Column("is_verworpen", sa.Boolean(), nullable=False),
        *_from_until(),
        sa.PrimaryKeyConstraint("regio", "aanbieder", "nummer", "pos_van", name=op.f("pk_declaratie")),
    )
    op.create_index(
        "declaratie_actueel", "declaratie", ["regio", "aanbieder", "nummer"], unique=True, postgresql_where=_ACTUEEL
    )
    op.create_index(
        "declaratie_periode",
        "declaratie",
        ["regio", "aanbieder", "gemeente", "periode_begin"],
        postgresql_where=_ACTUEEL,
    )


def _prestatie() -> None:
    op.create_table(
        "prestatie",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("referentie", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("declaratie_nummer", sa.Text(), nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger(), nullable=False),
        sa.Column("categorie", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("begindatum", sa.Date(), nullable=False),
        sa.Column("einddatum", sa.Date(), nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("eenheid", sa.Text(), nullable=False),
        sa.Column("tarief_cents", sa.BigInteger()),
        sa.Column("bedrag_cents", sa.BigInteger(), nullable=False),
        sa.Column("is_credit", sa.Boolean(), nullable=False),
        sa.Column("vorig_referentie", sa.Text()),
        sa.Column("uitslag", sa.Text(), nullable=False),
        sa.Column("is_gecrediteerd", sa.Boolean(), nullable=False),
        *_from_until(),
        sa.CheckConstraint("einddatum >= begindatum", name=op.f("ck_prestatie_einde_na_begin")),
        sa.CheckConstraint(
            "uitslag IN ('ingediend', 'goedgekeurd', 'afgewezen', 'verworpen')", name=op.f("ck_prestatie_uitslag")
        ),
        sa.PrimaryKeyConstraint("regio", "aanbieder", "referentie", "pos_van", name=op.f("pk_prestatie")),
    )
    op.create_index(
        "prestatie_actueel", "prestatie", ["regio", "aanbieder", "referentie"], unique=True, postgresql_where=_ACTUEEL
    )
    op.create_index(
        "prestatie_toewijzing", "prestatie", ["toewijzing_nummer", "gemeente", "regio"], postgresql_where=_ACTUEEL
    )
    op.create_index(
        "prestatie_declaratie", "prestatie", ["declaratie_nummer", "aanbieder", "regio"], postgresql_where=_ACTUEEL
    )

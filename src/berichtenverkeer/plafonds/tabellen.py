# SPDX-License-Identifier: EUPL-1.2
"""Tables of the money. `boeking` is append-only twice, as the ledger is; the others follow from it.

A boeking stands at the position of the gebeurtenis that caused it, numbered within it. `plafond_saldo` is the sum of
boekingen per rekening; `claim` and `claimdeel` say what is held for whom: reserved or beslag in `bedrag_cents`, what
was declared in `realisatie_cents`. `plafond_peil` is the month from which the declaration term counts back.
"""

import sqlalchemy as sa

from berichtenverkeer.core.metadata import metadata
from berichtenverkeer.plafonds.sleutels import Rekening, Soort

REKENINGEN = ", ".join(f"'{rekening.value}'" for rekening in Rekening)
SOORTEN = ", ".join(f"'{soort.value}'" for soort in Soort)

CENTEN = sa.Numeric(38, 0)
"""An amount. A volume of eight digits at a high price is beyond 64 bits when enough of them are added up."""


def _plafond(*, primary_key: bool) -> tuple[sa.Column[str], sa.Column[int], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("aanbieder", sa.Text, primary_key=primary_key, nullable=False),
        sa.Column("jaar", sa.Integer, primary_key=primary_key, autoincrement=False, nullable=False),
        sa.Column("perceel", sa.Text, primary_key=primary_key, nullable=False),
        sa.Column("segment", sa.Text, primary_key=primary_key, nullable=False),
    )


boeking = sa.Table(
    "boeking",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("positie", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("volgnr", sa.Integer, primary_key=True, autoincrement=False),
    *_plafond(primary_key=False),
    sa.Column("debet", sa.Text, nullable=False),
    sa.Column("credit", sa.Text, nullable=False),
    sa.Column("bedrag_cents", CENTEN, nullable=False),
    sa.Column("claim", sa.Text),
    sa.Column("van_claim", sa.Text),
    sa.CheckConstraint("bedrag_cents > 0", name="bedrag"),
    sa.CheckConstraint(f"debet <> credit AND debet IN ({REKENINGEN}) AND credit IN ({REKENINGEN})", name="rekeningen"),
    sa.Index(None, "regio", "aanbieder", "jaar", "positie"),
    sa.Index(None, "regio", "claim"),
)

plafond_saldo = sa.Table(
    "plafond_saldo",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    *_plafond(primary_key=True),
    sa.Column("versie", sa.BigInteger, nullable=False),
    sa.Column("plafond_cents", CENTEN, nullable=False),
    sa.Column("vrij_cents", CENTEN, nullable=False),
    sa.Column("gereserveerd_cents", CENTEN, nullable=False),
    sa.Column("beslag_cents", CENTEN, nullable=False),
    sa.Column("realisatie_cents", CENTEN, nullable=False),
    sa.Column("overschrijding_cents", CENTEN, nullable=False),
    sa.CheckConstraint(
        "plafond_cents + vrij_cents + gereserveerd_cents + beslag_cents + realisatie_cents + overschrijding_cents = 0",
        name="nul",
    ),
    sa.CheckConstraint("vrij_cents >= 0", name="vrij"),
    sa.CheckConstraint("overschrijding_cents <= 0", name="overschrijding"),
    sa.CheckConstraint("vrij_cents = 0 OR overschrijding_cents = 0", name="eerst_terug"),
    sa.CheckConstraint(
        "plafond_cents <= 0 AND gereserveerd_cents >= 0 AND beslag_cents >= 0 AND realisatie_cents >= 0", name="teken"
    ),
)

claim = sa.Table(
    "claim",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("claim", sa.Text, primary_key=True),
    sa.Column("aanbieder", sa.Text, nullable=False),
    sa.Column("gemeente", sa.Text, nullable=False),
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("uitkomst", sa.Text),
    sa.Column("overschrijding_cents", CENTEN, nullable=False),
    sa.Column("vervalt_op", sa.Date),
    sa.Column("sinds", sa.BigInteger, nullable=False),
    sa.CheckConstraint(f"soort IN ({SOORTEN})", name="soort"),
    sa.CheckConstraint("soort <> 'gereserveerd' OR vervalt_op IS NOT NULL", name="vervalt"),
    sa.Index("claim_vervalt", "regio", "aanbieder", "vervalt_op", postgresql_where=sa.text("soort = 'gereserveerd'")),
)

claimdeel = sa.Table(
    "claimdeel",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("claim", sa.Text, primary_key=True),
    *_plafond(primary_key=True),
    sa.Column("bedrag_cents", CENTEN, nullable=False),
    sa.Column("realisatie_cents", CENTEN, nullable=False, server_default=sa.text("0")),
    sa.CheckConstraint("bedrag_cents >= 0 AND realisatie_cents >= 0", name="bedrag"),
    sa.CheckConstraint("bedrag_cents + realisatie_cents > 0", name="iets"),
    sa.Index(None, "regio", "aanbieder", "jaar"),
)

plafond_peil = sa.Table(
    "plafond_peil",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("peilmaand", sa.Date, nullable=False),
)

# SPDX-License-Identifier: EUPL-1.2
"""The money under the ceilings: boekingen, and the saldi and claims that follow from them."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0005"
down_revision = "0004"

_REKENINGEN = "'PLAFOND', 'VRIJ', 'GERESERVEERD', 'BESLAG', 'REALISATIE', 'OVERSCHRIJDING'"


def upgrade() -> None:
    """A boeking stays for ever, the rest can be built again from it."""
    _boeking()
    _saldo()
    _claim()
    rights.only_add("boeking")
    rights.complete("plafond_saldo", "claim", "claimdeel")


def _plafond() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("jaar", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("perceel", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
    ]


def _boeking() -> None:
    op.create_table(
        "boeking",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("positie", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("volgnr", sa.Integer(), autoincrement=False, nullable=False),
        *_plafond(),
        sa.Column("debet", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("bedrag_cents", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.Text()),
        sa.Column("van_claim", sa.Text()),
        sa.CheckConstraint("bedrag_cents > 0", name=op.f("ck_boeking_bedrag")),
        sa.CheckConstraint(
            f"debet <> credit AND debet IN ({_REKENINGEN}) AND credit IN ({_REKENINGEN})",
            name=op.f("ck_boeking_rekeningen"),
        ),
        sa.PrimaryKeyConstraint("regio", "positie", "volgnr", name=op.f("pk_boeking")),
    )
    op.create_index(
        op.f("ix_boeking_regio_aanbieder_jaar_positie"), "boeking", ["regio", "aanbieder", "jaar", "positie"]
    )
    op.create_index(op.f("ix_boeking_regio_claim"), "boeking", ["regio", "claim"])


def _saldo() -> None:
    rekeningen = ("plafond", "vrij", "gereserveerd", "beslag", "realisatie", "overschrijding")
    op.create_table(
        "plafond_saldo",
        sa.Column("regio", sa.Text(), nullable=False),
        *_plafond(),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        *(sa.Column(f"{rekening}_cents", sa.BigInteger(), nullable=False) for rekening in rekeningen),
        sa.CheckConstraint(
            " + ".join(f"{rekening}_cents" for rekening in rekeningen) + " = 0", name=op.f("ck_plafond_saldo_nul")
        ),
        sa.CheckConstraint("vrij_cents >= 0", name=op.f("ck_plafond_saldo_vrij")),
        sa.CheckConstraint("overschrijding_cents <= 0", name=op.f("ck_plafond_saldo_overschrijding")),
        sa.CheckConstraint("vrij_cents = 0 OR overschrijding_cents = 0", name=op.f("ck_plafond_saldo_eerst_terug")),
        sa.CheckConstraint(
            "plafond_cents <= 0 AND gereserveerd_cents >= 0 AND beslag_cents >= 0",
            name=op.f("ck_plafond_saldo_teken"),
        ),
        sa.PrimaryKeyConstraint("regio", "aanbieder", "jaar", "perceel", "segment", name=op.f("pk_plafond_saldo")),
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("gemeente", sa.Text(), nullable=False),
        sa.Column("soort", sa.Text(), nullable=False),
        sa.Column("uitkomst", sa.Text()),
        sa.Column("overschrijding_cents", sa.BigInteger(), nullable=False),
        sa.Column("vervalt_op", sa.Date()),
        sa.Column("sinds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("soort IN ('gereserveerd', 'beslag', 'geen')", name=op.f("ck_claim_soort")),
        sa.CheckConstraint("(soort = 'gereserveerd') = (vervalt_op IS NOT NULL)", name=op.f("ck_claim_vervalt")),
        sa.PrimaryKeyConstraint("regio", "claim", name=op.f("pk_claim")),
    )
    op.create_index(
        "claim_vervalt",
        "claim",
        ["regio", "aanbieder", "vervalt_op"],
        postgresql_where=sa.text("soort = 'gereserveerd'"),
    )
    op.create_table(
        "claimdeel",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        *_plafond(),
        sa.Column("bedrag_cents", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("bedrag_cents > 0", name=op.f("ck_claimdeel_bedrag")),
        sa.PrimaryKeyConstraint("regio", "claim", "aanbieder", "jaar", "perceel", "segment", name=op.f("pk_claimdeel")),
    )
    op.create_index(op.f("ix_claimdeel_regio_aanbieder_jaar"), "claimdeel", ["regio", "aanbieder", "jaar"])

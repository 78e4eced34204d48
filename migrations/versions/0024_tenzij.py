# SPDX-License-Identifier: EUPL-1.2
"""Money above a ceiling: what a boeking and a claim have under a tenzij, and an index on the steps of tenzij's.

Nothing that there is changes: there was no tenzij.
"""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0024"
down_revision = "0023"
phase = "before"

_OLD = ("PLAFOND", "VRIJ", "GERESERVEERD", "BESLAG", "REALISATIE", "OVERSCHRIJDING")
_ABOVE = ("TENZIJ_BESLAG", "TENZIJ_REALISATIE")
_TENZIJ = ("TENZIJ_RUIMTE", *_ABOVE)
_CLAIM = tuple(f"claim_{field}" for field in ("soort", "partij", "nummer", "referentie"))
_PLAFOND = ("aanbieder", "jaar", "perceel", "segment")


def _listing(*rekeningen: str) -> str:
    return ", ".join(f"'{one}'" for one in rekeningen)


def upgrade() -> None:
    """Constraints that allow more, a column and a table; the index is of rows that do not exist yet."""
    every, negative = _listing(*_OLD, *_TENZIJ), _listing("PLAFOND", "OVERSCHRIJDING", "TENZIJ_RUIMTE")
    op.add_column("boeking", sa.Column("tenzij", sa.Text(), nullable=False, server_default=""))
    _loosen("boeking", "rekeningen", f"debet <> credit AND debet IN ({every}) AND credit IN ({every})")
    under = (
        f"(debet IN ({_listing(*_TENZIJ)})) = (tenzij <> '') AND (credit IN ({_listing(*_TENZIJ)})) = (tenzij <> '')"
    )
    op.create_check_constraint(op.f("ck_boeking_tenzij"), "boeking", under)
    op.create_index("boeking_tenzij", "boeking", ["regio", "tenzij"], postgresql_where=sa.text("tenzij <> ''"))
    _loosen("plafond_saldo", "rekening", f"rekening IN ({every})")
    _loosen("plafond_saldo", "teken", f"CASE WHEN rekening IN ({negative}) THEN cents <= 0 ELSE cents >= 0 END")
    _make_parts()
    op.create_index(
        "gebeurtenis_tenzij",
        "gebeurtenis",
        ["regio", "client", "positie"],
        postgresql_where=sa.text("soort LIKE 'Tenzij%'"),
    )


def _loosen(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _make_parts() -> None:
    text, number = sa.Text(), sa.BigInteger()
    op.create_table(
        "tenzijdeel",
        sa.Column("regio", text, nullable=False),
        sa.Column("claim_soort", text, nullable=False),
        sa.Column("claim_partij", text, nullable=False),
        sa.Column("claim_nummer", number, autoincrement=False, nullable=False),
        sa.Column("claim_referentie", text, nullable=False),
        sa.Column("aanbieder", text, nullable=False),
        sa.Column("jaar", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("perceel", text, nullable=False),
        sa.Column("segment", text, nullable=False),
        sa.Column("rekening", text, nullable=False),
        sa.Column("tenzij", text, nullable=False),
        sa.Column("cents", sa.Numeric(38, 0), nullable=False),
        sa.PrimaryKeyConstraint("regio", *_CLAIM, *_PLAFOND, "rekening", "tenzij", name=op.f("pk_tenzijdeel")),
        sa.CheckConstraint(f"rekening IN ({_listing(*_ABOVE)})", name=op.f("ck_tenzijdeel_rekening")),
        sa.CheckConstraint("cents > 0 AND tenzij <> ''", name=op.f("ck_tenzijdeel_cents")),
    )
    op.create_index(op.f("ix_tenzijdeel_regio_aanbieder_jaar"), "tenzijdeel", ["regio", "aanbieder", "jaar"])
    rights.complete("tenzijdeel")

# SPDX-License-Identifier: EUPL-1.2
"""Tables of the money. `boeking` is append-only twice, as the ledger is; the others follow from it.

A boeking stands at the position of the gebeurtenis that caused it, numbered within it; beside the claims of both sides
it says what it is about: gemeente, client (a pseudonym), product. `plafond_saldo` is the sum of boekingen, a row per
rekening; `versie` is the position of what changed it last. `claim` and `claimdeel` say what is held for whom, a row per
rekening; `tenzijdeel` what of it is above the plafond, and under which tenzij. A claim has the columns of a
Claimsleutel everywhere. `plafond_peil` is the month from which the declaration term counts back. `clientenstop` has a
row for every step of a stop, true from `pos_van` until before `pos_tot`.

Two things are true of all rekeningen of a plafond together, after every statement: they sum to zero, and VRIJ and
OVERSCHRIJDING are never both away from it. A trigger holds them, `plafond_saldo_klopt`.
"""

import sqlalchemy as sa

from berichtenverkeer.core.metadata import kenmerk_index, metadata
from berichtenverkeer.ledger.claimsleutel import Claimsoort
from berichtenverkeer.plafonds.kenmerken import RESERVED, STOPS
from berichtenverkeer.plafonds.keys import NEVER_ABOVE_ZERO, UNDER_TENZIJ, Rekening

REKENINGEN = ", ".join(f"'{rekening}'" for rekening in Rekening)
IN_PLAFOND = ", ".join(f"'{rekening}'" for rekening in Rekening if not rekening.startswith("TENZIJ"))
_ABOVE = ", ".join(f"'{rekening}'" for rekening in Rekening if rekening in UNDER_TENZIJ)
_TENZIJ = ", ".join(f"'{rekening}'" for rekening in Rekening if rekening.startswith("TENZIJ"))
_NEGATIVE = ", ".join(f"'{rekening}'" for rekening in Rekening if rekening in NEVER_ABOVE_ZERO)
_KINDS = ", ".join(f"'{soort}'" for soort in Claimsoort)

CENTS = sa.Numeric(38, 0)
"""An amount. A volume of eight digits at a high price is beyond 64 bits when enough of them are added up."""


def _plafond(*, primary_key: bool) -> tuple[sa.Column[str], sa.Column[int], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("aanbieder", sa.Text, primary_key=primary_key, nullable=False),
        sa.Column("jaar", sa.Integer, primary_key=primary_key, autoincrement=False, nullable=False),
        sa.Column("perceel", sa.Text, primary_key=primary_key, nullable=False),
        sa.Column("segment", sa.Text, primary_key=primary_key, nullable=False),
    )


def _claim(
    *, van: str = "claim", primary_key: bool
) -> tuple[sa.Column[str], sa.Column[str], sa.Column[int], sa.Column[str]]:
    return (
        sa.Column(f"{van}_soort", sa.Text, primary_key=primary_key, nullable=not primary_key),
        sa.Column(f"{van}_partij", sa.Text, primary_key=primary_key, nullable=not primary_key),
        sa.Column(
            f"{van}_nummer", sa.BigInteger, primary_key=primary_key, autoincrement=False, nullable=not primary_key
        ),
        sa.Column(f"{van}_referentie", sa.Text, primary_key=primary_key, nullable=not primary_key),
    )


def _about(*, is_always: bool) -> tuple[sa.Column[str], sa.Column[bytes], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("gemeente", sa.Text, nullable=not is_always),
        sa.Column("client", sa.LargeBinary),
        sa.Column("categorie", sa.Text),
        sa.Column("code", sa.Text),
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
    sa.Column("bedrag_cents", CENTS, nullable=False),
    *_claim(primary_key=False),
    *_claim(van="van", primary_key=False),
    *_about(is_always=False),
    sa.Column("tenzij", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("bedrag_cents > 0", name="bedrag"),
    sa.CheckConstraint(f"debet <> credit AND debet IN ({REKENINGEN}) AND credit IN ({REKENINGEN})", name="rekeningen"),
    sa.CheckConstraint(
        f"(debet IN ({_TENZIJ})) = (tenzij <> '') AND (credit IN ({_TENZIJ})) = (tenzij <> '')", name="tenzij"
    ),
    sa.CheckConstraint(
        "num_nulls(claim_soort, claim_partij, claim_nummer, claim_referentie, gemeente) IN (0, 5) "
        "AND num_nulls(van_soort, van_partij, van_nummer, van_referentie) IN (0, 4) "
        "AND (van_soort IS NULL OR claim_soort IS NOT NULL)",
        name="claim",
    ),
    sa.Index(None, "regio", "aanbieder", "jaar", "positie"),
    sa.Index("boeking_tenzij", "regio", "tenzij", postgresql_where=sa.text("tenzij <> ''")),
    sa.Index("boeking_claim", "regio", "claim_soort", "claim_partij", "claim_nummer", "claim_referentie"),
)

plafond_saldo = sa.Table(
    "plafond_saldo",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    *_plafond(primary_key=True),
    sa.Column("rekening", sa.Text, primary_key=True),
    sa.Column("cents", CENTS, nullable=False),
    sa.Column("versie", sa.BigInteger, nullable=False),
    sa.CheckConstraint(f"rekening IN ({REKENINGEN})", name="rekening"),
    sa.CheckConstraint(f"CASE WHEN rekening IN ({_NEGATIVE}) THEN cents <= 0 ELSE cents >= 0 END", name="teken"),
)

claim = sa.Table(
    "claim",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    *_claim(primary_key=True),
    sa.Column("aanbieder", sa.Text, nullable=False),
    *_about(is_always=True),
    sa.Column("is_gereserveerd", sa.Boolean, nullable=False),
    sa.Column("uitkomst", sa.Text),
    sa.Column("overschrijding_cents", CENTS, nullable=False),
    sa.Column("vervalt_op", sa.Date),
    sa.Column("sinds", sa.BigInteger, nullable=False),
    sa.CheckConstraint(f"claim_soort IN ({_KINDS})", name="soort"),
    sa.CheckConstraint("NOT is_gereserveerd OR vervalt_op IS NOT NULL", name="vervalt"),
    kenmerk_index("claim_kenmerk_vervalt", RESERVED, "vervalt_op"),
    sa.Index("claim_vervalt", "regio", "aanbieder", "vervalt_op", postgresql_where=sa.text("is_gereserveerd")),
)

claimdeel = sa.Table(
    "claimdeel",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    *_claim(primary_key=True),
    *_plafond(primary_key=True),
    sa.Column("rekening", sa.Text, primary_key=True),
    sa.Column("cents", CENTS, nullable=False),
    sa.CheckConstraint(f"rekening IN ({IN_PLAFOND})", name="rekening"),
    sa.CheckConstraint("cents > 0", name="cents"),
)

tenzijdeel = sa.Table(
    "tenzijdeel",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    *_claim(primary_key=True),
    *_plafond(primary_key=True),
    sa.Column("rekening", sa.Text, primary_key=True),
    sa.Column("tenzij", sa.Text, primary_key=True),
    sa.Column("cents", CENTS, nullable=False),
    sa.CheckConstraint(f"rekening IN ({_ABOVE})", name="rekening"),
    sa.CheckConstraint("cents > 0 AND tenzij <> ''", name="cents"),
)

plafond_peil = sa.Table(
    "plafond_peil",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("peilmaand", sa.Date, nullable=False),
)

clientenstop = sa.Table(
    "clientenstop",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("stop_id", sa.Uuid, primary_key=True),
    sa.Column("pos_van", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("pos_tot", sa.BigInteger),
    sa.Column("aanbieder", sa.Text, nullable=False),
    sa.Column("perceel", sa.Text, nullable=False),
    sa.Column("segment", sa.Text, nullable=False),
    sa.Column("gemeente", sa.Text, nullable=False),
    sa.Column("grond", sa.Text, nullable=False),
    sa.Column("gevraagd_op", sa.Date, nullable=False),
    sa.Column("van", sa.Date, nullable=False),
    sa.Column("besloten_op", sa.Date),
    sa.Column("is_toegekend", sa.Boolean, nullable=False),
    sa.Column("opgeheven_op", sa.Date),
    sa.Column("opgeheven_vanaf", sa.Date),
    sa.CheckConstraint("perceel = '' OR segment = ''", name="deel"),
    sa.CheckConstraint(
        "CASE WHEN is_toegekend THEN van >= besloten_op AND coalesce(opgeheven_vanaf >= opgeheven_op, true) "
        "ELSE opgeheven_op IS NULL END AND num_nulls(opgeheven_op, opgeheven_vanaf) IN (0, 2)",
        name="dagen",
    ),
    kenmerk_index("clientenstop_kenmerk", STOPS),
)

# SPDX-License-Identifier: EUPL-1.2
"""Money as rows: a saldo per rekening, a claim by columns, and beside each boeking what it is about.

`boeking` allows no UPDATE: it is written anew, each row with what its one text said. What a claim is about stands in
the version of its toewijzing or verzoek that held when it was booked.
"""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0018"
down_revision = "0017"

_REKENINGEN = ("PLAFOND", "VRIJ", "GERESERVEERD", "BESLAG", "REALISATIE", "OVERSCHRIJDING")
_LISTING = ", ".join(f"'{one}'" for one in _REKENINGEN)
_PLAFOND = ("aanbieder", "jaar", "perceel", "segment")
_CLAIM = tuple(f"claim_{field}" for field in ("soort", "partij", "nummer", "referentie"))
_CENTEN = sa.Numeric(38, 0)


def upgrade() -> None:
    """Each table beside its old one, filled from that, which then goes."""
    for table in ("boeking", "plafond_saldo", "claim", "claimdeel"):
        op.drop_constraint(op.f(f"pk_{table}"), table)
        op.rename_table(table, f"{table}_oud")
    for index in ("ix_boeking_regio_aanbieder_jaar_positie", "ix_boeking_regio_claim", "claim_vervalt"):
        op.execute(f"DROP INDEX {index}")
    op.execute("DROP INDEX ix_claimdeel_regio_aanbieder_jaar")
    op.execute("CREATE INDEX oud_claim ON boeking_oud (regio, claim)")
    _maak_boeking()
    _maak_saldo()
    _maak_claim()
    for fill in (_BOEKING, _SALDO, _CLAIMS, _DELEN):
        op.execute(fill)
    for table in ("boeking", "plafond_saldo", "claim", "claimdeel"):
        op.drop_table(f"{table}_oud")
    rights.only_add("boeking")
    rights.complete("plafond_saldo", "claim", "claimdeel")
    _guard()


def _plafond() -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column("aanbieder", sa.Text(), nullable=False),
        sa.Column("jaar", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("perceel", sa.Text(), nullable=False),
        sa.Column("segment", sa.Text(), nullable=False),
    ]


def _key(van: str = "claim", *, nullable: bool = False) -> list[sa.Column[str] | sa.Column[int]]:
    return [
        sa.Column(f"{van}_soort", sa.Text(), nullable=nullable),
        sa.Column(f"{van}_partij", sa.Text(), nullable=nullable),
        sa.Column(f"{van}_nummer", sa.BigInteger(), autoincrement=False, nullable=nullable),
        sa.Column(f"{van}_referentie", sa.Text(), nullable=nullable),
    ]


def _about(*, nullable: bool) -> list[sa.Column[str] | sa.Column[bytes]]:
    return [
        sa.Column("gemeente", sa.Text(), nullable=nullable),
        sa.Column("client", sa.LargeBinary()),
        sa.Column("categorie", sa.Text()),
        sa.Column("code", sa.Text()),
    ]


def _maak_boeking() -> None:
    op.create_table(
        "boeking",
        sa.Column("regio", sa.Text(), nullable=False),
        sa.Column("positie", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("volgnr", sa.Integer(), autoincrement=False, nullable=False),
        *_plafond(),
        sa.Column("debet", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("bedrag_cents", _CENTEN, nullable=False),
        *_key(nullable=True),
        *_key("van", nullable=True),
        *_about(nullable=True),
        sa.CheckConstraint("bedrag_cents > 0", name=op.f("ck_boeking_bedrag")),
        sa.CheckConstraint(
            f"debet <> credit AND debet IN ({_LISTING}) AND credit IN ({_LISTING})", name=op.f("ck_boeking_rekeningen")
        ),
        sa.CheckConstraint(
            "num_nulls(claim_soort, claim_partij, claim_nummer, claim_referentie, gemeente) IN (0, 5) "
            "AND num_nulls(van_soort, van_partij, van_nummer, van_referentie) IN (0, 4) "
            "AND (van_soort IS NULL OR claim_soort IS NOT NULL)",
            name=op.f("ck_boeking_claim"),
        ),
        sa.PrimaryKeyConstraint("regio", "positie", "volgnr", name=op.f("pk_boeking")),
    )
    op.create_index(
        op.f("ix_boeking_regio_aanbieder_jaar_positie"), "boeking", ["regio", "aanbieder", "jaar", "positie"]
    )
    op.create_index("boeking_claim", "boeking", ["regio", *_CLAIM])


def _maak_saldo() -> None:
    op.create_table(
        "plafond_saldo",
        sa.Column("regio", sa.Text(), nullable=False),
        *_plafond(),
        sa.Column("rekening", sa.Text(), nullable=False),
        sa.Column("cents", _CENTEN, nullable=False),
        sa.Column("versie", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"rekening IN ({_LISTING})", name=op.f("ck_plafond_saldo_rekening")),
        sa.CheckConstraint(
            "CASE WHEN rekening IN ('PLAFOND', 'OVERSCHRIJDING') THEN cents <= 0 ELSE cents >= 0 END",
            name=op.f("ck_plafond_saldo_teken"),
        ),
        sa.PrimaryKeyConstraint("regio", *_PLAFOND, "rekening", name=op.f("pk_plafond_saldo")),
    )


def _maak_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("regio", sa.Text(), nullable=False),
        *_key(),
        sa.Column("aanbieder", sa.Text(), nullable=False),
        *_about(nullable=False),
        sa.Column("is_gereserveerd", sa.Boolean(), nullable=False),
        sa.Column("uitkomst", sa.Text()),
        sa.Column("overschrijding_cents", _CENTEN, nullable=False),
        sa.Column("vervalt_op", sa.Date()),
        sa.Column("sinds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("claim_soort IN ('toewijzing', 'verzoek')", name=op.f("ck_claim_soort")),
        sa.CheckConstraint("NOT is_gereserveerd OR vervalt_op IS NOT NULL", name=op.f("ck_claim_vervalt")),
        sa.PrimaryKeyConstraint("regio", *_CLAIM, name=op.f("pk_claim")),
    )
    op.create_index(
        "claim_vervalt", "claim", ["regio", "aanbieder", "vervalt_op"], postgresql_where=sa.text("is_gereserveerd")
    )
    op.create_table(
        "claimdeel",
        sa.Column("regio", sa.Text(), nullable=False),
        *_key(),
        *_plafond(),
        sa.Column("rekening", sa.Text(), nullable=False),
        sa.Column("cents", _CENTEN, nullable=False),
        sa.CheckConstraint(f"rekening IN ({_LISTING})", name=op.f("ck_claimdeel_rekening")),
        sa.CheckConstraint("cents > 0", name=op.f("ck_claimdeel_cents")),
        sa.PrimaryKeyConstraint("regio", *_CLAIM, *_PLAFOND, "rekening", name=op.f("pk_claimdeel")),
    )
    op.create_index(op.f("ix_claimdeel_regio_aanbieder_jaar"), "claimdeel", ["regio", "aanbieder", "jaar"])


def _columns(claim: str) -> str:
    """The four columns of what was `toewijzing/<gemeente>/<nummer>` or `verzoek/<aanbieder>/<referentie>`."""
    return f"""split_part({claim}, '/', 1), split_part({claim}, '/', 2),
  CASE split_part({claim}, '/', 1) WHEN 'toewijzing' THEN split_part({claim}, '/', 3)::bigint
    WHEN 'verzoek' THEN 0 END,
  CASE split_part({claim}, '/', 1) WHEN 'toewijzing' THEN ''
    WHEN 'verzoek' THEN substr({claim}, length('verzoek/' || split_part({claim}, '/', 2) || '/') + 1) END"""


def _care(regio: str, claim: str, position: str) -> str:
    """The version of the toewijzing or verzoek of a claim that held at a position, or the first that ever did."""
    return f"""
LEFT JOIN LATERAL (
  SELECT gemeente, client, categorie, code FROM toewijzing t
  WHERE split_part({claim}, '/', 1) = 'toewijzing' AND t.regio = {regio} AND t.gemeente = split_part({claim}, '/', 2)
    AND t.nummer = CASE split_part({claim}, '/', 1) WHEN 'toewijzing' THEN split_part({claim}, '/', 3)::bigint END
  ORDER BY t.pos_van > {position}, CASE WHEN t.pos_van > {position} THEN t.pos_van ELSE -t.pos_van END LIMIT 1
) t ON true
LEFT JOIN LATERAL (
  SELECT gemeente, client, categorie, code FROM verzoek v
  WHERE split_part({claim}, '/', 1) = 'verzoek' AND v.regio = {regio} AND v.aanbieder = split_part({claim}, '/', 2)
    AND v.referentie = substr({claim}, length('verzoek/' || split_part({claim}, '/', 2) || '/') + 1)
  ORDER BY v.pos_van > {position}, CASE WHEN v.pos_van > {position} THEN v.pos_van ELSE -v.pos_van END LIMIT 1
) v ON true"""


_ABOUT = "coalesce(t.client, v.client), coalesce(t.categorie, v.categorie), coalesce(t.code, v.code)"

_BOEKING = f"""
INSERT INTO boeking
SELECT b.regio, b.positie, b.volgnr, b.aanbieder, b.jaar, b.perceel, b.segment, b.debet, b.credit, b.bedrag_cents,
  {_columns("b.claim")}, {_columns("b.van_claim")},
  CASE WHEN b.claim IS NOT NULL THEN coalesce(t.gemeente, v.gemeente, c.gemeente) END, {_ABOUT}
FROM boeking_oud b LEFT JOIN claim_oud c ON c.regio = b.regio AND c.claim = b.claim
{_care("b.regio", "b.claim", "b.positie")}"""

_ONVERDEELD = ", ".join(f"('{one}', s.{one.lower()}_cents)" for one in _REKENINGEN)
_SALDO = f"""
WITH geraakt AS (
  SELECT regio, aanbieder, jaar, perceel, segment, rekening, max(positie) AS positie
  FROM (SELECT *, debet AS rekening FROM boeking_oud UNION ALL SELECT *, credit FROM boeking_oud) b
  GROUP BY regio, aanbieder, jaar, perceel, segment, rekening
)
INSERT INTO plafond_saldo
SELECT regio, aanbieder, jaar, perceel, segment, r.rekening, r.cents,
  CASE WHEN rekening = 'PLAFOND' THEN s.versie ELSE coalesce(g.positie, s.versie) END
FROM plafond_saldo_oud s CROSS JOIN LATERAL (VALUES {_ONVERDEELD}) r (rekening, cents)
LEFT JOIN geraakt g USING (regio, aanbieder, jaar, perceel, segment, rekening)
WHERE r.cents <> 0 OR g.positie IS NOT NULL OR rekening = 'PLAFOND'"""

_CLAIMS = f"""
INSERT INTO claim
SELECT c.regio, {_columns("c.claim")}, c.aanbieder, c.gemeente, {_ABOUT},
  c.soort = 'gereserveerd', c.uitkomst, c.overschrijding_cents, c.vervalt_op, c.sinds
FROM claim_oud c CROSS JOIN LATERAL (
  SELECT greatest(c.sinds, max(positie)) AS positie FROM boeking_oud b WHERE b.regio = c.regio AND b.claim = c.claim
) laatst
{_care("c.regio", "c.claim", "laatst.positie")}"""

_DELEN = f"""
INSERT INTO claimdeel
SELECT regio, {_columns("d.claim")}, aanbieder, jaar, perceel, segment, r.rekening, r.cents
FROM claimdeel_oud d CROSS JOIN LATERAL (VALUES
  (CASE split_part(d.claim, '/', 1) WHEN 'toewijzing' THEN 'BESLAG' ELSE 'GERESERVEERD' END, d.bedrag_cents),
  ('REALISATIE', d.realisatie_cents)) r (rekening, cents)
WHERE r.cents <> 0"""


def _guard() -> None:
    """What no CHECK can see, for it is about all rekeningen of a plafond."""
    op.execute(
        """
        CREATE FUNCTION plafond_saldo_klopt() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (
            -- Plafond by plafond: whatever the table looks like, only the rows of these are read.
            SELECT FROM (SELECT DISTINCT regio, aanbieder, jaar, perceel, segment FROM gewijzigd) g
            CROSS JOIN LATERAL (
              SELECT sum(cents) AS som,
                count(*) FILTER (WHERE rekening IN ('VRIJ', 'OVERSCHRIJDING') AND cents <> 0) AS ruimten
              FROM plafond_saldo s
              WHERE (s.regio, s.aanbieder, s.jaar, s.perceel, s.segment)
                = (g.regio, g.aanbieder, g.jaar, g.perceel, g.segment)
            ) s WHERE s.som <> 0 OR s.ruimten > 1
          ) THEN
            RAISE EXCEPTION 'de rekeningen van een plafond zijn niet in evenwicht'
              USING ERRCODE = 'check_violation', TABLE = 'plafond_saldo', CONSTRAINT = 'plafond_saldo_klopt';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    for deed, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
        op.execute(
            f"CREATE TRIGGER plafond_saldo_klopt_{deed} AFTER {deed.upper()} ON plafond_saldo "
            f"REFERENCING {rows} TABLE AS gewijzigd FOR EACH STATEMENT EXECUTE FUNCTION plafond_saldo_klopt()"
        )

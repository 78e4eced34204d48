# SPDX-License-Identifier: EUPL-1.2
"""Every bericht and every weigering is told in `gebeurtenis`: one cursor tells all that happened (decision 113).

What is there is told as well. A bericht at its own position, which no gebeurtenis has. A weigering, and an hour in
which they were only counted, has no position: it gets the next one, in the order in which they came in, with the moment
at which they did. So whoever follows the ledger by a cursor reads of those now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BERICHTEN = """
    INSERT INTO gebeurtenis (regio, positie, bericht_id, soort, versie, aanbieder, gemeente, geboekt_op, inhoud)
    SELECT regio, positie, id, kind, 1,
      CASE WHEN is_van_gemeente THEN ontvanger ELSE afzender END,
      CASE WHEN is_van_gemeente THEN afzender ELSE ontvanger END,
      ontvangen_op, jsonb_build_object('soort', kind, 'berichtsoort', berichtsoort, 'oordeel', oordeel)
    FROM (
      SELECT *, CASE bron WHEN 'partij' THEN 'BerichtOntvangen' ELSE 'BerichtOpgesteld' END AS kind,
        berichtsoort IN ('JW301', 'JW302', 'JW319', 'JW320', 'JW325') AS is_van_gemeente
      FROM bericht) b
"""
_WEIGERINGEN = """
    INSERT INTO gebeurtenis (regio, positie, soort, versie, geboekt_op, inhoud)
    SELECT regio, positie, 'BerichtGeweigerd', 1, ontvangen_op,
      jsonb_build_object('soort', 'BerichtGeweigerd', 'weigering_id', id, 'codes', codes)
    FROM weigering
"""
_GETELD = """
    INSERT INTO gebeurtenis (regio, positie, soort, versie, geboekt_op, inhoud)
    SELECT regio, nextval('ledger_positie'), 'WeigeringenGeteld', 1, uur,
      jsonb_build_object('soort', 'WeigeringenGeteld', 'partij', nullif(partij, ''),
        'uur', to_char(uur AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
    FROM (SELECT regio, partij, uur FROM weigeringtelling ORDER BY uur, regio, partij, vak) t
"""


def upgrade() -> None:
    """Rows are added, none is changed; `weigering` is written anew with its position, which its triggers allow."""
    op.execute(_BERICHTEN)
    op.execute(
        "CREATE TEMPORARY TABLE genummerd ON COMMIT DROP AS"
        " SELECT regio, id, nextval('ledger_positie') AS positie"
        " FROM (SELECT regio, id FROM weigering ORDER BY ontvangen_op, id) w"
    )
    op.execute("CREATE UNIQUE INDEX ON genummerd (regio, id)")
    op.execute(
        "CREATE FUNCTION pg_temp.positie_van(text, uuid) RETURNS bigint LANGUAGE sql STABLE"
        " AS 'SELECT positie FROM genummerd WHERE regio = $1 AND id = $2'"
    )
    op.add_column("weigering", sa.Column("positie", sa.BigInteger))
    op.execute("ALTER TABLE weigering ALTER COLUMN positie TYPE bigint USING pg_temp.positie_van(regio, id)")
    op.alter_column("weigering", "positie", nullable=False)
    op.execute(_WEIGERINGEN)
    op.execute(_GETELD)
    # What only tells of a bericht names no client: it is not in the way of who reads the life of one.
    op.drop_index("ix_gebeurtenis_regio_client_positie", "gebeurtenis")
    op.create_index(
        "ix_gebeurtenis_regio_client_positie",
        "gebeurtenis",
        ["regio", "client", "positie"],
        postgresql_where=sa.text("client IS NOT NULL"),
    )

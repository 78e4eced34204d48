# SPDX-License-Identifier: EUPL-1.2
"""A levering is known by its columns: unique by those too. Who does not write the text `sleutel` gets it written."""

from alembic import op

revision = "0023"
down_revision = "0022"
phase = "before"

_KEY = "regio, client, gemeente, aanbieder, begindatum, toewijzing_nummer, categorie, code"
_FILL = """
    CREATE FUNCTION levering_sleutel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      NEW.sleutel := concat_ws('/', NEW.gemeente, NEW.aanbieder, coalesce(NEW.toewijzing_nummer::text, ''),
        coalesce(NEW.categorie, ''), coalesce(NEW.code, ''), to_char(NEW.begindatum, 'YYYY-MM-DD'));
      RETURN NEW;
    END $$
"""


def upgrade() -> None:
    """Releases that know the text and those that know the columns work side by side."""
    op.execute(_FILL)
    for table in ("levering", "levering_bevestigd"):
        op.execute(
            f"CREATE TRIGGER sleutel BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.sleutel IS NULL)"
            " EXECUTE FUNCTION levering_sleutel()"
        )
        op.execute(f"CREATE UNIQUE INDEX {table}_versie ON {table} ({_KEY}, pos_van) NULLS NOT DISTINCT")
        op.execute(f"CREATE UNIQUE INDEX {table}_nu ON {table} ({_KEY}) NULLS NOT DISTINCT WHERE pos_tot IS NULL")

# SPDX-License-Identifier: EUPL-1.2
"""What the application role may do with a table; called by the migrations, once per table.

Append-only is held twice: the application role is not granted more, and a statement trigger refuses everybody else.
The trigger is ENABLE ALWAYS (session_replication_role does not silence it) and per statement (so that a DELETE without
rows is refused as well). A partition would need its own: statement triggers are not inherited.
"""

from alembic import op

WEIGERAAR = "weiger_wijziging"


def rol() -> str:
    """The application role that `migreer` was given, quoted."""
    config = op.get_context().config
    assert config is not None
    return f'"{config.attributes["rol"]}"'


def maak_weigeraar() -> None:
    """The function behind every append-only trigger."""
    op.execute(
        f"""
        CREATE FUNCTION {WEIGERAAR}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'tabel % is alleen toevoegen: % geweigerd', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )


def alleen_toevoegen(tabel: str) -> None:
    """SELECT and INSERT for the application; UPDATE, DELETE and TRUNCATE for nobody."""
    alleen_bijschrijven(tabel)
    op.execute(
        f"CREATE TRIGGER {tabel}_alleen_toevoegen BEFORE UPDATE OR DELETE OR TRUNCATE ON {tabel} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {WEIGERAAR}()"
    )
    op.execute(f"ALTER TABLE {tabel} ENABLE ALWAYS TRIGGER {tabel}_alleen_toevoegen")


def alleen_groeien(tabel: str, kolom: str) -> None:
    """For a count: INSERT, and UPDATE of `kolom` to more than it was, whoever asks; no DELETE, no TRUNCATE."""
    _geef(tabel, f"SELECT, INSERT, UPDATE ({kolom})")
    op.execute(
        f"""
        CREATE FUNCTION {tabel}_groeit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.{kolom} > OLD.{kolom} AND to_jsonb(NEW) - '{kolom}' = to_jsonb(OLD) - '{kolom}' THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'tabel {tabel} kan alleen groeien' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    for naam, daad, per, functie in (
        ("groeit", "UPDATE", "ROW", f"{tabel}_groeit"),
        ("alleen_toevoegen", "DELETE OR TRUNCATE", "STATEMENT", WEIGERAAR),
    ):
        op.execute(
            f"CREATE TRIGGER {tabel}_{naam} BEFORE {daad} ON {tabel} FOR EACH {per} EXECUTE FUNCTION {functie}()"
        )
        op.execute(f"ALTER TABLE {tabel} ENABLE ALWAYS TRIGGER {tabel}_{naam}")


def alleen_bijschrijven(tabel: str) -> None:
    """SELECT and INSERT for the application, by grant only: a key or a setting that the owner may have to clean up."""
    _geef(tabel, "SELECT, INSERT")


def volledig(*tabellen: str) -> None:
    """What can be rebuilt: all of SELECT, INSERT, UPDATE, DELETE and TRUNCATE for the application."""
    for tabel in tabellen:
        _geef(tabel, "SELECT, INSERT, UPDATE, DELETE, TRUNCATE")


def alleen_lezen(tabel: str) -> None:
    """SELECT for the application."""
    _geef(tabel, "SELECT")


def reeks(naam: str) -> None:
    """Drawing from and looking at a sequence, not setting it."""
    op.execute(f"REVOKE ALL ON SEQUENCE {naam} FROM PUBLIC, {rol()}")
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {naam} TO {rol()}")


def _geef(tabel: str, rechten: str) -> None:
    op.execute(f"REVOKE ALL ON {tabel} FROM PUBLIC, {rol()}")
    op.execute(f"GRANT {rechten} ON {tabel} TO {rol()}")

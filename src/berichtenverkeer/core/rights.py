# SPDX-License-Identifier: EUPL-1.2
"""What the application role may do with a table; called by the migrations, once per table.

Append-only is held twice: the application role is not granted more, and a statement trigger refuses everybody else.
The trigger is ENABLE ALWAYS (session_replication_role does not silence it) and per statement (so that a DELETE without
rows is refused as well). A partition would need its own: statement triggers are not inherited.
"""

from alembic import op

REFUSER = "weiger_wijziging"


def role() -> str:
    """The application role that `migrate` was given, quoted."""
    config = op.get_context().config
    assert config is not None
    return f'"{config.attributes["rol"]}"'


def make_refuser() -> None:
    """The function behind every append-only trigger."""
    op.execute(
        f"""
        CREATE FUNCTION {REFUSER}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'tabel % is alleen toevoegen: % geweigerd', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )


def only_add(table: str) -> None:
    """SELECT and INSERT for the application; UPDATE, DELETE and TRUNCATE for nobody."""
    only_append(table)
    op.execute(
        f"CREATE TRIGGER {table}_alleen_toevoegen BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {REFUSER}()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_alleen_toevoegen")


def only_growing(table: str, column: str) -> None:
    """For a count: INSERT, and UPDATE of `column` to more than it was, whoever asks; no DELETE, no TRUNCATE."""
    _give(table, f"SELECT, INSERT, UPDATE ({column})")
    op.execute(
        f"""
        CREATE FUNCTION {table}_groeit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.{column} > OLD.{column} AND to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'tabel {table} kan alleen groeien' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    for name, deed, per, function in (
        ("groeit", "UPDATE", "ROW", f"{table}_groeit"),
        ("alleen_toevoegen", "DELETE OR TRUNCATE", "STATEMENT", REFUSER),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {deed} ON {table} FOR EACH {per} EXECUTE FUNCTION {function}()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}")


def only_append(table: str) -> None:
    """SELECT and INSERT for the application, by grant only: a key or a setting that the owner may have to clean up."""
    _give(table, "SELECT, INSERT")


def complete(*tables: str) -> None:
    """What can be rebuilt: all of SELECT, INSERT, UPDATE, DELETE and TRUNCATE for the application."""
    for table in tables:
        _give(table, "SELECT, INSERT, UPDATE, DELETE, TRUNCATE")


def only_reading(table: str) -> None:
    """SELECT for the application."""
    _give(table, "SELECT")


def series(name: str) -> None:
    """Drawing from and looking at a sequence, not setting it."""
    op.execute(f"REVOKE ALL ON SEQUENCE {name} FROM PUBLIC, {role()}")
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE {name} TO {role()}")


def _give(table: str, rights: str) -> None:
    op.execute(f"REVOKE ALL ON {table} FROM PUBLIC, {role()}")
    op.execute(f"GRANT {rights} ON {table} TO {role()}")

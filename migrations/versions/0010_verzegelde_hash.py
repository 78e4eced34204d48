# SPDX-License-Identifier: EUPL-1.2
"""The plain hashes of berichten and weigeringen are sealed: a plain one gives away the BSN in it (decision 090).

Both tables are written anew, so that no old hash stays behind in them: not in a row, not in a dead one, not in the
statistics. That is no UPDATE, which their triggers refuse. It takes as much disk space as the tables have.
"""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core.errors import SettingMissing
from berichtenverkeer.ledger.vault import MonthKey, Vault

revision = "0010"
down_revision = "0009"

_STEP = 10_000
_MAAND = "date_trunc('month', ontvangen_op AT TIME ZONE 'Europe/Amsterdam')::date"
_EERSTE = {"regio": "", "id": "00000000-0000-0000-0000-000000000000"}

_Sleutels = dict[tuple[str, date], MonthKey]


def upgrade() -> None:
    """The vault must be open when there is anything to seal."""
    op.create_table(
        "verzegeld",
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("regio", "id"),
    )
    op.execute(
        "CREATE FUNCTION verzegelde_hash(text, uuid) RETURNS bytea LANGUAGE sql STABLE"
        " AS 'SELECT hash FROM verzegeld WHERE regio = $1 AND id = $2'"
    )
    op.add_column("weigering", sa.Column("sleutel_maand", sa.Date))
    for table, month in (("bericht", "sleutel_maand"), ("weigering", _MAAND)):
        _verzegel(table, month)
        op.execute(f"ALTER TABLE {table} ALTER COLUMN sha256 TYPE bytea USING verzegelde_hash(regio, id)")
        op.alter_column(table, "sha256", new_column_name="sha256_verzegeld")
        op.execute("TRUNCATE verzegeld")
    op.execute(f"ALTER TABLE weigering ALTER COLUMN sleutel_maand TYPE date USING {_MAAND}")
    op.alter_column("weigering", "sleutel_maand", nullable=False)
    op.execute(
        "ALTER TABLE bericht RENAME CONSTRAINT uq_bericht_regio_verzender_berichtsoort_identificatie_sha256"
        " TO uq_bericht_zelfde_bytes"
    )
    op.execute("DROP FUNCTION verzegelde_hash(text, uuid)")
    op.drop_table("verzegeld")


def _verzegel(table: str, month: str) -> None:
    """Work out the sealed hash of every row."""
    keys: _Sleutels | None = None
    for rows in _porties(table, month):
        keys = _keys() if keys is None else keys
        op.get_bind().execute(
            sa.text("INSERT INTO verzegeld VALUES (:regio, :id, :hash)"),
            [
                {"regio": row.regio, "id": row.id, "hash": _hash(keys.get((row.regio, row.maand)), row.sha256)}
                for row in rows
            ],
        )


def _porties(table: str, month: str) -> Iterator[list[sa.Row[Any]]]:
    question = sa.text(
        f"SELECT regio, id, {month} AS maand, sha256 FROM {table}"
        f" WHERE (regio, id) > (:regio, CAST(:id AS uuid)) ORDER BY regio, id LIMIT {_STEP}"
    )
    na = _EERSTE
    while rows := list(op.get_bind().execute(question, na)):
        yield rows
        na = {"regio": rows[-1].regio, "id": str(rows[-1].id)}


def _hash(key: MonthKey | None, sha256: bytes) -> bytes:
    """Of a month whose key was destroyed nobody may know anything: bytes that match nothing."""
    return key.seal_hash(sha256) if key else os.urandom(48)


def _keys() -> _Sleutels:
    config = op.get_context().config
    assert config is not None
    vault = config.attributes["kluis"]
    if not isinstance(vault, Vault):
        raise SettingMissing("BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL zijn nodig: deze migratie verzegelt wat er al staat.")
    known = sa.text("SELECT regio, maand, versleuteld, hoofdsleutel FROM datasleutel")
    _maak_sleutels(vault)
    return {
        (row.regio, row.maand): vault.unpack(row.regio, row.maand, row.versleuteld, row.hoofdsleutel)
        for row in op.get_bind().execute(known)
    }


def _maak_sleutels(vault: Vault) -> None:
    """Data keys for months in which nothing but weigeringen came in: nothing was sealed yet, so they had none."""
    without = sa.text(
        f"SELECT DISTINCT regio, {_MAAND} AS maand FROM weigering EXCEPT SELECT regio, maand FROM datasleutel"
        " EXCEPT SELECT regio, sleutel_maand FROM bericht"
    )
    for row in op.get_bind().execute(without).all():
        op.get_bind().execute(
            sa.text("INSERT INTO datasleutel VALUES (:regio, :maand, :versleuteld, :kenmerk)"),
            {
                "regio": row.regio,
                "maand": row.maand,
                "versleuteld": vault.new_key(),
                "kenmerk": vault.mark,
            },
        )

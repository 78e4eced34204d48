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

from berichtenverkeer.core.errors import InstellingOntbreekt
from berichtenverkeer.ledger.kluis import Kluis, Maandsleutel

revision = "0010"
down_revision = "0009"

_STAP = 10_000
_MAAND = "date_trunc('month', ontvangen_op AT TIME ZONE 'Europe/Amsterdam')::date"
_EERSTE = {"regio": "", "id": "00000000-0000-0000-0000-000000000000"}

_Sleutels = dict[tuple[str, date], Maandsleutel]


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
    for tabel, maand in (("bericht", "sleutel_maand"), ("weigering", _MAAND)):
        _verzegel(tabel, maand)
        op.execute(f"ALTER TABLE {tabel} ALTER COLUMN sha256 TYPE bytea USING verzegelde_hash(regio, id)")
        op.alter_column(tabel, "sha256", new_column_name="sha256_verzegeld")
        op.execute("TRUNCATE verzegeld")
    op.execute(f"ALTER TABLE weigering ALTER COLUMN sleutel_maand TYPE date USING {_MAAND}")
    op.alter_column("weigering", "sleutel_maand", nullable=False)
    op.execute(
        "ALTER TABLE bericht RENAME CONSTRAINT uq_bericht_regio_verzender_berichtsoort_identificatie_sha256"
        " TO uq_bericht_zelfde_bytes"
    )
    op.execute("DROP FUNCTION verzegelde_hash(text, uuid)")
    op.drop_table("verzegeld")


def _verzegel(tabel: str, maand: str) -> None:
    """Work out the sealed hash of every row."""
    sleutels: _Sleutels | None = None
    for rijen in _porties(tabel, maand):
        sleutels = _sleutels() if sleutels is None else sleutels
        op.get_bind().execute(
            sa.text("INSERT INTO verzegeld VALUES (:regio, :id, :hash)"),
            [
                {"regio": rij.regio, "id": rij.id, "hash": _hash(sleutels.get((rij.regio, rij.maand)), rij.sha256)}
                for rij in rijen
            ],
        )


def _porties(tabel: str, maand: str) -> Iterator[list[sa.Row[Any]]]:
    vraag = sa.text(
        f"SELECT regio, id, {maand} AS maand, sha256 FROM {tabel}"
        f" WHERE (regio, id) > (:regio, CAST(:id AS uuid)) ORDER BY regio, id LIMIT {_STAP}"
    )
    na = _EERSTE
    while rijen := list(op.get_bind().execute(vraag, na)):
        yield rijen
        na = {"regio": rijen[-1].regio, "id": str(rijen[-1].id)}


def _hash(sleutel: Maandsleutel | None, sha256: bytes) -> bytes:
    """Of a month whose key was destroyed nobody may know anything: bytes that match nothing."""
    return sleutel.verzegel_hash(sha256) if sleutel else os.urandom(48)


def _sleutels() -> _Sleutels:
    config = op.get_context().config
    assert config is not None
    kluis = config.attributes["kluis"]
    if not isinstance(kluis, Kluis):
        raise InstellingOntbreekt(
            "BV_HOOFDSLEUTEL en BV_ZOEKSLEUTEL zijn nodig: deze migratie verzegelt wat er al staat."
        )
    bekend = sa.text("SELECT regio, maand, versleuteld, hoofdsleutel FROM datasleutel")
    _maak_sleutels(kluis)
    return {
        (rij.regio, rij.maand): kluis.pak_uit(rij.regio, rij.maand, rij.versleuteld, rij.hoofdsleutel)
        for rij in op.get_bind().execute(bekend)
    }


def _maak_sleutels(kluis: Kluis) -> None:
    """Data keys for months in which nothing but weigeringen came in: nothing was sealed yet, so they had none."""
    zonder = sa.text(
        f"SELECT DISTINCT regio, {_MAAND} AS maand FROM weigering EXCEPT SELECT regio, maand FROM datasleutel"
        " EXCEPT SELECT regio, sleutel_maand FROM bericht"
    )
    for rij in op.get_bind().execute(zonder).all():
        op.get_bind().execute(
            sa.text("INSERT INTO datasleutel VALUES (:regio, :maand, :versleuteld, :kenmerk)"),
            {
                "regio": rij.regio,
                "maand": rij.maand,
                "versleuteld": kluis.nieuwe_sleutel(),
                "kenmerk": kluis.kenmerk,
            },
        )

# SPDX-License-Identifier: EUPL-1.2
"""A backup brings every byte back, and says so when the keys are not the right ones."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import SettingMissing, UnknownKey
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.shape import require_migration
from berichtenverkeer.ledger import backup_notes, backup_restore, book, envelopes, watermark
from berichtenverkeer.ledger.backup_restore import CopyFailed, backup, restore, try_restore
from berichtenverkeer.ledger.vault import Vault
from ledgerrijen import SYSTEEM, berichtrij, gebeurtenisrij, weigeringrij

TABLES = ("bericht", "gebeurtenis", "weigering", "datasleutel", "watermerk")
TEXT = "<Bericht>inhoud é</Bericht>".encode() * 100


async def fill(config: Settings, regio: str) -> None:
    database = await Database.open(config)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    kaal = [berichtrij(regio, n, sleutels=(f"toewijzing/0363/{n}",)) for n in range(1, 30)]
    key = await vault.month_key(database, regio, kaal[0].sleutel_maand)
    rows = [msgspec.structs.replace(row, inhoud=key.seal(row.id, TEXT)) for row in kaal]
    async with database.transaction() as connection:
        await watermark.begin(Grootboek(connection, regio))
        await book.reserve(connection, 40)
        await book.write_berichten(connection, rows)
        await book.write_gebeurtenissen(connection, [gebeurtenisrij(regio, n) for n in range(30, 40)])
        await book.write_weigering(connection, weigeringrij(regio), SYSTEEM)
    async with database.transaction() as connection:
        await watermark.record(Grootboek(connection, regio), kaal[0].ontvangen_op)
    await database.close()


async def everything(config: Settings) -> dict[str, list[tuple[object, ...]]]:
    database = await Database.open(config)
    async with database.lees() as connection:
        await require_migration(connection)
        content = {table: sorted(tuple(r) for r in await connection.fetch(f"TABLE {table}")) for table in TABLES}
    await database.close()
    return content


async def leesbaar(config: Settings, regio: str) -> int:
    database = await Database.open(config)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    async with database.lees() as connection:
        gekopt = await envelopes.envelopes_after(Grootboek(connection, regio), 0, 100)
        rows = [await book.bericht(Grootboek(connection, regio), envelope.id) for envelope in gekopt]
    for row in rows:
        assert row is not None
        key = await vault.existing_key(database, regio, row.sleutel_maand)
        assert key.unseal(row.id, row.inhoud) == TEXT
    await database.close()
    return len(rows)


async def test_what_was_backed_up_comes_back_row_for_row_readable_and_guarded(
    origin: Settings, target: Settings, regio: str, tmp_path: Path
) -> None:
    await fill(origin, regio)
    explanation = await asyncio.to_thread(backup, origin, tmp_path / "kopie")
    assert "Bewaar ze apart" in explanation
    assert stat.S_IMODE((tmp_path / "kopie").stat().st_mode) == 0o600
    assert "29 berichten" in await asyncio.to_thread(restore, target, tmp_path / "kopie")
    beforehand = await everything(origin)
    assert await everything(target) == beforehand  # and vereist_migratie found the triggers in force
    assert [len(beforehand[table]) for table in TABLES] == [29, 11, 1, 1, 1]
    assert await leesbaar(target, regio) == 29

    # Trying it leaves nothing behind but what became of it.
    told = await asyncio.to_thread(try_restore, origin, tmp_path / "kopie")
    assert "29 berichten" in told
    foreign = msgspec.structs.replace(origin, hoofdsleutel=b"v" * 32)
    with pytest.raises(UnknownKey):
        await asyncio.to_thread(try_restore, foreign, tmp_path / "kopie")
    assert await everything(origin) == beforehand
    database = await Database.open(origin)
    async with database.lees() as connection:
        notes = await backup_notes.last(connection)
    await database.close()
    size = (tmp_path / "kopie").stat().st_size
    assert [(one.soort, one.bestand, one.bytes, one.berichten) for one in notes] == [
        ("failed", "kopie", size, None),
        ("tried", "kopie", size, 29),
        ("made", "kopie", size, None),
    ]


async def test_a_restore_into_a_database_with_tables_is_refused(origin: Settings, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, origin, tmp_path / "kopie")
    with pytest.raises(CopyFailed, match="niet leeg"):
        await asyncio.to_thread(restore, origin, tmp_path / "kopie")


async def test_a_restore_with_another_master_key_is_refused_before_anything_is_written(
    origin: Settings, target: Settings, regio: str, tmp_path: Path
) -> None:
    await fill(origin, regio)
    await asyncio.to_thread(backup, origin, tmp_path / "kopie")
    foreign = msgspec.structs.replace(target, hoofdsleutel=b"v" * 32)
    with pytest.raises(UnknownKey, match=r"Zet eerst de sleutels van toen terug"):
        await asyncio.to_thread(restore, foreign, tmp_path / "kopie")
    assert "29 berichten" in await asyncio.to_thread(restore, target, tmp_path / "kopie")  # so it was still empty


def test_a_backup_never_replaces_a_file_and_a_failed_one_leaves_none(origin: Settings, tmp_path: Path) -> None:
    backup(origin, tmp_path / "kopie")
    with pytest.raises(CopyFailed, match="bestaat al"):
        backup(origin, tmp_path / "kopie")
    gone = msgspec.structs.replace(origin, eigenaar_url="postgresql://bv_eigenaar@127.0.0.1:9/niets")
    with pytest.raises(CopyFailed, match="mislukte"):
        backup(gone, tmp_path / "nieuw")
    assert [pad.name for pad in tmp_path.iterdir()] == ["kopie"]


def test_a_file_that_is_no_backup_is_refused(target: Settings, tmp_path: Path) -> None:
    with pytest.raises(CopyFailed, match="bestaat niet"):
        restore(target, tmp_path / "geen")
    (tmp_path / "onzin").write_text("onzin")
    with pytest.raises(CopyFailed, match="pg_restore mislukte"):
        restore(target, tmp_path / "onzin")


def test_an_external_database_needs_the_owner(origin: Settings, tmp_path: Path) -> None:
    without = msgspec.structs.replace(origin, eigenaar_url=None)
    (tmp_path / "oud").write_text("x")
    for deed, name in ((backup, "nieuw"), (restore, "oud")):
        with pytest.raises(SettingMissing, match="DATABASE_OWNER_URL"):
            deed(without, tmp_path / name)


def test_a_password_is_passed_by_the_environment_only(origin: Settings) -> None:
    assert origin.eigenaar_url is not None
    url = origin.eigenaar_url.replace("bv_eigenaar@", "bv_eigenaar:geheim%40@")
    made = backup_restore._Origin(url)
    assert made._url == origin.eigenaar_url
    assert made._environment == {"PGPASSWORD": "geheim@"}


@pytest.fixture
def tweede_datamap(datamap: Path) -> Iterator[Path]:
    """A new directory: the restore makes its own database."""
    data = datamap / "twee"
    yield data
    embedded.stop(data)


async def test_an_embedded_database_is_restored_in_a_new_data_directory(
    origin: Settings, regio: str, datamap: Path, tweede_datamap: Path, tmp_path: Path
) -> None:
    here = msgspec.structs.replace(origin, database_url=None, eigenaar_url=None, data=datamap)
    there = msgspec.structs.replace(here, data=tweede_datamap)
    server = await asyncio.to_thread(embedded.start, datamap)
    await migrate(server.eigenaar_url)
    await fill(here, regio)
    assert str(datamap) in await asyncio.to_thread(backup, here, tmp_path / "kopie")
    await asyncio.to_thread(restore, there, tmp_path / "kopie")
    assert await leesbaar(there, regio) == 29
    assert await everything(there) == await everything(here)

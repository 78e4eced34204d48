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
from berichtenverkeer.core.errors import InstellingOntbreekt, SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import migreer, vereist_migratie
from berichtenverkeer.ledger import boek, koppen, reservekopie, watermerk
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.ledger.reservekopie import KopieMislukt, backup, restore
from ledgerrijen import SYSTEEM, berichtrij, gebeurtenisrij, weigeringrij

TABELLEN = ("bericht", "gebeurtenis", "weigering", "datasleutel", "watermerk")
TEKST = "<Bericht>inhoud é</Bericht>".encode() * 100


async def vul(instellingen: Instellingen, regio: str) -> None:
    database = await Database.open(instellingen)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    kaal = [berichtrij(regio, n, sleutels=(f"toewijzing/0363/{n}",)) for n in range(1, 30)]
    sleutel = await kluis.sleutel(database, regio, kaal[0].sleutel_maand)
    rijen = [msgspec.structs.replace(rij, inhoud=sleutel.verzegel(rij.id, TEKST)) for rij in kaal]
    async with database.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, regio))
        await boek.reserveer(verbinding, 40)
        await boek.schrijf_berichten(verbinding, rijen)
        await boek.schrijf_gebeurtenissen(verbinding, [gebeurtenisrij(regio, n) for n in range(30, 40)])
        await boek.schrijf_weigering(verbinding, weigeringrij(regio), SYSTEEM)
    async with database.transactie() as verbinding:
        await watermerk.leg_vast(Grootboek(verbinding, regio), kaal[0].ontvangen_op)
    await database.sluit()


async def alles(instellingen: Instellingen) -> dict[str, list[tuple[object, ...]]]:
    database = await Database.open(instellingen)
    async with database.lees() as verbinding:
        await vereist_migratie(verbinding)
        inhoud = {tabel: sorted(tuple(r) for r in await verbinding.fetch(f"TABLE {tabel}")) for tabel in TABELLEN}
    await database.sluit()
    return inhoud


async def leesbaar(instellingen: Instellingen, regio: str) -> int:
    database = await Database.open(instellingen)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    async with database.lees() as verbinding:
        gekopt = await koppen.koppen_na(Grootboek(verbinding, regio), 0, 100)
        rijen = [await boek.bericht(Grootboek(verbinding, regio), kop.id) for kop in gekopt]
    for rij in rijen:
        assert rij is not None
        sleutel = await kluis.bestaande_sleutel(database, regio, rij.sleutel_maand)
        assert sleutel.ontzegel(rij.id, rij.inhoud) == TEKST
    await database.sluit()
    return len(rijen)


async def test_what_was_backed_up_comes_back_row_for_row_readable_and_guarded(
    bron: Instellingen, doel: Instellingen, regio: str, tmp_path: Path
) -> None:
    await vul(bron, regio)
    uitleg = await asyncio.to_thread(backup, bron, tmp_path / "kopie")
    assert "Bewaar ze apart" in uitleg
    assert stat.S_IMODE((tmp_path / "kopie").stat().st_mode) == 0o600
    assert "29 berichten" in await asyncio.to_thread(restore, doel, tmp_path / "kopie")
    vooraf = await alles(bron)
    assert await alles(doel) == vooraf  # and vereist_migratie found the triggers in force
    assert [len(vooraf[tabel]) for tabel in TABELLEN] == [29, 11, 1, 1, 1]
    assert await leesbaar(doel, regio) == 29


async def test_a_restore_into_a_database_with_tables_is_refused(bron: Instellingen, tmp_path: Path) -> None:
    await asyncio.to_thread(backup, bron, tmp_path / "kopie")
    with pytest.raises(KopieMislukt, match="niet leeg"):
        await asyncio.to_thread(restore, bron, tmp_path / "kopie")


async def test_a_restore_with_another_master_key_is_refused_before_anything_is_written(
    bron: Instellingen, doel: Instellingen, regio: str, tmp_path: Path
) -> None:
    await vul(bron, regio)
    await asyncio.to_thread(backup, bron, tmp_path / "kopie")
    vreemd = msgspec.structs.replace(doel, hoofdsleutel=b"v" * 32)
    with pytest.raises(SleutelOnbekend, match=r"Zet eerst de sleutels van toen terug"):
        await asyncio.to_thread(restore, vreemd, tmp_path / "kopie")
    assert "29 berichten" in await asyncio.to_thread(restore, doel, tmp_path / "kopie")  # so it was still empty


def test_a_backup_never_replaces_a_file_and_a_failed_one_leaves_none(bron: Instellingen, tmp_path: Path) -> None:
    backup(bron, tmp_path / "kopie")
    with pytest.raises(KopieMislukt, match="bestaat al"):
        backup(bron, tmp_path / "kopie")
    weg = msgspec.structs.replace(bron, eigenaar_url="postgresql://bv_eigenaar@127.0.0.1:9/niets")
    with pytest.raises(KopieMislukt, match="mislukte"):
        backup(weg, tmp_path / "nieuw")
    assert [pad.name for pad in tmp_path.iterdir()] == ["kopie"]


def test_a_file_that_is_no_backup_is_refused(doel: Instellingen, tmp_path: Path) -> None:
    with pytest.raises(KopieMislukt, match="bestaat niet"):
        restore(doel, tmp_path / "geen")
    (tmp_path / "onzin").write_text("onzin")
    with pytest.raises(KopieMislukt, match="pg_restore mislukte"):
        restore(doel, tmp_path / "onzin")


def test_an_external_database_needs_the_owner(bron: Instellingen, tmp_path: Path) -> None:
    zonder = msgspec.structs.replace(bron, eigenaar_url=None)
    (tmp_path / "oud").write_text("x")
    for daad, naam in ((backup, "nieuw"), (restore, "oud")):
        with pytest.raises(InstellingOntbreekt, match="DATABASE_OWNER_URL"):
            daad(zonder, tmp_path / naam)


def test_a_password_is_passed_by_the_environment_only(bron: Instellingen) -> None:
    assert bron.eigenaar_url is not None
    url = bron.eigenaar_url.replace("bv_eigenaar@", "bv_eigenaar:geheim%40@")
    gemaakt = reservekopie._Bron(url)
    assert gemaakt._url == bron.eigenaar_url
    assert gemaakt._omgeving == {"PGPASSWORD": "geheim@"}


@pytest.fixture
def tweede_datamap(datamap: Path) -> Iterator[Path]:
    """A new directory: the restore makes its own database."""
    data = datamap / "twee"
    yield data
    embedded.stop(data)


async def test_an_embedded_database_is_restored_in_a_new_data_directory(
    bron: Instellingen, regio: str, datamap: Path, tweede_datamap: Path, tmp_path: Path
) -> None:
    hier = msgspec.structs.replace(bron, database_url=None, eigenaar_url=None, data=datamap)
    daar = msgspec.structs.replace(hier, data=tweede_datamap)
    server = await asyncio.to_thread(embedded.start, datamap)
    await migreer(server.eigenaar_url)
    await vul(hier, regio)
    assert str(datamap) in await asyncio.to_thread(backup, hier, tmp_path / "kopie")
    await asyncio.to_thread(restore, daar, tmp_path / "kopie")
    assert await leesbaar(daar, regio) == 29
    assert await alles(daar) == await alles(hier)

# SPDX-License-Identifier: EUPL-1.2
"""What is written to the ledger is read back as it was, in batches, per regio."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec
import pytest

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.ledger import boek, gebeurtenissen, koppen, tabellen, watermerk
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd
from ledgerrijen import SYSTEEM, berichtrij, gebeurtenisrij, weigeringrij

BEVINDING = Bevinding(
    code="TR056", niveau=Niveau.BERICHT, pad="JW305", regelnummer=3, tekst="Fout.", actie="Doe.", retourcode="9056"
)


async def schrijf(database: Database, *rijen: Any) -> None:
    async with database.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, "r"))
        await boek.schrijf_berichten(verbinding, [rij for rij in rijen if isinstance(rij, boek.BerichtRij)])
        await boek.schrijf_gebeurtenissen(verbinding, [rij for rij in rijen if isinstance(rij, boek.GebeurtenisRij)])


async def reserveer(database: Database, aantal: int) -> list[int]:
    async with database.transactie() as verbinding:
        await watermerk.begin(Grootboek(verbinding, "r"))
        return await boek.reserveer(verbinding, aantal)


@pytest.mark.parametrize(
    ("tabel", "rijtype"),
    [
        (tabellen.bericht, boek.BerichtRij),
        (tabellen.gebeurtenis, boek.GebeurtenisRij),
    ],
)
def test_a_row_type_has_the_columns_of_its_table(tabel: Any, rijtype: Any) -> None:
    assert list(rijtype.__struct_fields__) == [kolom.name for kolom in tabel.columns]


def test_a_weigering_has_a_position_besides() -> None:
    assert [*boek.WeigeringRij.__struct_fields__, "positie"] == [kolom.name for kolom in tabellen.weigering.columns]


async def test_a_bericht_is_read_as_it_was_written_with_and_without_optional_fields(
    database: Database, regio: str
) -> None:
    een, twee = await reserveer(database, 2)
    vol = berichtrij(
        regio,
        een,
        client=bytes(range(16)),
        retour_id=nieuw_id(),
        heen_id=nieuw_id(),
        bevindingen=(BEVINDING,),
        oordeel="afgekeurd",
        bron="gateway",
        eerste=False,
    )
    kaal = berichtrij(regio, twee)
    await schrijf(database, vol, kaal)
    async with database.lees() as verbinding:
        assert await boek.bericht(Grootboek(verbinding, regio), vol.id) == vol
        assert await boek.bericht(Grootboek(verbinding, regio), kaal.id) == kaal


async def test_a_bericht_of_another_regio_is_not_found(database: Database, regio: str) -> None:
    rij = berichtrij(regio, 1)
    await schrijf(database, rij)
    async with database.lees() as verbinding:
        assert await boek.bericht(Grootboek(verbinding, regio + "x"), rij.id) is None


async def test_berichten_are_found_by_their_keys_all_at_once_and_no_others(database: Database, regio: str) -> None:
    gezocht = [berichtrij(regio, n) for n in range(1, 4)]
    weer = berichtrij(regio, 4, identificatie="ID1", eerste=False)
    anders = berichtrij(regio, 5, identificatie="ID1", verzender="87654321")
    await schrijf(database, *gezocht, weer, anders)
    sleutels = [rij.sleutel for rij in gezocht] + [gezocht[0].sleutel, ("12345678", "JW305", "bestaat niet")]
    async with database.lees() as verbinding:
        gevonden = await koppen.met_sleutels(Grootboek(verbinding, regio), [(sleutel, None) for sleutel in sleutels])
        assert gevonden == [koppen.kop_van(rij) for rij in [*gezocht, weer]]
        bestemming = gezocht[0].bestemming
        voor_hem = await koppen.met_sleutels(Grootboek(verbinding, regio), [(gezocht[0].sleutel, bestemming)])
        assert [kop.id for kop in voor_hem] == [gezocht[0].id, weer.id]
        assert await koppen.met_sleutels(Grootboek(verbinding, regio), [(gezocht[0].sleutel, f"{bestemming}x")]) == []


async def test_a_key_has_one_first_bericht(database: Database, regio: str) -> None:
    await schrijf(database, berichtrij(regio, 1))
    with pytest.raises(asyncpg.UniqueViolationError):
        await schrijf(database, berichtrij(regio, 2, identificatie="ID1"))
    await schrijf(database, berichtrij(regio, 3, identificatie="ID1", eerste=False))


async def test_the_same_bytes_under_one_key_are_kept_once(database: Database, regio: str) -> None:
    eerste = berichtrij(regio, 1)
    await schrijf(database, eerste)
    with pytest.raises(asyncpg.UniqueViolationError):
        await schrijf(
            database, berichtrij(regio, 2, identificatie="ID1", eerste=False, sha256_verzegeld=eerste.sha256_verzegeld)
        )


@pytest.mark.parametrize(("veld", "waarde"), [("oordeel", "misschien"), ("bron", "elders")])
async def test_the_database_refuses_an_unknown_value(database: Database, regio: str, veld: str, waarde: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await schrijf(database, berichtrij(regio, 1, **{veld: waarde}))


async def test_gebeurtenissen_come_in_order_in_batches_and_up_to_the_watermark(database: Database, regio: str) -> None:
    rijen = [gebeurtenisrij(regio, n, client=bytes([n])) for n in range(1, 24)]
    await schrijf(database, *reversed(rijen), gebeurtenisrij(regio + "x", 5))
    async with database.lees() as verbinding:
        porties = [
            portie async for portie in boek.gebeurtenissen_vanaf(Grootboek(verbinding, regio), 2, 20, per_keer=7)
        ]
    assert [len(portie) for portie in porties] == [7, 7, 4]
    assert [rij for portie in porties for rij in portie] == rijen[2:20]


async def test_the_payload_of_a_gebeurtenis_is_the_same_json(database: Database, regio: str) -> None:
    inhoud = '{"soort":"X","naam":"ë \\"q\\"","getal":12345678901234}'
    await schrijf(database, gebeurtenisrij(regio, 1, inhoud=inhoud))
    async with database.lees() as verbinding:
        (rij,) = [r async for portie in boek.gebeurtenissen_vanaf(Grootboek(verbinding, regio), 0, 1) for r in portie]
    assert msgspec.json.decode(rij.inhoud) == msgspec.json.decode(inhoud)


async def test_a_weigering_is_kept_without_bytes(database: Database, regio: str) -> None:
    rij = weigeringrij(regio)
    async with database.transactie() as verbinding:
        await boek.schrijf_weigering(verbinding, rij, SYSTEEM)
        gelezen = dict(await verbinding.fetchrow("SELECT * FROM weigering WHERE regio = $1", regio))
        (verteld,) = await boek.gebeurtenissen_na(Grootboek(verbinding, regio), 0, gelezen["positie"])
    assert gelezen == msgspec.structs.asdict(rij) | {"codes": list(rij.codes), "positie": verteld.positie}
    assert (verteld.geboekt_op, verteld.bericht_id, verteld.client) == (rij.ontvangen_op, None, None)
    assert (verteld.door_kanaal, verteld.door_partij, verteld.door_persoon) == ("api", "12345678", None)
    gebeurtenis = gebeurtenissen.lees(verteld.soort, verteld.versie, verteld.inhoud)
    assert gebeurtenis == BerichtGeweigerd(weigering_id=rij.id, codes=rij.codes)


async def test_a_weigering_that_is_not_committed_holds_k_back(database: Database, regio: str) -> None:
    async with database.transactie() as verbinding:
        await boek.schrijf_weigering(verbinding, weigeringrij(regio), SYSTEEM)
        positie = await verbinding.fetchval("SELECT positie FROM weigering WHERE regio = $1", regio)
        async with database.lees() as ander:
            assert await watermerk.watermerk(Grootboek(ander, regio)) < positie
    async with database.lees() as ander:
        assert await watermerk.watermerk(Grootboek(ander, regio)) >= positie


async def test_nothing_to_write_is_no_statement(database: Database) -> None:
    async with database.lees() as verbinding:  # read only: a statement would be refused
        await boek.schrijf_berichten(verbinding, [])
        await boek.schrijf_gebeurtenissen(verbinding, [])


async def test_positions_rise_and_are_never_given_twice(database: Database) -> None:
    een, twee = await reserveer(database, 5), await reserveer(database, 1)
    assert een == sorted(set(een))
    assert een[-1] < twee[0]


async def test_times_come_back_aware_and_in_utc(database: Database, regio: str) -> None:
    rij = berichtrij(regio, 1, ontvangen_op=datetime(2026, 7, 1, 12, tzinfo=UTC))
    await schrijf(database, rij)
    async with database.lees() as verbinding:
        gelezen = await boek.bericht(Grootboek(verbinding, regio), rij.id)
    assert gelezen is not None
    assert gelezen.ontvangen_op.isoformat() == "2026-07-01T12:00:00+00:00"

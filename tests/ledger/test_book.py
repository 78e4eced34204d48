# SPDX-License-Identifier: EUPL-1.2
"""What is written to the ledger is read back as it was, in batches, per regio."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import msgspec
import pytest

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.ledger import book, envelopes, gebeurtenissen, tables, watermark
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtGeweigerd
from ledgerrijen import SYSTEEM, berichtrij, gebeurtenisrij, weigeringrij

BEVINDING = Bevinding(
    code="TR056", niveau=Niveau.BERICHT, pad="JW305", regelnummer=3, tekst="Fout.", actie="Doe.", retourcode="9056"
)


async def write(database: Database, *rows: Any) -> None:
    async with database.transaction() as connection:
        await watermark.begin(Grootboek(connection, "r"))
        await book.write_berichten(connection, [row for row in rows if isinstance(row, book.BerichtRow)])
        await book.write_gebeurtenissen(connection, [row for row in rows if isinstance(row, book.GebeurtenisRow)])


async def reserve(database: Database, count: int) -> list[int]:
    async with database.transaction() as connection:
        await watermark.begin(Grootboek(connection, "r"))
        return await book.reserve(connection, count)


@pytest.mark.parametrize(
    ("table", "rijtype"),
    [
        (tables.bericht, book.BerichtRow),
        (tables.gebeurtenis, book.GebeurtenisRow),
    ],
)
def test_a_row_type_has_the_columns_of_its_table(table: Any, rijtype: Any) -> None:
    assert list(rijtype.__struct_fields__) == [column.name for column in table.columns]


def test_a_weigering_has_a_position_besides() -> None:
    assert [*book.WeigeringRow.__struct_fields__, "positie"] == [column.name for column in tables.weigering.columns]


async def test_a_bericht_is_read_as_it_was_written_with_and_without_optional_fields(
    database: Database, regio: str
) -> None:
    one, two = await reserve(database, 2)
    full = berichtrij(
        regio,
        one,
        client=bytes(range(16)),
        retour_id=new_id(),
        heen_id=new_id(),
        bevindingen=(BEVINDING,),
        oordeel="afgekeurd",
        bron="gateway",
        eerste=False,
    )
    kaal = berichtrij(regio, two)
    await write(database, full, kaal)
    async with database.lees() as connection:
        assert await book.bericht(Grootboek(connection, regio), full.id) == full
        assert await book.bericht(Grootboek(connection, regio), kaal.id) == kaal


async def test_a_bericht_of_another_regio_is_not_found(database: Database, regio: str) -> None:
    row = berichtrij(regio, 1)
    await write(database, row)
    async with database.lees() as connection:
        assert await book.bericht(Grootboek(connection, regio + "x"), row.id) is None


async def test_berichten_are_found_by_their_keys_all_at_once_and_no_others(database: Database, regio: str) -> None:
    sought = [berichtrij(regio, n) for n in range(1, 4)]
    again = berichtrij(regio, 4, identificatie="ID1", eerste=False)
    otherwise = berichtrij(regio, 5, identificatie="ID1", verzender="87654321")
    await write(database, *sought, again, otherwise)
    keys = [row.sleutel for row in sought] + [sought[0].sleutel, ("12345678", "JW305", "bestaat niet")]
    async with database.lees() as connection:
        found = await envelopes.with_keys(Grootboek(connection, regio), [(key, None) for key in keys])
        assert found == [envelopes.envelope_of(row) for row in [*sought, again]]
        bestemming = sought[0].bestemming
        voor_hem = await envelopes.with_keys(Grootboek(connection, regio), [(sought[0].sleutel, bestemming)])
        assert [envelope.id for envelope in voor_hem] == [sought[0].id, again.id]
        assert await envelopes.with_keys(Grootboek(connection, regio), [(sought[0].sleutel, f"{bestemming}x")]) == []


async def test_a_key_has_one_first_bericht(database: Database, regio: str) -> None:
    await write(database, berichtrij(regio, 1))
    with pytest.raises(asyncpg.UniqueViolationError):
        await write(database, berichtrij(regio, 2, identificatie="ID1"))
    await write(database, berichtrij(regio, 3, identificatie="ID1", eerste=False))


async def test_the_same_bytes_under_one_key_are_kept_once(database: Database, regio: str) -> None:
    first = berichtrij(regio, 1)
    await write(database, first)
    with pytest.raises(asyncpg.UniqueViolationError):
        await write(
            database, berichtrij(regio, 2, identificatie="ID1", eerste=False, sha256_verzegeld=first.sha256_verzegeld)
        )


@pytest.mark.parametrize(("field", "value"), [("oordeel", "misschien"), ("bron", "elders")])
async def test_the_database_refuses_an_unknown_value(database: Database, regio: str, field: str, value: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await write(database, berichtrij(regio, 1, **{field: value}))


async def test_gebeurtenissen_come_in_order_in_batches_and_up_to_the_watermark(database: Database, regio: str) -> None:
    rows = [gebeurtenisrij(regio, n, client=bytes([n])) for n in range(1, 24)]
    await write(database, *reversed(rows), gebeurtenisrij(regio + "x", 5))
    async with database.lees() as connection:
        porties = [
            portie async for portie in book.gebeurtenissen_since(Grootboek(connection, regio), 2, 20, per_time=7)
        ]
    assert [len(portie) for portie in porties] == [7, 7, 4]
    assert [row for portie in porties for row in portie] == rows[2:20]


async def test_the_payload_of_a_gebeurtenis_is_the_same_json(database: Database, regio: str) -> None:
    content = '{"soort":"X","naam":"ë \\"q\\"","getal":12345678901234}'
    await write(database, gebeurtenisrij(regio, 1, inhoud=content))
    async with database.lees() as connection:
        (row,) = [r async for portie in book.gebeurtenissen_since(Grootboek(connection, regio), 0, 1) for r in portie]
    assert msgspec.json.decode(row.inhoud) == msgspec.json.decode(content)


async def test_a_weigering_is_kept_without_bytes(database: Database, regio: str) -> None:
    row = weigeringrij(regio)
    async with database.transaction() as connection:
        await book.write_weigering(connection, row, SYSTEEM)
        was_read = dict(await connection.fetchrow("SELECT * FROM weigering WHERE regio = $1", regio))
        (verteld,) = await book.gebeurtenissen_after(Grootboek(connection, regio), 0, was_read["positie"])
    assert was_read == msgspec.structs.asdict(row) | {"codes": list(row.codes), "positie": verteld.positie}
    assert (verteld.geboekt_op, verteld.bericht_id, verteld.client) == (row.ontvangen_op, None, None)
    assert (verteld.door_kanaal, verteld.door_partij, verteld.door_persoon) == ("api", "12345678", None)
    gebeurtenis = gebeurtenissen.read(verteld.soort, verteld.versie, verteld.inhoud)
    assert gebeurtenis == BerichtGeweigerd(weigering_id=row.id, codes=row.codes)


async def test_a_weigering_that_is_not_committed_holds_k_back(database: Database, regio: str) -> None:
    async with database.transaction() as connection:
        await book.write_weigering(connection, weigeringrij(regio), SYSTEEM)
        position = await connection.fetchval("SELECT positie FROM weigering WHERE regio = $1", regio)
        async with database.lees() as other:
            assert await watermark.watermark(Grootboek(other, regio)) < position
    async with database.lees() as other:
        assert await watermark.watermark(Grootboek(other, regio)) >= position


async def test_nothing_to_write_is_no_statement(database: Database) -> None:
    async with database.lees() as connection:  # read only: a statement would be refused
        await book.write_berichten(connection, [])
        await book.write_gebeurtenissen(connection, [])


async def test_positions_rise_and_are_never_given_twice(database: Database) -> None:
    one, two = await reserve(database, 5), await reserve(database, 1)
    assert one == sorted(set(one))
    assert one[-1] < two[0]


async def test_times_come_back_aware_and_in_utc(database: Database, regio: str) -> None:
    row = berichtrij(regio, 1, ontvangen_op=datetime(2026, 7, 1, 12, tzinfo=UTC))
    await write(database, row)
    async with database.lees() as connection:
        was_read = await book.bericht(Grootboek(connection, regio), row.id)
    assert was_read is not None
    assert was_read.ontvangen_op.isoformat() == "2026-07-01T12:00:00+00:00"

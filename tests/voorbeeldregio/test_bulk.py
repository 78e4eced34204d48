# SPDX-License-Identifier: EUPL-1.2
"""The bulk path against the normal one: the same berichten, the same content of the tables."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from berichtenverkeer.voorbeeldregio import bulk
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

OPZET = Setup(aanbieders=40, jeugdigen=120, foutkans=0.1, herhaalkans=0.1)


async def content(database: Database, regio: str, who: Mapping[bytes, object]) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every version in the tables without its positions, clients by what `who` calls them."""
    async with database.lees() as conn:
        versions = await store.all_versions(Grootboek(conn, regio))
    return {
        table: Counter(tuple(who.get(one, one) if isinstance(one, bytes) else one for one in row[:-2]) for row in rows)
        for table, rows in versions.items()
    }


async def test_bulk_and_the_normal_path_give_the_tables_the_same_content(config: Settings, database: Database) -> None:
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    clock = Dagklok(OPZET.begin)
    district = make_district(OPZET)
    regio, other = config.regio, f"{config.regio}-b"
    async with geopend(config, district.register, clock) as gateway:
        verslag = await Traffic(GatewayLoket(gateway, clock), clock).run(district)
    assert verslag.afwijkingen == []
    tweede = make_district(OPZET)
    uitslag = await bulk.write(database, other, tweede, lambda life: vault.pseudonym(other, life.bsn))
    names = {
        vault.pseudonym(where, life.bsn): life.nummer for where in (regio, other) for life in district.levens.values()
    }
    normaal, snel = await content(database, regio, names), await content(database, other, names)
    assert normaal == snel
    # Nobody answers himself here: there is nothing beneath a row that waits.
    assert all((rows.total() > 10) != name.endswith("_bevestigd") for name, rows in snel.items())
    assert snel["prestatie"].total() > 500
    assert uitslag.clienten == 120
    assert uitslag.leveringen > 100


async def test_what_bulk_wrote_is_what_a_rebuild_from_its_gebeurtenissen_gives(database: Database, regio: str) -> None:
    setup = msgspec.structs.replace(OPZET, jeugdigen=60)
    await bulk.write(database, regio, make_district(setup), lambda life: life.bsn.encode())
    again = await rebuild(database, regio)
    assert again.gebeurtenissen > 200
    assert set(again.verschillen.values()) == {0}


async def test_likes_have_the_same_lives_under_keys_of_their_own(database: Database, regio: str) -> None:
    district = make_district(msgspec.structs.replace(OPZET, jeugdigen=60))
    uitslag = await bulk.write(database, regio, district, lambda life: life.bsn.encode(), likenesses=range(3))
    again = await rebuild(database, regio)
    assert set(again.verschillen.values()) == {0}
    assert again.gebeurtenissen == uitslag.gebeurtenissen
    async with database.lees() as conn:
        versions = await store.all_versions(Grootboek(conn, regio))
    for rows in versions.values():
        assert len(rows) % 3 == 0
        # A stop that was taken back leaves the same row again; nothing waits, so some tables are empty.
        assert len({tuple(row[:-2]) for row in rows}) >= 0.95 * len(rows)
    assert len({row[0] for row in versions["levering"]}) % 3 == 0


async def test_the_asked_number_of_leveringen_is_about_reached(database: Database, regio: str) -> None:
    uitslag = await bulk.fill(database, regio, leveringen=1500, clienten=500, years=4, aanbieders=30)
    assert uitslag.clienten == 500
    assert 900 < uitslag.leveringen < 2500
    async with database.lees() as conn:
        count = await conn.fetchval(
            "select count(*) from levering where regio = $1 and pos_tot is null and not is_verwijderd", regio
        )
    assert count == uitslag.leveringen

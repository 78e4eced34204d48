# SPDX-License-Identifier: EUPL-1.2
"""The bulk path against the normal one: the same berichten, the same content of the tables."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.projections import opslag
from berichtenverkeer.voorbeeldregio import bulk
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import maak_streek
from berichtenverkeer.voorbeeldregio.verkeer import Verkeer
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

OPZET = Opzet(aanbieders=40, jeugdigen=120, foutkans=0.1, herhaalkans=0.1)


async def inhoud(database: Database, regio: str, wie: Mapping[bytes, object]) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every version in the tables without its positions, clients by what `wie` calls them."""
    async with database.lees() as conn:
        versies = await opslag.alle_versies(Grootboek(conn, regio))
    return {
        tabel: Counter(tuple(wie.get(een, een) if isinstance(een, bytes) else een for een in rij[:-2]) for rij in rijen)
        for tabel, rijen in versies.items()
    }


async def test_bulk_and_the_normal_path_give_the_tables_the_same_content(
    instellingen: Instellingen, database: Database
) -> None:
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    klok = Dagklok(OPZET.begin)
    streek = maak_streek(OPZET)
    regio, ander = instellingen.regio, f"{instellingen.regio}-b"
    async with geopend(instellingen, streek.register, klok) as gateway:
        verslag = await Verkeer(GatewayLoket(gateway, klok), klok).draai(streek)
    assert verslag.afwijkingen == []
    tweede = maak_streek(OPZET)
    uitslag = await bulk.schrijf(database, ander, tweede, lambda leven: kluis.pseudoniem(ander, leven.bsn))
    namen = {
        kluis.pseudoniem(waar, leven.bsn): leven.nummer for waar in (regio, ander) for leven in streek.levens.values()
    }
    normaal, snel = await inhoud(database, regio, namen), await inhoud(database, ander, namen)
    assert normaal == snel
    # Nobody answers himself here: there is nothing beneath a row that waits.
    assert all((rijen.total() > 10) != naam.endswith("_bevestigd") for naam, rijen in snel.items())
    assert snel["prestatie"].total() > 500
    assert uitslag.clienten == 120
    assert uitslag.leveringen > 100


async def test_what_bulk_wrote_is_what_a_rebuild_from_its_gebeurtenissen_gives(database: Database, regio: str) -> None:
    opzet = msgspec.structs.replace(OPZET, jeugdigen=60)
    await bulk.schrijf(database, regio, maak_streek(opzet), lambda leven: leven.bsn.encode())
    opnieuw = await herbouw(database, regio)
    assert opnieuw.gebeurtenissen > 200
    assert set(opnieuw.verschillen.values()) == {0}


async def test_likes_have_the_same_lives_under_keys_of_their_own(database: Database, regio: str) -> None:
    streek = maak_streek(msgspec.structs.replace(OPZET, jeugdigen=60))
    uitslag = await bulk.schrijf(database, regio, streek, lambda leven: leven.bsn.encode(), evenbeelden=range(3))
    opnieuw = await herbouw(database, regio)
    assert set(opnieuw.verschillen.values()) == {0}
    assert opnieuw.gebeurtenissen == uitslag.gebeurtenissen
    async with database.lees() as conn:
        versies = await opslag.alle_versies(Grootboek(conn, regio))
    for rijen in versies.values():
        assert len(rijen) % 3 == 0
        # A stop that was taken back leaves the same row again; nothing waits, so some tables are empty.
        assert len({tuple(rij[:-2]) for rij in rijen}) >= 0.95 * len(rijen)
    assert len({rij[0] for rij in versies["levering"]}) % 3 == 0


async def test_the_asked_number_of_leveringen_is_about_reached(database: Database, regio: str) -> None:
    uitslag = await bulk.vul(database, regio, leveringen=1500, clienten=500, jaren=4, aanbieders=30)
    assert uitslag.clienten == 500
    assert 900 < uitslag.leveringen < 2500
    async with database.lees() as conn:
        aantal = await conn.fetchval(
            "select count(*) from levering where regio = $1 and pos_tot is null and not is_verwijderd", regio
        )
    assert aantal == uitslag.leveringen

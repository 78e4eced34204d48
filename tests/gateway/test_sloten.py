# SPDX-License-Identifier: EUPL-1.2
"""Locks are few whatever the size of a bericht, and what is locked for much is more than all that it names."""

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.berichten.jw301 import JW301
from berichtenverkeer.berichten.jw305 import JW305
from berichtenverkeer.berichten.jw307 import JW307
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.migraties import migreer
from berichtenverkeer.gateway.sloten import sloten
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.projections.behoefte import MEESTE_SLOTEN, Behoefte, van_bericht
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw317, jw323
from gatewaybouw import AANBIEDERS, StaandeKlok, gateway_met_register, ontvangen

ANDER = next(code for code in AANBIEDERS if code != AANBIEDER)
CLIENTEN = {"999900006": b"c" * 16}
VELDEN: dict[type[Any], tuple[str, str, str]] = {
    JW301: ("toegewezen_producten", "toegewezen_product", "toewijzing_nummer"),
    JW305: ("start_producten", "start_product", "toewijzing_nummer"),
    JW307: ("stop_producten", "stop_product", "toewijzing_nummer"),
    JW315: ("aangevraagde_producten", "aangevraagd_product", "referentie_aanbieder"),
}


def met(bericht: Any, aantal: int) -> Any:
    """The bericht with its one product so often, each with a number or reference of its own."""
    if isinstance(bericht, JW317):
        verzoek = bericht.client.verzoek
        assert verzoek.ongewijzigde_producten is not None
        (deel,) = verzoek.ongewijzigde_producten.ongewijzigd_product
        delen = [msgspec.structs.replace(deel, toewijzing_nummer=nummer + 100) for nummer in range(aantal)]
        groep = msgspec.structs.replace(verzoek.ongewijzigde_producten, ongewijzigd_product=delen)
        verzoek = msgspec.structs.replace(verzoek, ongewijzigde_producten=groep)
        return msgspec.structs.replace(bericht, client=msgspec.structs.replace(bericht.client, verzoek=verzoek))
    groep_, veld, sleutel = VELDEN[type(bericht)]
    groep = getattr(bericht.client, groep_)
    (deel,) = getattr(groep, veld)
    waarden = [f"R{nummer}" if sleutel == "referentie_aanbieder" else nummer for nummer in range(1, aantal + 1)]
    delen = [msgspec.structs.replace(deel, **{sleutel: waarde}) for waarde in waarden]
    client = msgspec.structs.replace(bericht.client, **{groep_: msgspec.structs.replace(groep, **{veld: delen})})
    return msgspec.structs.replace(bericht, client=client)


def namen(behoefte: Behoefte) -> frozenset[str]:
    return behoefte.sloten | behoefte.gedeeld | behoefte.alleen


@pytest.mark.parametrize("maak", [jw301, jw305, jw307, jw315, jw317])
def test_a_bericht_that_names_much_takes_few_locks_and_shuts_out_who_names_any_of_it(
    maak: Callable[[], Bericht],
) -> None:
    groot, klein = (van_bericht(met(maak(), aantal), CLIENTEN) for aantal in (2_000, 1))
    assert len(namen(groot)) <= 4
    assert len(namen(klein)) <= MEESTE_SLOTEN + 4
    assert not groot.gedeeld
    # Whoever locks one of these by its name also shares something that is held alone for all of them.
    for soort in {naam.partition("/")[0] for naam in klein.sloten} - {"client"}:
        boven = {"toewijzing": f"gemeente/{GEMEENTE}", "verzoek": f"aanbieder/{AANBIEDER}"}[soort]
        assert boven in klein.gedeeld & groot.alleen


def test_a_declaratie_takes_one_lock_however_many_clients_it_names() -> None:
    clienten = {f"9999{nummer:05d}": nummer.to_bytes(16) for nummer in range(3_000)}
    assert len(namen(van_bericht(jw323(), clienten))) == 1


async def test_a_bericht_that_names_much_fits_in_a_database_with_room_for_few_locks(
    datamap: Path, instellingen: Instellingen
) -> None:
    server = await asyncio.to_thread(embedded.start, datamap)
    await migreer(server.eigenaar_url)
    await asyncio.to_thread(embedded.stop, datamap)
    await asyncio.to_thread(embedded.start, datamap, {"max_locks_per_transaction": "10", "max_connections": "20"})
    krap = msgspec.structs.replace(instellingen, database_url=server.toepassing_url, eigenaar_url=server.eigenaar_url)
    async with gateway_met_register(krap, StaandeKlok(date(2026, 6, 1))) as gateway:
        bon = await ontvangen(gateway, met(jw305(), 2_000), AANBIEDER)
        assert bon.berichtsoort == "JW305"


async def test_who_names_one_toewijzing_waits_for_who_holds_all_of_the_gemeente(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, StaandeKlok(date(2026, 6, 1))) as gateway:
        groot = van_bericht(met(jw301(), 2_000), CLIENTEN)
        async with gateway.database.transactie() as conn:
            await watermerk.begin(
                Grootboek(conn, gateway.regio),
                sloten(gateway.regio, groot.sloten),
                alleen=sloten(gateway.regio, groot.alleen),
            )
            van_ander = jw305({"Header/Afzender": ANDER, "Client/Bsn": "999900018"})
            wacht = asyncio.create_task(ontvangen(gateway, write(van_ander), ANDER))
            await asyncio.sleep(0.3)
            assert not wacht.done()
        assert (await asyncio.wait_for(wacht, 20)).berichtsoort == "JW305"

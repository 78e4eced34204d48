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
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.ledger import watermark
from berichtenverkeer.projections.needs import MOST_LOCKS, Needs, from_bericht
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, jw317, jw323
from gatewaybouw import AANBIEDERS, StaandeKlok, gateway_met_register, received

ANDER = next(code for code in AANBIEDERS if code != AANBIEDER)
CLIENTEN = {"999900006": b"c" * 16}
VELDEN: dict[type[Any], tuple[str, str, str]] = {
    JW301: ("toegewezen_producten", "toegewezen_product", "toewijzing_nummer"),
    JW305: ("start_producten", "start_product", "toewijzing_nummer"),
    JW307: ("stop_producten", "stop_product", "toewijzing_nummer"),
    JW315: ("aangevraagde_producten", "aangevraagd_product", "referentie_aanbieder"),
}


def with_(bericht: Any, count: int) -> Any:
    """The bericht with its one product so often, each with a number or reference of its own."""
    if isinstance(bericht, JW317):
        verzoek = bericht.client.verzoek
        assert verzoek.ongewijzigde_producten is not None
        (part,) = verzoek.ongewijzigde_producten.ongewijzigd_product
        parts = [msgspec.structs.replace(part, toewijzing_nummer=number + 100) for number in range(count)]
        group = msgspec.structs.replace(verzoek.ongewijzigde_producten, ongewijzigd_product=parts)
        verzoek = msgspec.structs.replace(verzoek, ongewijzigde_producten=group)
        return msgspec.structs.replace(bericht, client=msgspec.structs.replace(bericht.client, verzoek=verzoek))
    groep_, field, key = VELDEN[type(bericht)]
    group = getattr(bericht.client, groep_)
    (part,) = getattr(group, field)
    values = [f"R{number}" if key == "referentie_aanbieder" else number for number in range(1, count + 1)]
    parts = [msgspec.structs.replace(part, **{key: value}) for value in values]
    client = msgspec.structs.replace(bericht.client, **{groep_: msgspec.structs.replace(group, **{field: parts})})
    return msgspec.structs.replace(bericht, client=client)


def names(needs: Needs) -> frozenset[str]:
    return needs.locks | needs.shared | needs.exclusive


@pytest.mark.parametrize("make", [jw301, jw305, jw307, jw315, jw317])
def test_a_bericht_that_names_much_takes_few_locks_and_shuts_out_who_names_any_of_it(
    make: Callable[[], Bericht],
) -> None:
    large, small = (from_bericht(with_(make(), count), CLIENTEN) for count in (2_000, 1))
    assert len(names(large)) <= 4
    assert len(names(small)) <= MOST_LOCKS + 4
    assert not large.shared
    # Whoever locks one of these by its name also shares something that is held alone for all of them.
    for soort in {name.partition("/")[0] for name in small.locks} - {"client"}:
        above = {"toewijzing": f"gemeente/{GEMEENTE}", "verzoek": f"aanbieder/{AANBIEDER}"}[soort]
        assert above in small.shared & large.exclusive


def test_a_declaratie_takes_one_lock_however_many_clients_it_names() -> None:
    clienten = {f"9999{number:05d}": number.to_bytes(16) for number in range(3_000)}
    assert len(names(from_bericht(jw323(), clienten))) == 1


async def test_a_bericht_that_names_much_fits_in_a_database_with_room_for_few_locks(
    datamap: Path, config: Settings
) -> None:
    server = await asyncio.to_thread(embedded.start, datamap)
    await migrate(server.eigenaar_url)
    await asyncio.to_thread(embedded.stop, datamap)
    await asyncio.to_thread(embedded.start, datamap, {"max_locks_per_transaction": "10", "max_connections": "20"})
    krap = msgspec.structs.replace(config, database_url=server.application_url, eigenaar_url=server.eigenaar_url)
    async with gateway_met_register(krap, StaandeKlok(date(2026, 6, 1))) as gateway:
        receipt = await received(gateway, with_(jw305(), 2_000), AANBIEDER)
        assert receipt.berichtsoort == "JW305"


async def test_who_names_one_toewijzing_waits_for_who_holds_all_of_the_gemeente(config: Settings) -> None:
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1))) as gateway:
        large = from_bericht(with_(jw301(), 2_000), CLIENTEN)
        async with gateway.database.transaction() as conn:
            await watermark.begin(
                Grootboek(conn, gateway.regio),
                locks(gateway.regio, large.locks),
                only=locks(gateway.regio, large.exclusive),
            )
            van_ander = jw305({"Header/Afzender": ANDER, "Client/Bsn": "999900018"})
            wait = asyncio.create_task(received(gateway, write(van_ander), ANDER))
            await asyncio.sleep(0.3)
            assert not wait.done()
        assert (await asyncio.wait_for(wait, 20)).berichtsoort == "JW305"

# SPDX-License-Identifier: EUPL-1.2
"""The order of receipt has no meaning (OP080): the same year in other orders within each week, with duplicates.

Without declaraties: each of those is judged by what is known on its day.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count, groupby
from random import Random
from typing import Any

import msgspec
import pytest

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.voorbeeldregio.district import District, live_through, make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from examples import examples
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

OPZET = Setup(aanbieders=30, jeugdigen=80, foutkans=0.0, herhaalkans=0.0, declareert=False)
DUBBEL = 0.05
_ONTVANGST = {
    *("ontvangen_op", "in_onderzoek_op", "afgewezen_op", "toegewezen_op"),
    *("gemeld_op", "tijdelijk_gemeld_op", "einde_gemeld_op"),
}
"""Days of receipt: whether there is one counts, not which."""


async def stand(gateway: Gateway, district: District, vault: Vault) -> set[tuple[Any, ...]]:
    """The actual state of the region: what holds now, clients by the number of the youth."""
    names = {vault.pseudonym(gateway.regio, life.bsn): life.nummer for life in district.levens.values()}
    async with gateway.database.lees() as conn:
        rows = (await store.load_at(Grootboek(conn, gateway.regio), 2**62)).rijen()
    return {
        (
            type(row).__name__,
            *(
                (value is not None) if name in _ONTVANGST else names.get(value, value)
                for name, value in msgspec.structs.asdict(row).items()
            ),
        )
        for row in rows
        if not (isinstance(row, Levering) and row.is_verwijderd)
    }


async def leef_door_elkaar(gateway: Gateway, clock: Dagklok, shipments: Sequence[Shipment], luck: Random) -> int:
    """Each week in an order of its own, eight at a time; what is rejected is sent again. How often that was."""
    desk, numbers, again = GatewayLoket(gateway, clock), count(1), 0
    open_: list[Shipment] = []
    for _, week in groupby(shipments, key=lambda one: one.dag.isocalendar()[:2]):
        van_week = list(week)
        await clock.zet(zondag(van_week[-1].dag))
        row = open_ + van_week + [one for one in van_week if luck.random() < DUBBEL]
        luck.shuffle(row)
        while row:
            bewijzen = await _acht_tegelijk(desk, row)
            afgekeurd = dict.fromkeys(
                one.identificatie for one, proof in zip(row, bewijzen, strict=True) if proof.oordeel == "afgekeurd"
            )
            per = {one.identificatie: one for one in row}
            again += len(afgekeurd)
            new = [_onder_nieuwe_naam(per[name], next(numbers)) for name in afgekeurd]
            if len(new) == len(per):
                break  # nothing was approved: they wait for a bericht of a later week
            row = new
            luck.shuffle(row)
        open_ = row
    assert open_ == []
    return again


async def _acht_tegelijk(desk: GatewayLoket, row: Sequence[Shipment]) -> list[Any]:
    bewijzen: list[Any] = []
    for van in range(0, len(row), 8):
        bewijzen += await asyncio.gather(*(desk.send(one) for one in row[van : van + 8]))
    return bewijzen


def _onder_nieuwe_naam(shipment: Shipment, number: int) -> Shipment:
    """The same content under another Identificatie: the same bytes would get the receipt that they have."""
    header = shipment.bericht.header
    mark = msgspec.structs.replace(header.bericht_identificatie, identificatie=f"H{number}")
    bericht = msgspec.structs.replace(
        shipment.bericht, header=msgspec.structs.replace(header, bericht_identificatie=mark)
    )
    return msgspec.structs.replace(shipment, bericht=bericht)


def zondag(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


@pytest.mark.parametrize("seed", range(1, 1 + examples(1)))
async def test_another_order_within_each_week_and_duplicates_give_the_same_actual_state(
    config: Settings, seed: int
) -> None:
    setup = msgspec.structs.replace(OPZET, zaad=seed)
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    district = make_district(setup)
    shipments = list(live_through(make_district(setup)))
    standen = []
    for number, keer in enumerate(("op volgorde", "door elkaar", "nog eens door elkaar")):
        own = msgspec.structs.replace(config, regios=(f"{config.regio}-{number}",))
        clock = Dagklok(setup.begin)
        async with geopend(own, district.register, clock) as gateway:
            if keer == "op volgorde":
                desk = GatewayLoket(gateway, clock)
                for shipment in shipments:
                    await clock.zet(shipment.dag)
                    assert (await desk.send(shipment)).oordeel == "goedgekeurd"
            else:
                assert await leef_door_elkaar(gateway, clock, shipments, Random(f"{seed}/{keer}")) > 10
            standen.append(await stand(gateway, district, vault))
    assert standen[0] == standen[1] == standen[2]
    assert len(standen[0]) > 200

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
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import Streek, doorleef, maak_streek
from berichtenverkeer.voorbeeldregio.zending import Zending
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, geopend

OPZET = Opzet(aanbieders=30, jeugdigen=80, foutkans=0.0, herhaalkans=0.0, declareert=False)
DUBBEL = 0.05
_ONTVANGST = {
    *("ontvangen_op", "in_onderzoek_op", "afgewezen_op", "toegewezen_op"),
    *("gemeld_op", "tijdelijk_gemeld_op", "einde_gemeld_op"),
}
"""Days of receipt: whether there is one counts, not which."""


async def stand(gateway: Gateway, streek: Streek, kluis: Kluis) -> set[tuple[Any, ...]]:
    """The actual state of the region: what holds now, clients by the number of the youth."""
    namen = {kluis.pseudoniem(gateway.regio, leven.bsn): leven.nummer for leven in streek.levens.values()}
    async with gateway.database.lees() as conn:
        rijen = (await opslag.laad_op(Grootboek(conn, gateway.regio), 2**62)).rijen()
    return {
        (
            type(rij).__name__,
            *(
                (waarde is not None) if naam in _ONTVANGST else namen.get(waarde, waarde)
                for naam, waarde in msgspec.structs.asdict(rij).items()
            ),
        )
        for rij in rijen
        if not (isinstance(rij, Levering) and rij.is_verwijderd)
    }


async def leef_door_elkaar(gateway: Gateway, klok: Dagklok, zendingen: Sequence[Zending], toeval: Random) -> int:
    """Each week in an order of its own, eight at a time; what is rejected is sent again. How often that was."""
    loket, nummers, opnieuw = GatewayLoket(gateway, klok), count(1), 0
    open_: list[Zending] = []
    for _, week in groupby(zendingen, key=lambda een: een.dag.isocalendar()[:2]):
        van_week = list(week)
        await klok.zet(zondag(van_week[-1].dag))
        rij = open_ + van_week + [een for een in van_week if toeval.random() < DUBBEL]
        toeval.shuffle(rij)
        while rij:
            bewijzen = await _acht_tegelijk(loket, rij)
            afgekeurd = dict.fromkeys(
                een.identificatie for een, bewijs in zip(rij, bewijzen, strict=True) if bewijs.oordeel == "afgekeurd"
            )
            per = {een.identificatie: een for een in rij}
            opnieuw += len(afgekeurd)
            nieuw = [_onder_nieuwe_naam(per[naam], next(nummers)) for naam in afgekeurd]
            if len(nieuw) == len(per):
                break  # nothing was approved: they wait for a bericht of a later week
            rij = nieuw
            toeval.shuffle(rij)
        open_ = rij
    assert open_ == []
    return opnieuw


async def _acht_tegelijk(loket: GatewayLoket, rij: Sequence[Zending]) -> list[Any]:
    bewijzen: list[Any] = []
    for van in range(0, len(rij), 8):
        bewijzen += await asyncio.gather(*(loket.verstuur(een) for een in rij[van : van + 8]))
    return bewijzen


def _onder_nieuwe_naam(zending: Zending, nummer: int) -> Zending:
    """The same content under another Identificatie: the same bytes would get the receipt that they have."""
    header = zending.bericht.header
    kenmerk = msgspec.structs.replace(header.bericht_identificatie, identificatie=f"H{nummer}")
    bericht = msgspec.structs.replace(
        zending.bericht, header=msgspec.structs.replace(header, bericht_identificatie=kenmerk)
    )
    return msgspec.structs.replace(zending, bericht=bericht)


def zondag(dag: date) -> date:
    return dag + timedelta(days=6 - dag.weekday())


@pytest.mark.parametrize("zaad", [1, 2])
async def test_another_order_within_each_week_and_duplicates_give_the_same_actual_state(
    instellingen: Instellingen, zaad: int
) -> None:
    opzet = msgspec.structs.replace(OPZET, zaad=zaad)
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    streek = maak_streek(opzet)
    zendingen = list(doorleef(maak_streek(opzet)))
    standen = []
    for nummer, keer in enumerate(("op volgorde", "door elkaar", "nog eens door elkaar")):
        eigen = msgspec.structs.replace(instellingen, regios=(f"{instellingen.regio}-{nummer}",))
        klok = Dagklok(opzet.begin)
        async with geopend(eigen, streek.register, klok) as gateway:
            if keer == "op volgorde":
                loket = GatewayLoket(gateway, klok)
                for zending in zendingen:
                    await klok.zet(zending.dag)
                    assert (await loket.verstuur(zending)).oordeel == "goedgekeurd"
            else:
                assert await leef_door_elkaar(gateway, klok, zendingen, Random(f"{zaad}/{keer}")) > 10
            standen.append(await stand(gateway, streek, kluis))
    assert standen[0] == standen[1] == standen[2]
    assert len(standen[0]) > 200

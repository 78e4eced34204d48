# SPDX-License-Identifier: EUPL-1.2
"""What goes outside the event loop, and in which order: by work, and party by party."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Database, Grootboek, TeVeelRijen, haal
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import ontvangst
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.zwarebaan import Beurten
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.rijen import Wijziging
from berichtenverkeer.validation.invoer import Invoer, lees_invoer, lees_vlot
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, BSN, GEMEENTE, grote_jw323, jw301, jw305, met
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, stuur
from regels.groei import levering

DAG = date(2026, 6, 1)


async def _volgorde(beurten: Beurten, wie: str) -> list[str]:
    """In which order the letters of `wie` get a turn, each a party that asks in this order."""
    gedaan: list[str] = []

    async def doe(partij: str) -> None:
        async with beurten.beurt(partij):
            await asyncio.sleep(0)
            gedaan.append(partij)

    async with asyncio.TaskGroup() as taken:
        for partij in wie:
            taken.create_task(doe(partij))
    return gedaan


@pytest.mark.parametrize(
    ("plaatsen", "wie", "verwacht"),
    [
        (1, "aaaaab", "abaaaa"),
        (1, "aaaabbc", "abcabaa"),
        (1, "abc", "abc"),
        (2, "aaaaabc", "aabcaaa"),
    ],
)
async def test_turns_go_round_the_parties(plaatsen: int, wie: str, verwacht: str) -> None:
    assert "".join(await _volgorde(Beurten(plaatsen), wie)) == verwacht


async def test_who_gives_up_takes_no_turn_and_keeps_none() -> None:
    beurten, gedaan = Beurten(1), []

    async def doe(partij: str) -> None:
        async with beurten.beurt(partij):
            gedaan.append(partij)
            await asyncio.sleep(0.01)

    taken = [asyncio.create_task(doe(partij)) for partij in "abc"]
    await asyncio.sleep(0)
    taken[1].cancel()
    await asyncio.gather(*taken, return_exceptions=True)
    await asyncio.wait_for(doe("d"), 1)
    assert gedaan == ["a", "c", "d"]


def _tel(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parties that went by the lane."""
    gegaan: list[str] = []
    doe = gateway.zware_baan.doe

    async def geteld(taak: Callable[[Database], Awaitable[Any]], partij: str = "") -> Any:
        gegaan.append(partij)
        return await doe(taak, partij)

    monkeypatch.setattr(type(gateway.zware_baan), "doe", lambda _, taak, partij="": geteld(taak, partij))
    return gegaan


async def test_work_decides_who_goes_by_the_lane(instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not bytes alone: few bytes can be many elements, or wrong; a wrong one is explained there."""
    basis = write(grote_jw323(1))
    begin, einde = basis.index(b"<jw323:Prestatie>"), basis.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")
    klein = b"<a/>" * ontvangst.ZWAAR_ELEMENTEN
    async with gateway_met_register(instellingen, StaandeKlok(DAG)) as gateway:
        gegaan = _tel(gateway, monkeypatch)
        for data, verwacht in (
            (write(jw305()), False),
            (write(grote_jw323(20)), False),
            (basis[:begin] + basis[begin:einde] + b" " * 30_000 + basis[einde:], False),
            (write(grote_jw323(90)), True),
            (basis[:begin] + klein + basis[einde:], True),
            (basis.replace(b"2026-03-01", b"2026-13-01"), True),
            (basis + b" " * ontvangst.ZWAAR_BYTES, True),
        ):
            gegaan.clear()
            await stuur(gateway, data, AANBIEDER, is_proef=True)
            assert gegaan == [AANBIEDER] * verwacht, data[:80]


async def test_a_long_history_goes_by_the_lane_and_gives_the_same_judgement(
    instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ontvangst, "MEESTE_RIJEN", 20)
    async with gateway_met_register(instellingen, StaandeKlok(DAG)) as gateway:
        gegaan = _tel(gateway, monkeypatch)
        client = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel).pseudoniem(gateway.regio, BSN)
        rijen = [msgspec.structs.replace(levering(nummer, DAG), client=client) for nummer in range(2, 32)]
        async with gateway.database.transactie() as conn:
            await opslag.bewaar(Grootboek(conn, gateway.regio), [Wijziging(1, None, rij) for rij in rijen])
        start = met(jw305(), "Header/BerichtIdentificatie/Identificatie", "S1")
        anderen = [met(jw301(), "Client/Bsn", f"99990{n:04d}") for n in (18, 31)]
        anderen = [met(een, "Header/BerichtIdentificatie/Identificatie", f"A{n}") for n, een in enumerate(anderen)]
        bonnen = await asyncio.gather(
            ontvangen(gateway, start, AANBIEDER), *(ontvangen(gateway, een, GEMEENTE) for een in anderen)
        )
        assert gegaan == [AANBIEDER], "only who has that history"
        assert bonnen[0].oordeel in Oordeel
        nog_eens = await ontvangen(gateway, start, AANBIEDER)
        assert (nog_eens.is_herhaald, nog_eens.id, len(gegaan)) == (True, bonnen[0].id, 2)


async def test_no_more_rows_are_read_than_asked(database: Database) -> None:
    async with database.lees() as conn:
        assert len(await haal(conn, "select generate_series(1, $1::int)", 5, hoogstens=5)) == 5
        assert len(await haal(conn, "select generate_series(1, $1::int)", 6)) == 6
        with pytest.raises(TeVeelRijen):
            await haal(conn, "select generate_series(1, $1::int)", 6, hoogstens=5)


def test_reading_quickly_is_reading_or_none() -> None:
    goed = write(jw305())
    assert isinstance(lees_vlot(goed), Invoer)
    assert lees_vlot(goed.replace(b"2026-04-03", b"2026-13-03")) is None
    assert lees_vlot(b"<") == lees_invoer(b"<")

# SPDX-License-Identifier: EUPL-1.2
"""What goes outside the event loop, and in which order: by work, and party by party."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Database, Grootboek, TooManyRows, fetch
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import receiving
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.heavy_lane import Turns
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from berichtenverkeer.projections.rows import Wijziging
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.validation.intake import Intake, read_fast, read_intake
from bouwers import AANBIEDER, BSN, GEMEENTE, grote_jw323, jw301, jw305, with_
from gatewaybouw import StaandeKlok, gateway_met_register, received, stuur
from regels.groei import levering

DAY = date(2026, 6, 1)


async def _volgorde(beurten: Turns, who: str) -> list[str]:
    """In which order the letters of `who` get a turn, each a party that asks in this order."""
    done: list[str] = []

    async def do(partij: str) -> None:
        async with beurten.turn(partij):
            await asyncio.sleep(0)
            done.append(partij)

    async with asyncio.TaskGroup() as taken:
        for partij in who:
            taken.create_task(do(partij))
    return done


@pytest.mark.parametrize(
    ("places", "who", "expected"),
    [
        (1, "aaaaab", "abaaaa"),
        (1, "aaaabbc", "abcabaa"),
        (1, "abc", "abc"),
        (2, "aaaaabc", "aabcaaa"),
    ],
)
async def test_turns_go_round_the_parties(places: int, who: str, expected: str) -> None:
    assert "".join(await _volgorde(Turns(places), who)) == expected


async def test_who_gives_up_takes_no_turn_and_keeps_none() -> None:
    beurten, done = Turns(1), []

    async def do(partij: str) -> None:
        async with beurten.turn(partij):
            done.append(partij)
            await asyncio.sleep(0.01)

    taken = [asyncio.create_task(do(partij)) for partij in "abc"]
    await asyncio.sleep(0)
    taken[1].cancel()
    await asyncio.gather(*taken, return_exceptions=True)
    await asyncio.wait_for(do("d"), 1)
    assert done == ["a", "c", "d"]


def _tel(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parties that went by the lane."""
    gone: list[str] = []
    do = gateway.heavy_lane.run

    async def counted(task: Callable[[Database], Awaitable[Any]], partij: str = "") -> Any:
        gone.append(partij)
        return await do(task, partij)

    monkeypatch.setattr(type(gateway.heavy_lane), "run", lambda _, task, partij="": counted(task, partij))
    return gone


async def test_work_decides_who_goes_by_the_lane(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not bytes alone: few bytes can be many elements, or wrong; a wrong one is explained there."""
    basis = write(grote_jw323(1))
    begin, end = basis.index(b"<jw323:Prestatie>"), basis.index(b"</jw323:Prestatie>") + len(b"</jw323:Prestatie>")
    small = b"<a/>" * receiving.HEAVY_ELEMENTS
    async with gateway_met_register(config, StaandeKlok(DAY)) as gateway:
        gone = _tel(gateway, monkeypatch)
        for data, expected in (
            (write(jw305()), False),
            (write(grote_jw323(20)), False),
            (basis[:begin] + basis[begin:end] + b" " * 30_000 + basis[end:], False),
            (write(grote_jw323(90)), True),
            (basis[:begin] + small + basis[end:], True),
            (basis.replace(b"2026-03-01", b"2026-13-01"), True),
            (basis + b" " * receiving.HEAVY_BYTES, True),
        ):
            gone.clear()
            await stuur(gateway, data, AANBIEDER, is_proef=True)
            assert gone == [AANBIEDER] * expected, data[:80]


async def test_a_long_history_goes_by_the_lane_and_gives_the_same_judgement(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_ROWS", 20)
    async with gateway_met_register(config, StaandeKlok(DAY)) as gateway:
        gone = _tel(gateway, monkeypatch)
        client = Vault(config.hoofdsleutel, config.zoeksleutel).pseudonym(gateway.regio, BSN)
        rows = [msgspec.structs.replace(levering(number, DAY), client=client) for number in range(2, 32)]
        async with gateway.database.transaction() as conn:
            await store.save(Grootboek(conn, gateway.regio), [Wijziging(1, None, row) for row in rows])
        start = with_(jw305(), "Header/BerichtIdentificatie/Identificatie", "S1")
        others = [with_(jw301(), "Client/Bsn", f"99990{n:04d}") for n in (18, 31)]
        others = [with_(one, "Header/BerichtIdentificatie/Identificatie", f"A{n}") for n, one in enumerate(others)]
        receipts = await asyncio.gather(
            received(gateway, start, AANBIEDER), *(received(gateway, one, GEMEENTE) for one in others)
        )
        assert gone == [AANBIEDER], "only who has that history"
        assert receipts[0].oordeel in Oordeel
        still_once = await received(gateway, start, AANBIEDER)
        assert (still_once.is_herhaald, still_once.id, len(gone)) == (True, receipts[0].id, 2)


async def test_no_more_rows_are_read_than_asked(database: Database) -> None:
    async with database.lees() as conn:
        assert len(await fetch(conn, "select generate_series(1, $1::int)", 5, at_most=5)) == 5
        assert len(await fetch(conn, "select generate_series(1, $1::int)", 6)) == 6
        with pytest.raises(TooManyRows):
            await fetch(conn, "select generate_series(1, $1::int)", 6, at_most=5)


def test_reading_quickly_is_reading_or_none() -> None:
    good = write(jw305())
    assert isinstance(read_fast(good), Intake)
    assert read_fast(good.replace(b"2026-04-03", b"2026-13-03")) is None
    assert read_fast(b"<") == read_intake(b"<")

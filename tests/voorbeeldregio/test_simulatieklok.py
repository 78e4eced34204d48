# SPDX-License-Identifier: EUPL-1.2
"""The simulated clock: kept in the database, read before every batch, and not there in production."""

import asyncio
from datetime import date, datetime

import pytest

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.voorbeeldregio.clock import (
    ClockMissing,
    make_clock,
    moment_at,
    open_clock,
    open_clock_announcer,
)
from dienst import run

BEGIN, LATER = date(2026, 3, 28), date(2026, 3, 30)


async def test_all_who_read_agree_as_soon_as_it_was_moved(config: Settings) -> None:
    await make_clock(config, BEGIN)
    async with open_clock(config) as one, open_clock(config) as other:
        assert one() == other() == moment_at(BEGIN)
        async with open_clock_announcer(config) as luider:
            await luider.zet(LATER)
        assert one() == moment_at(BEGIN)
        await asyncio.gather(one.adjust(), other.adjust())
        assert one() == other() == moment_at(LATER)  # noon there, on both sides of the clock change


async def test_it_does_not_go_back(config: Settings) -> None:
    await make_clock(config, LATER)
    await make_clock(config, BEGIN)
    async with open_clock(config) as clock, open_clock_announcer(config) as luider:
        assert clock() == moment_at(LATER)
        with pytest.raises(AssertionError, match="does not go back"):
            await luider.zet(BEGIN)


async def test_a_region_without_one_is_no_simulation(config: Settings) -> None:
    with pytest.raises(ClockMissing):
        async with open_clock(config):
            pass


async def test_who_asks_during_a_reading_shares_the_next_and_never_the_one_under_way(
    config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_clock(config, BEGIN)
    begun, further = asyncio.Event(), asyncio.Event()
    times = 0
    async with open_clock(config) as clock:
        echt = clock._read

        async def traag() -> datetime:
            nonlocal times
            times += 1
            was_read = await echt()
            if times == 1:
                begun.set()
                await further.wait()
            return was_read

        monkeypatch.setattr(clock, "_read", traag)
        first = asyncio.create_task(clock.adjust())
        await begun.wait()
        async with open_clock_announcer(config) as luider:
            await luider.zet(LATER)
        rest = [asyncio.create_task(clock.adjust()) for _ in range(20)]
        await asyncio.sleep(0)
        further.set()
        await asyncio.gather(first, *rest)
        assert clock() == moment_at(LATER)
        assert times == 2


async def test_a_gateway_reads_it_before_it_asks_who_someone_is(config: Settings) -> None:
    await make_clock(config, BEGIN)
    async with (
        open_clock(config) as clock,
        open_gateway(config, clock, clock.adjust) as gateway,
        open_clock_announcer(config) as luider,
    ):
        await luider.zet(LATER)
        assert gateway.clock() == moment_at(BEGIN)
        assert await gateway.register.who("niemand") is None
        assert gateway.clock() == moment_at(LATER)


def test_serve_has_no_switch_for_it() -> None:
    hulp = run("serve", "--help", environment={}).stdout.lower()
    assert "serve" in hulp
    assert "klok" not in hulp
    assert "simulatie" not in hulp

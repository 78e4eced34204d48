# SPDX-License-Identifier: EUPL-1.2
"""The peil that pages show as now goes on by itself, when what was asked at it is there."""

from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from berichtenverkeer.gateway import beat
from berichtenverkeer.gateway.beat import INTERVAL, LATELY, MOST_ASKED, OLDEST, Beat
from berichtenverkeer.gateway.report_job import ReportTooLarge
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.orders import Order, carry_out
from rapporten.bouw import question

DAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 10, tzinfo=UTC)


class World:
    """A clock, a ledger of which the last position is `k`, and what was made: report and K."""

    def __init__(self) -> None:
        self.now, self.k, self.made = NOON, 100, list[tuple[str, int]]()
        self.fails: set[str] = set()
        self.shown_meanwhile: set[int] = set()
        self.beat = Beat(lambda: self.now, self._peil, self._make)

    async def _peil(self) -> Peil:
        return Peil(self.k, DAY if self.now < NOON + timedelta(hours=12) else DAY + timedelta(days=1))

    async def _make(self, peil: Peil, function: Any, order: Order) -> None:
        assert (peil.positie, function) == (order.question.k, carry_out)
        if order.report in self.fails:
            raise ReportTooLarge
        self.made.append((order.report, peil.positie))
        self.shown_meanwhile.add((await self.beat.recent()).positie)

    async def ask(self, report: str) -> int:
        """As a page does: K."""
        peil = await self.beat.recent()
        self.beat.note(peil, carry_out, Order(report=report, question=question("2025", k=peil.positie, dag_k=peil.dag)))
        return peil.positie

    def later(self, by: timedelta = INTERVAL, booked: int = 10) -> Awaitable[None]:
        """A beat, when so much was booked since."""
        self.now += by
        self.k += booked
        return self.beat.beat()


@pytest.fixture
def world() -> World:
    return World()


async def test_what_was_asked_is_made_before_it_is_shown(world: World) -> None:
    for report in ("stromen", "kosten", "stromen"):
        assert await world.ask(report) == 100
    await world.later()
    assert world.made == [("stromen", 110), ("kosten", 110)], "once, what was asked last first"
    assert world.shown_meanwhile == {100}
    assert await world.ask("kosten") == 110
    await world.later()
    assert world.made[2:] == [("kosten", 120), ("stromen", 120)]


async def test_when_nothing_was_booked_nothing_is_made(world: World) -> None:
    await world.ask("stromen")
    await world.later(booked=0)
    world.now, world.k = world.now + INTERVAL, 110
    assert (world.made, await world.ask("stromen")) == ([], 100), "it was looked at, a minute ago"


async def test_when_nobody_looks_it_rests(world: World) -> None:
    await world.later()
    await world.ask("stromen")
    await world.later(LATELY)
    assert world.made == []
    assert await world.ask("stromen") == world.k, "who comes then asks at now"


async def test_of_what_nobody_asks_any_more_nothing_is_made(world: World) -> None:
    await world.ask("kosten")
    world.now += LATELY - OLDEST / 4
    await world.later(timedelta(0), booked=0)
    await world.ask("stromen")
    await world.later(OLDEST / 2)
    assert {report for report, _ in world.made} == {"stromen"}


async def test_without_beats_it_is_never_older_than_it_may_be(world: World) -> None:
    await world.ask("stromen")
    world.k = 110
    world.now += OLDEST - timedelta(seconds=1)
    assert await world.ask("stromen") == 100
    world.now += timedelta(seconds=1)
    assert await world.ask("stromen") == 110
    world.k, world.now = 120, NOON + timedelta(hours=12)
    assert await world.ask("stromen") == 120
    assert (await world.beat.recent()).dag == DAY + timedelta(days=1), "nor of yesterday"


async def test_what_fails_or_is_too_much_keeps_no_peil_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_ASKED + 1):
        await world.ask(f"r{number}")
    world.fails = {"r3"}
    await world.later()
    assert {report for report, _ in world.made} == {f"r{number}" for number in range(1, MOST_ASKED + 1)} - {"r3"}
    monkeypatch.setattr(beat, "WORK_S", 0.0)
    del world.made[:]
    await world.later()
    assert (world.made, await world.ask("stromen")) == ([], 120)

# SPDX-License-Identifier: EUPL-1.2
"""A clock that jumps fixes nothing for ever: what cannot be undone waits until the time can be trusted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
import structlog

from bellers import administration, as_
from berichtenverkeer.core.clock import SystemClock, day, system_clock
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import ClockUnreliable
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import time_guard
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.plafonds import keep_letting_lapse, let_lapse, shift_peilmaand
from berichtenverkeer.gateway.time_guard import MAX_STEP, STANDSTILL, TimeCare, TimeGuard
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger import clock_state
from berichtenverkeer.ledger.clock_state import ClockState
from bouwers import AANBIEDER, jw305, jw315
from dienst import run
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register, received, register, stuur
from patience import until_told

DAGEN_400 = timedelta(days=400)


class Verstelbaar(SystemClock):
    """The real clock, which somebody sets."""

    def __init__(self) -> None:
        self.verzet = timedelta(0)

    def __call__(self) -> datetime:
        return super().__call__() + self.verzet


@pytest.fixture
def clock() -> Verstelbaar:
    return Verstelbaar()


@pytest_asyncio.fixture
async def gateway(config: Settings, clock: Verstelbaar) -> AsyncIterator[Gateway]:
    """On the real clock, with a reservation in it."""
    async with gateway_met_register(config, clock, **rows()) as geopend:
        await received(geopend, verzoek(0), AANBIEDER)
        yield geopend


async def count_up(gateway: Gateway, table: str, where: str = "true") -> int:
    async with gateway.database.lees() as conn:
        count: int = await conn.fetchval(f"select count(*) from {table} where regio = $1 and {where}", gateway.regio)
        return count


@pytest.mark.parametrize("verzet", [DAGEN_400, -DAGEN_400, timedelta(hours=2), -timedelta(hours=2)])
async def test_nothing_is_fixed_while_host_and_database_disagree(
    gateway: Gateway, clock: Verstelbaar, verzet: timedelta
) -> None:
    regio, database = gateway.regio, gateway.database
    before = [
        await count_up(gateway, table) for table in ("gebeurtenis", "bericht", "boeking", "watermerk", "credential")
    ]
    clock.verzet = verzet
    for attempt in (
        received(gateway, jw315(), AANBIEDER),
        record_watermark(database, regio, clock(), clock),
        gateway.access.create(administration(gateway), AANBIEDER),
        gateway.register.load(administration(gateway), register(regio)),
        gateway.require_ready(),
    ):
        with pytest.raises(ClockUnreliable):
            await attempt
    if verzet == DAGEN_400:
        for poging_ in (
            let_lapse(database, regio, clock),
            shift_peilmaand(database, regio, clock),
            stuur(gateway, b"<geen bericht>", AANBIEDER),  # that it was refused is noted with its moment
        ):
            with pytest.raises(ClockUnreliable):
                await poging_
    assert before == [
        await count_up(gateway, t) for t in ("gebeurtenis", "bericht", "boeking", "watermerk", "credential")
    ]
    assert not (await gateway.measure(as_(gateway, "REGIO"))).klok_is_juist
    clock.verzet = timedelta(0)
    await received(gateway, jw315(), AANBIEDER)
    await gateway.require_ready()
    assert (await gateway.measure(as_(gateway, "REGIO"))).klok_is_juist


async def niets_onherroepelijks(gateway: Gateway) -> bool:
    """No reservation lapsed, and no month was closed that did not begin."""
    too_early = "soort = 'PeilmaandVerschoven' and (inhoud->>'peilmaand')::date > now() at time zone 'Europe/Amsterdam'"
    return not await count_up(gateway, "gebeurtenis", f"(soort = 'ReserveringVervallen' or {too_early})")


@pytest.mark.parametrize("keer", range(1, 5))
async def test_a_clock_that_is_wrong_at_one_question_only_fixes_nothing(gateway: Gateway, keer: int) -> None:
    class Hapering(SystemClock):
        vragen = 0

        def __call__(self) -> datetime:
            self.vragen += 1
            return super().__call__() + (DAGEN_400 if self.vragen == keer else timedelta(0))

    for task in (let_lapse, shift_peilmaand):
        with suppress(ClockUnreliable):
            await task(gateway.database, gateway.regio, Hapering())
    assert await niets_onherroepelijks(gateway)


async def test_no_reservation_lapses_while_the_clock_is_400_days_ahead_and_it_says_so(
    gateway: Gateway, clock: Verstelbaar
) -> None:
    clock.verzet = DAGEN_400
    each = timedelta(milliseconds=20)
    with structlog.testing.capture_logs() as regels:
        task = asyncio.create_task(keep_letting_lapse(gateway.database, gateway.regio, clock, gateway.heavy_lane, each))
        await until_told(regels, lambda regel: regel["event"] == "klok_onbetrouwbaar")
        clock.verzet = timedelta(0)
        await asyncio.sleep(0.2)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await niets_onherroepelijks(gateway)


async def test_a_step_of_both_clocks_under_a_running_process_is_noticed_at_once(
    gateway: Gateway, clock: Verstelbaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on one machine whose clock is set: the database agrees."""
    wait = TimeGuard(clock)
    await wait.now(gateway.database, gateway.regio)
    read = clock_state.read

    async def mee(grootboek: Grootboek) -> ClockState:
        stand = await read(grootboek)
        return ClockState(stand.database_op + clock.verzet, stand.geboekt_op, stand.gewekt_op)

    monkeypatch.setattr(clock_state, "read", mee)
    for verzet in (timedelta(days=3), -timedelta(days=3), DAGEN_400):
        clock.verzet = verzet
        for _ in range(2):
            with pytest.raises(ClockUnreliable):
                await wait.now(gateway.database, gateway.regio)
    clock.verzet = MAX_STEP / 2  # somebody mends a clock that was a little off
    await wait.now(gateway.database, gateway.regio)


HOUR = timedelta(hours=1)
NU = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("database", "booked", "gewekt", "text"),
    [
        (timedelta(0), None, None, None),  # nothing was ever booked
        (timedelta(0), -HOUR, -HOUR, None),
        (timedelta(0), -30 * MAX_STEP, -HOUR, None),  # quiet, but awake
        (timedelta(0), -STANDSTILL + HOUR, None, None),
        (timedelta(0), -STANDSTILL - HOUR, None, "laatste levensteken"),
        (timedelta(0), -60 * MAX_STEP, -60 * MAX_STEP, "laatste levensteken"),
        (timedelta(0), MAX_STEP / 2, None, None),
        (timedelta(0), MAX_STEP + HOUR, None, "er is al geboekt"),
        (timedelta(0), DAGEN_400, -HOUR, "er is al geboekt"),
        (HOUR, -HOUR, -HOUR, "verschillen"),
        (-HOUR, -HOUR, -HOUR, "verschillen"),
    ],
)
def test_what_the_ledger_knows_of_the_time_is_weighed(
    database: timedelta, booked: timedelta | None, gewekt: timedelta | None, text: str | None
) -> None:
    def op(difference: timedelta | None) -> datetime | None:
        return None if difference is None else NU + difference

    reden = time_guard._distrust(NU, ClockState(NU + database, op(booked), op(gewekt)))
    assert (reden is None) if text is None else (reden is not None and text in reden)


async def test_after_a_long_standstill_one_command_lets_it_go_on(
    config: Settings, environment: dict[str, str], clock: Verstelbaar
) -> None:
    then = StaandeKlok(day(system_clock()) - timedelta(days=60))
    async with gateway_met_register(config, then, **rows()) as gateway:
        await received(gateway, verzoek(0), AANBIEDER)
    async with gateway_met_register(config, clock, **rows()) as gateway:
        with pytest.raises(ClockUnreliable):
            await received(gateway, jw305(), AANBIEDER)
        with pytest.raises(ClockUnreliable):
            await let_lapse(gateway.database, gateway.regio, clock)
        seen = await asyncio.to_thread(run, "clock", environment=environment)
        assert seen.returncode == 1
        assert "het laatste levensteken is van" in seen.stderr
        assert "berichtenverkeer clock --erken" in seen.stderr
        erkend = await asyncio.to_thread(run, "clock", "--erken", environment=environment)
        assert (erkend.returncode, "De tijd is te vertrouwen." in erkend.stdout) == (0, True), erkend.stderr
        await received(gateway, jw305(), AANBIEDER)
        assert await count_up(gateway, "gebeurtenis", "soort = 'KlokErkend'") == 1
        assert await let_lapse(gateway.database, gateway.regio, clock) == 1  # 56 days are over
        assert (await asyncio.to_thread(run, "clock", environment=environment)).returncode == 0


async def test_what_was_booked_ahead_of_time_can_be_left_behind_by_the_same_command(
    config: Settings, clock: Verstelbaar
) -> None:
    soon = StaandeKlok(day(system_clock()) + timedelta(days=400))
    async with gateway_met_register(config, soon) as gateway:
        await received(gateway, jw305(), AANBIEDER)
        with pytest.raises(ClockUnreliable):
            async with gateway.database.lees() as conn:
                await time_guard.require_correct(Grootboek(conn, gateway.regio), clock)
        assert (
            await TimeCare(gateway.database, gateway.regio, system_clock).acknowledge(administration(gateway))
        ).reason is None
        clock.verzet = DAGEN_400  # and it cannot be said of a clock that the database contradicts
        with pytest.raises(ClockUnreliable):
            await TimeCare(gateway.database, gateway.regio, clock).acknowledge(administration(gateway))


async def test_a_command_of_an_operator_does_not_make_a_wrong_time_right(config: Settings, clock: Verstelbaar) -> None:
    then = StaandeKlok(day(system_clock()) - timedelta(days=60))
    async with gateway_met_register(config, then) as gateway:
        await received(gateway, jw305(), AANBIEDER)
        await gateway.access.create(administration(gateway), AANBIEDER)
        await gateway.plafonds.update(administration(gateway))
        async with gateway.database.lees() as conn:
            assert (await time_guard.oordeel(Grootboek(conn, gateway.regio), clock)).reason is not None


async def test_a_clock_that_is_moved_on_purpose_is_asked_nothing(config: Settings) -> None:
    simulatie = StaandeKlok(date(2031, 1, 1))
    async with gateway_met_register(config, simulatie) as gateway:
        await received(gateway, jw305(), AANBIEDER)
        simulatie.zet(date(2033, 1, 1))
        await received(gateway, jw315(), AANBIEDER)
        await gateway.require_ready()

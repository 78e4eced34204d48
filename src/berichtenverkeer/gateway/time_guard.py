# SPDX-License-Identifier: EUPL-1.2
"""What cannot be undone is done only when the time can be trusted (decision 088).

Receiving, letting reservations lapse, closing a month and recording a watermark fix a moment for ever. They need the
clocks of host and database to agree (`book.reserve` asks that of every transaction that books), no step back before
what was booked, and no step forward beyond STILSTAND since the last sign of life. A simulated clock is moved on
purpose: of that nothing is asked.
"""

import time
from datetime import datetime, timedelta

import msgspec

from berichtenverkeer.core.clock import MAX_CLOCK_DIFFERENCE, NETHERLANDS, Clock, is_real
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import ClockUnreliable
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.regio_clock import RegioIsSimulation
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import book, clock_state, watermark
from berichtenverkeer.ledger.clock_state import ClockState
from berichtenverkeer.ledger.gebeurtenissen.administration import KlokErkend

MAX_STEP = timedelta(days=1)
"""How far a clock may be set, forward or back, without anybody being asked."""

STANDSTILL = timedelta(days=7)
"""How long a region may show no sign of life before somebody must say that the time is right."""

VALID_S = 60.0
"""How long a judgement on the step since the last sign of life stays good."""


class ClockOordeel(msgspec.Struct, frozen=True):
    """The clocks side by side; `reason` says in Dutch why the time cannot be trusted, None when it can."""

    gateway_op: datetime
    stand: ClockState
    reason: str | None

    @property
    def is_agreed(self) -> bool:
        """Whether host and database agree on the time."""
        return abs(self.gateway_op - self.stand.database_op) <= MAX_CLOCK_DIFFERENCE


async def oordeel(grootboek: Grootboek, clock: Clock) -> ClockOordeel:
    """Look at the clocks. Raises nothing."""
    now = clock()
    stand = await clock_state.read(grootboek)
    return ClockOordeel(now, stand, _distrust(now, stand) if is_real(clock) else None)


async def require_correct(grootboek: Grootboek, clock: Clock) -> datetime:
    """The present, to go by in all that follows: asked again, a clock may say otherwise. Raises ClockUnreliable."""
    now = clock()
    if is_real(clock) and (reason := _distrust(now, await clock_state.read(grootboek))) is not None:
        logger.error("klok_onbetrouwbaar", regio=grootboek.regio, reden=reason)
        raise ClockUnreliable(reason)
    return now


class TimeCare:
    """The use cases of who looks after the clock of one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("time.oordeel")
    async def oordeel(self, _zicht: Zicht) -> ClockOordeel:
        """Can it be trusted?"""
        return await self._oordeel()

    @use("time.acknowledge")
    async def acknowledge(self, zicht: Zicht) -> ClockOordeel:
        """Book that the time of now is right, whatever it was before.

        Raises ClockUnreliable when the clocks differ, RegioIsSimulation.
        """
        if not is_real(self._clock):
            raise RegioIsSimulation
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermark.begin(grootboek)
            (position,) = await book.reserve(conn, 1, self._clock)
            previous = (await clock_state.read(grootboek)).geboekt_op
            await book_loose_gebeurtenis(conn, zicht.beller, position, KlokErkend(vorige=previous), self._clock)
        return await self._oordeel()

    async def _oordeel(self) -> ClockOordeel:
        async with self._database.lees() as conn:
            return await oordeel(Grootboek(conn, self._regio), self._clock)


class TimeGuard:
    """The watch of one process over its clock: a step is noticed at once, by the clock that nobody can set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._distance: timedelta | None = None
        self._good_until = 0.0

    async def now(self, database: Database, regio: str) -> datetime:
        """The present, for what cannot be undone. Raises ClockUnreliable, DatabaseGone."""
        moment, uptime = self._clock(), time.clock_gettime(_UPTIME_CLOCK)
        if not is_real(self._clock):
            return moment
        if self._has_leapt(moment, uptime) or uptime > self._good_until:
            async with database.lees() as conn:
                grootboek = Grootboek(conn, regio)
                moment, uptime = await require_correct(grootboek, self._clock), time.clock_gettime(_UPTIME_CLOCK)
                booked_at = (await clock_state.read(grootboek)).geboekt_op
            if self._has_leapt(moment, uptime) and (booked_at is None or abs(moment - booked_at) > MAX_STEP):
                reason = "de klok is versprongen terwijl de gateway draaide."
                logger.error("klok_onbetrouwbaar", regio=regio, reden=reason)
                raise ClockUnreliable(reason)
            # What was booked since at this time says that somebody recognised it.
            self._good_until = uptime + VALID_S
            self._distance = _distance(moment, uptime)
        return moment

    def _has_leapt(self, moment: datetime, uptime: float) -> bool:
        return self._distance is not None and abs(_distance(moment, uptime) - self._distance) > MAX_STEP


_UPTIME_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts also while the machine sleeps, where the system has such a clock."""


def _distance(moment: datetime, uptime: float) -> timedelta:
    """Between a clock that can be set and the one that cannot: the same for as long as nobody sets it."""
    return moment - datetime.fromtimestamp(uptime, moment.tzinfo)


def _distrust(now: datetime, stand: ClockState) -> str | None:
    if abs(now - stand.database_op) > MAX_CLOCK_DIFFERENCE:
        return f"de klok van deze machine ({_at(now)}) en die van de database ({_at(stand.database_op)}) verschillen."
    if stand.geboekt_op is not None and stand.geboekt_op - now > MAX_STEP:
        return f"er is al geboekt op {_at(stand.geboekt_op)}, en nu is het {_at(now)}."
    signs = [op for op in (stand.geboekt_op, stand.gewekt_op) if op is not None]
    if signs and now - max(signs) > STANDSTILL:
        return f"het laatste levensteken is van {_at(max(signs))}, en nu is het {_at(now)}."
    return None


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(NETHERLANDS):%Y-%m-%d %H:%M}"

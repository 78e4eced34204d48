# SPDX-License-Identifier: EUPL-1.2
"""The clocks of the region as its parties may ask for them: a list, and what it comes to. Both can be repeated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY, Clock, in_words
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, end_of
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.termijnen.clocks import Question, Termijnklok, clocks
from berichtenverkeer.termijnen.samenvatting import Tally, samenvatting


class DayBeforePeil(WrongQuestion):
    """De gevraagde dag ligt voor de dag waarvan de stand bekend is."""

    actie = "Kies een latere dag, of een eerder peil."
    parameter = "op"


class DayOutsideCalendar(WrongQuestion):
    """Deze dag ligt buiten de kalender waarop termijnen worden gerekend."""

    actie = f"Kies een dag van {FIRST_DAY} tot en met {LAST_DAY}."
    parameter = "op"


class TermijnListing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of clocks; `volgende` is the `na` of the next one. `k` and `op` give the same page again, for ever."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    klokken: list[Termijnklok]
    volgende: int | None


class Termijnsamenvatting(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is open on the day `op`, and what was settled from `begin` until `eind`, both days inclusive."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    begin: date
    eind: date
    tellingen: list[Tally]


class Termijnen:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("termijnen.klokken")
    async def klokken(
        self, zicht: Zicht, question: Question, *, k: int | None = None, op: date | None = None
    ) -> TermijnListing:
        """Of what is asked what concerns who calls: on the day `op`, as known at ledger position `k`.

        Without `k`: what was known at the end of that day, or what is known now when it is not over yet. Without `op`:
        the day of `k`, or today. Raises UnknownPeil, PositionVervallen, DayBeforePeil, DayOutsideCalendar.
        """
        question = msgspec.structs.replace(question, zijde=zicht.partij)
        async with self._begin(k, op) as (grootboek, position, day):
            page = await clocks(grootboek, position, day, question)
        return TermijnListing(
            regio=self._regio,
            k=position,
            op=day,
            klokken=page.klokken,
            volgende=page.volgende,
        )

    @use("termijnen.summary")
    async def summary(
        self, zicht: Zicht, periode: str | None = None, *, k: int | None = None, op: date | None = None
    ) -> Termijnsamenvatting:
        """Over a period as `read_periods` reads it, by default the year of the day; `k` and `op` as for `klokken`.

        Raises also UnreadablePeriode.
        """
        perioden = read_periods(periode) if periode is not None else None
        async with self._begin(k, op) as (grootboek, position, day):
            perioden = perioden or read_periods(f"{day.year}")
            begin, ending = perioden[0].begin, perioden[-1].eind
            tallies = await samenvatting(grootboek, position, day, (begin, ending), zicht.partij)
        return Termijnsamenvatting(
            regio=self._regio,
            k=position,
            op=day,
            begin=begin,
            eind=ending,
            tellingen=tallies,
        )

    @asynccontextmanager
    async def _begin(self, k: int | None, op: date | None) -> AsyncIterator[tuple[Grootboek, int, date]]:
        """A day that is today, or still to come, is asked by what is known now: what will be late by then."""
        if op is not None and not FIRST_DAY <= op <= LAST_DAY:
            raise DayOutsideCalendar
        moment = end_of(op, self._clock()) if op is not None and k is None else None
        async with at_peil(self._database, self._regio, self._clock, k=k, op=moment) as (grootboek, peil):
            if op is not None and op < peil.dag:
                raise DayBeforePeil(f"De stand is die van {in_words(peil.dag)}, en gevraagd is {in_words(op)}.")
            yield grootboek, peil.positie, op or peil.dag

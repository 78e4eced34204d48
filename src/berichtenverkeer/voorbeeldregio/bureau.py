# SPDX-License-Identifier: EUPL-1.2
"""What parties do beside berichten: on the morning of a day each course that waited for it asks, decides, and waits on.

A course is a thread of its own: it does what it does over HTTP, and yields the day on which it goes on.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import date
from heapq import heappop, heappush
from random import Random
from typing import Any

from berichtenverkeer.core.werkdagen import werkdag_after
from berichtenverkeer.voorbeeldregio.customer import Antwoord
from berichtenverkeer.voorbeeldregio.district import District
from berichtenverkeer.voorbeeldregio.life import Life, werkdag
from berichtenverkeer.voorbeeldregio.nay import Request
from berichtenverkeer.voorbeeldregio.outcome import Outcome

Course = AsyncIterator[date]
Ask = Callable[[str, str, Mapping[str, Any] | None], Awaitable[Antwoord]]
"""A question of a party (its code) at an address, or with a body something done there."""

AfterNay = Callable[["Bureau", Life, Request], None]
"""What begins when a request is turned down."""

_DONE = {200, 201, 204}


class NotDone(Exception):
    """The gateway did not do what it should have done: that course ends here."""


class Bureau:
    """The courses of a region, and its diary. One course at a time, in order of day and beginning."""

    def __init__(self, ask: Ask, district: District, after_nay: AfterNay) -> None:
        self.district = district
        self.outcome = Outcome(district.register)
        self.regio: str = next(row.code for row in district.register.rows["partijen"] if row.soort == "regio")
        self.today = district.setup.begin
        self.complaints: list[str] = []
        self._ask = ask
        self._after_nay = after_nay
        self._diary: list[tuple[date, int, Course]] = []
        self._count_up = 0

    def luck(self, *about: object) -> Random:
        """All chance of one course: from the seed of the region and what it is about."""
        return Random("/".join(map(str, (self.district.setup.zaad, *about))))

    def begin(self, course: Course, op: date | None = None) -> None:
        """Start a course, by default the next working day."""
        self._count_up += 1
        heappush(self._diary, (werkdag(op or werkdag_after(self.today, 1)), self._count_up, course))

    def refused(self, life: Life, request: Request) -> None:
        """A request of a youth was turned down."""
        self._after_nay(self, life, request)

    async def morning(self, today: date) -> None:
        """Let every course go on that waited for this day."""
        self.today = today
        while self._diary and self._diary[0][0] <= today:
            _, _, course = heappop(self._diary)
            try:
                following = await anext(course)
            except (StopAsyncIteration, NotDone):
                continue
            self.begin(course, max(following, werkdag_after(today, 1)))

    async def get(self, code: str, pad: str) -> dict[str, Any]:
        """What a party reads. Raises NotDone."""
        return await self._through(code, pad, None)

    async def post(self, code: str, pad: str, /, **body: Any) -> dict[str, Any]:
        """What a party does, with the answer to it. Raises NotDone."""
        return await self._through(code, pad, body)

    async def _through(self, code: str, pad: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        antwoord = await self._ask(code, pad, body)
        if antwoord.status not in _DONE:
            reasons = [one["tekst"] for one in antwoord.inhoud.get("bevindingen", ())]
            self.complaints.append(f"{self.today} {code} {pad.partition('?')[0]}: {antwoord.status} {reasons}")
            raise NotDone
        return antwoord.inhoud

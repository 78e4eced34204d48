# SPDX-License-Identifier: EUPL-1.2
"""The first page of who keeps the gateway or looks on: what asks for him today, and how things stand."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.ledger.book import Lading
from berichtenverkeer.ledger.inzage import Looked
from berichtenverkeer.pages.condition import ENDS_SOON, Condition, condition
from berichtenverkeer.pages.given import may
from berichtenverkeer.pages.register_soon import Soon, soon
from berichtenverkeer.pages.visit import Visit
from berichtenverkeer.pages.work_list import Task

LATELY = timedelta(days=7)
"""How far back is looked at who saw what."""

MOST = 10
"""How many of those who saw most clients are shown."""

USERS = "gebruikers"
"""The file of the register that has a line of its own."""

TEXTS = {
    "points": "Punten van de gateway die aandacht vragen",
    "tokens": "Tokens die binnen drie weken verlopen",
    "users": "Gebruikers van wie de toegang binnen een maand eindigt",
    "register": "Rijen van het register die binnen een maand aflopen zonder vervolg",
    "failed": "Keren dat iemand iets niet te zien kreeg, in de laatste zeven dagen",
}
"""What each line says."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """As much as he may see, None for the rest. `tokens`: how many end soon; `history` of the register, the last load
    first; `looked` since the day `since`. `sealed`: the last day of the last month that is over."""

    condition: Condition | None = None
    tokens: int | None = None
    soon: Soon | None = None
    history: Sequence[Lading] | None = None
    looked: Sequence[Looked] | None = None
    since: date
    sealed: date

    @property
    def watched(self) -> list[Looked]:
        """The people who saw most clients."""
        return [one for one in self.looked or () if one.persoon is not None and one.clients][:MOST]

    def tasks(self) -> Iterator[Task]:
        """What asks for him, with how much of it there is."""
        if self.condition is not None:
            yield Task(TEXTS["points"], self.condition.points, 0, "/beheer")
        if self.tokens is not None:
            yield Task(TEXTS["tokens"], self.tokens, 0, "/beheer/tokens")
        if self.soon is not None:
            of_file = {name: len(rows) for name, rows in self.soon.ending.items()}
            yield Task(TEXTS["users"], of_file.pop(USERS), 0, "/beheer/gebruikers")
            yield Task(TEXTS["register"], sum(of_file.values()), 0, "/register#binnenkort")
        if self.looked is not None:
            failed = sum(one.failed for one in self.looked)
            yield Task(TEXTS["failed"], failed, 0, f"/inzagelog?mislukt=ja&van={self.since}")


async def standing(visit: Visit) -> Standing:
    """Of now."""
    gateway, beller, since = visit.gateway, visit.beller, system_clock() - LATELY
    rights = {
        use: may(visit, use) for use in ("operations.view", "access.listing", "register.history", "inzage.looked")
    }
    return Standing(
        condition=await condition(visit) if rights["operations.view"] else None,
        tokens=await _tokens(visit) if rights["access.listing"] else None,
        soon=soon(visit) if rights["register.history"] else None,
        history=await gateway.register.history(beller) if rights["register.history"] else None,
        looked=await gateway.inzage.looked(beller, since) if rights["inzage.looked"] else None,
        since=day(since),
        sealed=day(gateway.clock()).replace(day=1) - timedelta(days=1),
    )


async def _tokens(visit: Visit) -> int:
    now = visit.gateway.clock()
    last, every = now + timedelta(days=ENDS_SOON), await visit.gateway.access.listing(visit.beller)
    return sum(one.is_valid(now) and one.verloopt_op is not None and one.verloopt_op < last for one in every)

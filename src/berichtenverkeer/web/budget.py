# SPDX-License-Identifier: EUPL-1.2
"""How many bytes this process holds for its clients: bodies that come in, answers that they have not read yet.

Bytes are counted as they come, not as they are announced: who announces 25 MB and sends one byte holds one byte.
Nobody waits for room here. Who finds none is refused, so that no client can hold up another (decision 080).
"""

from types import TracebackType

from aiohttp import web

from berichtenverkeer.web.problem import WAIT_S, Afwijzing

Holder = tuple[str | None, str]
"""Who is counted: a regio and the code of a party in it; None and an address of which no more is known."""

SMALL_BYTES = 64 * 1024
"""An answer up to this size is not counted: the bound on connections is enough."""


class Budget:
    """The bytes of all together, of each regio and of each party (or address)."""

    def __init__(self, total: int, per_partij: int, regios: int = 1) -> None:
        """Both in bytes. Of several regios none can have it all: each has its share, but at least that of a party."""
        self._total = total
        self._per_partij = per_partij
        self._per_regio = max(total // regios, per_partij)
        self._bytes: dict[Holder, int] = {}
        self._regios: dict[str | None, int] = {}
        self._summed = 0

    @property
    def summed(self) -> int:
        """What is held now, for all together."""
        return self._summed

    def take(self, holder: Holder, count: int) -> None:
        """Hold `count` bytes more. Raises Afwijzing: 429 beyond the share of the party, 503 beyond that of its regio
        or of all."""
        own = self._bytes.get(holder, 0) + count
        of_regio = self._regios.get(holder[0], 0) + count
        if own > self._per_partij:
            raise _full(429, "Er zijn te veel grote berichten van u tegelijk onderweg.")
        if self._summed + count > self._total or of_regio > self._per_regio:
            raise _full(503, "Er zijn nu te veel grote berichten tegelijk onderweg.")
        self._bytes[holder] = own
        self._regios[holder[0]] = of_regio
        self._summed += count

    def give_back(self, holder: Holder, count: int) -> None:
        """Hold them no longer."""
        if count:
            self._bytes[holder] -= count
            self._regios[holder[0]] -= count
            self._summed -= count
            if not self._bytes[holder]:
                del self._bytes[holder]


class Hold:
    """What one request holds of a Budget, given back when its block ends."""

    __slots__ = ("_budget", "_count", "_holder")

    def __init__(self, budget: Budget, holder: Holder) -> None:
        self._budget = budget
        self._holder = holder
        self._count = 0

    def reserve(self, count: int) -> None:
        """Hold so many bytes more. Raises Afwijzing like `Budget.take`."""
        self._budget.take(self._holder, count)
        self._count += count

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._budget.give_back(self._holder, self._count)


def _full(status: int, reden: str) -> Afwijzing:
    detail = f"{reden} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(status, detail, headers={"Retry-After": str(WAIT_S)}, close=True)


BUDGET = web.AppKey("budget", Budget)

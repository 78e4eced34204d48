# SPDX-License-Identifier: EUPL-1.2
"""How many bytes this process holds for its clients: bodies that come in, answers that they have not read yet.

Bytes are counted as they come, not as they are announced: who announces 25 MB and sends one byte holds one byte.
Nobody waits for room here. Who finds none is refused, so that no client can hold up another (decision 080).
"""

from collections import Counter
from types import TracebackType

from aiohttp import web

from berichtenverkeer.web.probleem import WACHT_S, Afwijzing

Holder = tuple[str | None, str]
"""Who is counted: a regio and the code of a party in it; None and an address of which no more is known."""

KLEIN_BYTES = 64 * 1024
"""An answer up to this size is not counted: the bound on connections is enough."""


class Budget:
    """The bytes of all together, of each regio and of each party (or address)."""

    def __init__(self, totaal: int, per_partij: int, regios: int = 1) -> None:
        """Both in bytes. Of several regios none can have it all: each has its share, but at least that of a party."""
        self._totaal = totaal
        self._per_partij = per_partij
        self._per_regio = max(totaal // regios, per_partij)
        self._bytes: Counter[Holder] = Counter()
        self._regios: Counter[str | None] = Counter()
        self._som = 0

    @property
    def som(self) -> int:
        """What is held now, for all together."""
        return self._som

    def neem(self, holder: Holder, aantal: int) -> None:
        """Hold `aantal` bytes more. Raises Afwijzing: 429 beyond the share of the party, 503 beyond that of its regio
        or of all."""
        if self._bytes[holder] + aantal > self._per_partij:
            raise _vol(429, "Er zijn te veel grote berichten van u tegelijk onderweg.")
        if max(self._som - self._totaal, self._regios[holder[0]] - self._per_regio) + aantal > 0:
            raise _vol(503, "Er zijn nu te veel grote berichten tegelijk onderweg.")
        self._bytes[holder] += aantal
        self._regios[holder[0]] += aantal
        self._som += aantal

    def geef_terug(self, holder: Holder, aantal: int) -> None:
        """Hold them no longer."""
        self._bytes[holder] -= aantal
        self._regios[holder[0]] -= aantal
        self._som -= aantal
        if not self._bytes[holder]:
            del self._bytes[holder]


class Hold:
    """What one request holds of a Budget, given back when its block ends."""

    __slots__ = ("_aantal", "_budget", "_holder")

    def __init__(self, budget: Budget, holder: Holder) -> None:
        self._budget = budget
        self._holder = holder
        self._aantal = 0

    def erbij(self, aantal: int) -> None:
        """Hold so many bytes more. Raises Afwijzing like `Budget.neem`."""
        self._budget.neem(self._holder, aantal)
        self._aantal += aantal

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._budget.geef_terug(self._holder, self._aantal)


def _vol(status: int, reden: str) -> Afwijzing:
    detail = f"{reden} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(status, detail, headers={"Retry-After": str(WACHT_S)}, sluit=True)


BUDGET = web.AppKey("budget", Budget)

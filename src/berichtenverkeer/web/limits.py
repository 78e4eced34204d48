# SPDX-License-Identifier: EUPL-1.2
"""How much one party may ask of one process, so that a runaway client does not stop the others (decision 032)."""

from collections.abc import Callable

import msgspec

from berichtenverkeer.core.settings import Network
from berichtenverkeer.validation.transport import MAX_BYTES
from berichtenverkeer.web.budget import Holder
from berichtenverkeer.web.problem import Afwijzing


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one process. `per_seconde` and `stoot` (what may come at once) are requests of one party.

    A place is for what has been read: `zwaar` is how many bodies are unpacked at the same time, and how many payloads
    fetched, for all parties together; `validaties` how many requests to check berichten are handled, of one party one.

    A client is bounded by itself: `kop_s` is how long the head of a request may take, `stil_s` how long a connection
    may stay open without one, `lees_s` how long a body may take to arrive, `schrijf_s` how long an answer may take to
    leave. `budget_bytes` is how much is held for all clients together, `budget_per_partij` for one. `verbindingen`
    may be open at the same time, `per_adres` of them from one address; from one of `proxies` that counts for the
    address that the proxy names.
    """

    onderweg: int = 64
    per_seconde: float = 500.0
    stoot: int = 1000
    max_bytes: int = MAX_BYTES
    zwaar: int = 4
    validaties: int = 4
    kop_s: float = 10.0
    stil_s: float = 75.0
    lees_s: float = 60.0
    schrijf_s: float = 60.0
    budget_bytes: int = 256 * 1024 * 1024
    budget_per_partij: int = 100 * 1024 * 1024
    verbindingen: int = 4096
    per_adres: int = 256
    proxies: tuple[Network, ...] = ()

    @property
    def largest(self) -> int:
        """The largest body, in bytes: never more than the standard's carriers take."""
        return min(self.max_bytes, MAX_BYTES)


class _Balance:
    __slots__ = ("onderweg", "saldo", "updated")

    def __init__(self, saldo: float, now: float) -> None:
        self.onderweg = 0
        self.saldo = saldo
        self.updated = now


class Gatekeeper:
    """Counts the requests of each party: a bucket that fills with time, and what is under way now."""

    def __init__(self, limits: Limits, tijd: Callable[[], float]) -> None:
        """`time` gives seconds that only go forward."""
        self._limits = limits
        self._tijd = tijd
        self._balances: dict[Holder, _Balance] = {}

    def enter(self, partij: Holder) -> None:
        """Let a request in; whoever was let in leaves through `leave`. Raises Afwijzing (429)."""
        now, limits = self._tijd(), self._limits
        balance = self._balances.get(partij)
        if balance is None:
            balance = self._balances[partij] = _Balance(limits.stoot, now)
        balance.saldo = min(limits.stoot, balance.saldo + (now - balance.updated) * limits.per_seconde)
        balance.updated = now
        if balance.onderweg >= limits.onderweg:
            raise _too_much(f"Er zijn al {limits.onderweg} verzoeken van u onderweg.", 1)
        if balance.saldo < 1:
            raise _too_much("U verstuurt sneller verzoeken dan is afgesproken.", 1 + int(1 / limits.per_seconde))
        balance.saldo -= 1
        balance.onderweg += 1

    def leave(self, partij: Holder) -> None:
        """The request was answered."""
        self._balances[partij].onderweg -= 1


def _too_much(text: str, wait_s: int) -> Afwijzing:
    detail = f"{text} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(429, detail, headers={"Retry-After": str(wait_s)})

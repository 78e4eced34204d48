# SPDX-License-Identifier: EUPL-1.2
"""The starts or stops of one bericht beside what was delivered before, looked up once for all rules.

A start or stop is an `Aanlevering`, whatever release it is of: the rules on what was before know no berichtklasse.

A bericht can hold 16,000 of them, and its client can have as many leveringen: both are gone through once.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.once import once
from berichtenverkeer.regels.plek import START, STOP
from berichtenverkeer.standaard.codes import RedenBeeindiging, StatusAanlevering


class Key(NamedTuple):
    """The key of a StartProduct, which its stops repeat (IV008)."""

    nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: date


class Stop(NamedTuple):
    """What the key of a StopProduct has besides that of its start."""

    reden: str
    einddatum: date


class Aanlevering(NamedTuple):
    """One start, or one stop of the start that it names."""

    pad: str
    start: Key
    stop: Stop | None
    status: str


class Stopped(NamedTuple):
    """The stops that hold on leveringen that belong together: of which kinds there are, and the last Einddatum."""

    tijdelijk: bool = False
    definitief: bool = False
    laatste: date = date.min

    def with_(self, stop: Stop) -> "Stopped":
        """With one stop more."""
        is_temporary = stop.reden == RedenBeeindiging.TIJDELIJK
        last = max(self.laatste, stop.einddatum)
        return Stopped(self.tijdelijk or is_temporary, self.definitief or not is_temporary, last)


class Removal(NamedTuple):
    """What the bericht takes back, beside what held before the bericht: whether it did, and whether a stop does."""

    pad: str
    is_bekend: bool
    is_gestopt: bool


class First(NamedTuple):
    """A first delivery, beside what holds just before it.

    `is_bekend`: it is there already; `start_is_bekend`: the start that it repeats is. `loopt`: a levering runs on the
    same toegewezen product. `eerder`: the stops on the same ToewijzingNummer and Begindatum; without a number the
    Product must be the same too.
    """

    pad: str
    stop: Stop | None
    is_bekend: bool
    start_is_bekend: bool
    loopt: bool
    eerder: Stopped


class Aangeleverd:
    """`removals` and `first` from top to bottom; `eerste` in the order in which they count.

    Only what a bericht adds, `first`, has its content judged (explanation of TR063).

    Removals come first, then the rest from top to bottom; temporary stops before definitive ones, which may follow on
    them (OP377), wherever they stand.
    """

    def __init__(self, bericht: Bericht, history: History) -> None:
        every = _aanleveringen(bericht)
        gone = [one for one in every if one.status == StatusAanlevering.VERWIJDEREN]
        self.first = [one for one in every if one.status == StatusAanlevering.EERSTE]
        self._starts = _received(every, history)
        self.removals = [self._removal(one) for one in gone]
        for one in gone:
            self._take_away(one)
        self._running = {_toegewezen_product(start) for start, stops in self._starts.items() if not stops}
        self._stopped: dict[tuple[object, ...], Stopped] = {}
        for start, stops in self._starts.items():
            for stop in stops:
                self._stop(start, stop)
        self.eerste = list(self._first(sorted(self.first, key=_is_definite)))

    def _removal(self, one: Aanlevering) -> Removal:
        return Removal(one.pad, self._is_known(one), bool(self._starts.get(one.start)))

    def _take_away(self, one: Aanlevering) -> None:
        if one.stop is None:
            self._starts.pop(one.start, None)
        else:
            self._starts.get(one.start, set()).discard(one.stop)

    def _first(self, new: list[Aanlevering]) -> Iterator[First]:
        for one in new:
            yield First(
                one.pad,
                one.stop,
                self._is_known(one),
                one.start in self._starts,
                _toegewezen_product(one.start) in self._running,
                self._stopped.get(_together(one.start), Stopped()),
            )
            self._settle(one)

    def _is_known(self, one: Aanlevering) -> bool:
        stops = self._starts.get(one.start)
        return stops is not None and (one.stop is None or one.stop in stops)

    def _settle(self, one: Aanlevering) -> None:
        if one.stop is not None:
            if one.start in self._starts:
                self._starts[one.start].add(one.stop)
                self._stop(one.start, one.stop)
        elif one.start not in self._starts:
            self._starts[one.start] = set()
            self._running.add(_toegewezen_product(one.start))

    def _stop(self, start: Key, stop: Stop) -> None:
        name = _together(start)
        self._stopped[name] = self._stopped.get(name, Stopped()).with_(stop)


@once
def aangeleverd(bericht: Bericht, history: History) -> Aangeleverd:
    """What the rules look at, kept as `once` says."""
    return Aangeleverd(bericht, history)


def _aanleveringen(bericht: Bericht) -> list[Aanlevering]:
    """The starts of a JW305 or the stops of a JW307, from top to bottom."""
    if START.is_in(type(bericht)):
        return [Aanlevering(pad, _key(one), None, one.status_aanlevering) for pad, one in START.in_(bericht)]
    return [
        Aanlevering(pad, _key(one), Stop(one.reden_beeindiging, one.einddatum), one.status_aanlevering)
        for pad, one in STOP.in_(bericht)
    ]


def _key(product: Any) -> Key:
    """The key that a start has and that its stop repeats."""
    soort = product.product
    categorie, code = (soort.categorie, soort.code) if soort else (None, None)
    return Key(product.toewijzing_nummer, categorie, code, product.begindatum)


def _received(every: list[Aanlevering], history: History) -> dict[Key, set[Stop]]:
    """What held before the bericht on the toewijzingen that it names: the starts, each with its stops."""
    leveringen: dict[Key, set[Stop]] = {}
    for number in dict.fromkeys(one.start.nummer for one in every):
        for one in history.leveringen(number):
            stops = ((RedenBeeindiging.TIJDELIJK, one.tijdelijk_einde), (one.reden, one.einde))
            start = Key(one.toewijzing_nummer, one.categorie, one.code, one.begindatum)
            leveringen[start] = {Stop(reden, end) for reden, end in stops if reden and end}
    return leveringen


def _is_definite(one: Aanlevering) -> bool:
    return one.stop is not None and one.stop.reden != RedenBeeindiging.TIJDELIJK


def _together(start: Key) -> tuple[object, ...]:
    """What leveringen have in common whose stops are judged together (IV096)."""
    return start if start.nummer is None else (start.nummer, start.begindatum)


def _toegewezen_product(start: Key) -> object:
    """What only one levering runs on: the toewijzing, whatever product the start names; without one the product."""
    return (start.categorie, start.code) if start.nummer is None else start.nummer

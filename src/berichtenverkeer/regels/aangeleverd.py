# SPDX-License-Identifier: EUPL-1.2
"""The starts or stops of one bericht beside what was delivered before, looked up once for all rules.

A start or stop is an `Aanlevering`, whatever release it is of: the rules on what was before know no berichtklasse.

A bericht can hold 16,000 of them, and its client can have as many leveringen: both are gone through once.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.regels.eenmaal import eenmaal
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import START, STOP
from berichtenverkeer.standaard.codes import RedenBeeindiging, StatusAanlevering


class Sleutel(NamedTuple):
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
    start: Sleutel
    stop: Stop | None
    status: str


class Gestopt(NamedTuple):
    """The stops that hold on leveringen that belong together: of which kinds there are, and the last Einddatum."""

    tijdelijk: bool = False
    definitief: bool = False
    laatste: date = date.min

    def met(self, stop: Stop) -> "Gestopt":
        """With one stop more."""
        is_tijdelijk = stop.reden == RedenBeeindiging.TIJDELIJK
        laatste = max(self.laatste, stop.einddatum)
        return Gestopt(self.tijdelijk or is_tijdelijk, self.definitief or not is_tijdelijk, laatste)


class Verwijdering(NamedTuple):
    """What the bericht takes back, beside what held before the bericht: whether it did, and whether a stop does."""

    pad: str
    is_bekend: bool
    is_gestopt: bool


class Eerste(NamedTuple):
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
    eerder: Gestopt


class Aangeleverd:
    """`verwijderingen` from top to bottom; `eerste` in the order in which they count.

    Removals come first, then the rest from top to bottom; temporary stops before definitive ones, which may follow on
    them (OP377), wherever they stand.
    """

    def __init__(self, bericht: Bericht, history: History) -> None:
        alle = aanleveringen(bericht)
        weg = [een for een in alle if een.status == StatusAanlevering.VERWIJDEREN]
        nieuw = [een for een in alle if een.status == StatusAanlevering.EERSTE]
        self._starts = _ontvangen(alle, history)
        self.verwijderingen = [self._verwijdering(een) for een in weg]
        for een in weg:
            self._haal_weg(een)
        self._lopend = {_toegewezen_product(start) for start, stops in self._starts.items() if not stops}
        self._gestopt: dict[tuple[object, ...], Gestopt] = {}
        for start, stops in self._starts.items():
            for stop in stops:
                self._stop(start, stop)
        self.eerste = list(self._eerste(sorted(nieuw, key=_is_definitief)))

    def _verwijdering(self, een: Aanlevering) -> Verwijdering:
        return Verwijdering(een.pad, self._is_bekend(een), bool(self._starts.get(een.start)))

    def _haal_weg(self, een: Aanlevering) -> None:
        if een.stop is None:
            self._starts.pop(een.start, None)
        else:
            self._starts.get(een.start, set()).discard(een.stop)

    def _eerste(self, nieuw: list[Aanlevering]) -> Iterator[Eerste]:
        for een in nieuw:
            yield Eerste(
                een.pad,
                een.stop,
                self._is_bekend(een),
                een.start in self._starts,
                _toegewezen_product(een.start) in self._lopend,
                self._gestopt.get(_bij_elkaar(een.start), Gestopt()),
            )
            self._boek(een)

    def _is_bekend(self, een: Aanlevering) -> bool:
        stops = self._starts.get(een.start)
        return stops is not None and (een.stop is None or een.stop in stops)

    def _boek(self, een: Aanlevering) -> None:
        if een.stop is not None:
            if een.start in self._starts:
                self._starts[een.start].add(een.stop)
                self._stop(een.start, een.stop)
        elif een.start not in self._starts:
            self._starts[een.start] = set()
            self._lopend.add(_toegewezen_product(een.start))

    def _stop(self, start: Sleutel, stop: Stop) -> None:
        naam = _bij_elkaar(start)
        self._gestopt[naam] = self._gestopt.get(naam, Gestopt()).met(stop)


@eenmaal
def aangeleverd(bericht: Bericht, history: History) -> Aangeleverd:
    """What the rules look at, kept as `eenmaal` says."""
    return Aangeleverd(bericht, history)


def aanleveringen(bericht: Bericht) -> list[Aanlevering]:
    """The starts of a JW305 or the stops of a JW307, from top to bottom."""
    starts = [Aanlevering(pad, _sleutel(een), None, een.status_aanlevering) for pad, een in START.in_(bericht)]
    stops = [
        Aanlevering(pad, _sleutel(een), Stop(een.reden_beeindiging, een.einddatum), een.status_aanlevering)
        for pad, een in STOP.in_(bericht)
    ]
    return starts or stops


def eerste_aanleveringen(bericht: Bericht) -> list[Aanlevering]:
    """What the bericht adds. Only these have their content judged (explanation of TR063)."""
    return [een for een in aanleveringen(bericht) if een.status == StatusAanlevering.EERSTE]


def _sleutel(product: Any) -> Sleutel:
    """The key that a start has and that its stop repeats."""
    soort = product.product
    categorie, code = (soort.categorie, soort.code) if soort else (None, None)
    return Sleutel(product.toewijzing_nummer, categorie, code, product.begindatum)


def _ontvangen(alle: list[Aanlevering], history: History) -> dict[Sleutel, set[Stop]]:
    """What held before the bericht on the toewijzingen that it names: the starts, each with its stops."""
    leveringen: dict[Sleutel, set[Stop]] = {}
    for nummer in dict.fromkeys(een.start.nummer for een in alle):
        for een in history.leveringen(nummer):
            stops = ((RedenBeeindiging.TIJDELIJK, een.tijdelijk_einde), (een.reden, een.einde))
            start = Sleutel(een.toewijzing_nummer, een.categorie, een.code, een.begindatum)
            leveringen[start] = {Stop(reden, einde) for reden, einde in stops if reden and einde}
    return leveringen


def _is_definitief(een: Aanlevering) -> bool:
    return een.stop is not None and een.stop.reden != RedenBeeindiging.TIJDELIJK


def _bij_elkaar(start: Sleutel) -> tuple[object, ...]:
    """What leveringen have in common whose stops are judged together (IV096)."""
    return start if start.nummer is None else (start.nummer, start.begindatum)


def _toegewezen_product(start: Sleutel) -> object:
    """What only one levering runs on: the toewijzing, whatever product the start names; without one the product."""
    return (start.categorie, start.code) if start.nummer is None else start.nummer

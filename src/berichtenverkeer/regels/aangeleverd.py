# SPDX-License-Identifier: EUPL-1.2
"""The starts or stops of one bericht beside what was delivered before, looked up once for all rules.

A bericht can hold 16,000 of them, and its client can have as many leveringen: both are gone through once.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from berichtenverkeer.berichten import JW305, JW307
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.regels.eenmaal import eenmaal
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import START, STOP
from berichtenverkeer.standaard.codes import RedenBeeindiging, StatusAanlevering

Regie = JW305 | JW307
Aanlevering = StartProduct | StopProduct


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
    product: Aanlevering
    is_bekend: bool
    start_is_bekend: bool
    loopt: bool
    eerder: Gestopt


class Aangeleverd:
    """`verwijderingen` from top to bottom; `eerste` in the order in which they count.

    Removals come first, then the rest from top to bottom; temporary stops before definitive ones, which may follow on
    them (OP377), wherever they stand.
    """

    def __init__(self, bericht: Regie, history: History) -> None:
        plekken = list((START if isinstance(bericht, JW305) else STOP).in_(bericht))
        weg = [plek for plek in plekken if plek[1].status_aanlevering == StatusAanlevering.VERWIJDEREN]
        nieuw = [plek for plek in plekken if plek[1].status_aanlevering == StatusAanlevering.EERSTE]
        self._starts = _ontvangen(plekken, history)
        self.verwijderingen = [self._verwijdering(pad, product) for pad, product in weg]
        for _, product in weg:
            self._haal_weg(product)
        self._lopend = {_toegewezen_product(start) for start, stops in self._starts.items() if not stops}
        self._gestopt: dict[tuple[object, ...], Gestopt] = {}
        for start, stops in self._starts.items():
            for stop in stops:
                self._stop(start, stop)
        self.eerste = list(self._eerste(sorted(nieuw, key=_is_definitief)))

    def _verwijdering(self, pad: str, product: Aanlevering) -> Verwijdering:
        return Verwijdering(pad, self._is_bekend(product), bool(self._starts.get(sleutel(product))))

    def _haal_weg(self, product: Aanlevering) -> None:
        if isinstance(product, StartProduct):
            self._starts.pop(sleutel(product), None)
        else:
            self._starts.get(sleutel(product), set()).discard(_stop(product))

    def _eerste(self, plekken: list[tuple[str, Aanlevering]]) -> Iterator[Eerste]:
        for pad, product in plekken:
            start = sleutel(product)
            yield Eerste(
                pad,
                product,
                self._is_bekend(product),
                start in self._starts,
                _toegewezen_product(start) in self._lopend,
                self._gestopt.get(_bij_elkaar(start), Gestopt()),
            )
            self._boek(start, product)

    def _is_bekend(self, product: Aanlevering) -> bool:
        stops = self._starts.get(sleutel(product))
        return stops is not None and (isinstance(product, StartProduct) or _stop(product) in stops)

    def _boek(self, start: Sleutel, product: Aanlevering) -> None:
        if isinstance(product, StopProduct):
            if start in self._starts:
                self._starts[start].add(_stop(product))
                self._stop(start, _stop(product))
        elif start not in self._starts:
            self._starts[start] = set()
            self._lopend.add(_toegewezen_product(start))

    def _stop(self, start: Sleutel, stop: Stop) -> None:
        naam = _bij_elkaar(start)
        self._gestopt[naam] = self._gestopt.get(naam, Gestopt()).met(stop)


@eenmaal
def aangeleverd(bericht: Regie, history: History) -> Aangeleverd:
    """What the rules look at, kept as `eenmaal` says."""
    return Aangeleverd(bericht, history)


def sleutel(product: Aanlevering) -> Sleutel:
    """The key that a start has and that its stop repeats."""
    soort = product.product
    categorie, code = (soort.categorie, soort.code) if soort else (None, None)
    return Sleutel(product.toewijzing_nummer, categorie, code, product.begindatum)


def _ontvangen(plekken: list[tuple[str, Aanlevering]], history: History) -> dict[Sleutel, set[Stop]]:
    """What held before the bericht on the toewijzingen that it names: the starts, each with its stops."""
    leveringen: dict[Sleutel, set[Stop]] = {}
    for nummer in dict.fromkeys(product.toewijzing_nummer for _, product in plekken):
        for een in history.leveringen(nummer):
            stops = ((RedenBeeindiging.TIJDELIJK, een.tijdelijk_einde), (een.reden, een.einde))
            start = Sleutel(een.toewijzing_nummer, een.categorie, een.code, een.begindatum)
            leveringen[start] = {Stop(reden, einde) for reden, einde in stops if reden and einde}
    return leveringen


def _is_definitief(plek: tuple[str, Aanlevering]) -> bool:
    return isinstance(plek[1], StopProduct) and plek[1].reden_beeindiging != RedenBeeindiging.TIJDELIJK


def _stop(product: StopProduct) -> Stop:
    return Stop(product.reden_beeindiging, product.einddatum)


def _bij_elkaar(start: Sleutel) -> tuple[object, ...]:
    """What leveringen have in common whose stops are judged together (IV096)."""
    return start if start.nummer is None else (start.nummer, start.begindatum)


def _toegewezen_product(start: Sleutel) -> object:
    """What only one levering runs on: the toewijzing, whatever product the start names; without one the product."""
    return (start.categorie, start.code) if start.nummer is None else start.nummer

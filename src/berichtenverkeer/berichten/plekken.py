# SPDX-License-Identifier: EUPL-1.2
"""Walking a bericht by element path, so that a rule can say where: `JW305/Client/StartProducten/StartProduct[2]`."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.plan import Veld, velden
from berichtenverkeer.berichten.soorten import Bericht


def elk(bericht: Bericht, pad: str) -> Iterator[tuple[str, Any]]:
    """Every value at `pad` that the bericht holds, with its own full path, in document order.

    `pad` has the names of the standard, without the berichtsoort in front and without indexes:
    `Client/StartProducten/StartProduct`. A repeating element gets an index from 1. What is absent yields nothing.
    Raises KeyError for a name that the class does not have: a typing error in a rule fails its first test.
    """
    return iter(_langs(bericht, _sprongen(type(bericht), pad)))


def waar(bericht: Bericht, pad: str, klopt: Callable[[Any], bool]) -> Iterator[str]:
    """The path of every value at `pad` for which `klopt` holds, as `elk` would give it.

    No other path is made, so that judging 30,000 prestaties costs little more than looking at them.
    """
    *voor, laatste = _sprongen(type(bericht), pad)
    na: tuple[str, ...] = ()
    staart = ""
    if voor and not laatste.herhaalt:
        na, staart = laatste.attributen, laatste.namen
        laatste = voor.pop()
    for plek, deel in _langs(bericht, voor):
        reeks = _waarde(deel, laatste.attributen)
        if not laatste.herhaalt:
            if reeks is not None and klopt(reeks):
                yield plek + laatste.namen
            continue
        for nummer, een in enumerate(reeks or (), 1):
            waarde = _waarde(een, na) if na else een
            if waarde is not None and klopt(waarde):
                yield f"{plek}{laatste.namen}[{nummer}]{staart}"


def _waarde(deel: Any, attributen: tuple[str, ...]) -> Any:
    """What stands below `deel`, or None where anything on the way is absent."""
    for attribuut in attributen:
        deel = getattr(deel, attribuut)
        if deel is None:
            return None
    return deel


class _Sprong(NamedTuple):
    """Some steps at once, up to and including an element that repeats, or to the end of the path."""

    attributen: tuple[str, ...]
    namen: str
    herhaalt: bool


def _langs(bericht: Bericht, sprongen: Sequence[_Sprong]) -> list[tuple[str, Any]]:
    hier: list[tuple[str, Any]] = [(type(bericht).__name__, bericht)]
    for attributen, namen, herhaalt in sprongen:
        daar: list[tuple[str, Any]] = []
        for plek, deel in hier:
            waarde = _waarde(deel, attributen)
            if waarde is None:
                continue
            if herhaalt:
                daar.extend([(f"{plek}{namen}[{nummer}]", een) for nummer, een in enumerate(waarde, 1)])
            else:
                daar.append((plek + namen, waarde))
        hier = daar
    return hier


@cache
def _sprongen(klasse: type[Klasse], pad: str) -> tuple[_Sprong, ...]:
    sprongen = []
    attributen: list[str] = []
    namen = ""
    for veld in stappen(klasse, pad):
        attributen.append(veld.attribuut)
        namen += f"/{veld.element}"
        if veld.herhaalt:
            sprongen.append(_Sprong(tuple(attributen), namen, True))
            attributen, namen = [], ""
    if attributen:
        sprongen.append(_Sprong(tuple(attributen), namen, False))
    return tuple(sprongen)


@cache
def stappen(klasse: type[Klasse], pad: str) -> tuple[Veld, ...]:
    """The child elements to step through from `klasse` along `pad`; KeyError for a name that a class does not have."""
    gevonden: list[Veld] = []
    hier: type[Klasse] | None = klasse
    for naam in pad.split("/"):
        veld = _veld(hier, naam, pad)
        gevonden.append(veld)
        hier = veld.klasse
    return tuple(gevonden)


def _veld(klasse: type[Klasse] | None, naam: str, pad: str) -> Veld:
    for veld in velden(klasse) if klasse else ():
        if veld.element == naam:
            return veld
    raise KeyError(pad)


def _onder(hier: str, deel: Klasse, veld: Veld) -> Iterator[tuple[str, Any]]:
    """What `deel` holds in one field, each with its path."""
    waarde = getattr(deel, veld.attribuut)
    if veld.herhaalt:
        for nummer, een in enumerate(waarde, 1):
            yield f"{hier}/{veld.element}[{nummer}]", een
    elif waarde is not None:
        yield f"{hier}/{veld.element}", waarde


def alle(bericht: Bericht) -> Iterator[tuple[str, Any]]:
    """Every element of the bericht with its path, the parts before what hangs under them; the root first."""
    yield from _alle(type(bericht).__name__, bericht)


def _alle(hier: str, deel: Any) -> Iterator[tuple[str, Any]]:
    yield hier, deel
    if isinstance(deel, Klasse):
        for veld in velden(type(deel)):
            for plek, onder in _onder(hier, deel, veld):
                yield from _alle(plek, onder)


def volgorde(pad: str, klasse: type[Bericht]) -> tuple[tuple[int, int], ...]:
    """A key that puts the paths of a `klasse` in document order, a part before what hangs under it.

    An absent element has its place too.

    Raises KeyError for a path that it cannot have.
    """
    soort, _, rest = pad.partition("/")
    if soort != klasse.__name__:
        raise KeyError(pad)
    hier: type[Klasse] | None = klasse
    sleutel: list[tuple[int, int]] = []
    for stap in rest.split("/") if rest else ():
        naam, _, nummer = stap.rstrip("]").partition("[")
        plaats, hier = _plaats(hier, naam)
        sleutel.append((plaats, int(nummer or 0)))
    return tuple(sleutel)


@cache
def _plaats(klasse: type[Klasse] | None, naam: str) -> tuple[int, type[Klasse] | None]:
    """Where an element stands in its class, and its own class."""
    veld = _veld(klasse, naam, naam)
    assert klasse is not None
    return velden(klasse).index(veld), veld.klasse

# SPDX-License-Identifier: EUPL-1.2
"""Random lives that look for the edges of definitions 2 to 4: gaps around D, moves on one day, stops and restarts.

One recipe, two cooks: hypothesis draws (and shrinks) a life, a seeded random makes thousands of them fast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple, Protocol, TypeVar

from hypothesis import strategies as st

from rapporten.oracle import UNKNOWN, Levering, Plek, Product, Start, Toewijzing, hele_regio

T = TypeVar("T")
FIRST_DAY = date(2024, 1, 1)
DATUM_K = date(2026, 6, 30)
PERIODE = (date(2025, 1, 1), date(2025, 12, 31))
AANBIEDERS = ("99000101", "99000102", "99000103", "99000107")
GEMEENTEN = ("0855", "0785")
REDENEN = ("02", "31", "32", "33", "34", "35", "36", "37", "38", "39")


class Productregel(NamedTuple):
    """One row of the register's product table, valid from `vanaf` until the next row of the product."""

    product: Product
    segment: str
    hulpvorm: str
    vanaf: date = date(2000, 1, 1)


# Two products in one segment and hulpvorm, one in that hulpvorm but in another segment, one that changes its segment
# halfway 2025, one that cannot be placed.
REGISTER = (
    Productregel(Product("45", "45A01"), "3", "02"),
    Productregel(Product("45", "45A02"), "3", "02"),
    Productregel(Product("45", "45B01"), "4", "02"),
    Productregel(Product("43", "43A01"), "1", "12"),
    Productregel(Product("43", "43A01"), "2", "12", date(2025, 7, 1)),
    Productregel(Product("44", "44A01"), "", "14"),
)
PRODUCTEN = tuple(dict.fromkeys(regel.product for regel in REGISTER))


def _regel(levering: Levering) -> Productregel:
    return [r for r in REGISTER if r.product == levering.start.product and r.vanaf <= levering.begin][-1]


def segment(levering: Levering) -> str:
    return _regel(levering).segment or UNKNOWN


def hulpvorm(levering: Levering) -> str:
    return _regel(levering).hulpvorm


DIMENSIES: Mapping[str, Plek] = {
    "segment": segment,
    "hulpvorm": hulpvorm,
    "aanbieder": lambda levering: levering.start.aanbieder,
    "gemeente": lambda levering: levering.start.gemeente,
    "productcategorie": lambda levering: str(levering.start.product.categorie),
    "regio": hele_regio,
}


class Choice(Protocol):
    """Who decides: hypothesis or a seeded random."""

    def numeral(self, layer: int, hoog: int) -> int: ...

    def een_van(self, options: Sequence[T]) -> T: ...


class Gezaaid:
    def __init__(self, random: Random) -> None:
        self._random = random

    def numeral(self, layer: int, hoog: int) -> int:
        return self._random.randint(layer, hoog)

    def een_van(self, options: Sequence[T]) -> T:
        return self._random.choice(options)


class Getrokken:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def numeral(self, layer: int, hoog: int) -> int:
        return self._draw(st.integers(layer, hoog))

    def een_van(self, options: Sequence[T]) -> T:
        return self._draw(st.sampled_from(options))


@dataclass(frozen=True)
class Life:
    """The StartProducten and toewijzingen of one client, and the doorstroomtermijn they were made to provoke."""

    termijn: int
    starts: tuple[Start, ...]
    toewijzingen: tuple[Toewijzing, ...]


def maak_leven(
    kies: Choice,
    termijn: int,
    client: str = "client",
    nummers_vanaf: int = 1,
    rand: bool = False,
    sequel: bool = False,
) -> Life:
    """One life. Numbers are given out from `nummers_vanaf` (never more than 100).

    With `rand` also lives on which the text leaves room (see `is_rand`) and ends after the date of K. With `sequel`
    care often goes on under a new number, or just not.
    """
    gemeente = kies.een_van(GEMEENTEN)
    aanbieders = AANBIEDERS[: kies.numeral(1, len(AANBIEDERS))]
    producten = PRODUCTEN[-kies.numeral(2, len(PRODUCTEN)) :]
    starts: list[Start] = []
    for number in range(nummers_vanaf, nummers_vanaf + kies.numeral(1, 8)):
        first = Start(
            client,
            kies.een_van(aanbieders),
            gemeente if kies.numeral(0, 9) else kies.een_van(GEMEENTEN),
            number if kies.numeral(0, 3) else None,
            kies.een_van(producten),
            _begin(kies, starts, termijn),
        )
        ervoor = [start for start in starts if start.einde] if sequel and kies.numeral(0, 1) else []
        if ervoor:
            first = _onder_nieuw_nummer(kies, kies.een_van(ervoor), number, termijn)
        is_kluwen = rand and not kies.numeral(0, 1)
        for start in _kluwen(kies, first) if is_kluwen else _levering_met_vervolg(kies, first, termijn):
            _accept(starts, start, rand)
    return Life(termijn, tuple(starts), _toewijzingen(kies, starts, nummers_vanaf + 50, sequel))


def _onder_nieuw_nummer(kies: Choice, ervoor: Start, number: int, termijn: int) -> Start:
    """The same care goes on under a new number, just before or after it broke."""
    assert ervoor.einde
    begin = ervoor.einde + timedelta(1 + max(0, kies.een_van((0, termijn - 1, termijn, termijn + 1))))
    kaal = replace(ervoor, tijdelijk_einde=None, einde=None, reden=None)
    return replace(kaal, toewijzing_nummer=number, begindatum=begin)


def _begin(kies: Choice, starts: Sequence[Start], termijn: int) -> date:
    """Somewhere in the years, or close to the begin or the end of what is there."""
    if not starts or not kies.numeral(0, 7):
        return FIRST_DAY + timedelta(kies.numeral(0, 800))
    neighbour = kies.een_van(starts)
    ending = neighbour.einde or neighbour.tijdelijk_einde
    fixed = neighbour.begindatum if ending is None or not kies.numeral(0, 3) else ending + timedelta(1)
    return fixed + timedelta(_sprong(kies, termijn))


def _sprong(kies: Choice, termijn: int) -> int:
    randen = (0, 1, termijn - 1, termijn, termijn + 1, termijn + 2, 2 * termijn)
    afstand = kies.een_van((*randen, *randen, kies.numeral(0, 10), kies.numeral(0, 200)))
    return afstand if kies.numeral(0, 2) else -afstand


def _duur(kies: Choice, termijn: int) -> int:
    return max(
        1,
        kies.een_van(
            (1, 2, termijn, termijn + 1, 2 * termijn + 3, 4 * termijn + 9, kies.numeral(1, 20), kies.numeral(20, 300))
        ),
    )


def _levering_met_vervolg(kies: Choice, start: Start, termijn: int) -> list[Start]:
    """An open, an ended or an interrupted levering; the last one with or without a restart or a definitive stop."""
    ending = start.begindatum + timedelta(_duur(kies, termijn) - 1)
    soort = kies.numeral(0, 19)
    if soort == 0:
        return [start]
    if soort <= 15:
        return [replace(start, einde=ending, reden=kies.een_van(REDENEN))]
    temporary = replace(start, tijdelijk_einde=ending)
    later = ending + timedelta(max(0, _sprong(kies, termijn)))
    if soort == 16:
        return [temporary if not kies.numeral(0, 4) else replace(temporary, einde=later, reden=kies.een_van(REDENEN))]
    verwant = [product for product in PRODUCTEN if product.categorie == start.product.categorie]
    product = start.product if start.toewijzing_nummer is None or kies.numeral(0, 3) else kies.een_van(verwant)
    resume = replace(start, begindatum=later + timedelta(kies.numeral(0, 1)), product=product)
    return [temporary, *_levering_met_vervolg(kies, resume, termijn)]


def _kluwen(kies: Choice, first: Start) -> list[Start]:
    """Starts of one kind close together, most of them interrupted: which one does each later start resume?

    Several may be interrupted at once, and resumed one after another; a start may fall between the begin of another
    and its temporary Einddatum. Two in three are without a number.
    """
    starts, begin = [], first.begindatum
    number = first.toewijzing_nummer if not kies.numeral(0, 2) else None
    for _ in range(kies.numeral(2, 7)):
        start = replace(first, toewijzing_nummer=number, begindatum=begin)
        if kies.numeral(0, 5):
            start = replace(start, tijdelijk_einde=begin + timedelta(kies.numeral(0, 9)))
        if not kies.numeral(0, 4):
            ending = (start.tijdelijk_einde or begin) + timedelta(kies.numeral(0, 9))
            start = replace(start, einde=ending, reden=kies.een_van(REDENEN))
        starts.append(start)
        begin += timedelta(kies.numeral(1, 5))
    return starts


def _accept(starts: list[Start], start: Start, rand: bool) -> None:
    if len(starts) > 12 or start.begindatum > DATUM_K or any(_key(other) == _key(start) for other in starts):
        return
    if not rand:
        last = max(day for day in (start.begindatum, start.tijdelijk_einde, start.einde) if day)
        if last > DATUM_K or is_rand([*starts, start]):
            return
    # Every fourth or so waits for the answer of its receiver.
    starts.append(replace(start, is_voorlopig=(start.begindatum.toordinal() + len(starts)) % 4 == 0))


def _key(start: Start) -> tuple[Any, ...]:
    return (start.client, start.aanbieder, start.toewijzing_nummer, start.product, start.begindatum)


def is_rand(starts: Sequence[Start]) -> bool:
    """Definitions 2 can be read in two ways here.

    A StartProduct begins after an interrupted one of the same number or product, but not after its temporary
    Einddatum, or not after its definitive one.
    """
    return any(
        old.tijdelijk_einde is not None
        and _reeks(old) == _reeks(new)
        and old.begindatum < new.begindatum <= max(old.tijdelijk_einde, old.einde or old.tijdelijk_einde)
        for old in starts
        for new in starts
    )


def _reeks(start: Start) -> tuple[Any, ...]:
    what = start.product if start.toewijzing_nummer is None else start.toewijzing_nummer
    return (start.client, start.aanbieder, start.toewijzing_nummer is None, what)


def _toewijzingen(kies: Choice, starts: Sequence[Start], nummers_vanaf: int, sequel: bool) -> tuple[Toewijzing, ...]:
    """One for every number, dated around its first care, and up to three on which no care has begun."""
    eerste_zorg: dict[int, Start] = {}
    for start in sorted(starts, key=lambda start: start.begindatum):
        if start.toewijzing_nummer is not None:
            eerste_zorg.setdefault(start.toewijzing_nummer, start)
    zonder_zorg = {nummers_vanaf + n: kies.een_van(starts) for n in range(kies.numeral(0, 3) if starts else 0)}
    ervoor = starts if sequel else ()
    return tuple(_toewijzing(kies, number, start, ervoor) for number, start in (eerste_zorg | zonder_zorg).items())


def _toewijzing(kies: Choice, number: int, start: Start, starts: Sequence[Start]) -> Toewijzing:
    entry = start.begindatum - timedelta(kies.een_van((0, 0, 1, 14, -1, kies.numeral(0, 120))))
    ervoor = [s.einde for s in starts if s.einde and (s.aanbieder, s.product) == (start.aanbieder, start.product)]
    if ervoor and kies.numeral(0, 1):  # the day after other care of the kind, or a day too late to continue it
        entry = kies.een_van(ervoor) + timedelta(kies.een_van((1, 1, 1, 0, 2)))
    ending = kies.een_van((None, entry + timedelta(kies.numeral(0, 500)), date(entry.year, 12, 31)))
    verwijderd = not kies.numeral(0, 14)
    return Toewijzing(
        client=start.client,
        aanbieder=start.aanbieder,
        gemeente=start.gemeente,
        toewijzing_nummer=number,
        product=start.product,
        eerste_datum=entry - timedelta(kies.een_van((0, 3, 10, -5, kies.numeral(-30, 60)))),
        ingangsdatum=entry,
        einddatum=entry if verwijderd else ending,
        is_verwijderd=verwijderd,
        is_taakgericht=not kies.numeral(0, 9),
    )


@st.composite
def lives(draw: st.DrawFn, rand: bool = False) -> Life:
    """One life with a doorstroomtermijn from 0 to 60, for hypothesis."""
    return maak_leven(Getrokken(draw), draw(st.integers(0, 60)), rand=rand)


def vele_levens(count: int, termijn: int, seed: int = 1, rand: bool = False, sequel: bool = False) -> list[Life]:
    """`count` lives made for one doorstroomtermijn: clients c00000, c00001, ...; toewijzingnummers never coincide."""
    kies = Gezaaid(Random(seed))
    return [maak_leven(kies, termijn, f"c{n:05}", 1 + n * 100, rand, sequel) for n in range(count)]

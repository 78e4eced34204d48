# SPDX-License-Identifier: EUPL-1.2
"""Where a rule walks: a berichtklasse or an element, in one or more berichten, by the names of the standard."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from berichtenverkeer.berichten import CLASSES, Bericht
from berichtenverkeer.berichten.generated import Generated, search, search_field, steps, walk, walk_field


class Plek:
    """The paths at which one thing stands: `Plek("JW305/Client/StartProducten/StartProduct")`.

    A path that the berichten do not have fails at import (KeyError). `klassen` are those of the release that the rule
    is of; it walks in the bericht of that name of any release.
    """

    def __init__(self, *paden: str, classes: Mapping[str, type[Bericht]] = CLASSES) -> None:
        self.paden = paden
        self.klassen = classes
        self.per_bericht: dict[str, list[str]] = {}
        for pad in paden:
            soort, _, rest = pad.partition("/")
            steps(classes[soort], rest)
            self.per_bericht.setdefault(soort, []).append(rest)
        self._walks = _PerClass(self.per_bericht, walk)
        self._searches = _PerClass(self.per_bericht, search)

    @property
    def berichten(self) -> tuple[type[Bericht], ...]:
        """The berichten that have this place."""
        return tuple(self.klassen[soort] for soort in self.per_bericht)

    def is_in(self, class_: type[Bericht]) -> bool:
        """Whether a bericht of this class has this place."""
        return class_.__name__ in self.per_bericht

    def __truediv__(self, element: str) -> "Field":
        """An element seen from this class: `TOEGEWEZEN / "Omvang"`."""
        return Field(self, element)

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any]]:
        """Every occurrence in `bericht` with its full path."""
        walks = self._walks[type(bericht)]
        if len(walks) == 1:  # nearly always
            return iter(walks[0](bericht))
        return chain.from_iterable([look(bericht) for look in walks])

    def where(self, bericht: Bericht, is_right: Callable[[Any], bool]) -> Iterator[str]:
        """The full path of every occurrence for which `is_right` holds; cheaper than `in_` where few do."""
        return chain.from_iterable([look(bericht, is_right) for look in self._searches[type(bericht)]])


class Field:
    """An element that a rule judges from the class above it; it may be absent."""

    def __init__(self, class_: Plek, element: str) -> None:
        Plek(*(f"{pad}/{element}" for pad in class_.paden), classes=class_.klassen)
        self.klasse = class_
        self.element = element
        self.is_in = class_.is_in
        self._walks = _PerClass(class_.per_bericht, partial(walk_field, element=element))
        self._searches = _PerClass(class_.per_bericht, partial(search_field, element=element))

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any, Any]]:
        """Path and value of the element and the class it is seen from.

        The value is None where the element is absent, by itself or with a class between the two.
        """
        return chain.from_iterable([look(bericht) for look in self._walks[type(bericht)]])

    def where(self, bericht: Bericht, is_right: Callable[[Any, Any], bool]) -> Iterator[str]:
        """The path of the element wherever `is_right` holds for its value and the class it is seen from (as in
        `in_`)."""
        return chain.from_iterable([look(bericht, is_right) for look in self._searches[type(bericht)]])


class _PerClass(dict[type[Bericht], tuple[Callable[..., Any], ...]]):
    """What walks at the paths of one thing, by the root class of a bericht: made when the first of that class comes."""

    def __init__(self, paden: Mapping[str, Sequence[str]], make: Callable[[type[Bericht], str], Generated]) -> None:
        super().__init__()
        self._paden = paden
        self._make = make

    def __missing__(self, class_: type[Bericht]) -> tuple[Callable[..., Any], ...]:
        self[class_] = tuple(self._make(class_, pad).call for pad in self._paden.get(class_.__name__, ()))
        return self[class_]


R = TypeVar("R", bound=tuple[Any, ...])


class PerBericht(dict[type[Bericht], tuple[R, ...]]):
    """Rows that begin with a Plek or Field, by the root class of a bericht: those of which it has the place."""

    def __init__(self, *rows: R) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, class_: type[Bericht]) -> tuple[R, ...]:
        self[class_] = tuple(row for row in self._rows if row[0].is_in(class_))
        return self[class_]


RELATIE = Plek("JW301/Client/Relaties/Relatie")
CONTACT = Plek("JW301/Client/Contactgegevens/Contact", "JW301/Client/Relaties/Relatie/Contact")
TOEGEWEZEN = Plek("JW301/Client/ToegewezenProducten/ToegewezenProduct")
START = Plek("JW305/Client/StartProducten/StartProduct")
STOP = Plek("JW307/Client/StopProducten/StopProduct")
REQUESTED = Plek("JW315/Client/AangevraagdeProducten/AangevraagdProduct")
NEW = Plek("JW317/Client/Verzoek/NieuweProducten/NieuwProduct")
TO_CHANGE = Plek("JW317/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct")
ANTWOORD = Plek("JW319/Antwoord")
PRESTATIE = Plek("JW323/Declaratie/Clienten/Client/Prestaties/Prestatie")
REJECTED = Plek("JW325/DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie")
GEBOORTEDATUM = Plek(
    "JW301/Client/Geboortedatum",
    "JW301/Client/Relaties/Relatie/Geboortedatum",
    "JW305/Client/Geboortedatum",
    "JW307/Client/Geboortedatum",
    "JW315/Client/Geboortedatum",
)

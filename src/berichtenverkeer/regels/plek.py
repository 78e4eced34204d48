# SPDX-License-Identifier: EUPL-1.2
"""Where a rule looks: a berichtklasse or an element, in one or more berichten, by the names of the standard."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from berichtenverkeer.berichten import CLASSES, Bericht, each, where
from berichtenverkeer.berichten.plekken import steps


class Plek:
    """The paths at which one thing stands: `Plek("JW305/Client/StartProducten/StartProduct")`.

    A path that the berichten do not have fails at import (KeyError). `klassen` are those of the release that the rule
    is of; it looks in the bericht of that name of any release.
    """

    def __init__(self, *paden: str, classes: Mapping[str, type[Bericht]] = CLASSES) -> None:
        self.paden = paden
        self.klassen = classes
        self._per_bericht: dict[str, list[str]] = {}
        for pad in paden:
            soort, _, rest = pad.partition("/")
            steps(classes[soort], rest)
            self._per_bericht.setdefault(soort, []).append(rest)

    @property
    def berichten(self) -> tuple[type[Bericht], ...]:
        """The berichten that have this place."""
        return tuple(self.klassen[soort] for soort in self._per_bericht)

    def __truediv__(self, element: str) -> "Field":
        """An element seen from this class: `TOEGEWEZEN / "Omvang"`."""
        return Field(self, element)

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any]]:
        """Every occurrence in `bericht` with its full path."""
        paden = self._per_bericht.get(type(bericht).__name__, ())
        if len(paden) == 1:  # nearly always
            return each(bericht, paden[0])
        return chain.from_iterable(each(bericht, pad) for pad in paden)

    def where(self, bericht: Bericht, is_right: Callable[[Any], bool]) -> Iterator[str]:
        """The full path of every occurrence for which `is_right` holds; cheaper than `in_` where few do."""
        paden = self._per_bericht.get(type(bericht).__name__, ())
        if len(paden) == 1:
            return where(bericht, paden[0], is_right)
        return chain.from_iterable(where(bericht, pad, is_right) for pad in paden)


class Field:
    """An element that a rule judges from the class above it; it may be absent."""

    def __init__(self, class_: Plek, element: str) -> None:
        Plek(*(f"{pad}/{element}" for pad in class_.paden), classes=class_.klassen)
        self.klasse = class_
        self.element = element
        step = steps(class_.berichten[0], f"{class_.paden[0].partition('/')[2]}/{element}")
        self._attributes = tuple(field.attribuut for field in step[-len(element.split("/")) :])

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any, Any]]:
        """Path and value of the element and the class it is seen from.

        The value is None where the element is absent, by itself or with a class between the two.
        """
        for pad, class_ in self.klasse.in_(bericht):
            yield f"{pad}/{self.element}", self._value(class_), class_

    def where(self, bericht: Bericht, is_right: Callable[[Any, Any], bool]) -> Iterator[str]:
        """The path of the element wherever `is_right` holds for its value and the class it is seen from (as in
        `in_`)."""
        here = self.klasse.where(bericht, lambda class_: is_right(self._value(class_), class_))
        return (f"{pad}/{self.element}" for pad in here)

    def _value(self, class_: Any) -> Any:
        """The value of the element in `class_`, or None where it is absent."""
        for attribute in self._attributes:
            if class_ is None:
                break
            class_ = getattr(class_, attribute)
        return class_


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

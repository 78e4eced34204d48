# SPDX-License-Identifier: EUPL-1.2
"""Where a rule looks: a berichtklasse or an element, in one or more berichten, by the names of the standard."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from berichtenverkeer.berichten import KLASSEN, Bericht, elk, waar
from berichtenverkeer.berichten.plekken import stappen


class Plek:
    """The paths at which one thing stands: `Plek("JW305/Client/StartProducten/StartProduct")`.

    A path that the berichten do not have fails at import (KeyError). `klassen` are those of the release that the rule
    is of; it looks in the bericht of that name of any release.
    """

    def __init__(self, *paden: str, klassen: Mapping[str, type[Bericht]] = KLASSEN) -> None:
        self.paden = paden
        self.klassen = klassen
        self._per_bericht: dict[str, list[str]] = {}
        for pad in paden:
            soort, _, rest = pad.partition("/")
            stappen(klassen[soort], rest)
            self._per_bericht.setdefault(soort, []).append(rest)

    @property
    def berichten(self) -> tuple[type[Bericht], ...]:
        """The berichten that have this place."""
        return tuple(self.klassen[soort] for soort in self._per_bericht)

    def __truediv__(self, element: str) -> "Veld":
        """An element seen from this class: `TOEGEWEZEN / "Omvang"`."""
        return Veld(self, element)

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any]]:
        """Every occurrence in `bericht` with its full path."""
        paden = self._per_bericht.get(type(bericht).__name__, ())
        if len(paden) == 1:  # nearly always
            return elk(bericht, paden[0])
        return chain.from_iterable(elk(bericht, pad) for pad in paden)

    def waar(self, bericht: Bericht, klopt: Callable[[Any], bool]) -> Iterator[str]:
        """The full path of every occurrence for which `klopt` holds; cheaper than `in_` where few do."""
        paden = self._per_bericht.get(type(bericht).__name__, ())
        if len(paden) == 1:
            return waar(bericht, paden[0], klopt)
        return chain.from_iterable(waar(bericht, pad, klopt) for pad in paden)


class Veld:
    """An element that a rule judges from the class above it; it may be absent."""

    def __init__(self, klasse: Plek, element: str) -> None:
        Plek(*(f"{pad}/{element}" for pad in klasse.paden), klassen=klasse.klassen)
        self.klasse = klasse
        self.element = element
        stap = stappen(klasse.berichten[0], f"{klasse.paden[0].partition('/')[2]}/{element}")
        self._attributen = tuple(veld.attribuut for veld in stap[-len(element.split("/")) :])

    def in_(self, bericht: Bericht) -> Iterator[tuple[str, Any, Any]]:
        """Path and value of the element and the class it is seen from.

        The value is None where the element is absent, by itself or with a class between the two.
        """
        for pad, klasse in self.klasse.in_(bericht):
            yield f"{pad}/{self.element}", self._waarde(klasse), klasse

    def waar(self, bericht: Bericht, klopt: Callable[[Any, Any], bool]) -> Iterator[str]:
        """The path of the element wherever `klopt` holds for its value and the class it is seen from (as in `in_`)."""
        hier = self.klasse.waar(bericht, lambda klasse: klopt(self._waarde(klasse), klasse))
        return (f"{pad}/{self.element}" for pad in hier)

    def _waarde(self, klasse: Any) -> Any:
        """The value of the element in `klasse`, or None where it is absent."""
        for attribuut in self._attributen:
            if klasse is None:
                break
            klasse = getattr(klasse, attribuut)
        return klasse


RELATIE = Plek("JW301/Client/Relaties/Relatie")
CONTACT = Plek("JW301/Client/Contactgegevens/Contact", "JW301/Client/Relaties/Relatie/Contact")
TOEGEWEZEN = Plek("JW301/Client/ToegewezenProducten/ToegewezenProduct")
START = Plek("JW305/Client/StartProducten/StartProduct")
STOP = Plek("JW307/Client/StopProducten/StopProduct")
AANGEVRAAGD = Plek("JW315/Client/AangevraagdeProducten/AangevraagdProduct")
NIEUW = Plek("JW317/Client/Verzoek/NieuweProducten/NieuwProduct")
TE_WIJZIGEN = Plek("JW317/Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct")
ANTWOORD = Plek("JW319/Antwoord")
PRESTATIE = Plek("JW323/Declaratie/Clienten/Client/Prestaties/Prestatie")
AFGEWEZEN = Plek("JW325/DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie")
GEBOORTEDATUM = Plek(
    "JW301/Client/Geboortedatum",
    "JW301/Client/Relaties/Relatie/Geboortedatum",
    "JW305/Client/Geboortedatum",
    "JW307/Client/Geboortedatum",
    "JW315/Client/Geboortedatum",
)

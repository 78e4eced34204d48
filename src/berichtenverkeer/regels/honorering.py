# SPDX-License-Identifier: EUPL-1.2
"""What a JW301 does to the toewijzingen that there are, and to the JW317 that it grants (IV093, IV097, OP348).

The standard has no retourcode for any of this, so nothing here rejects: every fault is a signal beside the receipt
(decision 061). What may follow on an earlier version, whoever asked for it, is in `versions`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from berichtenverkeer.berichten import JW301
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.history import History, Toewijzing, Verzoek, Wijzigingsdeel
from berichtenverkeer.regels.meldingen import signalen
from berichtenverkeer.regels.plek import TOEGEWEZEN
from berichtenverkeer.regels.stock import ELEMENTS, Stock, Wish
from berichtenverkeer.regels.versions import (
    Place,
    content,
    extension,
    extensions,
    holds_as_whole,
    toegewezen_content,
    versions,
    wijzigingen,
)
from berichtenverkeer.standaard.codes import RedenWijziging

PRODUCTEN = "JW301/Client/ToegewezenProducten"
"""Where a signal stands about a product that is not there."""


def honorering(bericht: JW301, history: History) -> list[Bevinding]:
    """What the gemeente did otherwise than the standard asks, each once; `history` is that before the JW301 was booked.

    A request that was granted before is not judged again: the first JW301 that grants it has all of it (IV093).
    """
    producten = list(TOEGEWEZEN.in_(bericht))
    found: list[Bevinding] = []
    asked: set[str] = set()
    granted = list(_granted(producten, history))
    toegewezen = _Toegewezen(producten if granted else ())
    for verzoek in granted:
        granting = _Granting(verzoek, toegewezen, history)
        found += granting.afwijkingen()
        toegewezen.stock.put_back(granting.taken)
        asked |= granting.asked
    found += versions(producten, history)
    found += (one for one in extensions(producten, history) if one.pad.rpartition("/")[0] not in asked)
    return list(dict.fromkeys(found))


def _granted(producten: Iterable[Place], history: History) -> Iterator[Verzoek]:
    """The requests for change that this JW301 is the first to grant."""
    for referentie in dict.fromkeys(product.referentie_aanbieder for _, product in producten):
        verzoek = None if referentie is None else history.verzoek(referentie)
        if verzoek and verzoek.is_wijziging and not verzoek.is_toegewezen and history.is_own_verzoek(verzoek):
            yield verzoek


class _Toegewezen:
    """What a JW301 assigns, as the requests look for it: however many those are, it is gone through once."""

    def __init__(self, producten: Sequence[Place]) -> None:
        self.producten = producten
        self.per_number = {product.toewijzing_nummer: (pad, product) for pad, product in producten}
        self.plekken: dict[int, list[int]] = {}
        self.per_referentie: dict[str | None, list[Place]] = {}
        for plek, (pad, product) in enumerate(producten):
            self.plekken.setdefault(product.toewijzing_nummer, []).append(plek)
            self.per_referentie.setdefault(product.referentie_aanbieder, []).append((pad, product))
        self.stock = Stock(producten)


class _Granting:
    """One request beside the JW301 that grants it."""

    def __init__(self, verzoek: Verzoek, toegewezen: _Toegewezen, history: History) -> None:
        self.referentie = verzoek.referentie
        self.delen = history.delen(verzoek)
        self.history = history
        self.toegewezen = toegewezen
        self.genoemd = {part.toewijzing_nummer for part in self.delen if part.toewijzing_nummer is not None}
        self.taken: list[int] = []
        """What was taken out of the stock: all but the products with a new number that are still to be asked for."""
        self.asked: set[str] = set()
        """The paths of products with a new number that the request asked for."""
        for number in self.genoemd:
            for plek in toegewezen.plekken.get(number, ()):
                self._take(plek)

    def afwijkingen(self) -> Iterator[Bevinding]:
        """First what stays or changes, in the order of the request; then what is new; then what nobody asked for."""
        wishes = []
        for part in self.delen:
            if part.soort == "nieuw":
                wishes.append(_wish(part, part))
                continue
            assert part.toewijzing_nummer is not None
            place = self.toegewezen.per_number.get(part.toewijzing_nummer)
            old = self.history.toewijzing(part.toewijzing_nummer)
            if place is None:
                yield _is_missing(f"Toewijzing {part.toewijzing_nummer}")
            else:
                yield from self._has_referentie(place)
            if old is None or (place is not None and _is_changed_in_place(part, place[1], old)):
                continue
            if _asks_new_number(part, old):
                wishes.append(_wish(part, old))
            if place is not None:
                yield from self._existing(part, place, old)
        yield from self._new(wishes)
        for pad, product in self.toegewezen.per_referentie.get(self.referentie, ()):
            if product.toewijzing_nummer not in self.genoemd and pad not in self.asked:
                yield signalen.IV097.at(f"{pad}/ReferentieAanbieder", None, *_NOT_ASKED)

    def _existing(self, part: Wijzigingsdeel, place: Place, old: Toewijzing) -> Iterator[Bevinding]:
        """A toewijzing that the request names, beside how the JW301 has it."""
        pad, product = place
        otherwise = wijzigingen(product, old)
        if part.soort == "ongewijzigd":
            if otherwise:
                yield signalen.IV093.at(pad, None, *_NOT_ONGEWIJZIGD)
            return
        if _asks_new_number(part, old):
            yield from _ended(part, place, old)
        elif (successor := self._successor(part, place, old)) is not None:
            yield from self._has_referentie(successor)
            if old.is_current(successor[1].toewijzingsdatum):
                yield extension(successor[0])
        elif not otherwise and (content(part), part.einddatum) != (content(old), old.einddatum):
            yield signalen.IV093.at(pad, None, *_NOT_CHANGED)
        else:
            yield from _as_asked(_wish(part, old), place, {"Omvang", "Budget", "Einddatum"})
        if otherwise and product.reden_wijziging not in (None, RedenWijziging.OP_VERZOEK) and not _is_removed(product):
            yield signalen.IV093.at(f"{pad}/RedenWijziging", None, *_OTHER_REDEN)

    def _successor(self, part: Wijzigingsdeel, place: Place, old: Toewijzing) -> Place | None:
        """The new number under which a toewijzing goes on, where only its Einddatum should have moved (OP380)."""
        extends = (old.einddatum or date.max) < (part.einddatum or date.max)
        if holds_as_whole(old) or not extends or place[1].einddatum == part.einddatum:
            return None
        plek = self.toegewezen.stock.first(_wish(part, old), ("Omvang", "Budget", "Einddatum"))
        return None if plek is None else self._give(plek)

    def _take(self, plek: int) -> None:
        self.toegewezen.stock.take(plek)
        self.taken.append(plek)

    def _give(self, plek: int) -> Place:
        """Take a product with a new number that was asked for."""
        self._take(plek)
        place = self.toegewezen.producten[plek]
        self.asked.add(place[0])
        return place

    def _new(self, wishes: Sequence[Wish]) -> Iterator[Bevinding]:
        """Give every wish the new number that fits it best, and say what is missing or differs.

        Who differs in fewest elements goes first; then who stands first in the request, and gets what stands first.
        """
        handed: dict[int, Place] = {}
        for equal in range(len(ELEMENTS), -1, -1):
            for number, wish in enumerate(wishes):
                plek = None if number in handed else self._best(wish, equal)
                if plek is not None:
                    handed[number] = self._give(plek)
        for number, wish in enumerate(wishes):
            if number not in handed:
                yield _is_missing(f"Een nieuwe toewijzing van {_name(wish)}")
                continue
            yield from self._has_referentie(handed[number])
            yield from _as_asked(wish, handed[number], {"Ingangsdatum", "Einddatum", "Omvang", "Budget"})

    def _best(self, wish: Wish, equal: int) -> int | None:
        """The first product that has so many elements in common with the wish."""
        candidates = (self.toegewezen.stock.first(wish, demands) for demands in combinations(ELEMENTS, equal))
        return min((plek for plek in candidates if plek is not None), default=None)

    def _has_referentie(self, place: Place) -> Iterator[Bevinding]:
        pad, product = place
        if product.referentie_aanbieder != self.referentie:
            yield signalen.IV097.at(f"{pad}/ReferentieAanbieder", None, *_WITHOUT_REFERENTIE)


def _wish(part: Wijzigingsdeel, product: Wijzigingsdeel | Toewijzing) -> Wish:
    return Wish(product.categorie, product.code, content(part), part.ingangsdatum, part.einddatum)


def _asks_new_number(part: Wijzigingsdeel, old: Toewijzing) -> bool:
    """Whether the change cannot keep its number: another Omvang, and not of one amount for the whole duration."""
    return part.soort == "te wijzigen" and not holds_as_whole(old) and content(part) != content(old)


def _is_changed_in_place(part: Wijzigingsdeel, product: ToegewezenProduct, old: Toewijzing) -> bool:
    """Whether it got the wished Omvang under its own number all the same: `versions` says that (OP257)."""
    return _asks_new_number(part, old) and toegewezen_content(product) == content(part)


def _ended(part: Wijzigingsdeel, place: Place, old: Toewijzing) -> Iterator[Bevinding]:
    """The old number ends on the day before the new one begins, unless that day has passed or it had ended before.

    When the change holds from its very beginning nothing of it is left: then it is removed.
    """
    pad, product = place
    wanted = part.ingangsdatum
    assert wanted is not None
    end = product.einddatum
    in_order = end is not None and (
        (wanted - end).days == 1
        or (end == old.einddatum and end < wanted)
        or (end != old.einddatum and wanted < product.toewijzingsdatum)
        or (wanted <= old.ingangsdatum and _is_removed(product))
    )
    if not in_order:
        yield signalen.IV093.at(f"{pad}/Einddatum", None, *_NOT_ENDED)


def _as_asked(wish: Wish, place: Place, elements: set[str]) -> Iterator[Bevinding]:
    pad, product = place
    for element in sorted(_differences(wish, product) & elements):
        yield signalen.OP348.at(f"{pad}/{element}")


def _differences(wish: Wish, product: ToegewezenProduct) -> set[str]:
    """The elements that differ from the wish. Not the Product: a wish gets its own, `versions` watches the old numbers.

    Once the wished day has passed, dates may be chosen anew (IV093).
    """
    now, asked = toegewezen_content(product), wish.inhoud
    equal = {"Omvang": now[:3] == asked[:3], "Budget": now[3] == asked[3]}
    if wish.ingangsdatum is None or wish.ingangsdatum >= product.toewijzingsdatum:
        equal["Ingangsdatum"] = product.ingangsdatum == wish.ingangsdatum
        equal["Einddatum"] = product.einddatum == wish.einddatum
    return {element for element, is_equal in equal.items() if not is_equal}


def _name(wish: Wish) -> str:
    if wish.categorie is None:
        return "zorg zonder product"
    return wish.code or f"categorie {wish.categorie}"


def _is_removed(product: ToegewezenProduct) -> bool:
    return product.reden_wijziging == RedenWijziging.VERWIJDERD and product.einddatum == product.ingangsdatum


def _is_missing(what: str) -> Bevinding:
    text = f"{what} uit het verzoek om wijziging ontbreekt: een verzoek wordt in zijn geheel toegewezen of afgewezen."
    return signalen.IV093.at(PRODUCTEN, text=text)


_NOT_ONGEWIJZIGD = (
    "Volgens het verzoek om wijziging blijft deze toewijzing gelijk, maar zij is veranderd.",
    "Stuur de toewijzing zoals zij was, alleen met de ReferentieAanbieder van het verzoek.",
)
_NOT_CHANGED = (
    "Het verzoek om wijziging vraagt deze toewijzing te veranderen, maar zij is gelijk gebleven.",
    "Voer de gevraagde wijziging door, met RedenWijziging 12.",
)
_NOT_ENDED = (
    "De gevraagde omvang krijgt een nieuw nummer, maar deze toewijzing eindigt niet op de dag voordat die ingaat.",
    "Vul als Einddatum de dag voor de GewensteIngangsdatum; geldt de wijziging vanaf het begin, verwijder dan deze "
    "toewijzing (RedenWijziging 13).",
)
_OTHER_REDEN = (
    "De aanbieder vroeg om deze wijziging, maar er staat een andere reden bij.",
    "Vul RedenWijziging met 12 (geïnitieerd door de aanbieder).",
)
_WITHOUT_REFERENTIE = (
    "Deze toewijzing hoort bij een verzoek om wijziging, maar heeft niet de ReferentieAanbieder van dat verzoek.",
    "Vul de ReferentieAanbieder van het verzoek op elke toewijzing die erbij hoort, ook op wat gelijk blijft.",
)
_NOT_ASKED = (
    "Deze toewijzing heeft de ReferentieAanbieder van een verzoek om wijziging dat haar niet vraagt.",
    "Laat ReferentieAanbieder weg, of wijs toe wat het verzoek vraagt.",
)

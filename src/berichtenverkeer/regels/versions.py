# SPDX-License-Identifier: EUPL-1.2
"""Whether a ToegewezenProduct may follow on the version before it (OP033x1, OP257, OP380, IV066, IV099).

No retourcode exists for any of this: what is found are signals, see `honorering`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, time

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.history import History, Omvang, Toewijzing
from berichtenverkeer.regels.meldingen import signalen
from berichtenverkeer.standaard.codes import Frequentie

Place = tuple[str, ToegewezenProduct]
"""A ToegewezenProduct with its path."""

Content = tuple[int | None, str | None, str | None, int | None]
"""Volume, Eenheid, Frequentie, budget in cents."""


def versions(producten: Iterable[Place], history: History) -> Iterator[Bevinding]:
    """Compare every ToegewezenProduct with the version that holds.

    A number of another client is TR332; a version older than the one that holds came late, and says nothing (OP080).
    """
    for pad, product in producten:
        old = history.toewijzing(product.toewijzing_nummer)
        if old is None:
            if product.reden_wijziging is not None:
                yield signalen.IV099.at(f"{pad}/RedenWijziging", None, *_REDEN_AT_NEW)
        elif history.is_own(old) and versie(product) >= _version(old):
            yield from _after(pad, product, old)


def extensions(producten: Iterable[Place], history: History) -> Iterator[Bevinding]:
    """The same care under a new number from the day after one that has not ended yet: that one goes on (OP380).

    Not for a budget or a total, and not when this bericht ends the earlier one otherwise.
    """
    ends = [old for old in history.toewijzingen() if old.einddatum is not None and not old.is_verwijderd]
    if not ends:
        return
    every = list(producten)
    new_one = [place for place in every if history.toewijzing(place[1].toewijzing_nummer) is None]
    if not new_one:
        return
    here = {product.toewijzing_nummer: product for _, product in every}
    per_begin: dict[object, list[Place]] = {}
    for place in new_one:
        per_begin.setdefault(_sequel(place[1]), []).append(place)
    for old in ends:
        again = here.get(old.nummer)
        if holds_as_whole(old) or (again is not None and again.einddatum != old.einddatum):
            continue
        assert old.einddatum is not None
        # The same for every old one that ended on that day: what was laid beside one need not be laid beside the next.
        for pad, product in per_begin.pop(_sequel_at(old, old.einddatum), ()):
            if old.is_current(product.toewijzingsdatum):
                yield extension(pad)


def extension(pad: str) -> Bevinding:
    """The signal that a toewijzing should have gone on under its own number."""
    return signalen.OP380.at(f"{pad}/ToewijzingNummer")


def content(part: Omvang) -> Content:
    """How much a toewijzing gives, or a part of a request asks."""
    return part.volume, part.eenheid, part.frequentie, part.budget_cents


def toegewezen_content(product: ToegewezenProduct) -> Content:
    """How much a ToegewezenProduct gives."""
    omvang = product.omvang
    if omvang is None:
        return None, None, None, product.budget
    return omvang.volume, omvang.eenheid, omvang.frequentie, product.budget


def holds_as_whole(part: Omvang) -> bool:
    """Whether it is one amount for the whole duration: a budget, or a total."""
    return part.budget_cents is not None or part.frequentie == Frequentie.TOTAAL


def same_product(product: ToegewezenProduct, old: Toewijzing) -> bool:
    """Whether categorie and code are the same, empty ones too."""
    soort = product.product
    return ((soort.categorie, soort.code) if soort else (None, None)) == (old.categorie, old.code)


def versie(product: ToegewezenProduct) -> tuple[date, time]:
    """What versions of one toewijzing are ordered by (IV013)."""
    return product.toewijzingsdatum, product.toewijzingstijd


def wijzigingen(product: ToegewezenProduct, old: Toewijzing) -> set[str]:
    """The elements of a ToegewezenProduct that say something else than the version `old`."""
    now, then = toegewezen_content(product), content(old)
    equal = {
        "Product": same_product(product, old),
        "Ingangsdatum": product.ingangsdatum == old.ingangsdatum,
        "Einddatum": product.einddatum == old.einddatum,
        "Omvang": now[:3] == then[:3],
        "Budget": now[3] == then[3],
    }
    return {element for element, is_equal in equal.items() if not is_equal}


def _after(pad: str, product: ToegewezenProduct, old: Toewijzing) -> Iterator[Bevinding]:
    otherwise = wijzigingen(product, old)
    same_version = versie(product) == _version(old)
    if not otherwise:
        if product.reden_wijziging is not None and not (same_version and _is_repetition(product, old)):
            yield signalen.IV099.at(f"{pad}/RedenWijziging", None, *_REDEN_WITHOUT_WIJZIGING)
        return
    for element in ("Product", "Ingangsdatum"):
        if element in otherwise:
            yield signalen.IV066.at(f"{pad}/{element}")
    if "Omvang" in otherwise and not (
        old.frequentie == Frequentie.TOTAAL and toegewezen_content(product)[2] == Frequentie.TOTAAL
    ):
        yield signalen.OP257.at(f"{pad}/Omvang")
    if product.reden_wijziging is None:
        yield signalen.IV099.at(f"{pad}/RedenWijziging", None, *_WIJZIGING_WITHOUT_REDEN)
    if same_version:
        yield signalen.OP033X1.at(f"{pad}/Toewijzingsdatum")


def _version(old: Toewijzing) -> tuple[date, time]:
    return old.toewijzingsdatum, old.toewijzingstijd


def _is_repetition(product: ToegewezenProduct, old: Toewijzing) -> bool:
    """Whether the bericht repeats the version as it was, at the request of the aanbieder (IV013)."""
    return (product.reden_wijziging, product.referentie_aanbieder) == (old.reden_wijziging, old.referentie_aanbieder)


def _sequel(product: ToegewezenProduct) -> object:
    """What a new one has in common with the one that it goes on from: the care, and the day (as a number)."""
    soort = (product.product.categorie, product.product.code) if product.product else (None, None)
    return soort, toegewezen_content(product), product.ingangsdatum.toordinal()


def _sequel_at(old: Toewijzing, einddatum: date) -> object:
    return (old.categorie, old.code), content(old), einddatum.toordinal() + 1


_REDEN_AT_NEW = (
    "Dit nummer is nieuw, maar er staat een reden van wijziging bij.",
    "Laat RedenWijziging weg bij een nieuwe toewijzing. Is dit een latere versie, stuur dan ook de eerste.",
)
_REDEN_WITHOUT_WIJZIGING = (
    "Er staat een reden van wijziging, maar de toewijzing is gelijk aan de vorige versie.",
    "Laat RedenWijziging weg bij een toewijzing die niet verandert.",
)
_WIJZIGING_WITHOUT_REDEN = (
    "De toewijzing is veranderd, maar er staat geen reden van wijziging bij.",
    "Vul RedenWijziging met de reden van deze wijziging.",
)

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

Plaats = tuple[str, ToegewezenProduct]
"""A ToegewezenProduct with its path."""

Inhoud = tuple[int | None, str | None, str | None, int | None]
"""Volume, Eenheid, Frequentie, budget in cents."""


def versies(producten: Iterable[Plaats], history: History) -> Iterator[Bevinding]:
    """Compare every ToegewezenProduct with the version that holds.

    A number of another client is TR332; a version older than the one that holds came late, and says nothing (OP080).
    """
    for pad, product in producten:
        oud = history.toewijzing(product.toewijzing_nummer)
        if oud is None:
            if product.reden_wijziging is not None:
                yield signalen.IV099.op(f"{pad}/RedenWijziging", None, *_REDEN_BIJ_NIEUW)
        elif history.is_eigen(oud) and versie(product) >= _versie(oud):
            yield from _na(pad, product, oud)


def verlengingen(producten: Iterable[Plaats], history: History) -> Iterator[Bevinding]:
    """The same care under a new number from the day after one that has not ended yet: that one goes on (OP380).

    Not for a budget or a total, and not when this bericht ends the earlier one otherwise.
    """
    alle = list(producten)
    nieuwe = [plaats for plaats in alle if history.toewijzing(plaats[1].toewijzing_nummer) is None]
    if not nieuwe:
        return
    hier = {product.toewijzing_nummer: product for _, product in alle}
    per_begin: dict[object, list[Plaats]] = {}
    for plaats in nieuwe:
        per_begin.setdefault(_vervolg(plaats[1]), []).append(plaats)
    for oud in history.toewijzingen():
        opnieuw = hier.get(oud.nummer)
        if geldt_als_geheel(oud) or (opnieuw is not None and opnieuw.einddatum != oud.einddatum):
            continue
        if oud.einddatum is None or oud.is_verwijderd:
            continue
        # The same for every old one that ended on that day: what was laid beside one need not be laid beside the next.
        for pad, product in per_begin.pop(_vervolg_op(oud, oud.einddatum), ()):
            if oud.is_actueel(product.toewijzingsdatum):
                yield verlenging(pad)


def verlenging(pad: str) -> Bevinding:
    """The signal that a toewijzing should have gone on under its own number."""
    return signalen.OP380.op(f"{pad}/ToewijzingNummer")


def inhoud(deel: Omvang) -> Inhoud:
    """How much a toewijzing gives, or a part of a request asks."""
    return deel.volume, deel.eenheid, deel.frequentie, deel.budget_cents


def toegewezen_inhoud(product: ToegewezenProduct) -> Inhoud:
    """How much a ToegewezenProduct gives."""
    omvang = product.omvang
    if omvang is None:
        return None, None, None, product.budget
    return omvang.volume, omvang.eenheid, omvang.frequentie, product.budget


def geldt_als_geheel(deel: Omvang) -> bool:
    """Whether it is one amount for the whole duration: a budget, or a total."""
    return deel.budget_cents is not None or deel.frequentie == Frequentie.TOTAAL


def zelfde_product(product: ToegewezenProduct, oud: Toewijzing) -> bool:
    """Whether categorie and code are the same, empty ones too."""
    soort = product.product
    return ((soort.categorie, soort.code) if soort else (None, None)) == (oud.categorie, oud.code)


def versie(product: ToegewezenProduct) -> tuple[date, time]:
    """What versions of one toewijzing are ordered by (IV013)."""
    return product.toewijzingsdatum, product.toewijzingstijd


def wijzigingen(product: ToegewezenProduct, oud: Toewijzing) -> set[str]:
    """The elements of a ToegewezenProduct that say something else than the version `oud`."""
    nu, toen = toegewezen_inhoud(product), inhoud(oud)
    gelijk = {
        "Product": zelfde_product(product, oud),
        "Ingangsdatum": product.ingangsdatum == oud.ingangsdatum,
        "Einddatum": product.einddatum == oud.einddatum,
        "Omvang": nu[:3] == toen[:3],
        "Budget": nu[3] == toen[3],
    }
    return {element for element, is_gelijk in gelijk.items() if not is_gelijk}


def _na(pad: str, product: ToegewezenProduct, oud: Toewijzing) -> Iterator[Bevinding]:
    anders = wijzigingen(product, oud)
    zelfde_versie = versie(product) == _versie(oud)
    if not anders:
        if product.reden_wijziging is not None and not (zelfde_versie and _is_herhaling(product, oud)):
            yield signalen.IV099.op(f"{pad}/RedenWijziging", None, *_REDEN_ZONDER_WIJZIGING)
        return
    for element in ("Product", "Ingangsdatum"):
        if element in anders:
            yield signalen.IV066.op(f"{pad}/{element}")
    if "Omvang" in anders and not (
        oud.frequentie == Frequentie.TOTAAL and toegewezen_inhoud(product)[2] == Frequentie.TOTAAL
    ):
        yield signalen.OP257.op(f"{pad}/Omvang")
    if product.reden_wijziging is None:
        yield signalen.IV099.op(f"{pad}/RedenWijziging", None, *_WIJZIGING_ZONDER_REDEN)
    if zelfde_versie:
        yield signalen.OP033X1.op(f"{pad}/Toewijzingsdatum")


def _versie(oud: Toewijzing) -> tuple[date, time]:
    return oud.toewijzingsdatum, oud.toewijzingstijd


def _is_herhaling(product: ToegewezenProduct, oud: Toewijzing) -> bool:
    """Whether the bericht repeats the version as it was, at the request of the aanbieder (IV013)."""
    return (product.reden_wijziging, product.referentie_aanbieder) == (oud.reden_wijziging, oud.referentie_aanbieder)


def _vervolg(product: ToegewezenProduct) -> object:
    """What a new one has in common with the one that it goes on from: the care, and the day (as a number)."""
    soort = (product.product.categorie, product.product.code) if product.product else (None, None)
    return soort, toegewezen_inhoud(product), product.ingangsdatum.toordinal()


def _vervolg_op(oud: Toewijzing, einddatum: date) -> object:
    return (oud.categorie, oud.code), inhoud(oud), einddatum.toordinal() + 1


_REDEN_BIJ_NIEUW = (
    "Dit nummer is nieuw, maar er staat een reden van wijziging bij.",
    "Laat RedenWijziging weg bij een nieuwe toewijzing. Is dit een latere versie, stuur dan ook de eerste.",
)
_REDEN_ZONDER_WIJZIGING = (
    "Er staat een reden van wijziging, maar de toewijzing is gelijk aan de vorige versie.",
    "Laat RedenWijziging weg bij een toewijzing die niet verandert.",
)
_WIJZIGING_ZONDER_REDEN = (
    "De toewijzing is veranderd, maar er staat geen reden van wijziging bij.",
    "Vul RedenWijziging met de reden van deze wijziging.",
)

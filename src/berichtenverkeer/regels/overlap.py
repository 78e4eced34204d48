# SPDX-License-Identifier: EUPL-1.2
"""No stapeling: the same care is not given, or asked for, twice over the same days (OP259)."""

from collections.abc import Iterable
from datetime import date

import msgspec

from berichtenverkeer.berichten import JW301, JW315, JW317
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History
from berichtenverkeer.regels.plek import NEW, REQUESTED, TOEGEWEZEN
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenWijziging

VERVALLEN = {RedenWijziging.VERVALLEN, RedenWijziging.VERWIJDERD}
"""RedenWijziging that takes a toewijzing back, if it also ends on the day that it begins (JZ002)."""

THREE_NIVEAUS = (
    "Zonder productcode telt de hele categorie, ook tegenover een product met code; zonder product telt alles. Zonder"
    " einddatum loopt een periode door. Gemeld wordt wie het laatst begint, bij gelijk begin de laatste in het bericht."
)


@regel(
    "TR302",
    JW301,
    niveau=Niveau.BERICHT,
    action="Pas de datums aan, of verwijder een van beide toewijzingen (RedenWijziging 13).",
    lezing=THREE_NIVEAUS,
)
def toewijzingen_overlappen_niet(bericht: JW301, history: History) -> Plekken:
    """Hetzelfde product wordt niet twee keer voor dezelfde dagen toegewezen."""
    del history
    return overlapping(
        Periode(pad, product.product, product.ingangsdatum, product.einddatum or date.max)
        for pad, product in TOEGEWEZEN.in_(bericht)
        if not _is_removed(product)
    )


@regel(
    "TR386",
    JW315,
    niveau=Niveau.BERICHT,
    action="Pas de datums aan, of vraag het product maar één keer aan.",
    lezing=THREE_NIVEAUS,
)
def aanvragen_overlappen_niet(bericht: JW315, history: History) -> Plekken:
    """Hetzelfde product wordt niet twee keer voor dezelfde dagen aangevraagd."""
    del history
    return overlapping(
        Periode(pad, product.product, product.toewijzing_ingangsdatum, product.toewijzing_einddatum or date.max)
        for pad, product in REQUESTED.in_(bericht)
    )


@regel(
    "TR410",
    JW317,
    niveau=Niveau.BERICHT,
    action="Pas de datums aan, of vraag het product maar één keer als nieuw aan.",
    lezing=f"Nieuwe producten worden alleen met elkaar vergeleken. {THREE_NIVEAUS}",
)
def nieuwe_producten_overlappen_niet(bericht: JW317, history: History) -> Plekken:
    """Een verzoek om wijziging vraagt hetzelfde nieuwe product niet twee keer voor dezelfde dagen."""
    del history
    return overlapping(
        Periode(pad, product.product, product.gewenste_ingangsdatum, product.einddatum or date.max)
        for pad, product in NEW.in_(bericht)
    )


def _is_removed(product: ToegewezenProduct) -> bool:
    return product.reden_wijziging in VERVALLEN and product.einddatum == product.ingangsdatum


Name = tuple[str, ...]
EVERYTHING: Name = ("alles",)
GENERIC: Name = ("generiek",)


class Periode(msgspec.Struct, frozen=True):
    """A product from `begin` to `einde`, both included."""

    pad: str
    product: CDT_Product | None
    begin: date
    einde: date


def overlapping(perioden: Iterable[Periode]) -> Plekken:
    """Who begins while another that excludes it still runs: one pass by begin date, whatever the size of the bericht.

    An end before its begin (CS003) overlaps nothing.
    """
    every = [periode for periode in perioden if periode.begin <= periode.einde]
    if len(every) < 2:
        return
    runs_until: dict[Name, date] = {}
    collides = set()
    for periode in sorted(every, key=lambda periode: periode.begin):
        deviates_before, occupied = _names(periode.product)
        if any(periode.begin <= runs_until[name] for name in deviates_before if name in runs_until):
            collides.add(periode.pad)
        for name in occupied:
            runs_until[name] = max(periode.einde, runs_until.get(name, periode.einde))
    yield from (periode.pad for periode in every if periode.pad in collides)


def _names(product: CDT_Product | None) -> tuple[list[Name], list[Name]]:
    """Under which names others stand that exclude this product, and under which it stands itself."""
    if product is None:
        return [EVERYTHING], [EVERYTHING, GENERIC]
    if product.code is None:
        categorie = ("categorie", product.categorie)
        return [GENERIC, categorie], [EVERYTHING, categorie, ("zonder code", product.categorie)]
    code = ("code", product.code)
    return [GENERIC, ("zonder code", product.categorie), code], [EVERYTHING, ("categorie", product.categorie), code]

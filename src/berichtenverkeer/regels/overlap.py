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
from berichtenverkeer.regels.plek import AANGEVRAAGD, NIEUW, TOEGEWEZEN
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenWijziging

VERVALLEN = {RedenWijziging.VERVALLEN, RedenWijziging.VERWIJDERD}
"""RedenWijziging that takes a toewijzing back, if it also ends on the day that it begins (JZ002)."""

DRIE_NIVEAUS = (
    "Zonder productcode telt de hele categorie, ook tegenover een product met code; zonder product telt alles. Zonder"
    " einddatum loopt een periode door. Gemeld wordt wie het laatst begint, bij gelijk begin de laatste in het bericht."
)


@regel(
    "TR302",
    JW301,
    niveau=Niveau.BERICHT,
    actie="Pas de datums aan, of verwijder een van beide toewijzingen (RedenWijziging 13).",
    lezing=DRIE_NIVEAUS,
)
def toewijzingen_overlappen_niet(bericht: JW301, history: History) -> Plekken:
    """Hetzelfde product wordt niet twee keer voor dezelfde dagen toegewezen."""
    del history
    return overlappend(
        Periode(pad, product.product, product.ingangsdatum, product.einddatum or date.max)
        for pad, product in TOEGEWEZEN.in_(bericht)
        if not _is_verwijderd(product)
    )


@regel(
    "TR386",
    JW315,
    niveau=Niveau.BERICHT,
    actie="Pas de datums aan, of vraag het product maar één keer aan.",
    lezing=DRIE_NIVEAUS,
)
def aanvragen_overlappen_niet(bericht: JW315, history: History) -> Plekken:
    """Hetzelfde product wordt niet twee keer voor dezelfde dagen aangevraagd."""
    del history
    return overlappend(
        Periode(pad, product.product, product.toewijzing_ingangsdatum, product.toewijzing_einddatum or date.max)
        for pad, product in AANGEVRAAGD.in_(bericht)
    )


@regel(
    "TR410",
    JW317,
    niveau=Niveau.BERICHT,
    actie="Pas de datums aan, of vraag het product maar één keer als nieuw aan.",
    lezing=f"Nieuwe producten worden alleen met elkaar vergeleken. {DRIE_NIVEAUS}",
)
def nieuwe_producten_overlappen_niet(bericht: JW317, history: History) -> Plekken:
    """Een verzoek om wijziging vraagt hetzelfde nieuwe product niet twee keer voor dezelfde dagen."""
    del history
    return overlappend(
        Periode(pad, product.product, product.gewenste_ingangsdatum, product.einddatum or date.max)
        for pad, product in NIEUW.in_(bericht)
    )


def _is_verwijderd(product: ToegewezenProduct) -> bool:
    return product.reden_wijziging in VERVALLEN and product.einddatum == product.ingangsdatum


Naam = tuple[str, ...]
ALLES: Naam = ("alles",)
GENERIEK: Naam = ("generiek",)


class Periode(msgspec.Struct, frozen=True):
    """A product from `begin` to `einde`, both included."""

    pad: str
    product: CDT_Product | None
    begin: date
    einde: date


def overlappend(perioden: Iterable[Periode]) -> Plekken:
    """Who begins while another that excludes it still runs: one pass by begin date, whatever the size of the bericht.

    An end before its begin (CS003) overlaps nothing.
    """
    alle = [periode for periode in perioden if periode.begin <= periode.einde]
    if len(alle) < 2:
        return
    loopt_tot: dict[Naam, date] = {}
    botst = set()
    for periode in sorted(alle, key=lambda periode: periode.begin):
        wijkt_voor, bezet = _namen(periode.product)
        if any(periode.begin <= loopt_tot[naam] for naam in wijkt_voor if naam in loopt_tot):
            botst.add(periode.pad)
        for naam in bezet:
            loopt_tot[naam] = max(periode.einde, loopt_tot.get(naam, periode.einde))
    yield from (periode.pad for periode in alle if periode.pad in botst)


def _namen(product: CDT_Product | None) -> tuple[list[Naam], list[Naam]]:
    """Under which names others stand that exclude this product, and under which it stands itself."""
    if product is None:
        return [ALLES], [ALLES, GENERIEK]
    if product.code is None:
        categorie = ("categorie", product.categorie)
        return [GENERIEK, categorie], [ALLES, categorie, ("zonder code", product.categorie)]
    code = ("code", product.code)
    return [GENERIEK, ("zonder code", product.categorie), code], [ALLES, ("categorie", product.categorie), code]

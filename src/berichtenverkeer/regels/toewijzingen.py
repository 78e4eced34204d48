# SPDX-License-Identifier: EUPL-1.2
"""Toewijzingen against what the gemeente sent before (JW301; IV013, IV066, IV097)."""

from collections.abc import Callable
from functools import cache

from berichtenverkeer.berichten import JW301
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.history import History, Verzoek
from berichtenverkeer.regels.plek import TOEGEWEZEN
from berichtenverkeer.regels.regel import Plekken, regel
from berichtenverkeer.standaard.codes import RedenWijziging


@regel(
    "TR332",
    JW301,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9332",
    action="Geef een nieuwe toewijzing een nummer dat uw gemeente nog niet gebruikte; houd het nummer alleen bij een "
    "gewijzigde of opnieuw verzonden versie van dezelfde toewijzing.",
    lezing="Een nieuwe versie heeft dezelfde client, aanbieder en hetzelfde Product (IV066); anders is het nummer al "
    "vergeven. Een verwijderde toewijzing houdt haar nummer.",
)
def nummer_is_van_deze_toewijzing(bericht: JW301, history: History) -> Plekken:
    """Een ToewijzingNummer hoort bij de gemeente altijd bij dezelfde toewijzing."""
    for pad, product in TOEGEWEZEN.in_(bericht):
        known = history.toewijzing(product.toewijzing_nummer)
        if known and not (history.is_own(known) and _product(product) == (known.categorie, known.code)):
            yield f"{pad}/ToewijzingNummer"


@regel(
    "TR379",
    JW301,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9379",
    action="Vul de ReferentieAanbieder van het verzoek dat u met deze toewijzing inwilligt, en alleen de eerste keer; "
    "laat het element anders weg.",
    lezing="Gevuld verwijst het naar een verzoek van deze aanbieder aan deze gemeente voor deze client. Is dat verzoek "
    "al toegewezen, dan heeft een latere versie van een toewijzing de referentie niet nog eens (IV097). Wel mag een "
    "toewijzing die in een verzoek om wijziging staat haar ook in een tweede JW301 krijgen, één keer. Dezelfde versie "
    "opnieuw sturen mag altijd. Een leeg element is hier nooit fout: dat meldt een signaal (IV097).",
)
def referentie_is_van_een_verzoek(bericht: JW301, history: History) -> Plekken:
    """ReferentieAanbieder staat alleen op de eerste toewijzing die een verzoek van deze aanbieder inwilligt."""
    named = [place for place in TOEGEWEZEN.in_(bericht) if place[1].referentie_aanbieder is not None]
    if not named:
        return

    @cache
    def still_open(referentie: str) -> set[int | None]:
        """The toewijzingen that a JW317 names and that never had its reference, however many products grant it."""
        verzoek = history.verzoek(referentie)
        parts = history.delen(verzoek) if verzoek else ()
        return {part.toewijzing_nummer for part in parts if not part.is_toegewezen}

    for pad, product in named:
        verzoek = history.verzoek(product.referentie_aanbieder)
        exists = verzoek is not None and history.is_own_verzoek(verzoek)
        if not exists or (verzoek is not None and _is_already_granted(product, verzoek, still_open, history)):
            yield f"{pad}/ReferentieAanbieder"


@regel(
    "TR385",
    JW301,
    niveau=Niveau.BERICHTOVERSTIJGEND,
    retourcode="9385",
    action="Trek de toewijzing in met een eerdere Einddatum, of laat de aanbieder eerst de declaratie crediteren.",
    lezing="Goedgekeurd is wat een JW325 toekende. Een prestatie die nog op antwoord wacht telt niet, en een credit "
    "die nog op antwoord wacht neemt niets weg. Alleen RedenWijziging 13.",
)
def verwijdert_geen_gedeclareerde_toewijzing(bericht: JW301, history: History) -> Plekken:
    """Een toewijzing waarop een declaratie is goedgekeurd en niet gecrediteerd, kan niet verwijderd worden."""
    removed = [place for place in TOEGEWEZEN.in_(bericht) if place[1].reden_wijziging == RedenWijziging.VERWIJDERD]
    goedgekeurd = cache(history.goedgekeurde_prestaties) if len(removed) > 1 else history.goedgekeurde_prestaties
    return (f"{pad}/RedenWijziging" for pad, product in removed if goedgekeurd(product.toewijzing_nummer) > 0)


def _product(product: ToegewezenProduct) -> tuple[str | None, str | None]:
    return (product.product.categorie, product.product.code) if product.product else (None, None)


def _is_already_granted(
    product: ToegewezenProduct, verzoek: Verzoek, still_open: Callable[[str], set[int | None]], history: History
) -> bool:
    """Whether the request was granted, and this is a later version of a toewijzing that had its turn.

    A JW317 may be granted in more than one JW301: what it names has had its turn when any version had the reference.
    """
    if not verzoek.is_toegewezen or not _is_later_version(product, history):
        return False
    return product.toewijzing_nummer not in still_open(verzoek.referentie)


def _is_later_version(product: ToegewezenProduct, history: History) -> bool:
    """Whether the product is a new version of a toewijzing that was sent before (IV013).

    New beside the earliest version that had this reference, when that is known, whatever came in between (OP080).
    """
    known = history.toewijzing(product.toewijzing_nummer)
    if known is None or not history.is_own(known):
        return False
    versie, old = (product.toewijzingsdatum, product.toewijzingstijd), (known.toewijzingsdatum, known.toewijzingstijd)
    day, tijd = known.eerste_referentie_datum, known.eerste_referentie_tijd
    if known.eerste_referentie == product.referentie_aanbieder and day is not None and tijd is not None:
        old = day, tijd
    return versie > old

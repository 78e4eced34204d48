# SPDX-License-Identifier: EUPL-1.2
"""A life in care: the first question, what follows from it, and what comes beside it."""

from collections.abc import Generator
from datetime import date, timedelta

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.standaard.codes import RedenBeeindiging
from berichtenverkeer.voorbeeldregio import fouten
from berichtenverkeer.voorbeeldregio.aanbod import DUUR_DAGEN, Aanbod
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import Draad, Leven
from berichtenverkeer.voorbeeldregio.toewijzen import Toekenning, ken_toe, tot_en_met, verwijder, vraag
from berichtenverkeer.voorbeeldregio.zending import Zending
from berichtenverkeer.voorbeeldregio.zorg import Zorg, begin_zorg, eindig, wederwaardigheden

Afloop = Generator[date | Zending, bool | None, date | None]
"""A thread that ends with the last day of care, or without care."""

_MEESTE_NAAST_ELKAAR = 2


def levensloop(leven: Leven) -> Draad:
    """From the first day on; whoever is in care already, began last year."""
    if leven.kans(leven.opzet.in_zorg):
        yield leven.na(0, 14)
        ingang = leven.opzet.begin - leven.dagen(20, 300)
        yield from zorgvraag(leven, ingang, is_bekend=True)
    else:
        yield leven.na(0, leven.opzet.dagen - 1)
        yield from zorgvraag(leven, None)
    while leven.kans(leven.opzet.trajecten / (1 + leven.opzet.trajecten)):
        yield leven.na(1, 250)
        yield from zorgvraag(leven, None)


def zorgvraag(
    leven: Leven, ingang: date | None, *, is_bekend: bool = False, segment: str | None = None, diepte: int = 1
) -> Draad:
    """Care, and where it leads: to another aanbieder, to heavier or lighter care, or out of the region.

    With `ingang` the gemeente grants by itself; otherwise an aanbieder may ask.
    """
    while True:
        aanbod = leven.kies_aanbod(ingang or leven.vandaag, segment)
        if aanbod is None:
            return
        stapt_over = leven.kans(0.35)
        leven.trajecten[aanbod.aanbieder] += 1
        try:
            laatste_dag = yield from _traject(leven, aanbod, ingang, diepte, stapt_over=stapt_over, is_bekend=is_bekend)
        finally:
            leven.trajecten[aanbod.aanbieder] -= 1
        if not stapt_over or laatste_dag is None:
            return
        segment = aanbod.segment if leven.kans(0.4) else None
        ingang, is_bekend = laatste_dag + leven.dagen(1, 40), False
        yield max(leven.vandaag, ingang - leven.dagen(-5, 20))


def _traject(
    leven: Leven, aanbod: Aanbod, ingang: date | None, diepte: int, *, stapt_over: bool, is_bekend: bool
) -> Afloop:
    plek = Plek(aanbod.aanbieder, leven.gemeente)
    kort, lang = DUUR_DAGEN[aanbod.segment]
    duur = leven.toeval.randint(kort, lang) + (leven.vandaag - ingang).days * is_bekend if ingang else lang // 2
    toewijzing: ToegewezenProduct | None = None
    if aanbod.is_taakgericht:
        leven.bezet_houden(aanbod)
        begin = ingang or leven.na(0, 20)
    else:
        toewijzing = yield from _toewijzing(leven, aanbod, plek, ingang, duur, is_bekend=is_bekend)
        if toewijzing is None or not (yield from _blijft(leven, plek, toewijzing)):
            return None
        begin = max(toewijzing.ingangsdatum, leven.vandaag) if ingang is None else toewijzing.ingangsdatum
        begin += leven.dagen(0, 3) if aanbod.is_crisis else leven.dagen(0, 70)
    zorg = Zorg(aanbod, plek, toewijzing, begin, begin + timedelta(days=duur), leven.vandaag)
    if begin > zorg.grens:
        return None
    if not (yield from begin_zorg(leven, zorg)):
        return None
    if diepte < _MEESTE_NAAST_ELKAAR and leven.kans(0.15):
        leven.begin(zorgvraag(leven, None, diepte=diepte + 1), leven.na(5, 120))
    if (yield from wederwaardigheden(leven, zorg)):
        yield from eindig(leven, zorg, RedenBeeindiging.OVERSTAP if stapt_over else None)
    return zorg.einde


def _toewijzing(
    leven: Leven, aanbod: Aanbod, plek: Plek, ingang: date | None, duur: int, *, is_bekend: bool
) -> Toekenning:
    if ingang is None:
        ingang = leven.vandaag - leven.dagen(0, 40) if leven.kans(0.1) else leven.vandaag + leven.dagen(0, 20)
        if not aanbod.geldt(ingang):
            return None
        einde = tot_en_met(leven, ingang, duur + leven.toeval.randint(0, 90))
        if leven.kans(0.75) and not aanbod.is_crisis:
            return (yield from vraag(leven, aanbod, plek, ingang, einde))
        yield leven.na(0, 5)
        return (yield from ken_toe(leven, aanbod, plek, ingang, einde))
    einde = tot_en_met(leven, ingang, duur + leven.toeval.randint(0, 90))
    if is_bekend:
        einde = max(einde, leven.opzet.begin + leven.dagen(30, 364))
    return (yield from ken_toe(leven, aanbod, plek, ingang, einde))


def _blijft(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> Generator[date | Zending, bool | None, bool]:
    """Whether the toewijzing is still there when care can begin, and the youth still wants it."""
    yield from fouten.bij_toewijzing(leven, plek, toewijzing)
    if leven.kans(0.03):
        yield leven.na(1, 30)
        yield from verwijder(leven, plek, toewijzing)
        return False
    return not leven.kans(0.05)

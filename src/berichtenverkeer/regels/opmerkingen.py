# SPDX-License-Identifier: EUPL-1.2
"""What no rule rejects and somebody should know of: care outside its toewijzing, what can never be taken back.

The standard has no retourcode for any of this, so all of it are signals beside the receipt, as in `honorering`
(decision 061).
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW319, JW323, JW325, Bericht, Retourbericht
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.regels.aanlevering import eerste_aanleveringen
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.plek import PRESTATIE, TOEGEWEZEN
from berichtenverkeer.regels.toewijzingen import VERWIJDERD
from berichtenverkeer.regels.versies import Afwijking, versie

ANDERE_GEMEENTE = "8"
"""RedenAfwijzingVerzoek: another gemeente is responsible (WJ759)."""


def opmerkingen(bericht: Bericht, history: History) -> Iterator[Afwijking]:
    """Each at its element; `history` is that before the bericht was booked."""
    if isinstance(bericht, Retourbericht):
        return
    match bericht:
        case JW301():
            yield from _toewijzingen(bericht, history)
        case JW305() | JW307():
            for pad, een in eerste_aanleveringen(bericht):
                toewijzing = None if een.toewijzing_nummer is None else history.toewijzing(een.toewijzing_nummer)
                if toewijzing is None:
                    continue
                if isinstance(een, StartProduct):
                    yield from _start(pad, een, toewijzing)
                else:
                    yield from _stop(pad, een, toewijzing)
        case JW319():
            yield from _antwoord(bericht)
        case JW323():
            for pad, prestatie in PRESTATIE.in_(bericht):
                if prestatie.ingediend_bedrag.bedrag == 0:
                    yield Afwijking("SIGNAAL-PRESTATIE-NUL", f"{pad}/IngediendBedrag/Bedrag", *_NUL)
        case JW315() | JW317() | JW325():
            pass
        case _:
            assert_never(bericht)


def _toewijzingen(bericht: JW301, history: History) -> Iterator[Afwijking]:
    """The other way round than `_start` and `_stop`: the start or stop was there first (OP080)."""
    laatste: dict[int, date] = {}
    for pad, product in TOEGEWEZEN.in_(bericht):
        oud, nummer = history.toewijzing(product.toewijzing_nummer), product.toewijzing_nummer
        if oud is None or product.einddatum is None or product.reden_wijziging == VERWIJDERD:
            continue
        if not history.is_eigen(oud) or versie(product) < (oud.toewijzingsdatum, oud.toewijzingstijd):
            continue
        if nummer not in laatste:
            dagen = (een.einde or een.begindatum for een in history.leveringen(nummer))
            laatste[nummer] = max(dagen, default=date.min)
        if laatste[nummer] > product.einddatum:
            yield Afwijking("SIGNAAL-EINDDATUM-VOOR-STOP", f"{pad}/Einddatum", *_EINDDATUM_VOOR_STOP)


def _na_einde(dag: date, toewijzing: Toewijzing) -> bool:
    return toewijzing.einddatum is not None and dag > toewijzing.einddatum


def _start(pad: str, start: StartProduct, toewijzing: Toewijzing) -> Iterator[Afwijking]:
    if start.begindatum < toewijzing.ingangsdatum:
        yield Afwijking("SIGNAAL-START-VOOR-INGANGSDATUM", f"{pad}/Begindatum", *_START_VOOR_INGANGSDATUM)
    if _na_einde(start.begindatum, toewijzing):
        yield Afwijking("SIGNAAL-START-NA-EINDDATUM", f"{pad}/Begindatum", *_START_NA_EINDDATUM)
    genoemd = toewijzing.categorie, toewijzing.code
    geleverd = (start.product.categorie, start.product.code) if start.product else genoemd
    if any(een not in (None, ander) for een, ander in zip(genoemd, geleverd, strict=True)):
        yield Afwijking("SIGNAAL-START-ANDER-PRODUCT", f"{pad}/Product", *_ANDER_PRODUCT)


def _stop(pad: str, stop: StopProduct, toewijzing: Toewijzing) -> Iterator[Afwijking]:
    if _na_einde(stop.einddatum, toewijzing):
        yield Afwijking("SIGNAAL-STOP-NA-EINDDATUM", f"{pad}/Einddatum", *_STOP_NA_EINDDATUM)


def _antwoord(bericht: JW319) -> Iterator[Afwijking]:
    antwoord = bericht.antwoord
    woonplaats = antwoord.woonplaatsbeginsel
    is_andere = antwoord.reden_afwijzing_verzoek == ANDERE_GEMEENTE
    if is_andere and woonplaats and woonplaats.gemeente == bericht.header.afzender:
        yield Afwijking("SIGNAAL-WOONPLAATS-ZELF", "JW319/Antwoord/Woonplaatsbeginsel/Gemeente", *_WOONPLAATS_ZELF)


_START_VOOR_INGANGSDATUM = (
    "De hulp begint voor de toewijzing ingaat.",
    "Controleer de Begindatum. Klopt zij, vraag de gemeente dan of zij die dagen alsnog toewijst.",
)
_START_NA_EINDDATUM = (
    "De hulp begint na het einde van de toewijzing.",
    "Controleer de Begindatum en het ToewijzingNummer. Kloppen die, vraag de gemeente dan om een verlenging.",
)
_STOP_NA_EINDDATUM = (
    "De hulp eindigt na het einde van de toewijzing.",
    "Controleer de Einddatum. Klopt zij, vraag de gemeente dan of zij die dagen alsnog toewijst.",
)
_EINDDATUM_VOOR_STOP = (
    "De aanbieder heeft hulp gemeld die na deze Einddatum begon of eindigde.",
    "Controleer de Einddatum. Klopt zij, vraag de aanbieder dan om de start of stop te verbeteren.",
)
_ANDER_PRODUCT = (
    "De hulp is een ander product dan de toewijzing noemt.",
    "Controleer Product en ToewijzingNummer. Is dit product bedoeld, vraag de gemeente dan om een toewijzing ervoor.",
)
_NUL = (
    "Deze prestatie heeft een bedrag van 0: zij bezet de maand van haar toewijzing en is nooit terug te nemen, want "
    "een credit heeft C nodig en bij een bedrag van 0 mag alleen D staan.",
    "Laat een prestatie van 0 voortaan weg. Is in deze maand toch hulp geleverd, overleg dan met de gemeente.",
)
_WOONPLAATS_ZELF = (
    "Het antwoord zegt dat een andere gemeente verantwoordelijk is, en noemt daarbij de gemeente die het verstuurt.",
    "Noem in Woonplaatsbeginsel de gemeente die wel verantwoordelijk is, of kies een andere reden van afwijzing.",
)

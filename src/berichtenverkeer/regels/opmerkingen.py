# SPDX-License-Identifier: EUPL-1.2
"""What no rule rejects and somebody should know of: care outside its toewijzing, what can never be taken back.

The standard has no retourcode for any of this, so all of it are signals beside the receipt, as in `honorering`
(decision 061).
"""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW319, JW323, JW325, Bericht, Retourbericht
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.aangeleverd import Sleutel, Stop, eerste_aanleveringen
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.meldingen import signalen
from berichtenverkeer.regels.plek import PRESTATIE, TOEGEWEZEN
from berichtenverkeer.regels.versies import versie
from berichtenverkeer.standaard.codes import RedenAfwijzing, RedenWijziging


def opmerkingen(bericht: Bericht, history: History) -> Iterator[Bevinding]:
    """Each at its element; `history` is that before the bericht was booked."""
    if isinstance(bericht, Retourbericht):
        return
    match bericht:
        case JW301():
            yield from _toewijzingen(bericht, history)
        case JW305() | JW307():
            for een in eerste_aanleveringen(bericht):
                toewijzing = None if een.start.nummer is None else history.toewijzing(een.start.nummer)
                if toewijzing is None:
                    continue
                if een.stop is None:
                    yield from _start(een.pad, een.start, toewijzing)
                else:
                    yield from _stop(een.pad, een.stop, toewijzing)
        case JW319():
            yield from _antwoord(bericht)
        case JW323():
            for pad, prestatie in PRESTATIE.in_(bericht):
                if prestatie.ingediend_bedrag.bedrag == 0:
                    yield signalen.PRESTATIE_NUL.op(f"{pad}/IngediendBedrag/Bedrag")
        case JW315() | JW317() | JW325():
            pass
        case _:
            assert_never(bericht)


def _toewijzingen(bericht: JW301, history: History) -> Iterator[Bevinding]:
    """The other way round than `_start` and `_stop`: the start or stop was there first (OP080)."""
    laatste: dict[int, date] = {}
    for pad, product in TOEGEWEZEN.in_(bericht):
        oud, nummer = history.toewijzing(product.toewijzing_nummer), product.toewijzing_nummer
        if oud is None or product.einddatum is None or product.reden_wijziging == RedenWijziging.VERWIJDERD:
            continue
        if not history.is_eigen(oud) or versie(product) < (oud.toewijzingsdatum, oud.toewijzingstijd):
            continue
        if nummer not in laatste:
            dagen = (een.einde or een.begindatum for een in history.leveringen(nummer))
            laatste[nummer] = max(dagen, default=date.min)
        if laatste[nummer] > product.einddatum:
            yield signalen.EINDDATUM_VOOR_STOP.op(f"{pad}/Einddatum")


def _na_einde(dag: date, toewijzing: Toewijzing) -> bool:
    return toewijzing.einddatum is not None and dag > toewijzing.einddatum


def _start(pad: str, start: Sleutel, toewijzing: Toewijzing) -> Iterator[Bevinding]:
    if start.begindatum < toewijzing.ingangsdatum:
        yield signalen.START_VOOR_INGANGSDATUM.op(f"{pad}/Begindatum")
    if _na_einde(start.begindatum, toewijzing):
        yield signalen.START_NA_EINDDATUM.op(f"{pad}/Begindatum")
    genoemd = toewijzing.categorie, toewijzing.code
    geleverd = genoemd if start.categorie is None else (start.categorie, start.code)
    if any(een not in (None, ander) for een, ander in zip(genoemd, geleverd, strict=True)):
        yield signalen.START_ANDER_PRODUCT.op(f"{pad}/Product")


def _stop(pad: str, stop: Stop, toewijzing: Toewijzing) -> Iterator[Bevinding]:
    if _na_einde(stop.einddatum, toewijzing):
        yield signalen.STOP_NA_EINDDATUM.op(f"{pad}/Einddatum")


def _antwoord(bericht: JW319) -> Iterator[Bevinding]:
    antwoord = bericht.antwoord
    woonplaats = antwoord.woonplaatsbeginsel
    is_andere = antwoord.reden_afwijzing_verzoek == RedenAfwijzing.WOONPLAATSBEGINSEL
    if is_andere and woonplaats and woonplaats.gemeente == bericht.header.afzender:
        yield signalen.WOONPLAATS_ZELF.op("JW319/Antwoord/Woonplaatsbeginsel/Gemeente")

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
from berichtenverkeer.regels.aangeleverd import Key, Stop, aangeleverd
from berichtenverkeer.regels.history import History, Toewijzing
from berichtenverkeer.regels.meldingen import signalen
from berichtenverkeer.regels.plek import PRESTATIE, TOEGEWEZEN
from berichtenverkeer.regels.versions import versie
from berichtenverkeer.standaard.codes import RedenAfwijzing, RedenWijziging


def opmerkingen(bericht: Bericht, history: History) -> Iterator[Bevinding]:
    """Each at its element; `history` is that before the bericht was booked."""
    if isinstance(bericht, Retourbericht):
        return
    match bericht:
        case JW301():
            yield from _toewijzingen(bericht, history)
        case JW305() | JW307():
            for one in aangeleverd(bericht, history).first:
                toewijzing = None if one.start.nummer is None else history.toewijzing(one.start.nummer)
                if toewijzing is None:
                    continue
                if one.stop is None:
                    yield from _start(one.pad, one.start, toewijzing)
                else:
                    yield from _stop(one.pad, one.stop, toewijzing)
        case JW319():
            yield from _antwoord(bericht)
        case JW323():
            for pad, prestatie in PRESTATIE.in_(bericht):
                if prestatie.ingediend_bedrag.bedrag == 0:
                    yield signalen.PRESTATIE_ZERO.at(f"{pad}/IngediendBedrag/Bedrag")
        case JW315() | JW317() | JW325():
            pass
        case _:
            assert_never(bericht)


def _toewijzingen(bericht: JW301, history: History) -> Iterator[Bevinding]:
    """The other way round than `_start` and `_stop`: the start or stop was there first (OP080)."""
    last: dict[int, date] = {}
    for pad, product in TOEGEWEZEN.in_(bericht):
        old, number = history.toewijzing(product.toewijzing_nummer), product.toewijzing_nummer
        if old is None or product.einddatum is None or product.reden_wijziging == RedenWijziging.VERWIJDERD:
            continue
        if not history.is_own(old) or versie(product) < (old.toewijzingsdatum, old.toewijzingstijd):
            continue
        if number not in last:
            dagen = (one.einde or one.begindatum for one in history.leveringen(number))
            last[number] = max(dagen, default=date.min)
        if last[number] > product.einddatum:
            yield signalen.EINDDATUM_BEFORE_STOP.at(f"{pad}/Einddatum")


def _after_end(day: date, toewijzing: Toewijzing) -> bool:
    return toewijzing.einddatum is not None and day > toewijzing.einddatum


def _start(pad: str, start: Key, toewijzing: Toewijzing) -> Iterator[Bevinding]:
    if start.begindatum < toewijzing.ingangsdatum:
        yield signalen.START_BEFORE_INGANGSDATUM.at(f"{pad}/Begindatum")
    if _after_end(start.begindatum, toewijzing):
        yield signalen.START_AFTER_EINDDATUM.at(f"{pad}/Begindatum")
    named = toewijzing.categorie, toewijzing.code
    geleverd = named if start.categorie is None else (start.categorie, start.code)
    if any(one not in (None, other) for one, other in zip(named, geleverd, strict=True)):
        yield signalen.START_OTHER_PRODUCT.at(f"{pad}/Product")


def _stop(pad: str, stop: Stop, toewijzing: Toewijzing) -> Iterator[Bevinding]:
    if _after_end(stop.einddatum, toewijzing):
        yield signalen.STOP_AFTER_EINDDATUM.at(f"{pad}/Einddatum")


def _antwoord(bericht: JW319) -> Iterator[Bevinding]:
    antwoord = bericht.antwoord
    woonplaats = antwoord.woonplaatsbeginsel
    is_other = antwoord.reden_afwijzing_verzoek == RedenAfwijzing.WOONPLAATSBEGINSEL
    if is_other and woonplaats and woonplaats.gemeente == bericht.header.afzender:
        yield signalen.WOONPLAATS_HIMSELF.at("JW319/Antwoord/Woonplaatsbeginsel/Gemeente")

# SPDX-License-Identifier: EUPL-1.2
"""Care at one aanbieder, as it is reported: start, interruption, renewal, scaling, corrections, stop; often late."""

from collections.abc import Generator
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.standaard.codes import RedenBeeindiging, RedenWijziging, StatusAanlevering
from berichtenverkeer.voorbeeldregio import faults
from berichtenverkeer.voorbeeldregio.assigning import (
    assign,
    new_version,
    remove,
    sequel_of,
)
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import WEEK, Draad, Life
from berichtenverkeer.voorbeeldregio.offer import Offer
from berichtenverkeer.voorbeeldregio.shipment import Shipment
from berichtenverkeer.voorbeeldregio.wijzigen import question_wijziging

Course = Generator[date | Shipment, bool | None, bool]
"""A thread that ends with whether care goes on."""

_STOP_REDENEN = (
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.DOOR_CLIENT,
    RedenBeeindiging.DOOR_AANBIEDER,
    RedenBeeindiging.IN_OVERLEG,
    RedenBeeindiging.DOOR_OORZAAK_VAN_BUITEN,
    RedenBeeindiging.ANDER_DOMEIN,
)
_DAY = timedelta(days=1)
_LAST_DAY = date(9999, 1, 1)


class Care(msgspec.Struct):
    """What the aanbieder has reported; `einde` is the last day that care is meant for, `gemeld` the day of the start
    bericht. Without `toewijzing` the product is taakgericht."""

    aanbod: Offer
    plek: Plek
    toewijzing: ToegewezenProduct | None
    begin: date
    einde: date
    gemeld: date

    @property
    def bound(self) -> date:
        """The last day on which there may be care."""
        return (self.toewijzing.einddatum if self.toewijzing else None) or _LAST_DAY

    def start(self, status: str = StatusAanlevering.EERSTE, begin: date | None = None) -> StartProduct:
        toewijzing = self.toewijzing
        return StartProduct(
            toewijzing_nummer=toewijzing.toewijzing_nummer if toewijzing else None,
            product=CDT_Product(categorie=self.aanbod.categorie, code=self.aanbod.code),
            toewijzing_ingangsdatum=toewijzing.ingangsdatum if toewijzing else None,
            begindatum=begin or self.begin,
            status_aanlevering=status,
        )

    def stop(self, end: date, reden: str, status: str = StatusAanlevering.EERSTE) -> StopProduct:
        start = self.start()
        return StopProduct(
            toewijzing_nummer=start.toewijzing_nummer,
            product=start.product,
            toewijzing_ingangsdatum=start.toewijzing_ingangsdatum,
            begindatum=start.begindatum,
            reden_beeindiging=reden,
            einddatum=end,
            status_aanlevering=status,
        )


def begin_care(life: Life, care: Care) -> Course:
    """Report the start: late, on the wrong day and corrected, or withdrawn altogether."""
    yield report_day(life, care.begin)
    yield from faults.for_start(life, care.plek, care.start())
    wrong = care.begin + life.dagen(1, 6)
    if wrong <= life.vandaag and life.chance(0.3):
        yield from _send_start(life, care, care.start(begin=wrong))
        yield life.na(WEEK, 30)
        yield from _improve_start(life, care, wrong)
    else:
        yield from _send_start(life, care, care.start())
    care.gemeld = life.vandaag
    if life.chance(0.02):
        yield life.na(WEEK, 40)
        yield from _send_start(life, care, care.start(StatusAanlevering.VERWIJDEREN))
        return False
    return True


def _improve_start(life: Life, care: Care, wrong: date) -> Draad:
    """Removal and new delivery, in one bericht or in two."""
    gone, new = care.start(StatusAanlevering.VERWIJDEREN, wrong), care.start()
    if life.chance(0.5):
        yield from _send_start(life, care, gone, new)
    else:
        yield from _send_start(life, care, gone)
        yield from _send_start(life, care, new)


def vicissitudes(life: Life, care: Care) -> Course:
    """What happens between start and stop. Whether a stop must still be reported."""
    if life.chance(0.02) and care.toewijzing is not None:
        yield from _withdraw_toewijzing(life, care)
        return False
    if life.chance(0.15) and care.einde > care.begin + timedelta(days=45) and not (yield from _interrupt(life, care)):
        return False
    if life.chance(0.08) and care.toewijzing is not None and care.toewijzing.omvang is not None:
        yield from _scale(life, care)
    for chance in (life.setup.wijzigkans, 0.5):
        if not life.chance(chance) or care.toewijzing is None:
            break
        yield from _question_wijziging(life, care)
    if life.chance(0.06) and care.toewijzing is not None:
        yield from _short_in(life, care)
    while care.einde > care.bound:
        if not (yield from _extend(life, care)):
            care.einde = care.bound
    return True


def end(life: Life, care: Care, reden: str | None = None) -> Draad:
    """Report the stop; some forget, some come months later, some have the day wrong."""
    if life.chance(0.05):
        yield max(care.einde, life.vandaag)
        return
    reden = reden or life.luck.choice(_STOP_REDENEN)
    yield max(report_day(life, care.einde), care.gemeld)
    if life.chance(0.05) and care.einde > care.begin:
        wrong = care.begin + (care.einde - care.begin) // 2
        fault, good = care.stop(wrong, reden, StatusAanlevering.VERWIJDEREN), care.stop(care.einde, reden)
        yield from _send_stop(life, care, care.stop(wrong, reden))
        yield life.na(WEEK, 40)
        for stops in [(fault, good)] if life.chance(0.5) else [(fault,), (good,)]:
            yield from _send_stop(life, care, *stops)
    else:
        yield from _send_stop(life, care, care.stop(care.einde, reden))
    yield from faults.after_stop(life, care.plek, care.start(), care.einde)


def report_day(life: Life, happened: date) -> date:
    """When an aanbieder reports what happened on a day: most within a week, some months later."""
    soort = life.luck.random()
    least, most = (0, 6) if soort < 0.72 else (7, 30) if soort < 0.92 else (31, 120)
    return max(happened + life.dagen(least, most), life.vandaag)


def _interrupt(life: Life, care: Care) -> Course:
    """A temporary stop, and then a new start; or none, and a definitive stop. Whether care goes on."""
    last = min(care.einde, care.bound)
    stopped = care.begin + life.dagen(7, 30)
    if stopped >= last:
        return True
    yield max(report_day(life, stopped), care.gemeld)
    yield from _send_stop(life, care, care.stop(stopped, RedenBeeindiging.TIJDELIJK))
    yield from faults.on_onderbreking(life, care.plek, care.start(), stopped)
    stop_reported = life.vandaag
    resume = stopped + life.dagen(5, 90)
    if resume >= last or life.chance(0.2):
        care.einde = stopped + life.dagen(0, 20)
        yield max(report_day(life, care.einde), stop_reported + timedelta(days=WEEK))
        yield from _send_stop(life, care, care.stop(care.einde, life.luck.choice(_STOP_REDENEN)))
        return False
    yield max(report_day(life, resume), care.gemeld + timedelta(days=WEEK))
    care.begin = resume
    yield from _send_start(life, care, care.start())
    care.gemeld = life.vandaag
    return True


def _scale(life: Life, care: Care) -> Draad:
    """More or less of the same from some day on: the old toewijzing ends, a new one begins."""
    old = care.toewijzing
    assert old is not None
    assert old.omvang is not None
    per = care.begin + life.dagen(20, 120)
    if per >= min(care.einde, care.bound):
        return
    yield max(per - life.dagen(0, 14), life.vandaag, care.gemeld)
    volume = max(1, old.omvang.volume + life.luck.choice((-2, -1, 1, 2)))
    shortened = new_version(life, old, RedenWijziging.VERKORT, einddatum=per - _DAY)
    new = sequel_of(life, old, per, life.luck.randint(90, 365), volume)
    yield from assign(life, care.plek, shortened, new)
    yield from _change_over(life, care, per, new)


def _short_in(life: Life, care: Care) -> Draad:
    """The gemeente ends the toewijzing earlier, now and then with a date that is past."""
    assert care.toewijzing is not None
    end = care.begin + life.dagen(15, 200)
    if end >= care.bound:
        return
    yield max(end - life.dagen(-20, 30), life.vandaag, care.gemeld)
    care.toewijzing = new_version(life, care.toewijzing, RedenWijziging.VERKORT, einddatum=end)
    care.einde = min(care.einde, end)
    yield from assign(life, care.plek, care.toewijzing)


def _extend(life: Life, care: Care) -> Course:
    """A later end date on the same number, or a new number: always so on 1 January. Whether it was granted."""
    old, per = care.toewijzing, care.bound + _DAY
    assert old is not None
    if life.chance(0.06) or not care.aanbod.geldt(per):
        return False
    yield max(per - life.dagen(-10, 40), life.vandaag, care.gemeld)
    dagen = max(30, (care.einde - per).days + life.luck.randint(0, 60))
    if (per.month, per.day) != (1, 1) and life.chance(0.6):
        care.toewijzing = new_version(life, old, RedenWijziging.VERLENGD, einddatum=per + timedelta(days=dagen))
        yield from assign(life, care.plek, care.toewijzing)
        return True
    new = sequel_of(life, old, per, dagen, None)
    yield from assign(life, care.plek, new)
    yield from _change_over(life, care, per, new)
    return True


def _question_wijziging(life: Life, care: Care) -> Draad:
    """The aanbieder asks for more, less or longer, and perhaps for something beside it."""
    assert care.toewijzing is not None
    yield max(care.begin + life.dagen(10, 80), life.vandaag, care.gemeld)
    handed = yield from question_wijziging(life, care.plek, care.toewijzing)
    if handed is None:
        return
    if handed.naast is not None:
        life.begin(_beside(life, care.plek, *handed.naast), life.vandaag)
    if handed.toewijzing.toewijzing_nummer == care.toewijzing.toewijzing_nummer:
        care.toewijzing = handed.toewijzing
        care.einde = max(care.einde, care.bound - life.dagen(0, 30))
    elif handed.toewijzing.ingangsdatum <= care.einde:
        yield from _change_over(
            life, care, handed.toewijzing.ingangsdatum, handed.toewijzing, RedenBeeindiging.DOOR_WIJZIGINGSVERZOEK
        )
    else:  # care ends before what was granted begins, on what it replaces
        care.toewijzing = life.toewijzingen[care.plek][care.toewijzing.toewijzing_nummer]


def _beside(life: Life, plek: Plek, offer: Offer, toewijzing: ToegewezenProduct) -> Draad:
    """Care on what came new with a change: it begins, and it ends with its toewijzing."""
    assert toewijzing.einddatum is not None
    begin = toewijzing.ingangsdatum + life.dagen(0, 20)
    care = Care(offer, plek, toewijzing, begin, toewijzing.einddatum - life.dagen(0, 30), life.vandaag)
    if (yield from begin_care(life, care)):
        yield from end(life, care)


def _change_over(
    life: Life, care: Care, per: date, new: ToegewezenProduct, reden: str = RedenBeeindiging.DOOR_GEMEENTE
) -> Draad:
    """Report that care goes on under the number of `new`."""
    yield max(report_day(life, per), care.gemeld)
    yield from _send_stop(life, care, care.stop(per - _DAY, reden))
    care.toewijzing, care.begin = new, per
    yield from _send_start(life, care, care.start())
    care.gemeld = life.vandaag


def _withdraw_toewijzing(life: Life, care: Care) -> Draad:
    """The gemeente removes a toewijzing on which care began; in the end the aanbieder withdraws the start.

    Whatever was declared must be credited before (TR385).
    """
    assert care.toewijzing is not None
    yield life.na(WEEK, 30)
    life.asked_back.add(care.toewijzing.toewijzing_nummer)
    while life.gedeclareerd[care.toewijzing.toewijzing_nummer]:
        yield life.vandaag + timedelta(days=WEEK)
    yield from remove(life, care.plek, care.toewijzing)
    yield life.na(1, 60)
    yield from _send_start(life, care, care.start(StatusAanlevering.VERWIJDEREN))


def _send_start(life: Life, care: Care, *starts: StartProduct) -> Draad:
    bericht = life.writer.jw305(care.plek, life.vandaag, *starts)
    yield from life.send(bericht)
    for start in starts:
        life.note_start(start)
    (last,) = starts[-1:]
    if last.status_aanlevering == StatusAanlevering.EERSTE:
        identificatie = bericht.header.bericht_identificatie.identificatie
        yield from faults.with_running(life, care.plek, last, identificatie)


def _send_stop(life: Life, care: Care, *stops: StopProduct) -> Draad:
    yield from life.send(life.writer.jw307(care.plek, life.vandaag, *stops))
    for stop in stops:
        life.note_stop(stop)

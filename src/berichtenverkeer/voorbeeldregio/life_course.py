# SPDX-License-Identifier: EUPL-1.2
"""A life in care: the first question, what follows from it, and what comes beside it."""

from collections.abc import Generator
from datetime import date, timedelta

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.standaard.codes import RedenBeeindiging
from berichtenverkeer.voorbeeldregio import faults, trends
from berichtenverkeer.voorbeeldregio.assigning import Reply, grant, question, remove, through
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.care import Care, begin_care, end, vicissitudes
from berichtenverkeer.voorbeeldregio.life import Draad, Life
from berichtenverkeer.voorbeeldregio.offer import DURATION_DAYS, Offer
from berichtenverkeer.voorbeeldregio.shipment import Shipment

Outcome = Generator[date | Shipment, bool | None, date | Offer | None]
"""A thread that ends with the last day of care, with where the youth goes instead, or without care."""

_MOST_BESIDE_TOGETHER = 2


def life_course(life: Life) -> Draad:
    """From the first day on; whoever is in care already, began last year."""
    if life.chance(life.setup.in_zorg):
        yield life.na(0, 14)
        entry = life.setup.begin - life.dagen(20, 300)
        yield from care_question(life, entry, is_known=True)
    else:
        yield life.na(0, life.setup.dagen - 1)
        life.is_met()
        yield from care_question(life, None)
    while life.chance(life.setup.trajecten / (1 + life.setup.trajecten)):
        yield life.na(1, 250)
        yield from care_question(life, None)


def care_question(
    life: Life, entry: date | None, *, is_known: bool = False, segment: str | None = None, depth: int = 1
) -> Draad:
    """Care, and where it leads: to another aanbieder, to heavier or lighter care, or out of the region.

    With `entry` the gemeente grants by itself; otherwise an aanbieder may ask.
    """
    elsewhere: Offer | None = None
    while True:
        offer = elsewhere or life.choose_offer(entry or life.vandaag, segment)
        if offer is None or not life.is_free_for(offer):
            return
        changes_over = life.chance(0.35)
        life.trajecten[offer.aanbieder] += 1
        try:
            last_day = yield from _traject(life, offer, entry, depth, changes_over=changes_over, is_known=is_known)
        finally:
            life.trajecten[offer.aanbieder] -= 1
        if isinstance(last_day, Offer):
            elsewhere, entry, is_known = last_day, None, False
            yield life.na(1, 7)
            continue
        if not changes_over or last_day is None:
            return
        elsewhere = None
        segment = offer.segment if life.chance(0.4) else None
        entry, is_known = last_day + life.dagen(1, 40), False
        yield max(life.vandaag, entry - life.dagen(-5, 20))


def _traject(
    life: Life, offer: Offer, entry: date | None, depth: int, *, changes_over: bool, is_known: bool
) -> Outcome:
    plek = Plek(offer.aanbieder, life.gemeente)
    short, long = DURATION_DAYS[offer.segment]
    duration = life.luck.randint(short, long) + (life.vandaag - entry).days * is_known if entry else long // 2
    duration += life.some(trends.lasts_longer(offer.aanbieder))
    toewijzing: ToegewezenProduct | None = None
    if offer.is_taakgericht:
        life.hold_occupied(offer)
        begin = entry or life.na(0, 20)
    else:
        reply = yield from _toewijzing(life, offer, plek, entry, duration, is_known=is_known)
        if reply is None or isinstance(reply, Offer):
            return reply
        if not (yield from _stays(life, plek, reply)):
            return None
        toewijzing = reply
        begin = max(toewijzing.ingangsdatum, life.vandaag) if entry is None else toewijzing.ingangsdatum
        begin += life.dagen(0, 3) if offer.is_crisis else life.dagen(0, 70)
        begin += timedelta(days=life.some(trends.longer_wait(life.landscape.gebieden[life.gemeente], offer.segment)))
    care = Care(offer, plek, toewijzing, begin, begin + timedelta(days=duration), life.vandaag)
    if begin > care.bound:
        return None
    if not (yield from begin_care(life, care)):
        return None
    if depth < _MOST_BESIDE_TOGETHER and life.chance(0.15):
        life.begin(care_question(life, None, depth=depth + 1), life.na(5, 120))
    if (yield from vicissitudes(life, care)):
        yield from end(life, care, RedenBeeindiging.OVERSTAP if changes_over else None)
    return care.einde


def _toewijzing(life: Life, offer: Offer, plek: Plek, entry: date | None, duration: int, *, is_known: bool) -> Reply:
    if entry is None:
        entry = life.vandaag - life.dagen(0, 40) if life.chance(0.1) else life.vandaag + life.dagen(0, 20)
        if not offer.geldt(entry):
            return None
        end = through(life, entry, duration + life.luck.randint(0, 90))
        if life.chance(0.75) and not offer.is_crisis:
            return (yield from question(life, offer, plek, entry, end))
        yield life.na(0, 5)
        return (yield from grant(life, offer, plek, entry, end))
    end = through(life, entry, duration + life.luck.randint(0, 90))
    if is_known:
        end = max(end, life.setup.begin + life.dagen(30, 364))
    return (yield from grant(life, offer, plek, entry, end))


def _stays(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> Generator[date | Shipment, bool | None, bool]:
    """Whether the toewijzing is still there when care can begin, and the youth still wants it."""
    yield from faults.on_toewijzing(life, plek, toewijzing)
    if life.chance(0.03):
        yield life.na(1, 30)
        yield from remove(life, plek, toewijzing)
        return False
    return not life.chance(trends.never_begins(plek.aanbieder))

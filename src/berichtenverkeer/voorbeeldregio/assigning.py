# SPDX-License-Identifier: EUPL-1.2
"""From a question to a toewijzing, asked by the aanbieder (JW315) or granted by the gemeente itself; changed later."""

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

import msgspec

from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product, CDT_Verwijzer
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.standaard.codes import (
    RedenAfwijzing,
    RedenWijziging,
    TypeVerwijzer,
    VerzoekAntwoord,
)
from berichtenverkeer.voorbeeldregio import faults, trends
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import WEEK, Draad, Life
from berichtenverkeer.voorbeeldregio.nay import Answer, Request
from berichtenverkeer.voorbeeldregio.offer import Offer
from berichtenverkeer.voorbeeldregio.shipment import Shipment

Grant = Generator[date | Shipment, bool | None, ToegewezenProduct | None]
"""A thread that ends with a toewijzing, or without."""

Reply = Generator[date | Shipment, bool | None, ToegewezenProduct | Offer | None]
"""A thread that ends with a toewijzing, with where the youth goes instead, or with nothing."""

_AFWIJZING = tuple(RedenAfwijzing)
_VERWIJZERS = (
    TypeVerwijzer.HUISARTS,
    TypeVerwijzer.HUISARTS,
    TypeVerwijzer.HUISARTS,
    TypeVerwijzer.JEUGDARTS,
    TypeVerwijzer.GECERTIFICEERDE_INSTELLING,
    TypeVerwijzer.MEDISCH_SPECIALIST,
    TypeVerwijzer.GEMEENTE,
    TypeVerwijzer.GEEN_VERWIJZER,
    TypeVerwijzer.RECHTER,
)
_WITH_CODE = frozenset(_VERWIJZERS[:6])


def question(life: Life, offer: Offer, plek: Plek, entry: date, end: date) -> Reply:
    """The aanbieder asks; the gemeente answers, perhaps after looking into it."""
    referentie, omvang = life.new_referentie(), make_omvang(life, offer)
    request = life.requests[referentie] = Request(referentie, life.bsn, offer, plek, entry, end, omvang)
    asked = AangevraagdProduct(
        referentie_aanbieder=referentie,
        product=product(offer),
        toewijzing_ingangsdatum=entry,
        toewijzing_einddatum=end,
        omvang=omvang,
        verwijzer=_verwijzer(life, offer),
    )
    yield from life.send(life.writer.jw315(plek, life.vandaag, asked))
    life.open_verzoeken.add(plek)
    yield life.na(1, 6)  # by then it is known whether the gateway said no on behalf of the gemeente
    if request.nay:
        return (yield from _after_nay(life, request))
    if referentie in life.afgewezen:
        life.open_verzoeken.discard(plek)
        return None
    yield from faults.with_open_verzoek(life, plek, asked)
    yield from onderzoek(life, plek, referentie)
    if life.chance(0.1):
        yield from reject(life, plek, referentie, life.luck.choice(_AFWIJZING))
        yield from faults.on_afwijzing(life, plek, asked)
        yield life.na(WEEK, WEEK)
        life.open_verzoeken.discard(plek)
        return None
    toewijzing = yield from grant(life, offer, plek, entry, end, omvang, referentie)
    life.open_verzoeken.discard(plek)
    return toewijzing


def _after_nay(life: Life, request: Request) -> Reply:
    """The gemeente weighs a request that was turned down, and answers unless the gateway did."""
    while request.answer is None:
        yield life.na(1, 1)
    answer, plek, toewijzing = request.answer, request.plek, None
    if answer is Answer.ASSIGN:
        toewijzing = yield from grant(
            life, request.offer, plek, request.entry, request.end, request.omvang, request.referentie
        )
    elif request.referentie not in life.afgewezen:
        yield from reject(life, plek, request.referentie, RedenAfwijzing.BUITEN_BUDGET)
        yield life.na(WEEK, WEEK)
    life.open_verzoeken.discard(plek)
    return answer if isinstance(answer, Offer) else toewijzing


def grant(
    life: Life,
    offer: Offer,
    plek: Plek,
    entry: date,
    end: date,
    omvang: CDT_Omvang | None = None,
    referentie: str | None = None,
) -> Grant:
    """The gemeente grants; what began earlier was also decided earlier."""
    toewijzing = ToegewezenProduct(
        toewijzing_nummer=life.new_number(),
        referentie_aanbieder=referentie,
        product=product(offer),
        toewijzingsdatum=min(life.vandaag, entry) if referentie is None else life.vandaag,
        toewijzingstijd=life.instant(),
        ingangsdatum=entry,
        einddatum=end,
        omvang=omvang or make_omvang(life, offer),
    )
    yield from assign(life, plek, toewijzing)
    life.hold_occupied(offer)
    return toewijzing


def assign(life: Life, plek: Plek, *versions: ToegewezenProduct) -> Draad:
    """Send a JW301: these versions, and whatever else is actueel there (OP087)."""
    known = life.toewijzingen.get(plek, {})
    content = {number: one for number, one in known.items() if is_current(one, life.vandaag)}
    content |= {one.toewijzing_nummer: one for one in versions}
    yield from life.send(life.writer.jw301(plek, life.vandaag, *content.values()))
    life.toewijzingen[plek] = life.toewijzingen.get(plek, {}) | content
    life.toegewezen_op[plek] = life.vandaag


def new_version(life: Life, old: ToegewezenProduct, reden: str | None, **wijziging: Any) -> ToegewezenProduct:
    """A later version; the reference stood on the first one (IV097)."""
    return msgspec.structs.replace(
        old,
        referentie_aanbieder=None,
        toewijzingsdatum=life.vandaag,
        toewijzingstijd=life.instant(),
        reden_wijziging=reden,
        **wijziging,
    )


def sequel_of(life: Life, old: ToegewezenProduct, per: date, dagen: int, volume: int | None) -> ToegewezenProduct:
    """A toewijzing with a number of its own that goes on where the old one ends; `volume` scales up or down."""
    omvang = old.omvang
    if omvang is not None and volume is not None:
        omvang = msgspec.structs.replace(omvang, volume=volume)
    return ToegewezenProduct(
        toewijzing_nummer=life.new_number(),
        product=old.product,
        toewijzingsdatum=life.vandaag,
        toewijzingstijd=life.instant(),
        ingangsdatum=per,
        einddatum=through(life, per, dagen),
        omvang=omvang,
    )


def through(life: Life, entry: date, dagen: int) -> date:
    """When a toewijzing ends: often with the year, so that it needs a new number on 1 January."""
    end = entry + timedelta(days=dagen)
    new_years_eve = date(entry.year, 12, 31)
    return min(end, new_years_eve) if life.chance(0.6) and new_years_eve > entry + timedelta(days=30) else end


def remove(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> Draad:
    """The toewijzing counts as never sent."""
    versie = new_version(life, toewijzing, RedenWijziging.VERWIJDERD, einddatum=toewijzing.ingangsdatum)
    yield from assign(life, plek, versie)


def onderzoek(life: Life, plek: Plek, referentie: str) -> Draad:
    """The gemeente thinks about a request; now and then it says so."""
    if life.chance(0.15):
        yield from life.send(life.writer.jw319(plek, life.vandaag, referentie, VerzoekAntwoord.IN_ONDERZOEK))
        yield from faults.on_onderzoek(life, plek, referentie)
        yield life.na(WEEK, 45)
    else:
        days = trends.answers_in(plek.gemeente)
        yield life.na(days.least, days.most)


def reject(life: Life, plek: Plek, referentie: str, reden: str) -> Draad:
    """The gemeente says no."""
    woonplaats = None
    if reden == RedenAfwijzing.WOONPLAATSBEGINSEL:
        woonplaats = life.luck.choice([one for one in life.landscape.gemeenten if one != plek.gemeente])
        life.gemeente = woonplaats
    bericht = life.writer.jw319(plek, life.vandaag, referentie, VerzoekAntwoord.AFGEWEZEN, reden, woonplaats)
    yield from life.send(bericht)


def is_removed(toewijzing: ToegewezenProduct) -> bool:
    """Whether it counts as never sent."""
    return toewijzing.reden_wijziging == RedenWijziging.VERWIJDERD and toewijzing.einddatum == toewijzing.ingangsdatum


def is_current(toewijzing: ToegewezenProduct, op: date) -> bool:
    """Whether it runs on that day, or will."""
    return not is_removed(toewijzing) and (toewijzing.einddatum is None or toewijzing.einddatum >= op)


def product(offer: Offer) -> CDT_Product:
    """As a bericht names it."""
    return CDT_Product(categorie=offer.categorie, code=offer.code)


def make_omvang(life: Life, offer: Offer) -> CDT_Omvang | None:
    """How much of it; None of a categorie as a whole."""
    if offer.eenheid is None:
        return None
    frequentie, least, most = offer.omvang
    return CDT_Omvang(volume=life.luck.randint(least, most), eenheid=offer.eenheid, frequentie=frequentie)


def _verwijzer(life: Life, offer: Offer) -> CDT_Verwijzer:
    if offer.is_ordered:
        return CDT_Verwijzer(type=TypeVerwijzer.RECHTER)
    more = trends.more_from_huisarts(life.gemeente, life.vandaag)
    if more and life.chance(more):
        return CDT_Verwijzer(type=TypeVerwijzer.HUISARTS, zorgverlener_code=trends.PRACTICE)
    soort = life.luck.choice(_VERWIJZERS)
    code = f"{life.luck.randrange(1_000_000, 9_999_999):08d}" if soort in _WITH_CODE else None
    return CDT_Verwijzer(type=soort, zorgverlener_code=code)

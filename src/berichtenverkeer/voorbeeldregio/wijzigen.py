# SPDX-License-Identifier: EUPL-1.2
"""A request for change (JW317): what stays, what changes, what is new; granted as IV093 asks, or rejected."""

from collections.abc import Generator
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW317
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw317 import NieuwProduct, OngewijzigdProduct, TeWijzigenProduct
from berichtenverkeer.standaard.codes import Frequentie, RedenAfwijzing, RedenVerzoek, RedenWijziging
from berichtenverkeer.voorbeeldregio import faults
from berichtenverkeer.voorbeeldregio.assigning import (
    assign,
    is_current,
    make_omvang,
    new_version,
    onderzoek,
    product,
    reject,
)
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import WEEK, Life
from berichtenverkeer.voorbeeldregio.offer import Offer
from berichtenverkeer.voorbeeldregio.shipment import Shipment

_AFWIJZING = (RedenAfwijzing.BUITEN_BUDGET, RedenAfwijzing.BUITEN_CONTRACT, RedenAfwijzing.ZORGINHOUDELIJK)
_REDENEN = tuple(RedenVerzoek)
_DAY = timedelta(days=1)


class Handed(msgspec.Struct, frozen=True):
    """What was granted: the toewijzing under which care goes on, and what came beside it."""

    toewijzing: ToegewezenProduct
    naast: tuple[Offer, ToegewezenProduct] | None


Wijziging = Generator[date | Shipment, bool | None, Handed | None]
"""A thread that ends with what was granted, or with nothing."""


class _Wish(msgspec.Struct, frozen=True):
    """One request; `nieuw` with what it is asked of."""

    referentie: str
    reden: str
    blijft: tuple[ToegewezenProduct, ...]
    wordt: TeWijzigenProduct
    nieuw: tuple[Offer, NieuwProduct] | None

    def bericht(self, life: Life, plek: Plek) -> JW317:
        return life.writer.jw317(
            plek,
            life.vandaag,
            self.referentie,
            self.reden,
            stays=[OngewijzigdProduct(toewijzing_nummer=one.toewijzing_nummer) for one in self.blijft],
            becomes=[self.wordt],
            new=[self.nieuw[1]] if self.nieuw else [],
        )


def question_wijziging(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> Wijziging:
    """The aanbieder asks, the gemeente decides; nothing is asked while something else can change there."""
    if not _is_quiet(life, plek, toewijzing):
        return None
    wish = _wish(life, plek, toewijzing)
    yield from life.send(wish.bericht(life, plek))
    life.open_verzoeken.add(plek)
    yield life.na(1, 6)
    handed = None
    if wish.referentie not in life.afgewezen:
        yield from faults.with_open_wijziging(life, plek, wish.referentie)
        yield from onderzoek(life, plek, wish.referentie)
        if life.chance(0.2):
            yield from reject(life, plek, wish.referentie, life.luck.choice(_AFWIJZING))
            yield life.na(WEEK, WEEK)
        else:
            handed = yield from _grant_wish(life, plek, toewijzing, wish)
    life.open_verzoeken.discard(plek)
    return handed


def _is_quiet(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> bool:
    """Whether a request can be about everything that runs there (TR349), whatever else arrives in the same week."""
    omvang, week = toewijzing.omvang, timedelta(days=WEEK)
    return (
        omvang is not None
        and omvang.frequentie != Frequentie.TOTAAL
        and is_current(toewijzing, life.vandaag)
        and life.trajecten[plek.aanbieder] == 1
        and all(open_.aanbieder != plek.aanbieder for open_ in life.open_verzoeken)
        and life.toegewezen_op[plek] + week <= life.vandaag
        and not any(
            life.vandaag <= (one.einddatum or date.max) < life.vandaag + week
            for one in life.toewijzingen[plek].values()
        )
    )


def _wish(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> _Wish:
    assert toewijzing.omvang is not None
    assert toewijzing.einddatum is not None
    per = max(life.na(30, 70), toewijzing.ingangsdatum + _DAY)
    omvang, end = toewijzing.omvang, toewijzing.einddatum
    if per + timedelta(days=15) < end and life.chance(0.6):
        volume = max(1, omvang.volume + life.luck.choice((-1, 1, 2)))
        omvang = msgspec.structs.replace(omvang, volume=volume + (volume == omvang.volume))
    else:
        end = max(end, per) + life.dagen(30, 150)
    number, every = toewijzing.toewijzing_nummer, life.toewijzingen[plek].values()
    return _Wish(
        referentie=life.new_referentie(),
        reden=life.luck.choice(_REDENEN),
        blijft=tuple(one for one in every if one.toewijzing_nummer != number and is_current(one, life.vandaag)),
        wordt=TeWijzigenProduct(toewijzing_nummer=number, gewenste_ingangsdatum=per, einddatum=end, omvang=omvang),
        nieuw=_new(life, plek, per) if life.chance(0.5) else None,
    )


def _new(life: Life, plek: Plek, per: date) -> tuple[Offer, NieuwProduct] | None:
    """Something else of the same aanbieder, if he has it."""
    beside = life.landscape.choose_beside(life.luck, plek.aanbieder, plek.gemeente, per, life.occupied)
    if beside is None:
        return None
    asked = NieuwProduct(
        product=product(beside),
        gewenste_ingangsdatum=per,
        einddatum=per + life.dagen(60, 250),
        omvang=make_omvang(life, beside),
    )
    return beside, asked


def _grant_wish(life: Life, plek: Plek, old: ToegewezenProduct, wish: _Wish) -> Wijziging:
    """One JW301 with all of it, each with the reference of the request (IV093, IV097)."""
    becomes = wish.wordt
    stays = [_with(new_version(life, one, None), wish) for one in wish.blijft]
    if becomes.omvang == old.omvang:
        new = _with(new_version(life, old, RedenWijziging.OP_VERZOEK, einddatum=becomes.einddatum), wish)
        versions = [*stays, new]
    else:
        finished = new_version(life, old, RedenWijziging.OP_VERZOEK, einddatum=becomes.gewenste_ingangsdatum - _DAY)
        new = _new_toewijzing(life, wish, old, becomes)
        versions = [*stays, _with(finished, wish), new]
    beside = None
    if wish.nieuw is not None:
        offer, asked = wish.nieuw
        beside = offer, _new_toewijzing(life, wish, asked, asked)
        versions.append(beside[1])
    yield from assign(life, plek, *versions)
    if beside is not None:
        life.hold_occupied(beside[0])
    return Handed(new, beside)


def _with(versie: ToegewezenProduct, wish: _Wish) -> ToegewezenProduct:
    return msgspec.structs.replace(versie, referentie_aanbieder=wish.referentie)


def _new_toewijzing(
    life: Life, wish: _Wish, of_which: ToegewezenProduct | NieuwProduct, asked: TeWijzigenProduct | NieuwProduct
) -> ToegewezenProduct:
    """A number of its own for what the request asks."""
    return ToegewezenProduct(
        toewijzing_nummer=life.new_number(),
        referentie_aanbieder=wish.referentie,
        product=of_which.product,
        toewijzingsdatum=life.vandaag,
        toewijzingstijd=life.instant(),
        ingangsdatum=asked.gewenste_ingangsdatum,
        einddatum=asked.einddatum,
        omvang=asked.omvang,
    )

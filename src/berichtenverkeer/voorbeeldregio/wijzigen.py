# SPDX-License-Identifier: EUPL-1.2
"""A request for change (JW317): what stays, what changes, what is new; granted as IV093 asks, or rejected."""

from collections.abc import Generator
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW317
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw317 import NieuwProduct, OngewijzigdProduct, TeWijzigenProduct
from berichtenverkeer.standaard.codes import Frequentie, RedenAfwijzing, RedenVerzoek, RedenWijziging
from berichtenverkeer.voorbeeldregio import fouten
from berichtenverkeer.voorbeeldregio.aanbod import Aanbod
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import WEEK, Leven
from berichtenverkeer.voorbeeldregio.toewijzen import (
    is_actueel,
    maak_omvang,
    nieuwe_versie,
    onderzoek,
    product,
    wijs_af,
    wijs_toe,
)
from berichtenverkeer.voorbeeldregio.zending import Zending

_AFWIJZING = (RedenAfwijzing.BUITEN_BUDGET, RedenAfwijzing.BUITEN_CONTRACT, RedenAfwijzing.ZORGINHOUDELIJK)
_REDENEN = tuple(RedenVerzoek)
_DAG = timedelta(days=1)


class Gegeven(msgspec.Struct, frozen=True):
    """What was granted: the toewijzing under which care goes on, and what came beside it."""

    toewijzing: ToegewezenProduct
    naast: tuple[Aanbod, ToegewezenProduct] | None


Wijziging = Generator[date | Zending, bool | None, Gegeven | None]
"""A thread that ends with what was granted, or with nothing."""


class _Wens(msgspec.Struct, frozen=True):
    """One request; `nieuw` with what it is asked of."""

    referentie: str
    reden: str
    blijft: tuple[ToegewezenProduct, ...]
    wordt: TeWijzigenProduct
    nieuw: tuple[Aanbod, NieuwProduct] | None

    def bericht(self, leven: Leven, plek: Plek) -> JW317:
        return leven.schrijver.jw317(
            plek,
            leven.vandaag,
            self.referentie,
            self.reden,
            blijft=[OngewijzigdProduct(toewijzing_nummer=een.toewijzing_nummer) for een in self.blijft],
            wordt=[self.wordt],
            nieuw=[self.nieuw[1]] if self.nieuw else [],
        )


def vraag_wijziging(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> Wijziging:
    """The aanbieder asks, the gemeente decides; nothing is asked while something else can change there."""
    if not _is_rustig(leven, plek, toewijzing):
        return None
    wens = _wens(leven, plek, toewijzing)
    yield from leven.stuur(wens.bericht(leven, plek))
    leven.open_verzoeken.add(plek)
    yield leven.na(1, 6)
    gegeven = None
    if wens.referentie not in leven.afgewezen:
        yield from fouten.bij_open_wijziging(leven, plek, wens.referentie)
        yield from onderzoek(leven, plek, wens.referentie)
        if leven.kans(0.2):
            yield from wijs_af(leven, plek, wens.referentie, leven.toeval.choice(_AFWIJZING))
            yield leven.na(WEEK, WEEK)
        else:
            gegeven = yield from _willig_in(leven, plek, toewijzing, wens)
    leven.open_verzoeken.discard(plek)
    return gegeven


def _is_rustig(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> bool:
    """Whether a request can be about everything that runs there (TR349), whatever else arrives in the same week."""
    omvang, week = toewijzing.omvang, timedelta(days=WEEK)
    return (
        omvang is not None
        and omvang.frequentie != Frequentie.TOTAAL
        and is_actueel(toewijzing, leven.vandaag)
        and leven.trajecten[plek.aanbieder] == 1
        and all(open_.aanbieder != plek.aanbieder for open_ in leven.open_verzoeken)
        and leven.toegewezen_op[plek] + week <= leven.vandaag
        and not any(
            leven.vandaag <= (een.einddatum or date.max) < leven.vandaag + week
            for een in leven.toewijzingen[plek].values()
        )
    )


def _wens(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> _Wens:
    assert toewijzing.omvang is not None
    assert toewijzing.einddatum is not None
    per = max(leven.na(30, 70), toewijzing.ingangsdatum + _DAG)
    omvang, einde = toewijzing.omvang, toewijzing.einddatum
    if per + timedelta(days=15) < einde and leven.kans(0.6):
        volume = max(1, omvang.volume + leven.toeval.choice((-1, 1, 2)))
        omvang = msgspec.structs.replace(omvang, volume=volume + (volume == omvang.volume))
    else:
        einde = max(einde, per) + leven.dagen(30, 150)
    nummer, alle = toewijzing.toewijzing_nummer, leven.toewijzingen[plek].values()
    return _Wens(
        referentie=leven.nieuwe_referentie(),
        reden=leven.toeval.choice(_REDENEN),
        blijft=tuple(een for een in alle if een.toewijzing_nummer != nummer and is_actueel(een, leven.vandaag)),
        wordt=TeWijzigenProduct(toewijzing_nummer=nummer, gewenste_ingangsdatum=per, einddatum=einde, omvang=omvang),
        nieuw=_nieuw(leven, plek, per) if leven.kans(0.5) else None,
    )


def _nieuw(leven: Leven, plek: Plek, per: date) -> tuple[Aanbod, NieuwProduct] | None:
    """Something else of the same aanbieder, if he has it."""
    naast = leven.landschap.kies_bij(leven.toeval, plek.aanbieder, plek.gemeente, per, leven.bezet)
    if naast is None:
        return None
    gevraagd = NieuwProduct(
        product=product(naast),
        gewenste_ingangsdatum=per,
        einddatum=per + leven.dagen(60, 250),
        omvang=maak_omvang(leven, naast),
    )
    return naast, gevraagd


def _willig_in(leven: Leven, plek: Plek, oud: ToegewezenProduct, wens: _Wens) -> Wijziging:
    """One JW301 with all of it, each with the reference of the request (IV093, IV097)."""
    wordt = wens.wordt
    blijft = [_met(nieuwe_versie(leven, een, None), wens) for een in wens.blijft]
    if wordt.omvang == oud.omvang:
        nieuw = _met(nieuwe_versie(leven, oud, RedenWijziging.OP_VERZOEK, einddatum=wordt.einddatum), wens)
        versies = [*blijft, nieuw]
    else:
        afgelopen = nieuwe_versie(leven, oud, RedenWijziging.OP_VERZOEK, einddatum=wordt.gewenste_ingangsdatum - _DAG)
        nieuw = _nieuwe_toewijzing(leven, wens, oud, wordt)
        versies = [*blijft, _met(afgelopen, wens), nieuw]
    naast = None
    if wens.nieuw is not None:
        aanbod, gevraagd = wens.nieuw
        naast = aanbod, _nieuwe_toewijzing(leven, wens, gevraagd, gevraagd)
        versies.append(naast[1])
    yield from wijs_toe(leven, plek, *versies)
    if naast is not None:
        leven.bezet_houden(naast[0])
    return Gegeven(nieuw, naast)


def _met(versie: ToegewezenProduct, wens: _Wens) -> ToegewezenProduct:
    return msgspec.structs.replace(versie, referentie_aanbieder=wens.referentie)


def _nieuwe_toewijzing(
    leven: Leven, wens: _Wens, waarvan: ToegewezenProduct | NieuwProduct, gevraagd: TeWijzigenProduct | NieuwProduct
) -> ToegewezenProduct:
    """A number of its own for what the request asks."""
    return ToegewezenProduct(
        toewijzing_nummer=leven.nieuw_nummer(),
        referentie_aanbieder=wens.referentie,
        product=waarvan.product,
        toewijzingsdatum=leven.vandaag,
        toewijzingstijd=leven.tijdstip(),
        ingangsdatum=gevraagd.gewenste_ingangsdatum,
        einddatum=gevraagd.einddatum,
        omvang=gevraagd.omvang,
    )

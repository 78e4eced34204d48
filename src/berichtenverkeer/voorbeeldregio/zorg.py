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
from berichtenverkeer.voorbeeldregio import fouten
from berichtenverkeer.voorbeeldregio.aanbod import Aanbod
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import WEEK, Draad, Leven
from berichtenverkeer.voorbeeldregio.toewijzen import (
    nieuwe_versie,
    vervolg_van,
    verwijder,
    wijs_toe,
)
from berichtenverkeer.voorbeeldregio.wijzigen import vraag_wijziging
from berichtenverkeer.voorbeeldregio.zending import Zending

Verloop = Generator[date | Zending, bool | None, bool]
"""A thread that ends with whether care goes on."""

_STOPREDENEN = (
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.VOLGENS_PLAN,
    RedenBeeindiging.DOOR_CLIENT,
    RedenBeeindiging.DOOR_AANBIEDER,
    RedenBeeindiging.IN_OVERLEG,
    RedenBeeindiging.DOOR_OORZAAK_VAN_BUITEN,
    RedenBeeindiging.ANDER_DOMEIN,
)
_DAG = timedelta(days=1)
_LAATSTE_DAG = date(9999, 1, 1)


class Zorg(msgspec.Struct):
    """What the aanbieder has reported; `einde` is the last day that care is meant for, `gemeld` the day of the start
    bericht. Without `toewijzing` the product is taakgericht."""

    aanbod: Aanbod
    plek: Plek
    toewijzing: ToegewezenProduct | None
    begin: date
    einde: date
    gemeld: date

    @property
    def grens(self) -> date:
        """The last day on which there may be care."""
        return (self.toewijzing.einddatum if self.toewijzing else None) or _LAATSTE_DAG

    def start(self, status: str = StatusAanlevering.EERSTE, begin: date | None = None) -> StartProduct:
        toewijzing = self.toewijzing
        return StartProduct(
            toewijzing_nummer=toewijzing.toewijzing_nummer if toewijzing else None,
            product=CDT_Product(categorie=self.aanbod.categorie, code=self.aanbod.code),
            toewijzing_ingangsdatum=toewijzing.ingangsdatum if toewijzing else None,
            begindatum=begin or self.begin,
            status_aanlevering=status,
        )

    def stop(self, einde: date, reden: str, status: str = StatusAanlevering.EERSTE) -> StopProduct:
        start = self.start()
        return StopProduct(
            toewijzing_nummer=start.toewijzing_nummer,
            product=start.product,
            toewijzing_ingangsdatum=start.toewijzing_ingangsdatum,
            begindatum=start.begindatum,
            reden_beeindiging=reden,
            einddatum=einde,
            status_aanlevering=status,
        )


def begin_zorg(leven: Leven, zorg: Zorg) -> Verloop:
    """Report the start: late, on the wrong day and corrected, or withdrawn altogether."""
    yield melddag(leven, zorg.begin)
    yield from fouten.voor_start(leven, zorg.plek, zorg.start())
    verkeerd = zorg.begin + leven.dagen(1, 6)
    if verkeerd <= leven.vandaag and leven.kans(0.3):
        yield from _stuur_start(leven, zorg, zorg.start(begin=verkeerd))
        yield leven.na(WEEK, 30)
        yield from _verbeter_start(leven, zorg, verkeerd)
    else:
        yield from _stuur_start(leven, zorg, zorg.start())
    zorg.gemeld = leven.vandaag
    if leven.kans(0.02):
        yield leven.na(WEEK, 40)
        yield from _stuur_start(leven, zorg, zorg.start(StatusAanlevering.VERWIJDEREN))
        return False
    return True


def _verbeter_start(leven: Leven, zorg: Zorg, verkeerd: date) -> Draad:
    """Removal and new delivery, in one bericht or in two."""
    weg, nieuw = zorg.start(StatusAanlevering.VERWIJDEREN, verkeerd), zorg.start()
    if leven.kans(0.5):
        yield from _stuur_start(leven, zorg, weg, nieuw)
    else:
        yield from _stuur_start(leven, zorg, weg)
        yield from _stuur_start(leven, zorg, nieuw)


def wederwaardigheden(leven: Leven, zorg: Zorg) -> Verloop:
    """What happens between start and stop. Whether a stop must still be reported."""
    if leven.kans(0.02) and zorg.toewijzing is not None:
        yield from _trek_toewijzing_in(leven, zorg)
        return False
    if leven.kans(0.15) and zorg.einde > zorg.begin + timedelta(days=45) and not (yield from _onderbreek(leven, zorg)):
        return False
    if leven.kans(0.08) and zorg.toewijzing is not None and zorg.toewijzing.omvang is not None:
        yield from _schaal(leven, zorg)
    for kans in (leven.opzet.wijzigkans, 0.5):
        if not leven.kans(kans) or zorg.toewijzing is None:
            break
        yield from _vraag_wijziging(leven, zorg)
    if leven.kans(0.06) and zorg.toewijzing is not None:
        yield from _kort_in(leven, zorg)
    while zorg.einde > zorg.grens:
        if not (yield from _verleng(leven, zorg)):
            zorg.einde = zorg.grens
    return True


def eindig(leven: Leven, zorg: Zorg, reden: str | None = None) -> Draad:
    """Report the stop; some forget, some come months later, some have the day wrong."""
    if leven.kans(0.05):
        yield max(zorg.einde, leven.vandaag)
        return
    reden = reden or leven.toeval.choice(_STOPREDENEN)
    yield max(melddag(leven, zorg.einde), zorg.gemeld)
    if leven.kans(0.05) and zorg.einde > zorg.begin:
        verkeerd = zorg.begin + (zorg.einde - zorg.begin) // 2
        fout, goed = zorg.stop(verkeerd, reden, StatusAanlevering.VERWIJDEREN), zorg.stop(zorg.einde, reden)
        yield from _stuur_stop(leven, zorg, zorg.stop(verkeerd, reden))
        yield leven.na(WEEK, 40)
        for stops in [(fout, goed)] if leven.kans(0.5) else [(fout,), (goed,)]:
            yield from _stuur_stop(leven, zorg, *stops)
    else:
        yield from _stuur_stop(leven, zorg, zorg.stop(zorg.einde, reden))
    yield from fouten.na_stop(leven, zorg.plek, zorg.start(), zorg.einde)


def melddag(leven: Leven, gebeurd: date) -> date:
    """When an aanbieder reports what happened on a day: most within a week, some months later."""
    soort = leven.toeval.random()
    minst, meest = (0, 6) if soort < 0.72 else (7, 30) if soort < 0.92 else (31, 120)
    return max(gebeurd + leven.dagen(minst, meest), leven.vandaag)


def _onderbreek(leven: Leven, zorg: Zorg) -> Verloop:
    """A temporary stop, and then a new start; or none, and a definitive stop. Whether care goes on."""
    laatste = min(zorg.einde, zorg.grens)
    gestopt = zorg.begin + leven.dagen(7, 30)
    if gestopt >= laatste:
        return True
    yield max(melddag(leven, gestopt), zorg.gemeld)
    yield from _stuur_stop(leven, zorg, zorg.stop(gestopt, RedenBeeindiging.TIJDELIJK))
    yield from fouten.bij_onderbreking(leven, zorg.plek, zorg.start(), gestopt)
    stop_gemeld = leven.vandaag
    hervat = gestopt + leven.dagen(5, 90)
    if hervat >= laatste or leven.kans(0.2):
        zorg.einde = gestopt + leven.dagen(0, 20)
        yield max(melddag(leven, zorg.einde), stop_gemeld + timedelta(days=WEEK))
        yield from _stuur_stop(leven, zorg, zorg.stop(zorg.einde, leven.toeval.choice(_STOPREDENEN)))
        return False
    yield max(melddag(leven, hervat), zorg.gemeld + timedelta(days=WEEK))
    zorg.begin = hervat
    yield from _stuur_start(leven, zorg, zorg.start())
    zorg.gemeld = leven.vandaag
    return True


def _schaal(leven: Leven, zorg: Zorg) -> Draad:
    """More or less of the same from some day on: the old toewijzing ends, a new one begins."""
    oud = zorg.toewijzing
    assert oud is not None
    assert oud.omvang is not None
    per = zorg.begin + leven.dagen(20, 120)
    if per >= min(zorg.einde, zorg.grens):
        return
    yield max(per - leven.dagen(0, 14), leven.vandaag, zorg.gemeld)
    volume = max(1, oud.omvang.volume + leven.toeval.choice((-2, -1, 1, 2)))
    ingekort = nieuwe_versie(leven, oud, RedenWijziging.VERKORT, einddatum=per - _DAG)
    nieuw = vervolg_van(leven, oud, per, leven.toeval.randint(90, 365), volume)
    yield from wijs_toe(leven, zorg.plek, ingekort, nieuw)
    yield from _stap_over(leven, zorg, per, nieuw)


def _kort_in(leven: Leven, zorg: Zorg) -> Draad:
    """The gemeente ends the toewijzing earlier, now and then with a date that is past."""
    assert zorg.toewijzing is not None
    einde = zorg.begin + leven.dagen(15, 200)
    if einde >= zorg.grens:
        return
    yield max(einde - leven.dagen(-20, 30), leven.vandaag, zorg.gemeld)
    zorg.toewijzing = nieuwe_versie(leven, zorg.toewijzing, RedenWijziging.VERKORT, einddatum=einde)
    zorg.einde = min(zorg.einde, einde)
    yield from wijs_toe(leven, zorg.plek, zorg.toewijzing)


def _verleng(leven: Leven, zorg: Zorg) -> Verloop:
    """A later end date on the same number, or a new number: always so on 1 January. Whether it was granted."""
    oud, per = zorg.toewijzing, zorg.grens + _DAG
    assert oud is not None
    if leven.kans(0.06) or not zorg.aanbod.geldt(per):
        return False
    yield max(per - leven.dagen(-10, 40), leven.vandaag, zorg.gemeld)
    dagen = max(30, (zorg.einde - per).days + leven.toeval.randint(0, 60))
    if (per.month, per.day) != (1, 1) and leven.kans(0.6):
        zorg.toewijzing = nieuwe_versie(leven, oud, RedenWijziging.VERLENGD, einddatum=per + timedelta(days=dagen))
        yield from wijs_toe(leven, zorg.plek, zorg.toewijzing)
        return True
    nieuw = vervolg_van(leven, oud, per, dagen, None)
    yield from wijs_toe(leven, zorg.plek, nieuw)
    yield from _stap_over(leven, zorg, per, nieuw)
    return True


def _vraag_wijziging(leven: Leven, zorg: Zorg) -> Draad:
    """The aanbieder asks for more, less or longer, and perhaps for something beside it."""
    assert zorg.toewijzing is not None
    yield max(zorg.begin + leven.dagen(10, 80), leven.vandaag, zorg.gemeld)
    gegeven = yield from vraag_wijziging(leven, zorg.plek, zorg.toewijzing)
    if gegeven is None:
        return
    if gegeven.naast is not None:
        leven.begin(_naast(leven, zorg.plek, *gegeven.naast), leven.vandaag)
    if gegeven.toewijzing.toewijzing_nummer == zorg.toewijzing.toewijzing_nummer:
        zorg.toewijzing = gegeven.toewijzing
        zorg.einde = max(zorg.einde, zorg.grens - leven.dagen(0, 30))
    elif gegeven.toewijzing.ingangsdatum <= zorg.einde:
        yield from _stap_over(
            leven, zorg, gegeven.toewijzing.ingangsdatum, gegeven.toewijzing, RedenBeeindiging.DOOR_WIJZIGINGSVERZOEK
        )


def _naast(leven: Leven, plek: Plek, aanbod: Aanbod, toewijzing: ToegewezenProduct) -> Draad:
    """Care on what came new with a change: it begins, and it ends with its toewijzing."""
    assert toewijzing.einddatum is not None
    begin = toewijzing.ingangsdatum + leven.dagen(0, 20)
    zorg = Zorg(aanbod, plek, toewijzing, begin, toewijzing.einddatum - leven.dagen(0, 30), leven.vandaag)
    if (yield from begin_zorg(leven, zorg)):
        yield from eindig(leven, zorg)


def _stap_over(
    leven: Leven, zorg: Zorg, per: date, nieuw: ToegewezenProduct, reden: str = RedenBeeindiging.DOOR_GEMEENTE
) -> Draad:
    """Report that care goes on under the number of `nieuw`."""
    yield max(melddag(leven, per), zorg.gemeld)
    yield from _stuur_stop(leven, zorg, zorg.stop(per - _DAG, reden))
    zorg.toewijzing, zorg.begin = nieuw, per
    yield from _stuur_start(leven, zorg, zorg.start())
    zorg.gemeld = leven.vandaag


def _trek_toewijzing_in(leven: Leven, zorg: Zorg) -> Draad:
    """The gemeente removes a toewijzing on which care began; in the end the aanbieder withdraws the start.

    Whatever was declared must be credited before (TR385).
    """
    assert zorg.toewijzing is not None
    yield leven.na(WEEK, 30)
    leven.teruggevraagd.add(zorg.toewijzing.toewijzing_nummer)
    while leven.gedeclareerd[zorg.toewijzing.toewijzing_nummer]:
        yield leven.vandaag + timedelta(days=WEEK)
    yield from verwijder(leven, zorg.plek, zorg.toewijzing)
    yield leven.na(1, 60)
    yield from _stuur_start(leven, zorg, zorg.start(StatusAanlevering.VERWIJDEREN))


def _stuur_start(leven: Leven, zorg: Zorg, *starts: StartProduct) -> Draad:
    bericht = leven.schrijver.jw305(zorg.plek, leven.vandaag, *starts)
    yield from leven.stuur(bericht)
    for start in starts:
        leven.noteer_start(start)
    (laatste,) = starts[-1:]
    if laatste.status_aanlevering == StatusAanlevering.EERSTE:
        identificatie = bericht.header.bericht_identificatie.identificatie
        yield from fouten.bij_lopende(leven, zorg.plek, laatste, identificatie)


def _stuur_stop(leven: Leven, zorg: Zorg, *stops: StopProduct) -> Draad:
    yield from leven.stuur(leven.schrijver.jw307(zorg.plek, leven.vandaag, *stops))
    for stop in stops:
        leven.noteer_stop(stop)

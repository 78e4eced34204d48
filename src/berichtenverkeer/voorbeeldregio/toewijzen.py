# SPDX-License-Identifier: EUPL-1.2
"""From a question to a toewijzing, asked by the aanbieder (JW315) or granted by the gemeente itself; changed later."""

from collections.abc import Generator
from datetime import date, timedelta
from typing import Any

import msgspec

from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product, CDT_Verwijzer
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.standaard.codes import RedenAfwijzing, RedenWijziging, TypeVerwijzer, VerzoekAntwoord
from berichtenverkeer.voorbeeldregio import fouten
from berichtenverkeer.voorbeeldregio.aanbod import Aanbod
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import WEEK, Draad, Leven
from berichtenverkeer.voorbeeldregio.zending import Zending

Toekenning = Generator[date | Zending, bool | None, ToegewezenProduct | None]
"""A thread that ends with a toewijzing, or without."""

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
_MET_CODE = frozenset(_VERWIJZERS[:6])


def vraag(leven: Leven, aanbod: Aanbod, plek: Plek, ingang: date, einde: date) -> Toekenning:
    """The aanbieder asks; the gemeente answers, perhaps after looking into it."""
    referentie, omvang = leven.nieuwe_referentie(), maak_omvang(leven, aanbod)
    gevraagd = AangevraagdProduct(
        referentie_aanbieder=referentie,
        product=product(aanbod),
        toewijzing_ingangsdatum=ingang,
        toewijzing_einddatum=einde,
        omvang=omvang,
        verwijzer=_verwijzer(leven),
    )
    yield from leven.stuur(leven.schrijver.jw315(plek, leven.vandaag, gevraagd))
    leven.open_verzoeken.add(plek)
    yield leven.na(1, 6)  # by then it is known whether the gateway said no on behalf of the gemeente
    if referentie in leven.afgewezen:
        leven.open_verzoeken.discard(plek)
        return None
    yield from fouten.bij_open_verzoek(leven, plek, gevraagd)
    yield from onderzoek(leven, plek, referentie)
    if leven.kans(0.1):
        yield from wijs_af(leven, plek, referentie, leven.toeval.choice(_AFWIJZING))
        yield from fouten.bij_afwijzing(leven, plek, gevraagd)
        yield leven.na(WEEK, WEEK)
        leven.open_verzoeken.discard(plek)
        return None
    toewijzing = yield from ken_toe(leven, aanbod, plek, ingang, einde, omvang, referentie)
    leven.open_verzoeken.discard(plek)
    return toewijzing


def ken_toe(
    leven: Leven,
    aanbod: Aanbod,
    plek: Plek,
    ingang: date,
    einde: date,
    omvang: CDT_Omvang | None = None,
    referentie: str | None = None,
) -> Toekenning:
    """The gemeente grants; what began earlier was also decided earlier."""
    toewijzing = ToegewezenProduct(
        toewijzing_nummer=leven.nieuw_nummer(),
        referentie_aanbieder=referentie,
        product=product(aanbod),
        toewijzingsdatum=min(leven.vandaag, ingang) if referentie is None else leven.vandaag,
        toewijzingstijd=leven.tijdstip(),
        ingangsdatum=ingang,
        einddatum=einde,
        omvang=omvang or maak_omvang(leven, aanbod),
    )
    yield from wijs_toe(leven, plek, toewijzing)
    leven.bezet_houden(aanbod)
    return toewijzing


def wijs_toe(leven: Leven, plek: Plek, *versies: ToegewezenProduct) -> Draad:
    """Send a JW301: these versions, and whatever else is actueel there (OP087)."""
    bekend = leven.toewijzingen.get(plek, {})
    inhoud = {nummer: een for nummer, een in bekend.items() if is_actueel(een, leven.vandaag)}
    inhoud |= {een.toewijzing_nummer: een for een in versies}
    yield from leven.stuur(leven.schrijver.jw301(plek, leven.vandaag, *inhoud.values()))
    leven.toewijzingen[plek] = leven.toewijzingen.get(plek, {}) | inhoud
    leven.toegewezen_op[plek] = leven.vandaag


def nieuwe_versie(leven: Leven, oud: ToegewezenProduct, reden: str | None, **wijziging: Any) -> ToegewezenProduct:
    """A later version; the reference stood on the first one (IV097)."""
    return msgspec.structs.replace(
        oud,
        referentie_aanbieder=None,
        toewijzingsdatum=leven.vandaag,
        toewijzingstijd=leven.tijdstip(),
        reden_wijziging=reden,
        **wijziging,
    )


def vervolg_van(leven: Leven, oud: ToegewezenProduct, per: date, dagen: int, volume: int | None) -> ToegewezenProduct:
    """A toewijzing with a number of its own that goes on where the old one ends; `volume` scales up or down."""
    omvang = oud.omvang
    if omvang is not None and volume is not None:
        omvang = msgspec.structs.replace(omvang, volume=volume)
    return ToegewezenProduct(
        toewijzing_nummer=leven.nieuw_nummer(),
        product=oud.product,
        toewijzingsdatum=leven.vandaag,
        toewijzingstijd=leven.tijdstip(),
        ingangsdatum=per,
        einddatum=tot_en_met(leven, per, dagen),
        omvang=omvang,
    )


def tot_en_met(leven: Leven, ingang: date, dagen: int) -> date:
    """When a toewijzing ends: often with the year, so that it needs a new number on 1 January."""
    einde = ingang + timedelta(days=dagen)
    oudejaar = date(ingang.year, 12, 31)
    return min(einde, oudejaar) if leven.kans(0.6) and oudejaar > ingang + timedelta(days=30) else einde


def verwijder(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> Draad:
    """The toewijzing counts as never sent."""
    versie = nieuwe_versie(leven, toewijzing, RedenWijziging.VERWIJDERD, einddatum=toewijzing.ingangsdatum)
    yield from wijs_toe(leven, plek, versie)


def onderzoek(leven: Leven, plek: Plek, referentie: str) -> Draad:
    """The gemeente thinks about a request; now and then it says so."""
    if leven.kans(0.15):
        yield from leven.stuur(leven.schrijver.jw319(plek, leven.vandaag, referentie, VerzoekAntwoord.IN_ONDERZOEK))
        yield from fouten.bij_onderzoek(leven, plek, referentie)
        yield leven.na(WEEK, 45)
    else:
        yield leven.na(0, 20)


def wijs_af(leven: Leven, plek: Plek, referentie: str, reden: str) -> Draad:
    """The gemeente says no."""
    woonplaats = None
    if reden == RedenAfwijzing.WOONPLAATSBEGINSEL:
        woonplaats = leven.toeval.choice([een for een in leven.landschap.gemeenten if een != plek.gemeente])
        leven.gemeente = woonplaats
    bericht = leven.schrijver.jw319(plek, leven.vandaag, referentie, VerzoekAntwoord.AFGEWEZEN, reden, woonplaats)
    yield from leven.stuur(bericht)


def is_verwijderd(toewijzing: ToegewezenProduct) -> bool:
    """Whether it counts as never sent."""
    return toewijzing.reden_wijziging == RedenWijziging.VERWIJDERD and toewijzing.einddatum == toewijzing.ingangsdatum


def is_actueel(toewijzing: ToegewezenProduct, op: date) -> bool:
    """Whether it runs on that day, or will."""
    return not is_verwijderd(toewijzing) and (toewijzing.einddatum is None or toewijzing.einddatum >= op)


def product(aanbod: Aanbod) -> CDT_Product:
    """As a bericht names it."""
    return CDT_Product(categorie=aanbod.categorie, code=aanbod.code)


def maak_omvang(leven: Leven, aanbod: Aanbod) -> CDT_Omvang | None:
    """How much of it; None of a categorie as a whole."""
    if aanbod.eenheid is None:
        return None
    frequentie, minst, meest = aanbod.omvang
    return CDT_Omvang(volume=leven.toeval.randint(minst, meest), eenheid=aanbod.eenheid, frequentie=frequentie)


def _verwijzer(leven: Leven) -> CDT_Verwijzer:
    soort = leven.toeval.choice(_VERWIJZERS)
    code = f"{leven.toeval.randrange(1_000_000, 9_999_999):08d}" if soort in _MET_CODE else None
    return CDT_Verwijzer(type=soort, zorgverlener_code=code)

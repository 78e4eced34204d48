# SPDX-License-Identifier: EUPL-1.2
"""Deliberate mistakes, each with the one rule that it breaks and the one retourcode that it must get."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.berichten.jw317 import NieuwProduct, OngewijzigdProduct
from berichtenverkeer.standaard.codes import (
    ProductCategorie,
    RedenAfwijzing,
    RedenBeeindiging,
    RedenVerzoek,
    RedenWijziging,
    Retourcode,
    StatusAanlevering,
    VerzoekAntwoord,
)
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import Draad, Leven
from berichtenverkeer.voorbeeldregio.zending import Fout

AFGEWEZEN, IN_ONDERZOEK = VerzoekAntwoord.AFGEWEZEN, VerzoekAntwoord.IN_ONDERZOEK
VERWIJDEREN, VOLGENS_PLAN = StatusAanlevering.VERWIJDEREN, RedenBeeindiging.VOLGENS_PLAN
BERICHT = Retourcode.TECHNISCH
"""The retourcode of whatever is wrong within a bericht (IV028)."""

_DAG = timedelta(days=1)
_REDEN = RedenVerzoek.CLIENT_VERANDERD
_GEEN_GEMEENTE = "0001"
_ANDERE_CATEGORIE: dict[str, str] = {ProductCategorie.JEUGD_GGZ: "45A03"}
_ANDERE_CODE = "54A01"
_ONBEKENDE_REFERENTIE = "R0-0"

Maak = Callable[[], Bericht | None]


def bij_open_verzoek(leven: Leven, plek: Plek, gevraagd: AangevraagdProduct) -> Draad:
    """While the gemeente has not answered."""
    schrijver, vandaag, referentie = leven.schrijver, leven.vandaag, gevraagd.referentie_aanbieder

    def nog_een(is_verschreven: bool) -> Bericht:
        ander = msgspec.structs.replace(gevraagd, referentie_aanbieder=leven.nieuwe_referentie())
        return schrijver.jw315(plek, vandaag, ander, is_verschreven=is_verschreven)

    yield from _misschien(
        leven,
        (Fout("TR374", "9374"), lambda: nog_een(is_verschreven=False)),
        (Fout("CS002", BERICHT), lambda: nog_een(is_verschreven=True)),
        (
            Fout("TR355", "9355"),
            lambda: schrijver.jw319(plek, vandaag, _ONBEKENDE_REFERENTIE, IN_ONDERZOEK),
        ),
        (
            Fout("TR378", "S300"),
            lambda: schrijver.jw319(
                plek, vandaag, referentie, AFGEWEZEN, RedenAfwijzing.WOONPLAATSBEGINSEL, _GEEN_GEMEENTE
            ),
        ),
        (Fout("CD085", BERICHT), lambda: schrijver.jw319(plek, vandaag, referentie, AFGEWEZEN)),
    )


def bij_open_wijziging(leven: Leven, plek: Plek, referentie: str) -> Draad:
    """While the gemeente has not answered a JW317."""
    schrijver, vandaag = leven.schrijver, leven.vandaag
    ander, onbekend = leven.nieuwe_referentie(), OngewijzigdProduct(toewijzing_nummer=1)
    yield from _misschien(
        leven,
        (
            Fout("TR353", BERICHT),
            lambda: schrijver.jw317(plek, vandaag, ander, _REDEN, blijft=[onbekend]),
        ),
        (
            Fout("TR352", BERICHT),
            lambda: schrijver.jw317(plek, vandaag, ander, _REDEN, nieuw=[_zomaar(vandaag)]),
        ),
        (
            Fout("TR355", "9355"),
            lambda: schrijver.jw319(plek, vandaag, _ONBEKENDE_REFERENTIE, IN_ONDERZOEK),
        ),
        (Fout("CD085", BERICHT), lambda: schrijver.jw319(plek, vandaag, referentie, AFGEWEZEN)),
    )


def _zomaar(vandaag: date) -> NieuwProduct:
    return NieuwProduct(product=CDT_Product(categorie=ProductCategorie.AMBULANT), gewenste_ingangsdatum=vandaag + _DAG)


def bij_onderzoek(leven: Leven, plek: Plek, referentie: str) -> Draad:
    """After the JW319 that says so."""
    nog_eens = leven.schrijver.jw319(plek, leven.vandaag, referentie, IN_ONDERZOEK)
    yield from _misschien(leven, (Fout("TR360", "9360"), lambda: nog_eens))


def bij_afwijzing(leven: Leven, plek: Plek, gevraagd: AangevraagdProduct) -> Draad:
    """After the JW319 that rejects."""
    schrijver, vandaag, referentie = leven.schrijver, leven.vandaag, gevraagd.referentie_aanbieder
    yield from _misschien(
        leven,
        (
            Fout("TR365", "9365"),
            lambda: schrijver.jw319(plek, vandaag, referentie, AFGEWEZEN, RedenAfwijzing.ZORGINHOUDELIJK),
        ),
        (Fout("TR347", "9347"), lambda: schrijver.jw315(plek, vandaag, gevraagd)),
    )


def bij_toewijzing(leven: Leven, plek: Plek, toewijzing: ToegewezenProduct) -> Draad:
    """Before care began."""
    schrijver, vandaag = leven.schrijver, leven.vandaag
    referentie = toewijzing.referentie_aanbieder

    def versie(**wijziging: object) -> Bericht:
        nieuw = {"referentie_aanbieder": None, "toewijzingsdatum": vandaag, "toewijzingstijd": leven.tijdstip()}
        return schrijver.jw301(plek, vandaag, msgspec.structs.replace(toewijzing, **{**nieuw, **wijziging}))

    def ander_product() -> Bericht | None:
        assert toewijzing.product is not None
        if toewijzing.product.code is None:
            return None
        zonder_code = CDT_Product(categorie=toewijzing.product.categorie)
        return versie(product=zonder_code, omvang=None)

    yield from _misschien(
        leven,
        (Fout("TR379", "9379"), lambda: versie(referentie_aanbieder=_ONBEKENDE_REFERENTIE)),
        (Fout("TR332", "9332"), ander_product),
        (Fout("TR134", BERICHT), lambda: versie(toewijzingsdatum=vandaag + _DAG)),
        (
            Fout("CS335", BERICHT),
            lambda: versie(reden_wijziging=RedenWijziging.VERWIJDERD, einddatum=toewijzing.ingangsdatum + _DAG),
        ),
        (
            Fout("TR359", "9359"),
            lambda: (
                schrijver.jw319(plek, vandaag, referentie, AFGEWEZEN, RedenAfwijzing.BUITEN_BUDGET)
                if referentie
                else None
            ),
        ),
    )


def voor_start(leven: Leven, plek: Plek, start: StartProduct) -> Draad:
    """`start` is what is about to be sent."""
    schrijver, vandaag = leven.schrijver, leven.vandaag
    wijzig = msgspec.structs.replace

    def verkeerde_code() -> Bericht | None:
        if start.product is None or start.toewijzing_nummer is None or start.begindatum < leven.opzet.begin:
            return None
        code = _ANDERE_CATEGORIE.get(start.product.categorie, _ANDERE_CODE)
        return schrijver.jw305(plek, vandaag, wijzig(start, product=wijzig(start.product, code=code)))

    yield from _misschien(
        leven,
        (
            Fout("TR019", "9019"),
            lambda: schrijver.jw305(plek, vandaag, wijzig(start, toewijzing_nummer=leven.nieuw_nummer())),
        ),
        (Fout("CS002", BERICHT), lambda: schrijver.jw305(plek, vandaag, start, is_verschreven=True)),
        (Fout("TR134", BERICHT), lambda: schrijver.jw305(plek, vandaag, wijzig(start, begindatum=vandaag + 3 * _DAG))),
        (Fout("TR135", "8848"), lambda: schrijver.jw305(plek, vandaag + _DAG, start)),
        (
            Fout("TR063", "9063"),
            lambda: schrijver.jw305(plek, vandaag, wijzig(start, status_aanlevering=VERWIJDEREN)),
        ),
        (Fout("TR101", BERICHT), lambda: schrijver.jw305(plek, vandaag, start, start)),
        (
            Fout("CS058", BERICHT),
            lambda: schrijver.jw305(plek, vandaag, wijzig(start, status_aanlevering=StatusAanlevering.GEWIJZIGD)),
        ),
        (
            Fout("TR382", "9069"),
            lambda: schrijver.jw307(plek, vandaag, _stop(start, start.begindatum, VOLGENS_PLAN)),
        ),
        (Fout("TR381", "S329"), verkeerde_code),
    )


def bij_lopende(leven: Leven, plek: Plek, start: StartProduct, identificatie: str) -> Draad:
    """`start` was sent under `identificatie`, and there is no stop on it."""
    schrijver, vandaag, begin = leven.schrijver, leven.vandaag, start.begindatum

    def tweede_start() -> Bericht | None:
        if begin >= vandaag:
            return None
        return schrijver.jw305(plek, vandaag, msgspec.structs.replace(start, begindatum=begin + _DAG))

    def tweede_gebruik() -> Bericht:
        """The same Identificatie for other bytes."""
        ander = msgspec.structs.replace(start, begindatum=begin - _DAG)
        return schrijver.jw305(plek, vandaag, ander, identificatie=identificatie)

    nooit_gemeld = _stop(start, vandaag, VOLGENS_PLAN, VERWIJDEREN)
    yield from _misschien(
        leven,
        (Fout("TR326", "9326"), tweede_start),
        (
            Fout("TR018", BERICHT),
            lambda: schrijver.jw307(plek, vandaag, _stop(start, begin - _DAG, VOLGENS_PLAN)),
        ),
        (Fout("TR063", "9063"), lambda: schrijver.jw307(plek, vandaag, nooit_gemeld)),
        (Fout("TR056", "9056"), tweede_gebruik),
    )


def bij_onderbreking(leven: Leven, plek: Plek, start: StartProduct, tijdelijk_einde: date) -> Draad:
    """A temporary stop holds on `start`."""
    schrijver, vandaag = leven.schrijver, leven.vandaag

    def te_vroeg() -> Bericht | None:
        if tijdelijk_einde <= start.begindatum:
            return None
        return schrijver.jw307(plek, vandaag, _stop(start, start.begindatum, VOLGENS_PLAN))

    def nog_een() -> Bericht | None:
        if tijdelijk_einde >= vandaag:
            return None
        return schrijver.jw307(plek, vandaag, _stop(start, tijdelijk_einde + _DAG, RedenBeeindiging.TIJDELIJK))

    intrekking = msgspec.structs.replace(start, status_aanlevering=VERWIJDEREN)
    yield from _misschien(
        leven,
        (Fout("TR413", "9413"), nog_een),
        (Fout("TR414", "9414"), te_vroeg),
        (Fout("TR071", "9071"), lambda: schrijver.jw305(plek, vandaag, intrekking)),
        (Fout("TR074", "9074"), lambda: schrijver.jw305(plek, vandaag, start)),
    )


def na_stop(leven: Leven, plek: Plek, start: StartProduct, einde: date) -> Draad:
    """A definitive stop holds on `start`."""
    schrijver, vandaag = leven.schrijver, leven.vandaag

    def nog_een() -> Bericht | None:
        return (
            None
            if einde >= vandaag
            else schrijver.jw307(plek, vandaag, _stop(start, einde + _DAG, RedenBeeindiging.IN_OVERLEG))
        )

    yield from _misschien(
        leven,
        (Fout("TR415", "9415"), nog_een),
        (Fout("TR074", "9074"), lambda: schrijver.jw305(plek, vandaag, start)),
    )


def _misschien(leven: Leven, *soorten: tuple[Fout, Maak]) -> Draad:
    """One of these mistakes, now and then; none when the one that was drawn cannot be made here."""
    if leven.kans(leven.opzet.foutkans):
        fout, maak = leven.toeval.choice(soorten)
        bericht = maak()
        if bericht is not None:
            yield from leven.stuur_fout(bericht, fout)


def _stop(start: StartProduct, einde: date, reden: str, status: str = StatusAanlevering.EERSTE) -> StopProduct:
    return StopProduct(
        toewijzing_nummer=start.toewijzing_nummer,
        product=start.product,
        toewijzing_ingangsdatum=start.toewijzing_ingangsdatum,
        begindatum=start.begindatum,
        reden_beeindiging=reden,
        einddatum=einde,
        status_aanlevering=status,
    )

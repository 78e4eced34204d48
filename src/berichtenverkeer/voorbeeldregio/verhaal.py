# SPDX-License-Identifier: EUPL-1.2
"""The story of the demo: one youth's life in berichten, each with what it shows."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from random import Random

import msgspec

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW319, Bericht, soort, write
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product, CDT_Verwijzer
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.standaard.codes import (
    Eenheid,
    Frequentie,
    ProductCategorie,
    RedenBeeindiging,
    StatusAanlevering,
    TypeVerwijzer,
    VerzoekAntwoord,
)
from berichtenverkeer.voorbeeldregio.bouwen import (
    Plek,
    Schrijver,
)
from berichtenverkeer.voorbeeldregio.personen import verzin, verzonnen_bsn

AANBIEDER, GEMEENTE = "99000102", "0855"
"""Of deploy/voorbeeldregio; they have a contract for product 45A04 with a toewijzing."""

ZAAD = 32
_PRODUCT = CDT_Product(categorie=ProductCategorie.AMBULANT, code="45A04")
_OMVANG = CDT_Omvang(volume=4, eenheid=Eenheid.UUR, frequentie=Frequentie.PER_WEEK)


class Stap(msgspec.Struct, frozen=True):
    """A bericht to send: what it means, its sender, its bytes, and what is expected of it."""

    titel: str
    soort: str
    verzender: str
    data: bytes
    status: int
    oordeel: str


class Verhaal(msgspec.Struct, frozen=True):
    """`stappen` in order; `volgende` is a right bericht that was not sent yet, `met_fout` the same with one mistake."""

    bsn: str
    stappen: tuple[Stap, ...]
    volgende: Stap
    met_fout: Stap


class _Verteld:
    """The youth of the story, with care from two months ago on."""

    def __init__(self, vandaag: date, toeval: Random) -> None:
        self.bsn = verzonnen_bsn(toeval)
        self.nummer = toeval.randrange(100_000, 999_999)
        self._referentie = f"VOT{toeval.randrange(10_000, 99_999)}"
        self._schrijver = Schrijver(verzin(toeval, self.bsn, vandaag), "VB")
        self._plek = Plek(AANBIEDER, GEMEENTE)
        self._vandaag = vandaag
        self._ingang, self._einde = vandaag - timedelta(days=60), vandaag + timedelta(days=120)

    def verzoek(self) -> JW315:
        product = AangevraagdProduct(
            referentie_aanbieder=self._referentie,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._ingang,
            toewijzing_einddatum=self._einde,
            omvang=_OMVANG,
            verwijzer=CDT_Verwijzer(type=TypeVerwijzer.HUISARTS, zorgverlener_code="12345678"),
        )
        return self._schrijver.jw315(self._plek, self._vandaag, product)

    def in_onderzoek(self) -> JW319:
        return self._schrijver.jw319(self._plek, self._vandaag, self._referentie, VerzoekAntwoord.IN_ONDERZOEK)

    def toewijzing(self) -> JW301:
        product = ToegewezenProduct(
            toewijzing_nummer=self.nummer,
            referentie_aanbieder=self._referentie,
            product=_PRODUCT,
            toewijzingsdatum=self._vandaag,
            toewijzingstijd=time(9, 30),
            ingangsdatum=self._ingang,
            einddatum=self._einde,
            omvang=_OMVANG,
        )
        return self._schrijver.jw301(self._plek, self._vandaag, product)

    def start(self, begin: date, *, status: str = StatusAanlevering.EERSTE, nummer: int | None = None) -> JW305:
        """Care began; with status 3 an earlier start is taken back."""
        product = StartProduct(
            toewijzing_nummer=nummer or self.nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._ingang,
            begindatum=begin,
            status_aanlevering=status,
        )
        return self._schrijver.jw305(self._plek, self._vandaag, product)

    def stop(self, begin: date, einde: date, reden: str) -> JW307:
        """Care that began on `begin` stopped, for a while (reden 20) or for good."""
        product = StopProduct(
            toewijzing_nummer=self.nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._ingang,
            begindatum=begin,
            reden_beeindiging=reden,
            einddatum=einde,
            status_aanlevering=StatusAanlevering.EERSTE,
        )
        return self._schrijver.jw307(self._plek, self._vandaag, product)


def verhaal(vandaag: date, zaad: int = ZAAD) -> Verhaal:
    """Always the same youth for one seed; the dates lie around `vandaag`."""
    jeugdige = _Verteld(vandaag, Random(zaad))
    onbekend = jeugdige.nummer + 1
    return Verhaal(
        bsn=jeugdige.bsn,
        stappen=tuple(_stappen(jeugdige, onbekend, vandaag)),
        volgende=_stap("de jeugdige begint opnieuw", jeugdige.start(vandaag)),
        met_fout=_stap("een start op een onbekende toewijzing", jeugdige.start(vandaag, nummer=onbekend)),
    )


def _stappen(jeugdige: _Verteld, onbekend: int, vandaag: date) -> Iterator[Stap]:
    def geleden(dagen: int) -> date:
        return vandaag - timedelta(days=dagen)

    begin, hervat, te_vroeg = geleden(56), geleden(14), geleden(1)
    yield _stap("de aanbieder vraagt om een toewijzing", jeugdige.verzoek())
    yield _stap("de gemeente neemt het verzoek in onderzoek", jeugdige.in_onderzoek())
    yield _stap("de gemeente wijst toe, met de referentie van het verzoek", jeugdige.toewijzing())
    start = _stap("de jeugdhulp begint", jeugdige.start(begin))
    yield start
    fout = _stap("een start met een fout: dit ToewijzingNummer bestaat niet", jeugdige.start(begin, nummer=onbekend))
    yield msgspec.structs.replace(fout, oordeel="afgekeurd")
    nog_eens = "hetzelfde bericht nog eens: geen nieuw bericht, hetzelfde ontvangstbewijs"
    yield msgspec.structs.replace(start, titel=nog_eens, status=200)
    yield _stap(
        "de jeugdhulp stopt tijdelijk (reden 20)", jeugdige.stop(begin, geleden(30), RedenBeeindiging.TIJDELIJK)
    )
    yield _stap("de jeugdhulp gaat verder", jeugdige.start(hervat))
    yield _stap(
        "de jeugdhulp stopt volgens plan (reden 31)", jeugdige.stop(hervat, geleden(3), RedenBeeindiging.VOLGENS_PLAN)
    )
    yield _stap("nog een start, op de verkeerde dag", jeugdige.start(te_vroeg))
    yield _stap(
        "de aanbieder trekt die start in (StatusAanlevering 3)",
        jeugdige.start(te_vroeg, status=StatusAanlevering.VERWIJDEREN),
    )


def _stap(titel: str, bericht: Bericht) -> Stap:
    return Stap(titel, soort(bericht).naam, bericht.header.afzender, write(bericht), 201, "goedgekeurd")

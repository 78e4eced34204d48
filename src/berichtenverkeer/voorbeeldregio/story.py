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
from berichtenverkeer.voorbeeldregio.building import (
    Plek,
    Writer,
)
from berichtenverkeer.voorbeeldregio.persons import invent, invented_bsn

AANBIEDER, GEMEENTE = "99000102", "0855"
"""Of deploy/voorbeeldregio; they have a contract for product 45A04 with a toewijzing."""

SEED = 32
_PRODUCT = CDT_Product(categorie=ProductCategorie.AMBULANT, code="45A04")
_OMVANG = CDT_Omvang(volume=4, eenheid=Eenheid.UUR, frequentie=Frequentie.PER_WEEK)


class Step(msgspec.Struct, frozen=True):
    """A bericht to send: what it means, its sender, its bytes, and what is expected of it."""

    titel: str
    soort: str
    verzender: str
    data: bytes
    status: int
    oordeel: str


class Story(msgspec.Struct, frozen=True):
    """`stappen` in order; `volgende` is a right bericht that was not sent yet, `met_fout` the same with one mistake."""

    bsn: str
    stappen: tuple[Step, ...]
    volgende: Step
    met_fout: Step


class _Told:
    """The youth of the story, with care from two months ago on."""

    def __init__(self, today: date, luck: Random) -> None:
        self.bsn = invented_bsn(luck)
        self.nummer = luck.randrange(100_000, 999_999)
        self._referentie = f"VOT{luck.randrange(10_000, 99_999)}"
        self._writer = Writer(invent(luck, self.bsn, today), "VB")
        self._plek = Plek(AANBIEDER, GEMEENTE)
        self._today = today
        self._entry, self._end = today - timedelta(days=60), today + timedelta(days=120)

    def verzoek(self) -> JW315:
        product = AangevraagdProduct(
            referentie_aanbieder=self._referentie,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._entry,
            toewijzing_einddatum=self._end,
            omvang=_OMVANG,
            verwijzer=CDT_Verwijzer(type=TypeVerwijzer.HUISARTS, zorgverlener_code="12345678"),
        )
        return self._writer.jw315(self._plek, self._today, product)

    def in_onderzoek(self) -> JW319:
        return self._writer.jw319(self._plek, self._today, self._referentie, VerzoekAntwoord.IN_ONDERZOEK)

    def toewijzing(self) -> JW301:
        product = ToegewezenProduct(
            toewijzing_nummer=self.nummer,
            referentie_aanbieder=self._referentie,
            product=_PRODUCT,
            toewijzingsdatum=self._today,
            toewijzingstijd=time(9, 30),
            ingangsdatum=self._entry,
            einddatum=self._end,
            omvang=_OMVANG,
        )
        return self._writer.jw301(self._plek, self._today, product)

    def start(self, begin: date, *, status: str = StatusAanlevering.EERSTE, number: int | None = None) -> JW305:
        """Care began; with status 3 an earlier start is taken back."""
        product = StartProduct(
            toewijzing_nummer=number or self.nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._entry,
            begindatum=begin,
            status_aanlevering=status,
        )
        return self._writer.jw305(self._plek, self._today, product)

    def stop(self, begin: date, end: date, reden: str) -> JW307:
        """Care that began on `begin` stopped, for a while (reden 20) or for good."""
        product = StopProduct(
            toewijzing_nummer=self.nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._entry,
            begindatum=begin,
            reden_beeindiging=reden,
            einddatum=end,
            status_aanlevering=StatusAanlevering.EERSTE,
        )
        return self._writer.jw307(self._plek, self._today, product)


def story(today: date, seed: int = SEED) -> Story:
    """Always the same youth for one seed; the dates lie around `today`."""
    youth = _Told(today, Random(seed))
    unknown = youth.nummer + 1
    return Story(
        bsn=youth.bsn,
        stappen=tuple(_steps(youth, unknown, today)),
        volgende=make_step("de jeugdige begint opnieuw", youth.start(today)),
        met_fout=make_step("een start op een onbekende toewijzing", youth.start(today, number=unknown)),
    )


def _steps(youth: _Told, unknown: int, today: date) -> Iterator[Step]:
    def geleden(dagen: int) -> date:
        return today - timedelta(days=dagen)

    begin, resume, too_early = geleden(56), geleden(14), geleden(1)
    yield make_step("de aanbieder vraagt om een toewijzing", youth.verzoek())
    yield make_step("de gemeente neemt het verzoek in onderzoek", youth.in_onderzoek())
    yield make_step("de gemeente wijst toe, met de referentie van het verzoek", youth.toewijzing())
    start = make_step("de jeugdhulp begint", youth.start(begin))
    yield start
    fault = make_step("een start met een fout: dit ToewijzingNummer bestaat niet", youth.start(begin, number=unknown))
    yield msgspec.structs.replace(fault, oordeel="afgekeurd")
    still_once = "hetzelfde bericht nog eens: geen nieuw bericht, hetzelfde ontvangstbewijs"
    yield msgspec.structs.replace(start, titel=still_once, status=200)
    interrupted = youth.stop(begin, geleden(30), RedenBeeindiging.TIJDELIJK)
    yield make_step("de jeugdhulp stopt tijdelijk (reden 20)", interrupted)
    yield make_step("de jeugdhulp gaat verder", youth.start(resume))
    yield make_step(
        "de jeugdhulp stopt volgens plan (reden 31)", youth.stop(resume, geleden(3), RedenBeeindiging.VOLGENS_PLAN)
    )
    yield make_step("nog een start, op de verkeerde dag", youth.start(too_early))
    yield make_step(
        "de aanbieder trekt die start in (StatusAanlevering 3)",
        youth.start(too_early, status=StatusAanlevering.VERWIJDEREN),
    )


def make_step(title: str, bericht: Bericht) -> Step:
    """A bericht of which everything is right."""
    return Step(title, soort(bericht).naam, bericht.header.afzender, write(bericht), 201, "goedgekeurd")

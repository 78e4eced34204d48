# SPDX-License-Identifier: EUPL-1.2
"""Berichten and facts for the yardstick: every start on a toewijzing of its own, spread over all test BSNs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from itertools import cycle, islice
from typing import Any

from berichtenverkeer.berichten import Bericht, jw301, jw315, write
from berichtenverkeer.berichten.basisschema import (
    CDT_Achternaam,
    CDT_Adres,
    CDT_BerichtIdentificatie,
    CDT_Geboortedatum,
    CDT_Huis,
    CDT_Omvang,
    CDT_Product,
    CDT_VerkorteNaam,
    CDT_Verwijzer,
    CDT_VolledigeNaam,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.jw301 import JW301, Contact, Contactgegevens, ToegewezenProduct, ToegewezenProducten
from berichtenverkeer.berichten.jw305 import JW305, Client, Header, StartProduct, StartProducten
from berichtenverkeer.berichten.jw315 import JW315, AangevraagdeProducten, AangevraagdProduct
from berichtenverkeer.ledger.gebeurtenissen.care import LeveringGestart, Omvang, ToewijzingVastgesteld
from berichtenverkeer.ledger.gebeurtenissen.care import Product as Productfeit
from berichtenverkeer.register.declaratie import Row
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Partij, Plafond, Product, Segment, Tarief

GEMEENTE, AANBIEDER = "0363", "65656055"
AANBIEDERS = [f"9901{number:04d}" for number in range(100)]
"""Who gets new toewijzingen: money moves under a plafond of each."""
VERZENDERS = {"JW305": [AANBIEDER], "JW301": [GEMEENTE], "JW315": AANBIEDERS}
"""Who send `berichten`, in turn."""
DAY = date(2026, 4, 1)
NEW, HISTORIE = 10_000_000, 100_000_000
"""Where the numbers of new toewijzingen begin, and those of the history."""


def _elfproef(bsn: str) -> bool:
    gewichten = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(gewicht * int(figure) for gewicht, figure in zip(gewichten, bsn, strict=True)) % 11 == 0


TEST_BSN = [bsn for bsn in (f"9999{number:05d}" for number in range(100_000)) if _elfproef(bsn)]


def toewijzingen(count: int, pseudonym: Callable[[str], bytes]) -> Iterator[ToewijzingVastgesteld]:
    """Toewijzing 1 to `count`, for the clients that send berichten."""
    for number in range(1, count + 1):
        yield _toewijzing(number, pseudonym(_bsn(number)))


def leveringen(count: int) -> Iterator[ToewijzingVastgesteld | LeveringGestart]:
    """The history of a region: care of other clients, one in two hundred thousand at most five times."""
    for number in range(count):
        client = (number % 200_000).to_bytes(16)
        toewijzing = _toewijzing(HISTORIE + number, client)
        yield toewijzing
        yield LeveringGestart(
            client=client,
            aanbieder=AANBIEDER,
            gemeente=GEMEENTE,
            toewijzing_nummer=toewijzing.nummer,
            product=toewijzing.product,
            begindatum=DAY,
            toewijzing_ingangsdatum=DAY,
        )


def _toewijzing(number: int, client: bytes) -> ToewijzingVastgesteld:
    return ToewijzingVastgesteld(
        client=client,
        aanbieder=AANBIEDER,
        gemeente=GEMEENTE,
        nummer=number,
        toewijzingsdatum=DAY,
        toewijzingstijd=time(9),
        product=Productfeit("45", "45A04"),
        ingangsdatum=DAY,
        omvang=Omvang(4, "04", "4"),
        ontvangen_op=DAY,
    )


def berichten(soort: str, van: int, count: int, aanbieders: Sequence[str] = AANBIEDERS) -> list[bytes]:
    """`count` berichten that no other call with another `van` makes.

    JW305: a start on each of the toewijzingen `van` + 1 and on. To or from each of `aanbieders` in turn (`in_turn`):
    JW301, a first toewijzing each, under a new number, and JW315, a request each.
    """
    make: dict[str, Callable[[int, str], Bericht]] = {
        "JW305": lambda number, _: _start(number),
        "JW301": _toewijzingsbericht,
        "JW315": _verzoek,
    }
    return [write(make[soort](van + 1 + nr, who)) for nr, who in enumerate(in_turn(aanbieders, count))]


def in_turn(aanbieders: Sequence[str], count: int) -> Iterator[str]:
    """The aanbieders of `berichten`, in its order."""
    return islice(cycle(aanbieders), count)


def _bsn(number: int) -> str:
    return TEST_BSN[number % len(TEST_BSN)]


def _toewijzingsbericht(number: int, aanbieder: str) -> JW301:
    contact = Contact(
        soort="01",
        adres=CDT_Adres(huis=CDT_Huis(huisnummer=1), postcode="1012AB", plaatsnaam="Amsterdam", land_code="NL"),
    )
    product = ToegewezenProduct(
        toewijzing_nummer=NEW + number,
        product=CDT_Product(categorie="45", code="45A04"),
        toewijzingsdatum=DAY,
        toewijzingstijd=time(9),
        ingangsdatum=DAY,
        omvang=CDT_Omvang(volume=4, eenheid="04", frequentie="4"),
    )
    return JW301(
        header=jw301.Header(
            bericht_code="436",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=GEMEENTE,
            ontvanger=aanbieder,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=f"B{number}", dagtekening=DAY),
            xsd_versie=CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0"),
        ),
        client=jw301.Client(
            bsn=_bsn(number),
            geboortedatum=CDT_Geboortedatum(datum=date(2012, 5, 20)),
            geslacht="2",
            naam=CDT_VolledigeNaam(geslachtsnaam=CDT_Achternaam(achternaam="Berg"), naam_gebruik="1"),
            contactgegevens=Contactgegevens(contact=(contact,)),
            toegewezen_producten=ToegewezenProducten(toegewezen_product=(product,)),
        ),
    )


def _verzoek(number: int, aanbieder: str) -> JW315:
    product = AangevraagdProduct(
        referentie_aanbieder=f"V{number}",
        product=CDT_Product(categorie="45", code="45A04"),
        toewijzing_ingangsdatum=DAY,
        toewijzing_einddatum=date(2026, 12, 31),
        omvang=CDT_Omvang(volume=4, eenheid="04", frequentie="4"),
        verwijzer=CDT_Verwijzer(type="02", zorgverlener_code="12345678"),
    )
    return JW315(
        header=jw315.Header(
            bericht_code="446",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=aanbieder,
            ontvanger=GEMEENTE,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=f"B{number}", dagtekening=DAY),
            xsd_versie=CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0"),
        ),
        client=jw315.Client(
            bsn=_bsn(number),
            geboortedatum=CDT_Geboortedatum(datum=date(2012, 5, 20)),
            geslacht="2",
            naam=CDT_VerkorteNaam(geslachtsnaam=CDT_Achternaam(achternaam="Berg")),
            aangevraagde_producten=AangevraagdeProducten(aangevraagd_product=(product,)),
        ),
    )


def _start(number: int) -> JW305:
    start = StartProduct(
        toewijzing_nummer=number,
        product=CDT_Product(categorie="45", code="45A04"),
        toewijzing_ingangsdatum=DAY,
        begindatum=DAY,
        status_aanlevering="1",
    )
    return JW305(
        header=Header(
            bericht_code="438",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=AANBIEDER,
            ontvanger=GEMEENTE,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=f"B{number}", dagtekening=DAY),
            xsd_versie=CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0"),
        ),
        client=Client(
            bsn=_bsn(number),
            geboortedatum=CDT_Geboortedatum(datum=date(2012, 5, 20)),
            geslacht="2",
            naam=CDT_VerkorteNaam(geslachtsnaam=CDT_Achternaam(achternaam="Berg")),
            start_producten=StartProducten(start_product=(start,)),
        ),
    )


def register() -> dict[str, Sequence[Row]]:
    """Parties, one product with a price, and for each of AANBIEDERS a contract and a plafond that is never reached."""
    begin, end = date(2026, 1, 1), date(2026, 12, 31)
    year: dict[str, Any] = {"geldig_van": begin, "geldig_tot": end}
    product: dict[str, Any] = {"categorie": "45", "code": "45A04"}
    aanbieders = [AANBIEDER, *AANBIEDERS]
    return {
        "partijen": [
            Partij(soort="gemeente", code=GEMEENTE, naam="G", geldig_van=begin),
            *(Partij(soort="aanbieder", code=code, naam="A", geldig_van=begin) for code in aanbieders),
        ],
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=begin)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=begin)],
        "segmenten": [Segment(segment="4", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=begin)],
        "producten": [Product(**product, omschrijving="P", segment="4", geldig_van=begin)],
        "contracten": [
            Contract(**product, aanbieder=code, uitvoeringsvariant="inspanningsgericht", geldig_van=begin)
            for code in aanbieders
        ],
        "tarieven": [Tarief(**product, **year, eenheid="04", tarief_cents=10_000)],
        "plafonds": [Plafond(**year, jaar=2026, aanbieder=code, bedrag_cents=10**15) for code in AANBIEDERS],
    }

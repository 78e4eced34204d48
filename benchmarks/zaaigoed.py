# SPDX-License-Identifier: EUPL-1.2
"""Berichten and facts for the yardstick: every start on a toewijzing of its own, spread over all test BSNs."""

from collections.abc import Callable, Iterator
from datetime import date, time

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.basisschema import (
    CDT_Achternaam,
    CDT_BerichtIdentificatie,
    CDT_Geboortedatum,
    CDT_Product,
    CDT_VerkorteNaam,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.jw305 import JW305, Client, Header, StartProduct, StartProducten
from berichtenverkeer.ledger.gebeurtenissen import Omvang, Product, ToewijzingVastgesteld

GEMEENTE, AANBIEDER = "0363", "65656055"
DAG = date(2026, 4, 1)


def _elfproef(bsn: str) -> bool:
    gewichten = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(gewicht * int(cijfer) for gewicht, cijfer in zip(gewichten, bsn, strict=True)) % 11 == 0


TEST_BSN = [bsn for bsn in (f"9999{nummer:05d}" for nummer in range(100_000)) if _elfproef(bsn)]


def toewijzingen(aantal: int, pseudoniem: Callable[[str], bytes]) -> Iterator[ToewijzingVastgesteld]:
    """Toewijzing 1 to `aantal`."""
    for nummer in range(1, aantal + 1):
        yield ToewijzingVastgesteld(
            client=pseudoniem(TEST_BSN[nummer % len(TEST_BSN)]),
            aanbieder=AANBIEDER,
            gemeente=GEMEENTE,
            nummer=nummer,
            toewijzingsdatum=DAG,
            toewijzingstijd=time(9),
            product=Product("45", "45A04"),
            ingangsdatum=DAG,
            omvang=Omvang(4, "04", "4"),
            ontvangen_op=DAG,
        )


def starts(van: int, aantal: int) -> Iterator[tuple[str, bytes]]:
    """A JW305 on each of the toewijzingen `van` + 1 and on: its Identificatie and its bytes."""
    for nummer in range(van + 1, van + aantal + 1):
        identificatie = f"B{nummer}"
        yield identificatie, write(_start(nummer, identificatie))


def _start(nummer: int, identificatie: str) -> JW305:
    start = StartProduct(
        toewijzing_nummer=nummer,
        product=CDT_Product(categorie="45", code="45A04"),
        toewijzing_ingangsdatum=DAG,
        begindatum=DAG,
        status_aanlevering="1",
    )
    return JW305(
        header=Header(
            bericht_code="438",
            bericht_versie=3,
            bericht_subversie=2,
            afzender=AANBIEDER,
            ontvanger=GEMEENTE,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=DAG),
            xsd_versie=CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0"),
        ),
        client=Client(
            bsn=TEST_BSN[nummer % len(TEST_BSN)],
            geboortedatum=CDT_Geboortedatum(datum=date(2012, 5, 20)),
            geslacht="2",
            naam=CDT_VerkorteNaam(geslachtsnaam=CDT_Achternaam(achternaam="Berg")),
            start_producten=StartProducten(start_product=(start,)),
        ),
    )

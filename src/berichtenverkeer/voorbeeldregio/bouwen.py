# SPDX-License-Identifier: EUPL-1.2
"""Berichten about one invented youth, right by the standard; the story spoils what it wants to show."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import count
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW319, jw301, jw305, jw307, jw315, jw319
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
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol

EERSTE, VERWIJDEREN = "1", "3"
TIJDELIJK, VOLGENS_PLAN = "20", "31"
_XSD = CDT_XsdVersie(basisschema_xsd_versie="1.0.0", bericht_xsd_versie="1.0.0")
_NAMEN = ("Bos", "Dekker", "Smit", "Vermeer", "Kuipers", "Hendriks", "Willems", "Post")
_PRODUCT = CDT_Product(categorie="45", code="45A04")
_OMVANG = CDT_Omvang(volume=4, eenheid="04", frequentie="2")


def verzonnen_bsn(toeval: Random) -> str:
    """A number of the range that is never given out, and that passes the 11-test."""
    while True:
        cijfers = f"9999{toeval.randrange(100_000):05d}"
        som = sum(int(cijfer) * gewicht for cijfer, gewicht in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        if som % 11 == 0:
            return cijfers


class Jeugdige(msgspec.Struct, frozen=True):
    """Who the story is about, and what was agreed for this youth."""

    bsn: str
    geboortedatum: date
    geslacht: str
    achternaam: str
    toewijzing_nummer: int
    referentie: str
    ingangsdatum: date
    einddatum: date

    @classmethod
    def verzin(cls, toeval: Random, vandaag: date) -> "Jeugdige":
        """A youth between 6 and 16, with care from two months ago on."""
        return cls(
            bsn=verzonnen_bsn(toeval),
            geboortedatum=vandaag - timedelta(days=toeval.randrange(6 * 365, 16 * 365)),
            geslacht=toeval.choice("12"),
            achternaam=toeval.choice(_NAMEN),
            toewijzing_nummer=toeval.randrange(100_000, 999_999),
            referentie=f"VOT{toeval.randrange(10_000, 99_999)}",
            ingangsdatum=vandaag - timedelta(days=60),
            einddatum=vandaag + timedelta(days=120),
        )


class Schrijver:
    """Writes the berichten between one aanbieder and one gemeente about one youth.

    Every call takes a new Identificatie.
    """

    def __init__(self, jeugdige: Jeugdige, aanbieder: str, gemeente: str, vandaag: date) -> None:
        self._jeugdige = jeugdige
        self._codes = {Rol.AANBIEDER: aanbieder, Rol.GEMEENTE: gemeente}
        self._vandaag = vandaag
        self._nummers: Iterator[int] = count(1)

    def verzoek(self) -> JW315:
        """The aanbieder asks for a toewijzing."""
        jeugdige = self._jeugdige
        product = jw315.AangevraagdProduct(
            referentie_aanbieder=jeugdige.referentie,
            product=_PRODUCT,
            toewijzing_ingangsdatum=jeugdige.ingangsdatum,
            toewijzing_einddatum=jeugdige.einddatum,
            omvang=_OMVANG,
            verwijzer=CDT_Verwijzer(type="02", zorgverlener_code="12345678"),
        )
        producten = jw315.AangevraagdeProducten(aangevraagd_product=(product,))
        client = jw315.Client(**self._persoon(), aangevraagde_producten=producten)
        return JW315(header=jw315.Header(**self._header("JW315")), client=client)

    def in_onderzoek(self) -> JW319:
        """The gemeente looks into the request."""
        antwoord = jw319.Antwoord(referentie_aanbieder=self._jeugdige.referentie, verzoek_antwoord="2")
        return JW319(header=jw319.Header(**self._header("JW319")), antwoord=antwoord)

    def toewijzing(self) -> JW301:
        """The gemeente grants what was asked."""
        jeugdige = self._jeugdige
        product = jw301.ToegewezenProduct(
            toewijzing_nummer=jeugdige.toewijzing_nummer,
            referentie_aanbieder=jeugdige.referentie,
            product=_PRODUCT,
            toewijzingsdatum=self._vandaag,
            toewijzingstijd=time(9, 30),
            ingangsdatum=jeugdige.ingangsdatum,
            einddatum=jeugdige.einddatum,
            omvang=_OMVANG,
        )
        adres = CDT_Adres(huis=CDT_Huis(huisnummer=12), postcode="5038AB", plaatsnaam="Tilburg", land_code="NL")
        naam = CDT_VolledigeNaam(
            geslachtsnaam=CDT_Achternaam(achternaam=jeugdige.achternaam), voorletters="J", naam_gebruik="1"
        )
        client = jw301.Client(
            **self._persoon() | {"naam": naam},
            contactgegevens=jw301.Contactgegevens(contact=(jw301.Contact(soort="01", adres=adres),)),
            toegewezen_producten=jw301.ToegewezenProducten(toegewezen_product=(product,)),
        )
        return JW301(header=jw301.Header(**self._header("JW301")), client=client)

    def start(self, begindatum: date, *, status: str = EERSTE, toewijzing_nummer: int | None = None) -> JW305:
        """Care began; with status 3 an earlier start is taken back."""
        product = jw305.StartProduct(
            toewijzing_nummer=toewijzing_nummer or self._jeugdige.toewijzing_nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._jeugdige.ingangsdatum,
            begindatum=begindatum,
            status_aanlevering=status,
        )
        client = jw305.Client(**self._persoon(), start_producten=jw305.StartProducten(start_product=(product,)))
        return JW305(header=jw305.Header(**self._header("JW305")), client=client)

    def stop(self, begindatum: date, einddatum: date, reden: str) -> JW307:
        """Care that began on `begindatum` stopped, for a while (reden 20) or for good."""
        product = jw307.StopProduct(
            toewijzing_nummer=self._jeugdige.toewijzing_nummer,
            product=_PRODUCT,
            toewijzing_ingangsdatum=self._jeugdige.ingangsdatum,
            begindatum=begindatum,
            reden_beeindiging=reden,
            einddatum=einddatum,
            status_aanlevering=EERSTE,
        )
        client = jw307.Client(**self._persoon(), stop_producten=jw307.StopProducten(stop_product=(product,)))
        return JW307(header=jw307.Header(**self._header("JW307")), client=client)

    def _header(self, naam: str) -> dict[str, Any]:
        soort = BERICHTSOORTEN[naam]
        return {
            "bericht_code": soort.code,
            "bericht_versie": 3,
            "bericht_subversie": 2,
            "afzender": self._codes[soort.afzender],
            "ontvanger": self._codes[soort.ontvanger],
            "bericht_identificatie": CDT_BerichtIdentificatie(
                identificatie=f"VB{next(self._nummers):04d}", dagtekening=self._vandaag
            ),
            "xsd_versie": _XSD,
        }

    def _persoon(self) -> dict[str, Any]:
        jeugdige = self._jeugdige
        return {
            "bsn": jeugdige.bsn,
            "geboortedatum": CDT_Geboortedatum(datum=jeugdige.geboortedatum),
            "geslacht": jeugdige.geslacht,
            "naam": CDT_VerkorteNaam(geslachtsnaam=CDT_Achternaam(achternaam=jeugdige.achternaam), voorletters="J"),
        }

# SPDX-License-Identifier: EUPL-1.2
"""Datatypen van het basisschema van iJw 3.2, die alle berichten delen."""

from datetime import date

from berichtenverkeer.berichten.klasse import Klasse


class CDT_Achternaam(Klasse, frozen=True, kw_only=True):
    achternaam: str
    voorvoegsel: str | None = None


class CDT_Huis(Klasse, frozen=True, kw_only=True):
    huisnummer: int
    huisletter: str | None = None
    huisnummer_toevoeging: str | None = None
    aanduiding_woonadres: str | None = None


class CDT_Adres(Klasse, frozen=True, kw_only=True):
    huis: CDT_Huis | None = None
    postcode: str | None = None
    straatnaam: str | None = None
    plaatsnaam: str | None = None
    land_code: str | None = None


class CDT_BedragMetDC(Klasse, frozen=True, kw_only=True):
    bedrag: int
    debet_credit: str


class CDT_BerichtIdentificatie(Klasse, frozen=True, kw_only=True):
    identificatie: str
    dagtekening: date


class CDT_Communicatie(Klasse, frozen=True, kw_only=True):
    vorm: str
    taal: str | None = None


class CDT_Geboortedatum(Klasse, frozen=True, kw_only=True):
    datum: date
    datum_gebruik: str | None = None


class CDT_GeslotenPeriode(Klasse, frozen=True, kw_only=True):
    begindatum: date
    einddatum: date


class CDT_Omvang(Klasse, frozen=True, kw_only=True):
    volume: int
    eenheid: str
    frequentie: str


class CDT_OpenPeriode(Klasse, frozen=True, kw_only=True):
    begindatum: date | None = None
    einddatum: date | None = None


class CDT_Product(Klasse, frozen=True, kw_only=True):
    categorie: str
    code: str | None = None


class CDT_Referentie(Klasse, frozen=True, kw_only=True):
    referentie_nummer: str
    vorig_referentie_nummer: str | None = None


class CDT_Telefoon(Klasse, frozen=True, kw_only=True):
    telefoonnummer: str
    landnummer: str


class CDT_Telefoonnummers(Klasse, frozen=True, kw_only=True):
    telefoon01: CDT_Telefoon
    telefoon02: CDT_Telefoon | None = None


class CDT_TotaalBedragMetDC(Klasse, frozen=True, kw_only=True):
    totaal_bedrag: int
    debet_credit: str


class CDT_VerkorteNaam(Klasse, frozen=True, kw_only=True):
    geslachtsnaam: CDT_Achternaam
    voornamen: str | None = None
    voorletters: str | None = None


class CDT_Verwijzer(Klasse, frozen=True, kw_only=True):
    type: str
    naam: str | None = None
    zorgverlener_code: str | None = None


class CDT_VolledigeNaam(Klasse, frozen=True, kw_only=True):
    geslachtsnaam: CDT_Achternaam
    partnernaam: CDT_Achternaam | None = None
    voornamen: str | None = None
    voorletters: str | None = None
    naam_gebruik: str


class CDT_XsdVersie(Klasse, frozen=True, kw_only=True):
    basisschema_xsd_versie: str
    bericht_xsd_versie: str

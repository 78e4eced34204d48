# SPDX-License-Identifier: EUPL-1.2
"""Datatypen van het basisschema van iJw 3.2, die alle berichten delen."""

from datetime import date

from berichtenverkeer.berichten.class_ import Datatype


class CDT_Achternaam(Datatype, frozen=True, kw_only=True):
    achternaam: str
    voorvoegsel: str | None = None


class CDT_Huis(Datatype, frozen=True, kw_only=True):
    huisnummer: int
    huisletter: str | None = None
    huisnummer_toevoeging: str | None = None
    aanduiding_woonadres: str | None = None


class CDT_Adres(Datatype, frozen=True, kw_only=True):
    huis: CDT_Huis | None = None
    postcode: str | None = None
    straatnaam: str | None = None
    plaatsnaam: str | None = None
    land_code: str | None = None


class CDT_BedragMetDC(Datatype, frozen=True, kw_only=True):
    bedrag: int
    debet_credit: str


class CDT_BerichtIdentificatie(Datatype, frozen=True, kw_only=True):
    identificatie: str
    dagtekening: date


class CDT_Communicatie(Datatype, frozen=True, kw_only=True):
    vorm: str
    taal: str | None = None


class CDT_Geboortedatum(Datatype, frozen=True, kw_only=True):
    datum: date
    datum_gebruik: str | None = None


class CDT_GeslotenPeriode(Datatype, frozen=True, kw_only=True):
    begindatum: date
    einddatum: date


class CDT_Omvang(Datatype, frozen=True, kw_only=True):
    volume: int
    eenheid: str
    frequentie: str


class CDT_OpenPeriode(Datatype, frozen=True, kw_only=True):
    begindatum: date | None = None
    einddatum: date | None = None


class CDT_Product(Datatype, frozen=True, kw_only=True):
    categorie: str
    code: str | None = None


class CDT_Referentie(Datatype, frozen=True, kw_only=True):
    referentie_nummer: str
    vorig_referentie_nummer: str | None = None


class CDT_Telefoon(Datatype, frozen=True, kw_only=True):
    telefoonnummer: str
    landnummer: str


class CDT_Telefoonnummers(Datatype, frozen=True, kw_only=True):
    telefoon01: CDT_Telefoon
    telefoon02: CDT_Telefoon | None = None


class CDT_TotaalBedragMetDC(Datatype, frozen=True, kw_only=True):
    totaal_bedrag: int
    debet_credit: str


class CDT_VerkorteNaam(Datatype, frozen=True, kw_only=True):
    geslachtsnaam: CDT_Achternaam
    voornamen: str | None = None
    voorletters: str | None = None


class CDT_Verwijzer(Datatype, frozen=True, kw_only=True):
    type: str
    naam: str | None = None
    zorgverlener_code: str | None = None


class CDT_VolledigeNaam(Datatype, frozen=True, kw_only=True):
    geslachtsnaam: CDT_Achternaam
    partnernaam: CDT_Achternaam | None = None
    voornamen: str | None = None
    voorletters: str | None = None
    naam_gebruik: str


class CDT_XsdVersie(Datatype, frozen=True, kw_only=True):
    basisschema_xsd_versie: str
    bericht_xsd_versie: str

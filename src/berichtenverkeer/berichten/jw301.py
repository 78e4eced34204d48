# SPDX-License-Identifier: EUPL-1.2
"""JW301 Toewijzing: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date, time
from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_Adres,
    CDT_BerichtIdentificatie,
    CDT_Communicatie,
    CDT_Geboortedatum,
    CDT_Omvang,
    CDT_OpenPeriode,
    CDT_Product,
    CDT_Telefoonnummers,
    CDT_VolledigeNaam,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class Contact(Class, frozen=True, kw_only=True):
    soort: str
    adres: CDT_Adres | None = None
    organisatie: str | None = None
    telefoon: CDT_Telefoonnummers | None = None
    emailadres: str | None = None
    periode: CDT_OpenPeriode | None = None


class Relatie(Class, frozen=True, kw_only=True):
    nummer: str
    volgorde: int | None = None
    soort: str
    geboortedatum: CDT_Geboortedatum | None = None
    geslacht: str | None = None
    naam: CDT_VolledigeNaam
    contact: Contact


class Relaties(Class, frozen=True, kw_only=True):
    relatie: tuple[Relatie, ...]


class Contactgegevens(Class, frozen=True, kw_only=True):
    contact: tuple[Contact, ...]


class ToegewezenProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int
    referentie_aanbieder: str | None = None
    product: CDT_Product | None = None
    toewijzingsdatum: date
    toewijzingstijd: time
    ingangsdatum: date
    einddatum: date | None = None
    reden_wijziging: str | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None
    commentaar: str | None = None


class ToegewezenProducten(Class, frozen=True, kw_only=True):
    toegewezen_product: tuple[ToegewezenProduct, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    geboortedatum: CDT_Geboortedatum
    geslacht: str
    naam: CDT_VolledigeNaam
    communicatie: CDT_Communicatie | None = None
    juridische_status: str | None = None
    wettelijke_vertegenwoordiging: str | None = None
    commentaar: str | None = None
    relaties: Relaties | None = None
    contactgegevens: Contactgegevens
    toegewezen_producten: ToegewezenProducten


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW301(Class, frozen=True, kw_only=True):
    """Het JW301-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW301"]

    header: Header
    client: Client

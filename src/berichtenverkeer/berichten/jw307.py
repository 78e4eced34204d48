# SPDX-License-Identifier: EUPL-1.2
"""JW307 Stop jeugdhulp: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BerichtIdentificatie,
    CDT_Geboortedatum,
    CDT_Product,
    CDT_VerkorteNaam,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class StopProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int | None = None
    product: CDT_Product | None = None
    toewijzing_ingangsdatum: date | None = None
    begindatum: date
    reden_beeindiging: str
    einddatum: date
    status_aanlevering: str


class StopProducten(Class, frozen=True, kw_only=True):
    stop_product: tuple[StopProduct, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    geboortedatum: CDT_Geboortedatum
    geslacht: str
    naam: CDT_VerkorteNaam
    stop_producten: StopProducten


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW307(Class, frozen=True, kw_only=True):
    """Het JW307-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW307"]

    header: Header
    client: Client

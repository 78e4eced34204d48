# SPDX-License-Identifier: EUPL-1.2
"""JW305 Start jeugdhulp: de berichtklassen van iJw 3.2, element voor element."""

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


class StartProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int | None = None
    product: CDT_Product | None = None
    toewijzing_ingangsdatum: date | None = None
    begindatum: date
    status_aanlevering: str


class StartProducten(Class, frozen=True, kw_only=True):
    start_product: tuple[StartProduct, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    geboortedatum: CDT_Geboortedatum
    geslacht: str
    naam: CDT_VerkorteNaam
    start_producten: StartProducten


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW305(Class, frozen=True, kw_only=True):
    """Het JW305-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW305"]

    header: Header
    client: Client

# SPDX-License-Identifier: EUPL-1.2
"""JW308 Stop jeugdhulp retour: de berichtklassen van iJw 3.2, element voor element."""

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


class RetourCodes(Class, frozen=True, kw_only=True):
    retour_code: tuple[str, ...]


class StopProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int | None = None
    product: CDT_Product | None = None
    toewijzing_ingangsdatum: date | None = None
    begindatum: date
    reden_beeindiging: str
    einddatum: date
    status_aanlevering: str
    retour_codes: RetourCodes


class StopProducten(Class, frozen=True, kw_only=True):
    stop_product: tuple[StopProduct, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    geboortedatum: CDT_Geboortedatum
    geslacht: str
    naam: CDT_VerkorteNaam
    stop_producten: StopProducten
    retour_codes: RetourCodes


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie
    identificatie_retour: str
    dagtekening_retour: date
    xslt_versie: str | None = None
    xsd_versie_retour: CDT_XsdVersie
    retour_codes: RetourCodes | None = None


class JW308(Class, frozen=True, kw_only=True):
    """Het JW308-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW308"]

    header: Header
    client: Client | None = None

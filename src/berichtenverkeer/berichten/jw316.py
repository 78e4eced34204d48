# SPDX-License-Identifier: EUPL-1.2
"""JW316 Verzoek om toewijzing retour: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BerichtIdentificatie,
    CDT_Geboortedatum,
    CDT_Omvang,
    CDT_Product,
    CDT_VerkorteNaam,
    CDT_Verwijzer,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class RetourCodes(Class, frozen=True, kw_only=True):
    retour_code: tuple[str, ...]


class AangevraagdProduct(Class, frozen=True, kw_only=True):
    referentie_aanbieder: str
    beschikking_nummer: int | None = None
    product: CDT_Product | None = None
    beschikking_ingangsdatum: date | None = None
    toewijzing_ingangsdatum: date
    toewijzing_einddatum: date | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None
    verwijzer: CDT_Verwijzer
    raamcontract: str | None = None
    commentaar: str | None = None
    retour_codes: RetourCodes


class AangevraagdeProducten(Class, frozen=True, kw_only=True):
    aangevraagd_product: tuple[AangevraagdProduct, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    geboortedatum: CDT_Geboortedatum
    geslacht: str
    naam: CDT_VerkorteNaam
    gezagsdrager_bekend: str | None = None
    commentaar: str | None = None
    aangevraagde_producten: AangevraagdeProducten
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


class JW316(Class, frozen=True, kw_only=True):
    """Het JW316-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW316"]

    header: Header
    client: Client | None = None

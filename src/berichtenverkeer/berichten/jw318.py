# SPDX-License-Identifier: EUPL-1.2
"""JW318 Verzoek om wijziging retour: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BerichtIdentificatie,
    CDT_Omvang,
    CDT_Product,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class RetourCodes(Class, frozen=True, kw_only=True):
    retour_code: tuple[str, ...]


class OngewijzigdProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int
    retour_codes: RetourCodes


class OngewijzigdeProducten(Class, frozen=True, kw_only=True):
    ongewijzigd_product: tuple[OngewijzigdProduct, ...]


class TeWijzigenProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int
    gewenste_ingangsdatum: date
    einddatum: date | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None
    retour_codes: RetourCodes


class TeWijzigenProducten(Class, frozen=True, kw_only=True):
    te_wijzigen_product: tuple[TeWijzigenProduct, ...]


class NieuwProduct(Class, frozen=True, kw_only=True):
    product: CDT_Product | None = None
    gewenste_ingangsdatum: date
    einddatum: date | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None
    retour_codes: RetourCodes


class NieuweProducten(Class, frozen=True, kw_only=True):
    nieuw_product: tuple[NieuwProduct, ...]


class Verzoek(Class, frozen=True, kw_only=True):
    referentie_aanbieder: str
    reden_verzoek: str
    ongewijzigde_producten: OngewijzigdeProducten | None = None
    te_wijzigen_producten: TeWijzigenProducten | None = None
    nieuwe_producten: NieuweProducten | None = None
    retour_codes: RetourCodes


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    verzoek: Verzoek
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


class JW318(Class, frozen=True, kw_only=True):
    """Het JW318-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW318"]

    header: Header
    client: Client | None = None

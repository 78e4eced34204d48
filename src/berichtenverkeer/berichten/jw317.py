# SPDX-License-Identifier: EUPL-1.2
"""JW317 Verzoek om wijziging: de berichtklassen van iJw 3.2, element voor element."""

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


class OngewijzigdProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int


class OngewijzigdeProducten(Class, frozen=True, kw_only=True):
    ongewijzigd_product: tuple[OngewijzigdProduct, ...]


class TeWijzigenProduct(Class, frozen=True, kw_only=True):
    toewijzing_nummer: int
    gewenste_ingangsdatum: date
    einddatum: date | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None


class TeWijzigenProducten(Class, frozen=True, kw_only=True):
    te_wijzigen_product: tuple[TeWijzigenProduct, ...]


class NieuwProduct(Class, frozen=True, kw_only=True):
    product: CDT_Product | None = None
    gewenste_ingangsdatum: date
    einddatum: date | None = None
    omvang: CDT_Omvang | None = None
    budget: int | None = None


class NieuweProducten(Class, frozen=True, kw_only=True):
    nieuw_product: tuple[NieuwProduct, ...]


class Verzoek(Class, frozen=True, kw_only=True):
    referentie_aanbieder: str
    reden_verzoek: str
    ongewijzigde_producten: OngewijzigdeProducten | None = None
    te_wijzigen_producten: TeWijzigenProducten | None = None
    nieuwe_producten: NieuweProducten | None = None


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    verzoek: Verzoek


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW317(Class, frozen=True, kw_only=True):
    """Het JW317-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW317"]

    header: Header
    client: Client

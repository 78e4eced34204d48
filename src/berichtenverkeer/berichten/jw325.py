# SPDX-License-Identifier: EUPL-1.2
"""JW325 Declaratie-antwoord: de berichtklassen van iJw 3.2, element voor element."""

from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BedragMetDC,
    CDT_BerichtIdentificatie,
    CDT_GeslotenPeriode,
    CDT_Referentie,
    CDT_TotaalBedragMetDC,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class RetourCodes(Class, frozen=True, kw_only=True):
    retour_code: tuple[str, ...]


class Prestatie(Class, frozen=True, kw_only=True):
    product_referentie: CDT_Referentie
    toewijzing_nummer: int
    product_categorie: str
    product_code: str
    product_periode: CDT_GeslotenPeriode
    geleverd_volume: int
    eenheid: str
    product_tarief: int | None = None
    ingediend_bedrag: CDT_BedragMetDC
    retour_codes: RetourCodes


class Prestaties(Class, frozen=True, kw_only=True):
    prestatie: tuple[Prestatie, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    prestaties: Prestaties
    retour_codes: RetourCodes


class Clienten(Class, frozen=True, kw_only=True):
    client: tuple[Client, ...]


class DeclaratieAntwoord(Class, frozen=True, kw_only=True):
    declaratie_nummer: str
    totaal_ingediend_bedrag: CDT_TotaalBedragMetDC
    totaal_toegekend_bedrag: CDT_TotaalBedragMetDC
    clienten: Clienten | None = None
    retour_codes: RetourCodes


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie
    declaratie_identificatie: CDT_BerichtIdentificatie
    xslt_versie: str | None = None
    xsd_versie_declaratie: CDT_XsdVersie
    retour_codes: RetourCodes


class JW325(Class, frozen=True, kw_only=True):
    """Het JW325-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW325"]

    header: Header
    declaratie_antwoord: DeclaratieAntwoord | None = None

# SPDX-License-Identifier: EUPL-1.2
"""JW323 Declaratie: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date
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


class Prestaties(Class, frozen=True, kw_only=True):
    prestatie: tuple[Prestatie, ...]


class Client(Class, frozen=True, kw_only=True):
    bsn: str
    prestaties: Prestaties


class Clienten(Class, frozen=True, kw_only=True):
    client: tuple[Client, ...]


class Declaratie(Class, frozen=True, kw_only=True):
    declaratie_nummer: str
    declaratie_periode: CDT_GeslotenPeriode
    declaratie_dagtekening: date
    totaal_ingediend_bedrag: CDT_TotaalBedragMetDC
    clienten: Clienten


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW323(Class, frozen=True, kw_only=True):
    """Het JW323-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW323"]

    header: Header
    declaratie: Declaratie

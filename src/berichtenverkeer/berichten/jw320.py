# SPDX-License-Identifier: EUPL-1.2
"""JW320 Antwoord retour: de berichtklassen van iJw 3.2, element voor element."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BerichtIdentificatie,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class RetourCodes(Class, frozen=True, kw_only=True):
    retour_code: tuple[str, ...]


class Woonplaatsbeginsel(Class, frozen=True, kw_only=True):
    gemeente: str
    retour_codes: RetourCodes


class Antwoord(Class, frozen=True, kw_only=True):
    referentie_aanbieder: str
    verzoek_antwoord: str
    reden_afwijzing_verzoek: str | None = None
    woonplaatsbeginsel: Woonplaatsbeginsel | None = None
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


class JW320(Class, frozen=True, kw_only=True):
    """Het JW320-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW320"]

    header: Header
    antwoord: Antwoord | None = None

# SPDX-License-Identifier: EUPL-1.2
"""JW319 Antwoord op een verzoek: de berichtklassen van iJw 3.2, element voor element."""

from typing import ClassVar

from berichtenverkeer.berichten.basisschema import (
    CDT_BerichtIdentificatie,
    CDT_XsdVersie,
)
from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Berichtsoort


class Woonplaatsbeginsel(Class, frozen=True, kw_only=True):
    gemeente: str


class Antwoord(Class, frozen=True, kw_only=True):
    referentie_aanbieder: str
    verzoek_antwoord: str
    reden_afwijzing_verzoek: str | None = None
    woonplaatsbeginsel: Woonplaatsbeginsel | None = None


class Header(Class, frozen=True, kw_only=True):
    bericht_code: str
    bericht_versie: int
    bericht_subversie: int
    afzender: str
    ontvanger: str
    bericht_identificatie: CDT_BerichtIdentificatie
    xsd_versie: CDT_XsdVersie


class JW319(Class, frozen=True, kw_only=True):
    """Het JW319-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = BERICHTSOORTEN["JW319"]

    header: Header
    antwoord: Antwoord

# SPDX-License-Identifier: EUPL-1.2
"""The query of a request: every key known, every value right, or one 400 that names all that is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from berichtenverkeer.berichten.letterlijk import sleuteltekst
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import MAX_POSITIE
from berichtenverkeer.core.klok import EERSTE_DAG, LAATSTE_DAG, lees_dag, lees_tijdstip
from berichtenverkeer.draden import zoeken
from berichtenverkeer.plafonds.inzage import Boekingenvraag
from berichtenverkeer.plafonds.sleutels import Rekening
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.regels.catalogus import NIVEAUS, Regelsoort
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.stromen.bewegingen import Richting as Stroomrichting
from berichtenverkeer.stromen.bewegingen import Soort
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.stromen.periode import NOTATIE
from berichtenverkeer.termijnen.soorten import Soort as Termijnsoort
from berichtenverkeer.validation.toetsing import Oordeel
from berichtenverkeer.web.probleem import Afwijzing

LIMIET, MAX_LIMIET = 50, 250
MAX_IDENTIFICATIE = 50
MAX_TERMIJN = 365
DEEL = f"^[^\\x00-\\x1f\\x7f]{{0,{MAX_IDENTIFICATIE}}}$"
WOORD = DEEL.replace("{0,", "{1,")
"""A text of the caller; what is not readable is no word, and PostgreSQL cannot hold a NUL."""

PARTIJ = "^([0-9]{4}|[0-9]{8})$"
"""A gemeente (CBS-code) or an aanbieder (AGB-code)."""

BOEKING = "^[0-9]{1,18}\\.[0-9]{1,9}$"
"""How a boeking is pointed at: `positie.volgnr`."""

_Lees = Callable[[str], Any]
_Vragen = Mapping[str, tuple[_Lees, str]]
"""Query key -> how to read its value (None when it is wrong) and, in Dutch, what is expected."""


def _keuze(*waarden: str) -> tuple[_Lees, str]:
    def lees(tekst: str) -> str | None:
        return tekst if tekst in waarden else None

    return lees, f"verwacht wordt {' of '.join(waarden)}"


def _getal(laagste: int, hoogste: int) -> tuple[_Lees, str]:
    def lees(tekst: str) -> int | None:
        is_getal = tekst.isascii() and tekst.isdigit() and len(tekst) <= len(str(hoogste))
        is_getal = is_getal and (tekst == "0" or not tekst.startswith("0"))
        return int(tekst) if is_getal and laagste <= int(tekst) <= hoogste else None

    return lees, f"verwacht wordt een geheel getal van {laagste} tot en met {hoogste}"


def _patroon(patroon: str, verwacht: str) -> tuple[_Lees, str]:
    def lees(tekst: str) -> str | None:
        return tekst if re.fullmatch(patroon, tekst) else None

    return lees, verwacht


def _boeking(tekst: str) -> tuple[int, int] | None:
    positie, _, volgnr = tekst.partition(".")
    return (int(positie), int(volgnr)) if re.fullmatch(BOEKING, tekst) else None


_DEEL = _patroon(DEEL, f"verwacht worden hooguit {MAX_IDENTIFICATIE} leesbare tekens")
_WOORD = _patroon(WOORD, f"verwacht worden 1 tot en met {MAX_IDENTIFICATIE} leesbare tekens")

_IDENTIFICATIE = (lambda tekst: (woord := _WOORD[0](tekst)) and sleuteltekst(woord), _WOORD[1])
"""The same Identificatie with spaces around it (decision 083)."""

GEEN: _Vragen = {}
_BERICHTSOORT = (lambda tekst: tekst if tekst in BERICHTSOORTEN else None, "verwacht wordt bijvoorbeeld JW305")
PROEF: _Vragen = {"proef": _keuze("ja")}
DRAAD: _Vragen = {"limit": _getal(1, zoeken.MAX_LIMIET)}
VALIDATIE: _Vragen = {"historie": _keuze("ja", "nee")}
LIJST: _Vragen = {
    "limit": _getal(1, MAX_LIMIET),
    "na": _getal(0, MAX_POSITIE),
    "richting": _keuze("in", "uit"),
    "oordeel": _keuze(*Oordeel),
    "status": _keuze("wachtend", "afgehaald"),
    "berichtsoort": _BERICHTSOORT,
    "identificatie": _IDENTIFICATIE,
}


_DATUM = (lees_dag, f"verwacht wordt een datum als 2026-01-31, van {EERSTE_DAG} tot en met {LAATSTE_DAG}")
_ZONE = "met tijdzone, als 2026-01-31T12:00:00Z (een + is in een adres %2B)"
_MOMENT = (
    lambda tekst: tekst if lees_dag(tekst) or lees_tijdstip(tekst) else None,
    f"{_DATUM[1]}, of een moment {_ZONE}",
)
_PERIODE = _patroon(NOTATIE, "verwacht wordt 2026, 2026-Q1, 2026-03 of een reeks zoals 2026-01..2026-06")
PEIL: _Vragen = {"k": _getal(1, MAX_POSITIE)}
_RAPPORT: _Vragen = {
    "periode": _PERIODE,
    "dimensie": _keuze(*Dimensie),
    **PEIL,
    "dagK": _DATUM,
    "op": _MOMENT,
    "termijn": _getal(0, MAX_TERMIJN),
}
WACHTTIJDEN = _RAPPORT
STROMEN: _Vragen = {**_RAPPORT, "verondersteld": _keuze("ja")}
BEWEGINGEN: _Vragen = {
    **STROMEN,
    "plek": _WOORD,
    "anderePlek": _WOORD,
    "richting": _keuze(*Stroomrichting),
    "soort": _keuze(*Soort),
}
_PARTIJ = _patroon(PARTIJ, "verwacht wordt een code van vier cijfers (gemeente) of acht (aanbieder)")
_TERMIJNPEIL: _Vragen = {**PEIL, "op": _DATUM}
TERMIJNEN: _Vragen = {
    "limit": _getal(1, MAX_LIMIET),
    "na": _getal(0, MAX_POSITIE),
    "soort": _keuze(*Termijnsoort),
    "partij": _PARTIJ,
    "wederpartij": _PARTIJ,
    "status": _keuze("open", "voldaan"),
    "teLaat": _keuze("ja", "nee"),
    "deadlineVan": _DATUM,
    "deadlineTot": _DATUM,
    **_TERMIJNPEIL,
}
TERMIJNSAMENVATTING: _Vragen = {
    "periode": _PERIODE,
    **_TERMIJNPEIL,
}
REGELS: _Vragen = {
    "berichtsoort": _BERICHTSOORT,
    "soort": _keuze(*Regelsoort),
    "niveau": _keuze(*NIVEAUS),
    "staat": _keuze(*Staat),
}
BOEKINGEN: _Vragen = {
    **PEIL,
    "limit": _getal(1, MAX_LIMIET),
    "na": (_boeking, "verwacht wordt positie.volgnr van de laatste boeking die u kent"),
    "perceel": _DEEL,
    "segment": _DEEL,
    "rekening": _keuze(*Rekening),
}


def lees(query: Mapping[str, str], vragen: _Vragen) -> dict[str, Any]:
    """The values of the keys that were given. Raises Afwijzing (400) that names every wrong key and value.

    `query` is a multidict: a key that stands twice is wrong as well.
    """
    gelezen: dict[str, Any] = {}
    fouten: list[Bevinding] = []
    onbekend = 0
    for naam, tekst in query.items():
        if naam not in vragen:
            onbekend += 1
        elif naam in gelezen:
            fouten.append(_fout(naam, f"De parameter {naam} staat er meer dan één keer."))
        else:
            functie, verwacht = vragen[naam]
            gelezen[naam] = functie(tekst)
            if gelezen[naam] is None:
                fouten.append(_fout(naam, f"De waarde van {naam} klopt niet: {verwacht}."))
    if onbekend:
        mag = f"toegestaan zijn {', '.join(vragen)}" if vragen else "dit adres kent geen parameters"
        fouten.append(_fout("", f"Aantal onbekende parameters: {onbekend}; {mag}."))
    if gelezen.get("richting") == "uit" and gelezen.get("status"):
        fouten.append(_fout("status", "De parameter status geldt alleen voor wat u ontvangt (richting=in)."))
    if fouten:
        raise Afwijzing(400, "De parameters achter het vraagteken kloppen niet; zie bevindingen.", fouten)
    return gelezen


def _fout(naam: str, tekst: str) -> Bevinding:
    # An unknown name is not repeated: it is text of the caller.
    return PARAMETER.op(f"?{naam}", tekst=tekst)


def zoekvraag(gelezen: Mapping[str, Any]) -> Zoekvraag:
    """What to list, from the values of LIJST. Only what comes in can wait or be taken: `status` implies richting in."""
    status = gelezen.get("status")
    richting = gelezen.get("richting") or ("in" if status else None)
    oordeel = gelezen.get("oordeel")
    return Zoekvraag(
        richting=Richting(richting) if richting else None,
        oordeel=Oordeel(oordeel) if oordeel else None,
        is_afgehaald=status == "afgehaald" if status else None,
        berichtsoort=gelezen.get("berichtsoort"),
        identificatie=gelezen.get("identificatie"),
        na=gelezen.get("na", 0),
        limiet=gelezen.get("limit", LIMIET),
    )


def boekingenvraag(aanbieder: str, jaar: int, gelezen: Mapping[str, Any]) -> Boekingenvraag:
    """Which boekingen to list, from the values of BOEKINGEN."""
    rekening = gelezen.get("rekening")
    return Boekingenvraag(
        aanbieder=aanbieder,
        jaar=jaar,
        perceel=gelezen.get("perceel"),
        segment=gelezen.get("segment"),
        rekening=Rekening(rekening) if rekening else None,
        na=gelezen.get("na", (0, 0)),
        limiet=gelezen.get("limit", LIMIET),
    )


def volgende(gelezen: Mapping[str, Any], na: int) -> str:
    """The address of the next page: the same question, further on."""
    return f"/v1/berichten?{urlencode({**gelezen, 'na': na})}"


def bericht_id(tekst: str) -> UUID | None:
    """The id in an address; None for what no bericht can have."""
    try:
        gelezen = UUID(tekst)
    except ValueError:
        return None
    return gelezen if str(gelezen) == tekst.lower() else None

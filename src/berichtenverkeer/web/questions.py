# SPDX-License-Identifier: EUPL-1.2
"""The query of a request: every key known, every value right, or one 400 that names all that is wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from berichtenverkeer.berichten.literal import key_text
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import FIRST_DAY, LAST_DAY, read_day, read_instant
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.draden import searching
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.stops import Status as Stopstatus
from berichtenverkeer.plafonds.tenzij import TenzijStatus
from berichtenverkeer.plafonds.verrekening import Verrekeningstatus
from berichtenverkeer.plafonds.view import BoekingenQuery
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.rapporten.periode import NOTATION
from berichtenverkeer.regels.catalogue import NIVEAUS, Regelsoort
from berichtenverkeer.regels.meldingen.verzoek import PARAMETER
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.termijnen.kinds import OPDRACHTGEVER
from berichtenverkeer.termijnen.kinds import Kind as Termijnsoort
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.web.problem import Afwijzing

LIMIT, MAX_LIMIT = 50, 250
MAX_IDENTIFICATIE = 50
MAX_TERMIJN = 365
PART = f"^[^\\x00-\\x1f\\x7f]{{0,{MAX_IDENTIFICATIE}}}$"
WORD = PART.replace("{0,", "{1,")
"""A text of the caller; what is not readable is no word, and PostgreSQL cannot hold a NUL."""

PARTIJ = f"^([0-9]{{4}}|[0-9]{{8}}|{OPDRACHTGEVER})$"
"""A gemeente (CBS-code), an aanbieder (AGB-code), or who decides on money."""

BOEKING = "^[0-9]{1,18}\\.[0-9]{1,9}$"
"""How a boeking is pointed at: `position.volgnr`."""

_Read = Callable[[str], Any]
_Questions = Mapping[str, tuple[_Read, str]]
"""Query key -> how to read its value (None when it is wrong) and, in Dutch, what is expected."""


def _choice(*values: str) -> tuple[_Read, str]:
    def read(text: str) -> str | None:
        return text if text in values else None

    return read, f"verwacht wordt {' of '.join(values)}"


def _numeral(lowest: int, highest: int) -> tuple[_Read, str]:
    def read(text: str) -> int | None:
        is_numeral = text.isascii() and text.isdigit() and len(text) <= len(str(highest))
        is_numeral = is_numeral and (text == "0" or not text.startswith("0"))
        return int(text) if is_numeral and lowest <= int(text) <= highest else None

    return read, f"verwacht wordt een geheel getal van {lowest} tot en met {highest}"


def _pattern(pattern: str, expected: str) -> tuple[_Read, str]:
    def read(text: str) -> str | None:
        return text if re.fullmatch(pattern, text) else None

    return read, expected


def _boeking(text: str) -> tuple[int, int] | None:
    position, _, volgnr = text.partition(".")
    return (int(position), int(volgnr)) if re.fullmatch(BOEKING, text) else None


_PART = _pattern(PART, f"verwacht worden hooguit {MAX_IDENTIFICATIE} leesbare tekens")
_WORD = _pattern(WORD, f"verwacht worden 1 tot en met {MAX_IDENTIFICATIE} leesbare tekens")

_IDENTIFICATIE = (lambda text: (word := _WORD[0](text)) and key_text(word), _WORD[1])
"""The same Identificatie with spaces around it (decision 083)."""

NO: _Questions = {}
_BERICHTSOORT = (lambda text: text if text in BERICHTSOORTEN else None, "verwacht wordt bijvoorbeeld JW305")
PROEF: _Questions = {"proef": _choice("ja")}
DRAAD: _Questions = {"limit": _numeral(1, searching.MAX_LIMIT)}
VALIDATION: _Questions = {"historie": _choice("ja", "nee")}
LISTING: _Questions = {
    "limit": _numeral(1, MAX_LIMIT),
    "na": _numeral(0, MAX_POSITION),
    "richting": _choice("in", "uit"),
    "oordeel": _choice(*Oordeel),
    "status": _choice("wachtend", "afgehaald"),
    "berichtsoort": _BERICHTSOORT,
    "identificatie": _IDENTIFICATIE,
}


_DATUM = (read_day, f"verwacht wordt een datum als 2026-01-31, van {FIRST_DAY} tot en met {LAST_DAY}")
_ZONE = "met tijdzone, als 2026-01-31T12:00:00Z (een + is in een adres %2B)"
_MOMENT = (
    lambda text: text if read_day(text) or read_instant(text) else None,
    f"{_DATUM[1]}, of een moment {_ZONE}",
)
_PERIODE = _pattern(NOTATION, "verwacht wordt 2026, 2026-Q1, 2026-03 of een reeks zoals 2026-01..2026-06")
PEIL: _Questions = {"k": _numeral(1, MAX_POSITION)}
_PARTIJ = _pattern(
    PARTIJ, f"verwacht wordt een code van vier cijfers (gemeente) of acht (aanbieder), of {OPDRACHTGEVER}"
)
_TERMIJN_PEIL: _Questions = {**PEIL, "op": _DATUM}
TERMIJNEN: _Questions = {
    "limit": _numeral(1, MAX_LIMIT),
    "na": _numeral(0, MAX_POSITION),
    "soort": _choice(*Termijnsoort),
    "partij": _PARTIJ,
    "wederpartij": _PARTIJ,
    "status": _choice("open", "voldaan"),
    "teLaat": _choice("ja", "nee"),
    "deadlineVan": _DATUM,
    "deadlineTot": _DATUM,
    **_TERMIJN_PEIL,
}
TERMIJNSAMENVATTING: _Questions = {
    "periode": _PERIODE,
    **_TERMIJN_PEIL,
}
_PAGE: _Questions = {**PEIL, "limit": _numeral(1, MAX_LIMIT), "na": _numeral(0, MAX_POSITION)}
_AGB = _pattern("^[0-9]{8}$", "verwacht wordt een AGB-code van acht cijfers")
_CBS = _pattern("^[0-9]{4}$", "verwacht wordt een CBS-code van vier cijfers")
PLAFONDSIGNALEN: _Questions = {
    **PEIL,
    "jaar": _numeral(2000, 2099),
    "aanbieder": _AGB,
}
CLIENTENSTOPS: _Questions = {
    **_PAGE,
    "aanbieder": _AGB,
    "gemeente": _CBS,
    "status": _choice(*Stopstatus),
    "op": _DATUM,
}
TENZIJS: _Questions = {**_PAGE, "aanbieder": _AGB, "gemeente": _CBS, "status": _choice(*TenzijStatus)}
VERREKENINGEN: _Questions = {
    **_PAGE,
    "aanbieder": _AGB,
    "jaar": _numeral(2000, 2100),
    "status": _choice(*Verrekeningstatus),
}
REGELS: _Questions = {
    "berichtsoort": _BERICHTSOORT,
    "soort": _choice(*Regelsoort),
    "niveau": _choice(*NIVEAUS),
    "staat": _choice(*Staat),
}
BOEKINGEN: _Questions = {
    **PEIL,
    "limit": _numeral(1, MAX_LIMIT),
    "na": (_boeking, "verwacht wordt positie.volgnr van de laatste boeking die u kent"),
    "perceel": _PART,
    "segment": _PART,
    "rekening": _choice(*Rekening),
}


def read(query: Mapping[str, str], questions: _Questions) -> dict[str, Any]:
    """The values of the keys that were given. Raises Afwijzing (400) that names every wrong key and value.

    `query` is a multidict: a key that stands twice is wrong as well.
    """
    given: dict[str, Any] = {}
    faults: list[Bevinding] = []
    unknown = 0
    for name, text in query.items():
        if name not in questions:
            unknown += 1
        elif name in given:
            faults.append(_fault(name, f"De parameter {name} staat er meer dan één keer."))
        else:
            function, expected = questions[name]
            given[name] = function(text)
            if given[name] is None:
                faults.append(_fault(name, f"De waarde van {name} klopt niet: {expected}."))
    if unknown:
        may = f"toegestaan zijn {', '.join(questions)}" if questions else "dit adres kent geen parameters"
        faults.append(_fault("", f"Aantal onbekende parameters: {unknown}; {may}."))
    if given.get("richting") == "uit" and given.get("status"):
        faults.append(_fault("status", "De parameter status geldt alleen voor wat u ontvangt (richting=in)."))
    if faults:
        raise Afwijzing(400, "De parameters achter het vraagteken kloppen niet; zie bevindingen.", faults)
    return given


def _fault(name: str, text: str) -> Bevinding:
    # An unknown name is not repeated: it is text of the caller.
    return PARAMETER.at(f"?{name}", text=text)


def search(given: Mapping[str, Any]) -> PostvakQuery:
    """What to list, from the values of LIJST. Only what comes in can wait or be taken: `status` implies richting in."""
    status = given.get("status")
    richting = given.get("richting") or ("in" if status else None)
    oordeel = given.get("oordeel")
    return PostvakQuery(
        richting=Richting(richting) if richting else None,
        oordeel=Oordeel(oordeel) if oordeel else None,
        is_afgehaald=status == "afgehaald" if status else None,
        berichtsoort=given.get("berichtsoort"),
        identificatie=given.get("identificatie"),
        after=given.get("na", 0),
        limit=given.get("limit", LIMIT),
    )


def boekingen_query(aanbieder: str, jaar: int, given: Mapping[str, Any]) -> BoekingenQuery:
    """Which boekingen to list, from the values of BOEKINGEN."""
    rekening = given.get("rekening")
    return BoekingenQuery(
        aanbieder=aanbieder,
        jaar=jaar,
        perceel=given.get("perceel"),
        segment=given.get("segment"),
        rekening=Rekening(rekening) if rekening else None,
        after=given.get("na", (0, 0)),
        limit=given.get("limit", LIMIT),
    )


def following(given: Mapping[str, Any], na: int) -> str:
    """The address of the next page: the same question, further on."""
    return f"/v1/berichten?{urlencode({**given, 'na': na})}"


def bericht_id(text: str) -> UUID | None:
    """The id in an address; None for what no bericht can have."""
    try:
        given = UUID(text)
    except ValueError:
        return None
    return given if str(given) == text.lower() else None

# SPDX-License-Identifier: EUPL-1.2
"""What a simple type of the schemas allows: in Dutch words, and as a quick test for values that are plainly right."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import msgspec
from xmlschema.validators import XsdAtomicRestriction

from berichtenverkeer.standaard.codelijsten import Codelijst

XML_WIT = " \t\r\n"
XS = "http://www.w3.org/2001/XMLSchema"
_KORTE_LIJST = 14
_CIJFERS = re.compile(r"\[0-9\]\{(\d)\}")
_VAST = re.compile(r"\d+")
_GETAL = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_VORMEN = {
    "integer": re.compile(r"[+-]?\d+", re.ASCII),
    "date": re.compile(r"-?\d{4,9}-\d{2}-\d{2}", re.ASCII),
    # libxml2 counts seconds as a double, and gives its verdict by that.
    "time": re.compile(r"(?!\d{2}:\d{2}:59\.9{14})(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)", re.ASCII),
}

_EEN_REGEL = r".*[^\s].*"
_NIET_BLANCO = r"([.\s]*\S+[.\s]*)+"
# The patterns of the schemas in words; those that are a number of digits or one fixed value speak for themselves.
_IN_WOORDEN = {
    _EEN_REGEL: "op één regel en niet alleen spaties",
    r"[0-9]*": "alleen cijfers",
    r"([a-zA-Z0-9])+": "alleen letters en cijfers",
    r"([a-zA-ZÀ-ỳ])+": "alleen letters, zonder punten of spaties",
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)": "drie getallen met punten ertussen, zoals 1.0.0",
}


class Waarde(msgspec.Struct, frozen=True, eq=False):
    """A simple type. `verwacht` is what belongs there ("een geheel getal van 0 tot en met 99").

    `is_gewoon` accepts nothing that the schema refuses and costs next to nothing; what it does not accept is judged
    by `mag`, which is xmlschema and takes some 80 microseconds. `is_houdbaar`: whether a calendar has what `mag` takes.
    `hoogstens` is the maximum number of characters, None where the schema sets none.
    """

    verwacht: str
    is_gewoon: Callable[[str], bool]
    mag: Callable[[str], bool]
    hoogstens: int | None
    is_houdbaar: Callable[[str], bool]


def waarde(soort: XsdAtomicRestriction, lijsten: Mapping[str, Codelijst]) -> Waarde:
    """The simple type `soort` of a schema; `lijsten` are the code lists by datatype.

    KeyError for a pattern or code list that has no words yet.
    """
    keten = list(_keten(soort))
    patronen = [patroon for laag in keten if laag.patterns for patroon in laag.patterns.regexps]
    assert len(patronen) <= 1, soort
    patroon = patronen[0] if patronen else None
    hoogstens = min((laag.max_length for laag in keten if laag.max_length is not None), default=None)
    minstens = max((laag.min_length for laag in keten if laag.min_length is not None), default=0)
    if soort.enumeration:
        verwacht, is_gewoon = _uit_lijst(soort, lijsten)
    elif patroon and _VAST.fullmatch(patroon):
        verwacht, is_gewoon = f"de waarde {patroon}", patroon.__eq__
    else:
        verwacht, is_gewoon = _vrij(keten[-1], patroon, minstens, hoogstens)
    is_datum = keten[-1].base_type.local_name == "date"
    is_houdbaar = (lambda tekst: _is_datum(tekst.strip(XML_WIT))) if is_datum else (lambda _tekst: True)
    return Waarde(verwacht, is_gewoon, _oordeel(soort, keten[-1]), hoogstens, is_houdbaar)


def _oordeel(soort: XsdAtomicRestriction, grond: XsdAtomicRestriction) -> Callable[[str], bool]:
    """xmlschema, but for what it takes in numbers, dates and times and lxml and the standard do not.

    Digits of other scripts, white space that is none in XML, `1_000`, seconds that round up to 60; and a year beyond
    what it can count raises OverflowError.
    """
    vorm = _VORMEN.get(grond.base_type.local_name or "")
    if vorm is None:
        return soort.is_valid
    return lambda tekst: bool(vorm.fullmatch(tekst.strip(XML_WIT))) and soort.is_valid(tekst)


def _keten(soort: XsdAtomicRestriction) -> Iterator[XsdAtomicRestriction]:
    """The type and the types of the standard that it restricts, up to the one on a type of XML Schema itself."""
    while True:
        yield soort
        if soort.base_type.target_namespace == XS:
            return
        assert isinstance(soort.base_type, XsdAtomicRestriction), soort
        soort = soort.base_type


def _uit_lijst(soort: XsdAtomicRestriction, lijsten: Mapping[str, Codelijst]) -> tuple[str, Callable[[str], bool]]:
    lijst = lijsten[soort.local_name or ""]
    assert soort.enumeration is not None
    if len(lijst.codes) > _KORTE_LIJST:
        verwacht = f"een code uit codelijst {lijst.nummer} ({lijst.onderwerp})"
    else:
        verwacht = "een van de codes " + ", ".join(f"{code} ({tekst})" for code, tekst in lijst.codes.items())
    return verwacht, frozenset(str(code) for code in soort.enumeration).__contains__


def _vrij(
    soort: XsdAtomicRestriction, patroon: str | None, minstens: int, hoogstens: int | None
) -> tuple[str, Callable[[str], bool]]:
    basis = soort.base_type.local_name
    if basis == "date":
        return "een bestaande datum als jjjj-mm-dd, zonder tijdzone", _is_datum
    if basis == "time":
        return "een tijd als uu:mm:ss, zonder tijdzone", _is_nooit
    if basis == "integer":
        van, tot = int(str(soort.min_value)), int(str(soort.max_value))
        return f"een geheel getal van {van} tot en met {tot}", lambda tekst: _is_getal(tekst, van, tot)
    assert basis == "string", soort
    if patroon and (cijfers := _CIJFERS.fullmatch(patroon)):
        aantal = int(cijfers[1])
        return (
            f"precies {aantal} cijfers",
            lambda tekst: len(tekst) == aantal and tekst.isascii() and tekst.isdigit(),
        )
    if patroon == _NIET_BLANCO:
        return "een tekst die niet alleen uit spaties bestaat", _tekst(patroon, minstens, hoogstens)
    woorden = [_lengte(minstens, hoogstens)] if hoogstens or not patroon else []
    if patroon:
        woorden.append(_IN_WOORDEN[patroon])
    return ", ".join(woorden), _tekst(patroon, minstens, hoogstens)


def _lengte(minstens: int, hoogstens: int | None) -> str:
    if minstens == hoogstens:
        return "precies 1 teken" if hoogstens == 1 else f"precies {hoogstens} tekens"
    return f"een tekst van {minstens} tot en met {hoogstens} tekens" if hoogstens else "een tekst"


def _tekst(patroon: str | None, minstens: int, hoogstens: int | None) -> Callable[[str], bool]:
    def past(tekst: str) -> bool:
        return minstens <= len(tekst) and (hoogstens is None or len(tekst) <= hoogstens)

    if patroon is None:
        return past
    if patroon == _NIET_BLANCO:
        return lambda tekst: past(tekst) and bool(tekst.strip(XML_WIT))
    if patroon == _EEN_REGEL:
        return lambda tekst: past(tekst) and bool(tekst.strip(XML_WIT)) and "\n" not in tekst and "\r" not in tekst
    if patroon == r"([a-zA-Z0-9])+":
        return lambda tekst: past(tekst) and tekst.isascii() and tekst.isalnum()
    return _is_nooit


def _is_nooit(_tekst: str) -> bool:
    return False


def _is_getal(tekst: str, van: int, tot: int) -> bool:
    kern = tekst.strip(XML_WIT)
    return bool(_GETAL.fullmatch(kern)) and van <= int(kern) <= tot


def _is_datum(tekst: str) -> bool:
    if not _DATUM.fullmatch(tekst):
        return False
    try:
        date.fromisoformat(tekst)
    except ValueError:
        return False
    return True

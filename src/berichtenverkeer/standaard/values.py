# SPDX-License-Identifier: EUPL-1.2
"""What a simple type of the schemas allows: in Dutch words, and as a quick test for values that are plainly right."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from berichtenverkeer.standaard.codelijsten import Codelijst

if TYPE_CHECKING:
    from xmlschema.validators import XsdAtomicRestriction

XML_WHITE = " \t\r\n"
XS = "http://www.w3.org/2001/XMLSchema"
_SHORT_LISTING = 14
_FIGURES = re.compile(r"\[0-9\]\{(\d)\}")
_FIXED = re.compile(r"\d+")
_NUMERAL = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FORMS = {
    "integer": re.compile(r"[+-]?\d+", re.ASCII),
    "date": re.compile(r"-?\d{4,9}-\d{2}-\d{2}", re.ASCII),
    # libxml2 counts seconds as a double, and gives its verdict by that.
    "time": re.compile(r"(?!\d{2}:\d{2}:59\.9{14})(([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?|24:00:00(\.0+)?)", re.ASCII),
}

_ONE_REGEL = r".*[^\s].*"
_NOT_BLANK = r"([.\s]*\S+[.\s]*)+"
# The patterns of the schemas in words; those that are a number of digits or one fixed value speak for themselves.
_IN_WORDS = {
    _ONE_REGEL: "op één regel en niet alleen spaties",
    r"[0-9]*": "alleen cijfers",
    r"([a-zA-Z0-9])+": "alleen letters en cijfers",
    r"([a-zA-ZÀ-ỳ])+": "alleen letters, zonder punten of spaties",
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)": "drie getallen met punten ertussen, zoals 1.0.0",
}


class Value(msgspec.Struct, frozen=True, eq=False):
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


def value(soort: "XsdAtomicRestriction", listings: Mapping[str, Codelijst]) -> Value:
    """The simple type `soort` of a schema; `listings` are the code lists by datatype.

    KeyError for a pattern or code list that has no words yet.
    """
    sequence = list(_sequence(soort))
    patterns = [pattern for layer in sequence if layer.patterns for pattern in layer.patterns.regexps]
    assert len(patterns) <= 1, soort
    pattern = patterns[0] if patterns else None
    at_most = min((layer.max_length for layer in sequence if layer.max_length is not None), default=None)
    at_least = max((layer.min_length for layer in sequence if layer.min_length is not None), default=0)
    if soort.enumeration:
        expected, is_plain = _out_listing(soort, listings)
    elif pattern and _FIXED.fullmatch(pattern):
        expected, is_plain = f"de waarde {pattern}", pattern.__eq__
    else:
        expected, is_plain = _free(sequence[-1], pattern, at_least, at_most)
    is_datum = sequence[-1].base_type.local_name == "date"
    is_sound = (lambda text: _is_datum(text.strip(XML_WHITE))) if is_datum else (lambda _text: True)
    return Value(expected, is_plain, _oordeel(soort, sequence[-1]), at_most, is_sound)


def _oordeel(soort: "XsdAtomicRestriction", ground: "XsdAtomicRestriction") -> Callable[[str], bool]:
    """xmlschema, but for what it takes in numbers, dates and times and lxml and the standard do not.

    Digits of other scripts, white space that is none in XML, `1_000`, seconds that round up to 60; and a year beyond
    what it can count raises OverflowError.
    """
    form = _FORMS.get(ground.base_type.local_name or "")
    if form is None:
        return soort.is_valid
    return lambda text: bool(form.fullmatch(text.strip(XML_WHITE))) and soort.is_valid(text)


def _sequence(soort: "XsdAtomicRestriction") -> Iterator["XsdAtomicRestriction"]:
    """The type and the types of the standard that it restricts, up to the one on a type of XML Schema itself."""
    from xmlschema.validators import XsdAtomicRestriction  # see `schemas.explainer`

    while True:
        yield soort
        if soort.base_type.target_namespace == XS:
            return
        assert isinstance(soort.base_type, XsdAtomicRestriction), soort
        soort = soort.base_type


def _out_listing(soort: "XsdAtomicRestriction", listings: Mapping[str, Codelijst]) -> tuple[str, Callable[[str], bool]]:
    listing = listings[soort.local_name or ""]
    assert soort.enumeration is not None
    if len(listing.codes) > _SHORT_LISTING:
        expected = f"een code uit codelijst {listing.nummer} ({listing.onderwerp})"
    else:
        expected = "een van de codes " + ", ".join(f"{code} ({text})" for code, text in listing.codes.items())
    return expected, frozenset(str(code) for code in soort.enumeration).__contains__


def _free(
    soort: "XsdAtomicRestriction", pattern: str | None, at_least: int, at_most: int | None
) -> tuple[str, Callable[[str], bool]]:
    basis = soort.base_type.local_name
    if basis == "date":
        return "een bestaande datum als jjjj-mm-dd, zonder tijdzone", _is_datum
    if basis == "time":
        return "een tijd als uu:mm:ss, zonder tijdzone", _is_never
    if basis == "integer":
        van, tot = int(str(soort.min_value)), int(str(soort.max_value))
        return f"een geheel getal van {van} tot en met {tot}", lambda text: _is_numeral(text, van, tot)
    assert basis == "string", soort
    if pattern and (figures := _FIGURES.fullmatch(pattern)):
        count = int(figures[1])
        return (
            f"precies {count} cijfers",
            lambda text: len(text) == count and text.isascii() and text.isdigit(),
        )
    if pattern == _NOT_BLANK:
        return "een tekst die niet alleen uit spaties bestaat", _text(pattern, at_least, at_most)
    words = [_length(at_least, at_most)] if at_most or not pattern else []
    if pattern:
        words.append(_IN_WORDS[pattern])
    return ", ".join(words), _text(pattern, at_least, at_most)


def _length(at_least: int, at_most: int | None) -> str:
    if at_least == at_most:
        return "precies 1 teken" if at_most == 1 else f"precies {at_most} tekens"
    return f"een tekst van {at_least} tot en met {at_most} tekens" if at_most else "een tekst"


def _text(pattern: str | None, at_least: int, at_most: int | None) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        return at_least <= len(text) and (at_most is None or len(text) <= at_most)

    if pattern is None:
        return fits
    if pattern == _NOT_BLANK:
        return lambda text: fits(text) and bool(text.strip(XML_WHITE))
    if pattern == _ONE_REGEL:
        return lambda text: fits(text) and bool(text.strip(XML_WHITE)) and "\n" not in text and "\r" not in text
    if pattern == r"([a-zA-Z0-9])+":
        return lambda text: fits(text) and text.isascii() and text.isalnum()
    return _is_never


def _is_never(_text: str) -> bool:
    return False


def _is_numeral(text: str, van: int, tot: int) -> bool:
    core = text.strip(XML_WHITE)
    return bool(_NUMERAL.fullmatch(core)) and van <= int(core) <= tot


def _is_datum(text: str) -> bool:
    if not _DATUM.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

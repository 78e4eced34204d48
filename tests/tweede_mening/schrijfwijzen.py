# SPDX-License-Identifier: EUPL-1.2
"""How a value of a simple type can be written: rightly in all its forms, and just beside every facet."""

import re
import string
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from generator import Datatype

LASTIG = "\t\n\r &<>\"']é\u00a0\u0085\u2028\u00ad\u200f\ufffd😀\U0001fffe"
"""Characters of XML that trip programs: white space that is none, signs without width, beyond 16 bits."""
_WHITE = ("", "", "", "", " ", "\n\t", "  \r\n")
_LETTERS = "".join(chr(sign) for sign in range(0xC0, 0x1EF4))


class Schrijfwijze(NamedTuple):
    """A value as text. `wat` names the form; `past`: does the schema allow it; `houdbaar`: can Python hold it."""

    wat: str
    tekst: str
    past: bool
    houdbaar: bool = True


def _text(rnd: Random, at_least: int, at_most: int, characters: str) -> str:
    return "".join(
        rnd.choice(characters) for _ in range(rnd.choice((at_least, at_most, rnd.randint(at_least, at_most))))
    )


def _niet_blanco(rnd: Random, at_least: int, at_most: int, characters: str) -> str:
    text = _text(rnd, max(at_least, 1), at_most, characters)
    plek = rnd.randrange(len(text))
    return f"{text[:plek]}{rnd.choice(string.ascii_letters)}{text[plek + 1 :]}"


_EVERYTHING = LASTIG + string.printable.replace("\x0b", "").replace("\x0c", "")
# On white space that is none in XML xmlschema goes astray in this pattern, and takes for ever: see VERSCHILLEN.
_BLOK = re.sub(r"[^\S \t\r\n]", "", _EVERYTHING)
_ONE_REGEL = _EVERYTHING.replace("\n", "").replace("\r", "")
# KeyError: a pattern that has no maker yet.
_PATRONEN: dict[str, Callable[[Random, int, int], str]] = {
    r".*[^\s].*": lambda rnd, van, tot: _niet_blanco(rnd, van, tot, _ONE_REGEL),
    r"([.\s]*\S+[.\s]*)+": lambda rnd, van, tot: _niet_blanco(rnd, van, tot, _BLOK),
    r"[0-9]*": lambda rnd, van, tot: _text(rnd, van, tot, string.digits),
    r"[0-9]{4}": lambda rnd, _van, _tot: _text(rnd, 4, 4, string.digits),
    r"[0-9]{8}": lambda rnd, _van, _tot: _text(rnd, 8, 8, string.digits),
    r"[0-9]{9}": lambda rnd, _van, _tot: _text(rnd, 9, 9, string.digits),
    r"([a-zA-Z0-9])+": lambda rnd, van, tot: _text(rnd, van, tot, string.ascii_letters + string.digits),
    r"([a-zA-ZÀ-ỳ])+": lambda rnd, van, tot: _text(rnd, van, tot, string.ascii_letters + _LETTERS),
    r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)": lambda rnd, _van, _tot: ".".join(
        str(rnd.choice((0, 1, 10, rnd.randint(0, 10**40)))) for _ in range(3)
    ),
}


def _pattern(datatype: Datatype) -> str | None:
    return next(iter(datatype.alle("pattern")), None)


def good(datatype: Datatype, rnd: Random) -> str:
    """A value that the type allows and Python can hold, in any of the forms that XML Schema gives it."""
    pattern = _pattern(datatype)
    if listing := datatype.alle("enumeration"):
        return rnd.choice(listing)
    if pattern and pattern.isdigit():
        return pattern
    if datatype.soort is date:
        day = rnd.choice(
            (date.min, date.max, date(2024, 2, 29), date.fromordinal(rnd.randint(1, date.max.toordinal())))
        )
        return _omwit(rnd, day.isoformat())
    if datatype.soort is int:
        van, tot = datatype.bound("minInclusive", 0), datatype.bound("maxInclusive", 0)
        numeral = rnd.choice((van, tot, rnd.randint(van, tot), rnd.randint(van, min(tot, 40))))
        return _omwit(rnd, f"{rnd.choice(('', '', '+'))}{rnd.choice(('', '', '0', '0' * 30))}{numeral}")
    if datatype.soort is not str:
        tijd = str(timedelta(seconds=rnd.choice((0, 86399, rnd.randint(0, 86399))))).zfill(8)
        return _omwit(rnd, tijd + rnd.choice(("", "", ".0", ".123456", ".999999", ".5000000000000")))
    van, tot = datatype.bound("minLength", 0), datatype.bound("maxLength", 30)
    return _PATRONEN[pattern](rnd, van, tot) if pattern else _text(rnd, van, tot, _EVERYTHING)


def _omwit(rnd: Random, core: str) -> str:
    return rnd.choice(_WHITE) + core + rnd.choice(_WHITE)


def randen(datatype: Datatype) -> Iterator[Schrijfwijze]:
    """Values at and just beside every facet of the type, some right and most wrong."""
    core = good(datatype, Random(1)).strip(" \t\r\n") or "0"
    if listing := datatype.alle("enumeration"):
        yield from _rond_lijst(listing)
    elif datatype.soort is date:
        yield from _DATES
    elif datatype.soort is int:
        yield from _rond_getal(datatype)
    elif datatype.soort is not str:
        yield from _TIJDEN
    else:
        yield from _rond_tekst(datatype, core)


def _rond_lijst(listing: list[str]) -> Iterator[Schrijfwijze]:
    for what, text in {
        "leeg": "",
        "spatie voor": f" {listing[0]}",
        "regeleinde achter": f"{listing[0]}\n",
        "te lang": f"{listing[0]}0",
        "te kort": listing[-1][:-1],
        "ander schrift": "".join(chr(0xFF10 + int(sign)) if sign.isdigit() else "Ａ" for sign in listing[0]),
        "kleine letters": listing[0].lower() + "?" * listing[0].isdigit(),
    }.items():
        yield Schrijfwijze(f"codelijst: {what}", text, text in listing)
    for code in (listing[0], listing[-1]):
        yield Schrijfwijze("codelijst: code", code, True)


def _rond_getal(datatype: Datatype) -> Iterator[Schrijfwijze]:
    van, tot = datatype.bound("minInclusive", 0), datatype.bound("maxInclusive", 0)
    pattern = _pattern(datatype)
    core = pattern or str(tot)
    free = pattern is None
    for what, text, fits in (
        ("grootste", str(tot), free),
        ("kleinste", str(van), free),
        ("te groot", str(tot + 1), False),
        ("te klein", str(van - 1), False),
        ("plus", f"+{core}", free),
        ("min nul", "-0", free),
        ("voorloopnul", f"0{core}", free),
        ("honderden voorloopnullen", "0" * 400 + core, free),
        ("wit erom", f" \t\r\n{core}\n", True),
        ("harde spatie ervoor", f"\u00a0{core}", False),
        ("harde spatie erachter", f"{core}\u00a0", False),
        ("komma nul", f"{core}.0", False),
        ("punt", f"{core}.", False),
        ("exponent", f"{core}e0", False),
        ("liggend streepje", "1_0", False),
        ("ander schrift", "４", False),
        ("arabisch", "٤", False),
        ("spatie erin", "1 0", False),
        ("hexadecimaal", "0x1", False),
        ("twee tekens", "+-1", False),
        ("alleen een teken", "+", False),
        ("oneindig", "INF", False),
        ("31 cijfers", "9" * 31, False),
        ("5000 cijfers", "9" * 5000, False),
        ("min 40 cijfers", "-" + "9" * 40, False),
        ("leeg", "", False),
        ("alleen wit", " \n", False),
    ):
        yield Schrijfwijze(f"getal: {what}", text, fits)


def _rond_tekst(datatype: Datatype, core: str) -> Iterator[Schrijfwijze]:
    pattern = _pattern(datatype)
    van, tot = datatype.bound("minLength", 0), datatype.bound("maxLength", 0)
    is_free, is_regel = pattern is None, pattern == r".*[^\s].*"
    is_blok = pattern == r"([.\s]*\S+[.\s]*)+"
    is_tekst = is_free or is_regel or is_blok
    yield Schrijfwijze("tekst: kern", core, True)
    yield Schrijfwijze("tekst: leeg", "", (not van and is_free) or (pattern == "[0-9]*" and not van))
    yield Schrijfwijze("tekst: alleen een spatie", " ", is_free)
    yield Schrijfwijze("tekst: alleen een regeleinde", "\n", is_free)
    yield Schrijfwijze("tekst: alleen een harde spatie", "\u00a0", is_tekst)
    yield Schrijfwijze("tekst: alleen U+0085", "\u0085", is_tekst)
    yield Schrijfwijze("tekst: alleen U+2028", "\u2028", is_tekst)
    yield Schrijfwijze("tekst: buiten 16 bits", "😀", is_tekst)
    if tot and is_tekst:
        yield Schrijfwijze("tekst: zo lang als mag, buiten 16 bits", "😀" * tot, True)
        yield Schrijfwijze("tekst: een te lang, buiten 16 bits", "😀" * (tot + 1), False)
        yield Schrijfwijze("tekst: een te lang", "a" * (tot + 1), False)
        yield Schrijfwijze("tekst: wit dat te lang maakt", "a" * tot + " ", False)
    if not is_tekst:
        assert pattern
        yield Schrijfwijze("tekst: een te lang", core + "1" * (tot + 1), not tot and pattern.startswith("(0|"))
        yield Schrijfwijze("tekst: regeleinde achter", f"{core}\n", False)
        yield Schrijfwijze("tekst: spatie voor", f" {core}", False)
        yield Schrijfwijze(
            "tekst: ander schrift", core.translate({48 + n: 0x660 + n for n in range(10)}) + "٤", "À" in pattern
        )
        yield Schrijfwijze("tekst: letter met accent", "é", "À" in pattern)
        yield Schrijfwijze("tekst: hoogste letter", "ỳ", "À" in pattern)
        yield Schrijfwijze("tekst: boven de hoogste letter", "ỹ", False)
    elif not tot or tot > 2:
        yield Schrijfwijze("tekst: regeleinde erin", "a\nb", not is_regel)
        yield Schrijfwijze("tekst: CR erin", "a\rb", not is_regel)
        yield Schrijfwijze("tekst: harde spatie erin", "a\u00a0b", True)
        yield Schrijfwijze("tekst: U+0085 erin", "a\u0085b", True)
        yield Schrijfwijze("tekst: U+2028 erin", "a\u2028b", True)
        yield Schrijfwijze("tekst: U+FEFF erin", "a\ufeffb", True)
        yield Schrijfwijze("tekst: tab erin", "a\tb", True)
        yield Schrijfwijze("tekst: wit erom", " a ", True)
    if not tot and is_tekst:
        yield Schrijfwijze("tekst: 20.000 tekens", "a b.\t" * 4000, True)
        yield Schrijfwijze("tekst: 20.000 spaties", " " * 20000, is_free)


_DATES = [
    Schrijfwijze(f"datum: {text!r}", text, fits, houdbaar)
    for fits, houdbaar, texts in (
        (True, True, "0001-01-01 9999-12-31 2024-02-29 2000-02-29 1582-10-10 2026-12-31"),
        (True, False, "10000-01-01 12026-04-01 999999999-12-31 -0001-01-01 -2026-04-01 -10000-01-01"),
        (False, False, "0000-01-01 -0000-01-01 02026-04-01 99999999999999999999-01-01 2026-02-29 2100-02-29"),
        (False, False, "2026-04-31 2026-13-01 2026-00-10 2026-04-00 2026-4-1 26-04-01 +2026-04-01 2026-04-01T00:00"),
        (False, False, "2026-04-01Z 2026-04-01+02:00 2026-04-01-02:00 2026-04-01+14 2026-04-01-02 20260401 2026-W14-3"),
        (False, False, "２０２６-04-01 2026-04-0１ 01-04-2026 2026/04/01 2026-04-01. 2026-091 --04-01 2026-04"),
    )
    for text in texts.split()
] + [
    Schrijfwijze(f"datum: {text!r}", text, fits)
    for text, fits in (
        (" 2026-04-01\r\n", True),
        ("\t2026-04-01", True),
        ("2026-04-01\u00a0", False),
        ("\u00852026-04-01", False),
        ("2026-04-01\u2003", False),
        ("2026 -04-01", False),
        ("", False),
        (" ", False),
    )
]
_TIJDEN = [
    Schrijfwijze(f"tijd: {text!r}", text, fits, houdbaar)
    for fits, houdbaar, texts in (
        (True, True, "00:00:00 23:59:59 23:59:59.999999 09:30:00.1 09:30:00.1000000 09:30:00." + "0" * 60),
        (True, True, "24:00:00 24:00:00.000 09:30:00.1234567 09:30:00." + "1" * 60),
        (False, False, "24:00:01 24:00:00.000001 23:59:60 25:00:00 09:60:00 09:30 9:30:00 009:30:00 09:30:0 093000"),
        (False, False, "09:30:00Z 09:30:00+01:00 09:30:00-01:00 09:30:00. 09:30:00,5 09.30.00 -09:30:00 +09:30:00"),
        (False, False, "0９:30:00 09:30:00.１ 09:30:00AM T09:30:00 13.59.41.123 23:59:59.9999999999999999999"),
    )
    for text in texts.split()
] + [
    Schrijfwijze(f"tijd: {text!r}", text, fits)
    for text, fits in (
        (" 09:30:00\n", True),
        ("09:30:00\u00a0", False),
        ("\u200909:30:00", False),
        ("09: 30:00", False),
        ("", False),
        (" ", False),
    )
]

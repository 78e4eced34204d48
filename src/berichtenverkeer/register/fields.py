# SPDX-License-Identifier: EUPL-1.2
"""What a cell of a register file may hold: one notation for each kind of value, read and written.

Money stands in the files as euros with two decimals and a comma (`1.234.567,89`) and is integer cents everywhere else;
the name says which: column `tarief_euro` is attribute `tarief_cents`.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec


class Field(msgspec.Struct, frozen=True):
    """One kind of value. `name` completes "is geen ...". `read` raises ValueError on anything else.

    `part`: of a cell that holds several values, the kind of each of them.
    """

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    part: "Field | None" = None


def _pattern(regex: str, *excluded: str) -> Callable[[str], str]:
    whole = re.compile(regex, re.ASCII)  # other digits look right and are not

    def read(text: str) -> str:
        if whole.fullmatch(text) is None or text in excluded:
            raise ValueError(text)
        return text

    return read


def _datum(text: str) -> date:
    return date.fromisoformat(_pattern(r"\d{4}-\d{2}-\d{2}")(text))


def _bedrag(text: str) -> int:
    """Cents. The dots may be left out, but where there are dots they stand before every three digits."""
    whole = _pattern(r"(\d{1,3}(\.\d{3}){1,4}|\d{1,13}),\d{2}")(text)
    return int(whole.replace(".", "").replace(",", ""))


def _euro(cents: int) -> str:
    euro, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + f"{euro:,}".replace(",", ".") + f",{rest:02d}"


def _signed(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same notation, with a minus sign in front when it is less than nothing. Nothing itself has no sign."""

    def with_sign(text: str) -> Any:
        if not text.startswith("-"):
            return read(text)
        if not (value := read(text[1:])):
            raise ValueError(text)
        return -value

    return with_sign


def _factor(text: str) -> Decimal:
    return plain_factor(Decimal(_pattern(r"\d{1,3}(,\d{1,4})?")(text).replace(",", ".")))


def _decimal(value: Decimal) -> str:
    return format(value, "f").replace(".", ",")


def plain_factor(value: Decimal) -> Decimal:
    """The same number without trailing zeros, so that one value has one form in the ledger."""
    return Decimal(format(value.normalize(), "f"))


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(_pattern(r"\d{1,6}")(text))
        if not lowest <= number <= highest:
            raise ValueError(text)
        return number

    return read


def whole(name: str, lowest: int, highest: int) -> Field:
    """A whole number between two bounds, both allowed."""
    return Field(f"{name} van {lowest} tot en met {highest}", _whole(lowest, highest))


def choice(*values: str) -> Field:
    """One word out of a closed list."""
    return Field("keuze uit " + ", ".join(values), _pattern("|".join(map(re.escape, values))))


def several(part: Field, *, none: str = "", unique: bool = True) -> Field:
    """Values of one kind with spaces between them. `none`: the word for no value at all, if there is one."""

    def read(text: str) -> tuple[Any, ...]:
        values = () if none and text == none else tuple(part.read(one) for one in text.split())
        if unique and len(set(values)) != len(values):
            raise ValueError(text)
        return values

    name = f"rij met spaties ertussen van steeds een {part.name}" + (f", of {none}" if none else "")
    return Field(name, read, lambda values: " ".join(map(part.write, values)) or none, part)


def _ja_nee(text: str) -> bool:
    return _pattern("ja|nee")(text) == "ja"


GEMEENTECODE = Field("gemeentecode van vier cijfers", _pattern(r"[0-9]{4}"))
AGB_CODE = Field("AGB-code van acht cijfers", _pattern(r"[0-9]{8}", "00000000"))
PARTIJCODE = Field("code van een partij", _pattern(r"[0-9]{4}|[0-9]{8}|[a-z][a-z0-9-]{1,62}", "00000000"))
REGIOCODE = Field("code van kleine letters, cijfers en streepjes", _pattern(r"[a-z][a-z0-9-]{1,62}"))
CODE = Field("code van letters, cijfers, punten en streepjes", _pattern(r"[A-Za-z0-9][A-Za-z0-9.-]{0,29}"))
TEXT = Field("tekst van ten hoogste 200 tekens op een regel", _pattern(r"[^\x00-\x1f\x7f]{1,200}"))
WEB_ADDRESS = Field("adres dat begint met https:// of http://", _pattern(r"https?://[^\s/?#;\"]+(/[^\s?#/;\"]+)*/?"))
CATEGORIE = Field("productcategorie van twee cijfers", _pattern(r"[0-9]{2}"))
PRODUCTCODE = Field("productcode van ten hoogste vijf letters of cijfers", _pattern(r"[A-Za-z0-9]{1,5}"))
DATUM = Field("datum die bestaat, als jaar-maand-dag", _datum, date.isoformat)
VERWIJZER = Field("code van een verwijzer van twee cijfers", _pattern(r"[0-9]{2}"))
HULPVORM = choice("01", "02", "03", "04", "11", "12", "13", "14")
ZORGPROFIEL = choice("acuut", "perspectief", "intensief", "duurzaam")
YEAR = whole("jaartal", 2015, 2100)
BEDRAG = Field("bedrag in euro's met twee cijfers achter de komma", _bedrag, _euro)
BEDRAG_OR_LESS = Field(f"{BEDRAG.name}, zo nodig met een minteken", _signed(_bedrag), _euro)
FACTOR = Field("getal met een komma en ten hoogste vier decimalen", _factor, _decimal)
PERCENTAGE = Field("percentage met een komma, zo nodig met een minteken", _signed(_factor), _decimal)
JA_NEE = Field("ja of nee", _ja_nee, lambda value: "ja" if value else "nee")

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


class Veld(msgspec.Struct, frozen=True):
    """One kind of value. `naam` completes "is geen ...". `lees` raises ValueError on anything else."""

    naam: str
    lees: Callable[[str], Any]
    schrijf: Callable[[Any], str] = str


def _patroon(regex: str, *niet: str) -> Callable[[str], str]:
    geheel = re.compile(regex, re.ASCII)  # other digits look right and are not

    def lees(tekst: str) -> str:
        if geheel.fullmatch(tekst) is None or tekst in niet:
            raise ValueError(tekst)
        return tekst

    return lees


def _datum(tekst: str) -> date:
    return date.fromisoformat(_patroon(r"\d{4}-\d{2}-\d{2}")(tekst))


def _bedrag(tekst: str) -> int:
    """Cents. The dots may be left out, but where there are dots they stand before every three digits."""
    heel = _patroon(r"(\d{1,3}(\.\d{3}){1,4}|\d{1,13}),\d{2}")(tekst)
    return int(heel.replace(".", "").replace(",", ""))


def _euro(cents: int) -> str:
    euro, rest = divmod(cents, 100)
    return f"{euro:,}".replace(",", ".") + f",{rest:02d}"


def _factor(tekst: str) -> Decimal:
    return zuivere_factor(Decimal(_patroon(r"\d{1,3}(,\d{1,4})?")(tekst).replace(",", ".")))


def zuivere_factor(waarde: Decimal) -> Decimal:
    """The same number without trailing zeros, so that one value has one form in the ledger."""
    return Decimal(format(waarde.normalize(), "f"))


def _geheel(laagste: int, hoogste: int) -> Callable[[str], int]:
    def lees(tekst: str) -> int:
        getal = int(_patroon(r"\d{1,6}")(tekst))
        if not laagste <= getal <= hoogste:
            raise ValueError(tekst)
        return getal

    return lees


def geheel(naam: str, laagste: int, hoogste: int) -> Veld:
    """A whole number between two bounds, both allowed."""
    return Veld(f"{naam} van {laagste} tot en met {hoogste}", _geheel(laagste, hoogste))


def keuze(*waarden: str) -> Veld:
    """One word out of a closed list."""
    return Veld("keuze uit " + ", ".join(waarden), _patroon("|".join(map(re.escape, waarden))))


def _janee(tekst: str) -> bool:
    return _patroon("ja|nee")(tekst) == "ja"


GEMEENTECODE = Veld("gemeentecode van vier cijfers", _patroon(r"[0-9]{4}"))
AGB_CODE = Veld("AGB-code van acht cijfers", _patroon(r"[0-9]{8}", "00000000"))
PARTIJCODE = Veld("code van een partij", _patroon(r"[0-9]{4}|[0-9]{8}|[a-z][a-z0-9-]{1,62}", "00000000"))
REGIOCODE = Veld("code van kleine letters, cijfers en streepjes", _patroon(r"[a-z][a-z0-9-]{1,62}"))
CODE = Veld("code van letters, cijfers, punten en streepjes", _patroon(r"[A-Za-z0-9][A-Za-z0-9.-]{0,29}"))
TEKST = Veld("tekst van ten hoogste 200 tekens op een regel", _patroon(r"[^\x00-\x1f\x7f]{1,200}"))
CATEGORIE = Veld("productcategorie van twee cijfers", _patroon(r"[0-9]{2}"))
PRODUCTCODE = Veld("productcode van ten hoogste vijf letters of cijfers", _patroon(r"[A-Za-z0-9]{1,5}"))
DATUM = Veld("datum die bestaat, als jaar-maand-dag", _datum, date.isoformat)
JAAR = geheel("jaartal", 2015, 2100)
BEDRAG = Veld("bedrag in euro's met twee cijfers achter de komma", _bedrag, _euro)
FACTOR = Veld(
    "getal met een komma en ten hoogste vier decimalen", _factor, lambda waarde: format(waarde, "f").replace(".", ",")
)
JA_NEE = Veld("ja of nee", _janee, lambda waarde: "ja" if waarde else "nee")

# SPDX-License-Identifier: EUPL-1.2
"""A folder that holds a register: read and checked as a whole, every fault at once; and written."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from berichtenverkeer.register.checks import complaints
from berichtenverkeer.register.declaratie import Content, Row, Table, column_name
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.fields import REGIOCODE
from berichtenverkeer.register.reading import BOMB, Sheet, read_sheet, write_sheet
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.verbanden import check_verbanden

REGIO_FILE = "regio.toml"
DIVISION = 1
"""Version of the layout of the files; a change of columns that older folders do not have raises it."""


class Lezing(msgspec.Struct, frozen=True):
    """What a folder holds. `inhoud` may only be loaded when there are no `fouten`."""

    inhoud: Content
    fouten: tuple[RegisterFault, ...]


def read_folder(pad: Path) -> Lezing:
    """Read and check a folder. Raises OSError when a file that is there cannot be opened."""
    faults: list[RegisterFault] = []
    regio = _read_regio(pad / REGIO_FILE, faults)
    expected = {table.bestand: table for table in TABLES.values()}
    for foreign in sorted(bestand.name for bestand in pad.glob("*.csv") if bestand.name not in expected):
        action = f"Hernoem of verwijder het bestand; bekend zijn: {', '.join(sorted(expected))}."
        faults.append(RegisterFault(foreign, 0, "", "Dit bestand hoort niet bij een register.", action))
    sheets = {table.naam: _read(Sheet(table), pad / bestand) for bestand, table in expected.items()}
    check_verbanden(sheets, regio)
    for sheet in sheets.values():
        faults += sorted(sheet.fouten, key=lambda fault: fault.regel)
    rows = {name: [row for _, row in sheet.rijen] for name, sheet in sheets.items()}
    return Lezing(make_content(regio, rows), tuple(faults))


def _read(sheet: Sheet, pad: Path) -> Sheet:
    if not pad.is_file():
        sheet.is_leesbaar = False
        sheet.fout(0, "", "Dit bestand ontbreekt.", "Maak het aan; met alleen de regel met kolomnamen is het leeg.")
        return sheet
    sheet = read_sheet(sheet.tabel, pad.read_bytes())
    for number, row in sheet.rijen:
        for attribute, text, action in complaints(row):
            sheet.fout(number, column_name(attribute), text, action)
    return sheet


def _read_regio(pad: Path, faults: list[RegisterFault]) -> str:
    """The code of the region; empty after a fault."""

    def fault(regel: int, column: str, text: str, action: str) -> str:
        faults.append(RegisterFault(REGIO_FILE, regel, column, text, action))
        return ""

    example = f'Schrijf regio = "naam-van-de-regio" en indeling = {DIVISION}.'
    if not pad.is_file():
        return fault(0, "", "Dit bestand ontbreekt.", example)
    try:
        data = tomllib.loads(pad.read_bytes().removeprefix(BOMB).decode())
    except UnicodeDecodeError:
        return fault(0, "", "Dit bestand is geen UTF-8.", "Sla het bestand op als UTF-8.")
    except tomllib.TOMLDecodeError as cause:
        regel = re.search(r"line (\d+)", str(cause))
        return fault(int(regel[1]) if regel else 0, "", "Dit bestand is geen geldige TOML.", example)
    for foreign in sorted(data.keys() - {"regio", "indeling"}):
        fault(0, foreign, f"De naam '{foreign}' bestaat niet.", example)
    if data.get("indeling") != DIVISION:
        fault(0, "indeling", "De indeling van deze map past niet bij deze versie.", example)
    try:
        return str(REGIOCODE.lees(str(data.get("regio", ""))))
    except ValueError:
        return fault(0, "regio", f"De waarde is geen {REGIOCODE.naam}.", example)


def write_folder(content: Content, pad: Path) -> None:
    """Write the files that `read_folder` reads back as the same content. The folder must exist."""
    (pad / REGIO_FILE).write_text(f'regio = "{content.regio}"\nindeling = {DIVISION}\n', encoding="utf-8")
    for name, table in TABLES.items():
        (pad / table.bestand).write_text(write_sheet(table, content.rijen[name]), encoding="utf-8", newline="")


def make_content(regio: str, rows: Mapping[str, Iterable[Row]]) -> Content:
    """An Inhoud with all tabellen, rows in the order of key and date; a tabel that is not named is empty."""

    def volgorde(table: Table) -> tuple[Row, ...]:
        own = rows.get(table.naam, ())
        return tuple(sorted(own, key=lambda row: (table.key_of(row), row.geldig_van)))

    return Content(regio, {table.naam: volgorde(table) for table in TABLES.values()})

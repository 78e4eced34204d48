# SPDX-License-Identifier: EUPL-1.2
"""A folder that holds a register: read and checked as a whole, every fault at once; and written."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from berichtenverkeer.register.checks import complaints
from berichtenverkeer.register.declaratie import LAYOUT_VERSION, Content, Row, Table, column_name
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.fields import REGIOCODE
from berichtenverkeer.register.reading import BOM, Sheet, read_sheet, write_sheet
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.verbanden import check_verbanden

REGIO_FILE = "regio.toml"


class FolderContent(msgspec.Struct, frozen=True):
    """What a folder holds. `content` may only be loaded when there are no `faults`."""

    content: Content
    faults: tuple[RegisterFault, ...]


def read_folder(pad: Path) -> FolderContent:
    """Read and check a folder. Raises OSError when a file that is there cannot be opened."""
    faults: list[RegisterFault] = []
    regio, layout = _read_regio(pad / REGIO_FILE, faults)
    expected = {table.file: table for table in TABLES.values()}
    for unexpected in sorted(file.name for file in pad.glob("*.csv") if file.name not in expected):
        action = f"Hernoem of verwijder het bestand; bekend zijn: {', '.join(sorted(expected))}."
        faults.append(RegisterFault(unexpected, 0, "", "Dit bestand hoort niet bij een register.", action))
    sheets = {table.name: _read(Sheet(table, layout), pad / file) for file, table in expected.items()}
    check_verbanden(sheets, regio)
    for sheet in sheets.values():
        faults += sorted(sheet.faults, key=lambda fault: fault.regel)
    rows = {name: [row for _, row in sheet.rows] for name, sheet in sheets.items()}
    return FolderContent(make_content(regio, rows), tuple(faults))


def _read(sheet: Sheet, pad: Path) -> Sheet:
    if not pad.is_file() and sheet.table.since > sheet.layout:
        return sheet
    if not pad.is_file():
        sheet.is_readable = False
        sheet.add_fault(
            0, "", "Dit bestand ontbreekt.", "Maak het aan; met alleen de regel met kolomnamen is het leeg."
        )
        return sheet
    sheet = read_sheet(sheet.table, pad.read_bytes(), sheet.layout)
    for number, row in sheet.rows:
        for attribute, text, action in complaints(row):
            sheet.add_fault(number, column_name(attribute), text, action)
    return sheet


def _read_regio(pad: Path, faults: list[RegisterFault]) -> tuple[str, int]:
    """The code of the region, empty after a fault; and the layout of the other files."""
    layout = LAYOUT_VERSION

    def fault(regel: int, column: str, text: str, action: str) -> tuple[str, int]:
        faults.append(RegisterFault(REGIO_FILE, regel, column, text, action))
        return "", layout

    example = f'Schrijf regio = "naam-van-de-regio" en indeling = {LAYOUT_VERSION}.'
    if not pad.is_file():
        return fault(0, "", "Dit bestand ontbreekt.", example)
    try:
        data = tomllib.loads(pad.read_bytes().removeprefix(BOM).decode())
    except UnicodeDecodeError:
        return fault(0, "", "Dit bestand is geen UTF-8.", "Sla het bestand op als UTF-8.")
    except tomllib.TOMLDecodeError as cause:
        regel = re.search(r"line (\d+)", str(cause))
        return fault(int(regel[1]) if regel else 0, "", "Dit bestand is geen geldige TOML.", example)
    for unexpected in sorted(data.keys() - {"regio", "indeling"}):
        fault(0, unexpected, f"De naam '{unexpected}' bestaat niet.", example)
    if type(data.get("indeling")) is int and 1 <= data["indeling"] <= LAYOUT_VERSION:
        layout = data["indeling"]
    else:
        fault(0, "indeling", "De indeling van deze map past niet bij deze versie.", example)
    try:
        return str(REGIOCODE.read(str(data.get("regio", "")))), layout
    except ValueError:
        return fault(0, "regio", f"De waarde is geen {REGIOCODE.name}.", example)


def write_folder(content: Content, pad: Path) -> None:
    """Write the files that `read_folder` reads back as the same content. The folder must exist."""
    (pad / REGIO_FILE).write_text(f'regio = "{content.regio}"\nindeling = {LAYOUT_VERSION}\n', encoding="utf-8")
    for name, table in TABLES.items():
        (pad / table.file).write_text(write_sheet(table, content.rows[name]), encoding="utf-8", newline="")


def make_content(regio: str, rows: Mapping[str, Iterable[Row]]) -> Content:
    """A Content with all tables, rows in the order of key and date; a table that is not named is empty."""

    def in_order(table: Table) -> tuple[Row, ...]:
        own = rows.get(table.name, ())
        return tuple(sorted(own, key=lambda row: (table.key_of(row), row.geldig_van)))

    return Content(regio, {table.name: in_order(table) for table in TABLES.values()})

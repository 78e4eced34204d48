# SPDX-License-Identifier: EUPL-1.2
"""One register file: bytes -> rows and every fault in them, and rows -> text.

What a spreadsheet does to the form of a file is taken: a BOM, another separator, columns and lines without content,
empty cells left out at the end of a line. What it does to a value (a lost zero, another date) is a fault: codes and
dates are never guessed.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.register.declaratie import LAYOUT_VERSION, VALIDITY, Column, Row, Table, column_name, is_mandatory
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.fields import Field

BOM = codecs.BOM_UTF8

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZERO = b"\0"
"""In no text, but in UTF-16 that does not say so, and in a workbook that was given another name."""
_AS_UTF8 = "Sla het bestand op als UTF-8; in Excel heet dat 'CSV UTF-8'."
_LOST_ZERO = "Excel laat een nul vooraan weg; maak de kolom daar eerst op als tekst."
_SEMICOLONS = "Zet tussen alle cellen een puntkomma, en tekst met een puntkomma tussen aanhalingstekens."


class Sheet(msgspec.Struct):
    """What was read from one file.

    `rows` holds line number and row; `faulty_keys` the keys of rows with a fault, so that a reference to one is not
    reported as a second fault. `is_readable` is False when rows could not be read at all. `layout` is the folder's.
    """

    table: Table
    layout: int = LAYOUT_VERSION
    rows: list[tuple[int, Row]] = []
    faults: list[RegisterFault] = []
    faulty_keys: set[str] = set()
    is_readable: bool = True

    def add_fault(self, regel: int, column: str, text: str, action: str) -> None:
        """Note a fault in this file."""
        self.faults.append(RegisterFault(self.table.file, regel, column, text, action))


def read_sheet(table: Table, content: bytes, layout: int = LAYOUT_VERSION) -> Sheet:
    """All rows of a file, and all faults that can be seen without the other files."""
    sheet = Sheet(table, layout)
    regels = list(_regels(sheet, _text(sheet, content)))
    if not regels:
        sheet.is_readable = False
        if not sheet.faults:
            sheet.add_fault(1, "", "De regel met kolomnamen ontbreekt.", "Begin het met de namen uit docs/register.md.")
        return sheet
    (header_line, header), *rest = regels
    names = header[: max(count for count, name in enumerate(header, 1) if name)]
    places = _places_of(sheet, header_line, names)
    if sheet.is_readable:
        for number, cells in rest:
            _read_row(sheet, places, (len(names), len(header)), number, cells)
    return sheet


def _text(sheet: Sheet, content: bytes) -> str:
    """The text; nothing after a fault that would only give more of them."""
    if content.startswith(_UTF16):
        sheet.add_fault(1, "", "Dit bestand is UTF-16 en geen UTF-8.", _AS_UTF8)
        return ""
    if _ZERO in content:
        sheet.add_fault(1, "", "Dit bestand is geen tekst in UTF-8; misschien is het UTF-16 of een werkmap.", _AS_UTF8)
        return ""
    content = content.removeprefix(BOM)
    for number, regel in enumerate(content.splitlines(), 1):
        try:
            regel.decode()
        except UnicodeDecodeError:
            sheet.add_fault(number, "", "Deze regel is geen UTF-8.", _AS_UTF8)
    return content.decode(errors="replace")


def _separator(text: str) -> str:
    """What stands between the names of the columns: `;`, or the tab or comma of a spreadsheet set otherwise."""
    header = next(iter(text.lstrip().splitlines()), "")
    return next((sign for sign in ";\t," if sign in header), ";")


def _regels(sheet: Sheet, text: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    first = 1
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            sheet.add_fault(
                reader.line_num, "", "De aanhalingstekens in deze regel kloppen niet.", "Sluit elk aanhalingsteken af."
            )
            cells = []
        if any(cells):
            yield first, cells
        first = reader.line_num + 1


class _CellPlace(msgspec.Struct, frozen=True):
    """Where in a line the cell of an attribute is."""

    attribute: str
    column: Column
    is_mandatory_: bool
    index: int


def _places_of(sheet: Sheet, number: int, names: list[str]) -> list[_CellPlace]:
    """The places of all columns; notes columns that are unknown, double or missing."""
    columns = sheet.table.columns_in(sheet.layout)
    known = {column_name(attribute): attribute for attribute in columns}
    for name in dict.fromkeys(names):
        if name not in known:
            what = f"De kolom '{name}' bestaat niet." if name else "Een kolom tussen de andere heeft geen naam."
            sheet.add_fault(number, name, what, _moved(sheet, name) or f"Kies uit: {', '.join(known)}.")
        elif names.count(name) > 1:
            sheet.is_readable = False
            sheet.add_fault(number, name, f"De kolom '{name}' staat er meer dan eens.", "Laat er een staan.")
    for name in sorted(known.keys() - set(names)):
        if columns[known[name]].since > sheet.layout:
            continue
        sheet.is_readable = False
        sheet.add_fault(number, name, f"De kolom '{name}' ontbreekt.", "Voeg de kolom toe; zie docs/register.md.")
    return [
        _CellPlace(attribute, columns[attribute], is_mandatory(sheet.table, attribute), names.index(name))
        for name, attribute in known.items()
        if name in names
    ]


def _moved(sheet: Sheet, name: str) -> str:
    """What to do with a column that only files of another indeling have; empty when there is no such thing."""
    until = sheet.table.was_per_year
    if name == "jaar" and until and sheet.layout > until:
        return f"Vul geldig_van en geldig_tot in; met een jaar wordt dit bestand alleen gelezen bij indeling = {until}."
    if name in VALIDITY and sheet.table.has_years(sheet.layout) and until:
        return f"Zet indeling = {until + 1} in regio.toml; tot en met indeling {until} heeft dit bestand een jaar."
    return ""


def _read_row(sheet: Sheet, places: list[_CellPlace], widths: tuple[int, int], number: int, cells: list[str]) -> None:
    """`widths`: of the columns that have a name, and of the first line with the empty cells after those."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str, str]] = []
    for place in places:
        text = cells[place.index] if place.index < len(cells) else ""
        field = place.column.field
        action = f"Vul een {field.name} in, bijvoorbeeld {place.column.example}."
        if text:
            try:
                values[place.attribute] = field.read(text)
            except ValueError:
                action = f"{action} {_LOST_ZERO}" if _misses_zero(field, text) else action
                faults.append((column_name(place.attribute), f"'{text}' is geen {field.name}.", action))
        elif place.is_mandatory_:
            faults.append((column_name(place.attribute), "Deze cel is leeg.", action))
    # A spreadsheet leaves out, or adds, empty cells at the end; a forgotten or superfluous separator shifts a value.
    if any(cells[widths[0] :]) or (faults and len(cells) not in widths):
        faults = [("", f"Deze regel heeft {len(cells)} cellen, de eerste regel {widths[0]}.", _SEMICOLONS)]
    for fault in faults:
        sheet.add_fault(number, *fault)
    if sheet.table.has_years(sheet.layout) and "jaar" in values:
        jaar = values["jaar"] if sheet.table.is_per_year else values.pop("jaar")
        values |= {"geldig_van": date(jaar, 1, 1), "geldig_tot": date(jaar, 12, 31)}
    if faults:
        sheet.faulty_keys.add("|".join(str(values.get(name, "")) for name in sheet.table.key))
    else:
        _accept(sheet, number, sheet.table.row(**values))


def _misses_zero(field: Field, text: str) -> bool:
    """Whether zeros in front would have made it right."""
    for width in range(len(text) + 1, 9) if text.isdigit() else ():
        try:
            field.read(text.zfill(width))
        except ValueError:
            continue
        return True
    return False


def _accept(sheet: Sheet, number: int, row: Row) -> None:
    if row.geldig_tot is not None and row.geldig_tot < row.geldig_van:
        sheet.faulty_keys.add(sheet.table.key_of(row))
        sheet.add_fault(
            number,
            "geldig_tot",
            f"De rij eindigt ({row.geldig_tot}) voor zij begint ({row.geldig_van}).",
            "Maak geldig_tot gelijk aan of later dan geldig_van, of laat geldig_tot leeg.",
        )
    else:
        sheet.rows.append((number, row))


def write_sheet(table: Table, rows: Sequence[Row]) -> str:
    """The text of a file that `read_sheet` reads back as the same rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(column_name(attribute) for attribute in table.columns)
    for row in rows:
        values = ((column.field, getattr(row, attribute)) for attribute, column in table.columns.items())
        writer.writerow("" if value in (None, "") else field.write(value) for field, value in values)
    return out.getvalue()

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

from berichtenverkeer.register.declaratie import Column, Row, Table, column_name, is_mandatory
from berichtenverkeer.register.faults import RegisterFault
from berichtenverkeer.register.fields import Field

BOMB = codecs.BOM_UTF8

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZERO = b"\0"
"""In no text, but in UTF-16 that does not say so, and in a workbook that was given another name."""
_AS_UTF8 = "Sla het bestand op als UTF-8; in Excel heet dat 'CSV UTF-8'."
_WITHOUT_ZERO = "Excel laat een nul vooraan weg; maak de kolom daar eerst op als tekst."
_SEMICOLONS = "Zet tussen alle cellen een puntkomma, en tekst met een puntkomma tussen aanhalingstekens."


class Sheet(msgspec.Struct):
    """What was read from one file.

    `rijen` holds line number and row. `bedorven` holds the keys of rows with a fault, so that a reference to one is not
    reported as a second fault. `is_leesbaar` is False when rows could not be read at all.
    """

    tabel: Table
    rijen: list[tuple[int, Row]] = []
    fouten: list[RegisterFault] = []
    bedorven: set[str] = set()
    is_leesbaar: bool = True

    def fout(self, regel: int, column: str, text: str, action: str) -> None:
        """Note a fault in this file."""
        self.fouten.append(RegisterFault(self.tabel.bestand, regel, column, text, action))


def read_sheet(table: Table, content: bytes) -> Sheet:
    """All rows of a file, and all faults that can be seen without the other files."""
    sheet = Sheet(table)
    regels = list(_regels(sheet, _text(sheet, content)))
    if not regels:
        sheet.is_leesbaar = False
        if not sheet.fouten:
            sheet.fout(1, "", "De regel met kolomnamen ontbreekt.", "Begin het met de namen uit docs/register.md.")
        return sheet
    (header_line, envelope), *rest = regels
    names = envelope[: max(plek for plek, name in enumerate(envelope, 1) if name)]
    plekken = _envelope(sheet, header_line, names)
    if sheet.is_leesbaar:
        for number, cells in rest:
            _read_row(sheet, plekken, (len(names), len(envelope)), number, cells)
    return sheet


def _text(sheet: Sheet, content: bytes) -> str:
    """The text; nothing after a fault that would only give more of them."""
    if content.startswith(_UTF16):
        sheet.fout(1, "", "Dit bestand is UTF-16 en geen UTF-8.", _AS_UTF8)
        return ""
    if _ZERO in content:
        sheet.fout(1, "", "Dit bestand is geen tekst in UTF-8; misschien is het UTF-16 of een werkmap.", _AS_UTF8)
        return ""
    content = content.removeprefix(BOMB)
    for number, regel in enumerate(content.splitlines(), 1):
        try:
            regel.decode()
        except UnicodeDecodeError:
            sheet.fout(number, "", "Deze regel is geen UTF-8.", _AS_UTF8)
    return content.decode(errors="replace")


def _separator(text: str) -> str:
    """What stands between the names of the columns: `;`, or the tab or comma of a spreadsheet set otherwise."""
    envelope = next(iter(text.lstrip().splitlines()), "")
    return next((sign for sign in ";\t," if sign in envelope), ";")


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
            sheet.fout(
                reader.line_num, "", "De aanhalingstekens in deze regel kloppen niet.", "Sluit elk aanhalingsteken af."
            )
            cells = []
        if any(cells):
            yield first, cells
        first = reader.line_num + 1


class _Plek(msgspec.Struct, frozen=True):
    """Where in a line the cell of an attribute is."""

    attribuut: str
    kolom: Column
    verplicht: bool
    index: int


def _envelope(sheet: Sheet, number: int, names: list[str]) -> list[_Plek]:
    """The places of all columns; notes columns that are unknown, double or missing."""
    known = {column_name(attribute): attribute for attribute in sheet.tabel.kolommen}
    for name in dict.fromkeys(names):
        if name not in known:
            what = f"De kolom '{name}' bestaat niet." if name else "Een kolom tussen de andere heeft geen naam."
            sheet.fout(number, name, what, f"Kies uit: {', '.join(known)}.")
        elif names.count(name) > 1:
            sheet.is_leesbaar = False
            sheet.fout(number, name, f"De kolom '{name}' staat er meer dan eens.", "Laat er een staan.")
    for name in known.keys() - set(names):
        sheet.is_leesbaar = False
        sheet.fout(number, name, f"De kolom '{name}' ontbreekt.", "Voeg de kolom toe; zie docs/register.md.")
    return [
        _Plek(attribute, sheet.tabel.kolommen[attribute], is_mandatory(sheet.tabel, attribute), names.index(name))
        for name, attribute in known.items()
        if name in names
    ]


def _read_row(sheet: Sheet, plekken: list[_Plek], widths: tuple[int, int], number: int, cells: list[str]) -> None:
    """`widths`: of the columns that have a name, and of the first line with the empty cells after those."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str, str]] = []
    for plek in plekken:
        text = cells[plek.index] if plek.index < len(cells) else ""
        field = plek.kolom.veld
        action = f"Vul een {field.naam} in, bijvoorbeeld {plek.kolom.voorbeeld}."
        if text:
            try:
                values[plek.attribuut] = field.lees(text)
            except ValueError:
                action = f"{action} {_WITHOUT_ZERO}" if _misses_zero(field, text) else action
                faults.append((column_name(plek.attribuut), f"'{text}' is geen {field.naam}.", action))
        elif plek.verplicht:
            faults.append((column_name(plek.attribuut), "Deze cel is leeg.", action))
    # A spreadsheet leaves out, or adds, empty cells at the end; a forgotten or superfluous separator shifts a value.
    if any(cells[widths[0] :]) or (faults and len(cells) not in widths):
        faults = [("", f"Deze regel heeft {len(cells)} cellen, de eerste regel {widths[0]}.", _SEMICOLONS)]
    for fault in faults:
        sheet.fout(number, *fault)
    if sheet.tabel.per_jaar and "jaar" in values:
        values |= {"geldig_van": date(values["jaar"], 1, 1), "geldig_tot": date(values["jaar"], 12, 31)}
    if faults:
        sheet.bedorven.add("|".join(str(values.get(name, "")) for name in sheet.tabel.sleutel))
    else:
        _take_in(sheet, number, sheet.tabel.rij(**values))


def _misses_zero(field: Field, text: str) -> bool:
    """Whether zeros in front would have made it right."""
    for width in range(len(text) + 1, 9) if text.isdigit() else ():
        try:
            field.lees(text.zfill(width))
        except ValueError:
            continue
        return True
    return False


def _take_in(sheet: Sheet, number: int, row: Row) -> None:
    if row.geldig_tot is not None and row.geldig_tot < row.geldig_van:
        sheet.bedorven.add(sheet.tabel.key_of(row))
        sheet.fout(
            number,
            "geldig_tot",
            f"De rij eindigt ({row.geldig_tot}) voor zij begint ({row.geldig_van}).",
            "Maak geldig_tot gelijk aan of later dan geldig_van, of laat geldig_tot leeg.",
        )
    else:
        sheet.rijen.append((number, row))


def write_sheet(table: Table, rows: Sequence[Row]) -> str:
    """The text of a file that `read_sheet` reads back as the same rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(column_name(attribute) for attribute in table.kolommen)
    for row in rows:
        values = ((column.veld, getattr(row, attribute)) for attribute, column in table.kolommen.items())
        writer.writerow("" if value in (None, "") else field.schrijf(value) for field, value in values)
    return out.getvalue()

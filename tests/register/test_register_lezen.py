# SPDX-License-Identifier: EUPL-1.2
"""What is written reads back the same; whatever is read gives rows or faults, never an exception."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.files import bestand
from berichtenverkeer.register.declaratie import Content, Table
from berichtenverkeer.register.folders import FolderContent, read_folder, write_folder
from berichtenverkeer.register.reading import read_sheet, write_sheet
from berichtenverkeer.register.rows import TABLES, Plafond
from examples import examples
from register.strategieen import INHOUDEN, rows

tables = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)


@tables
@settings(max_examples=examples(20))
@given(st.data())
def test_a_row_that_is_written_reads_back_the_same(table: Table, data: st.DataObject) -> None:
    geschreven = data.draw(st.lists(rows(table), max_size=3))
    sheet = read_sheet(table, write_sheet(table, geschreven).encode())
    assert sheet.faults == []
    assert [row for _, row in sheet.rows] == geschreven


@given(st.sampled_from([*TABLES.values()]), st.booleans(), st.binary())
def test_any_bytes_give_rows_or_faults(table: Table, met_kop: bool, content: bytes) -> None:
    envelope = write_sheet(table, []).encode() if met_kop else b""
    sheet = read_sheet(table, envelope + content)
    if not met_kop:
        assert sheet.faults
    assert all(fault.tekst and fault.actie for fault in sheet.faults)


@settings(max_examples=examples(20))
@given(content=INHOUDEN)
def test_a_folder_that_is_written_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, content: Content
) -> None:
    pad = tmp_path_factory.mktemp("register")
    write_folder(content, pad)
    assert read_folder(pad).content == content


def test_the_order_of_lines_and_columns_does_not_matter(tmp_path: Path) -> None:
    for origin in bestand("deploy/voorbeeldregio").iterdir():
        (tmp_path / origin.name).write_bytes(origin.read_bytes())
    tarieven = tmp_path / "tarieven.csv"
    envelope, *regels = [regel.split(";") for regel in tarieven.read_text().splitlines()]
    tarieven.write_text("\r\n".join(";".join(reversed(cells)) for cells in [envelope, *reversed(regels)]))
    assert read_folder(tmp_path) == read_folder(bestand("deploy/voorbeeldregio"))


def _regels(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def _as(regels: list[list[str]], scheiding: str, **options: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=scheiding, **options).writerows(regels)
    return out.getvalue()


# How a spreadsheet saves the lines of a file: its text out of theirs.
SPREADSHEET: dict[str, Callable[[str], str]] = {
    "a byte order mark": lambda text: "\ufeff" + text,
    "lines end in CR LF": lambda text: text.replace("\n", "\r\n"),
    "lines end in CR alone": lambda text: text.replace("\n", "\r"),
    "lines end in CR alone, a comma between cells": lambda text: _as(_regels(text), ",", lineterminator="\r"),
    "empty columns at the end": lambda text: text.replace("\n", ";;;\n"),
    "empty columns at the end of some lines": lambda text: text.replace("\n", ";;\n", 3),
    "empty lines at the end": lambda text: text + ";;;;;\n\n;\n",
    "no separators for empty cells at the end": lambda text: re.sub(";+\n", "\n", text),
    "no last line end": lambda text: text.rstrip("\n"),
    "a comma between cells": lambda text: _as(_regels(text), ","),
    "a tab between cells": lambda text: _as(_regels(text), "\t"),
    "quotes around every cell": lambda text: _as(_regels(text), ";", quoting=csv.QUOTE_ALL),
    "spaces around cells, also those that do not break": lambda text: text.replace(";", "\xa0; "),
    "all of it": lambda text: "\ufeff" + text.replace("\n", ";;\r\n") + ";;;;\r\n\r\n",
}


@pytest.mark.parametrize("form", SPREADSHEET)
def test_a_register_as_a_spreadsheet_saves_it_is_the_same_register(tmp_path: Path, form: str) -> None:
    for origin in bestand("deploy/voorbeeldregio").iterdir():
        text = origin.read_text(encoding="utf-8")
        otherwise = SPREADSHEET[form](text) if origin.suffix == ".csv" else "\ufeff" + text
        (tmp_path / origin.name).write_bytes(otherwise.encode())
    assert read_folder(tmp_path) == read_folder(bestand("deploy/voorbeeldregio"))


def test_the_separator_is_that_of_the_first_line_however_lines_end() -> None:
    text = "perceel,naam,segment,geldig_van,geldig_tot\r1a,licht; kort,1,2026-01-01,\r"
    assert [one.tekst for one in read_sheet(TABLES["percelen"], text.encode()).faults] == []


@pytest.mark.parametrize(
    "content",
    ["gemeente;beleid".encode("utf-16-le"), "gemeente;beleid".encode("utf-16-be"), b"PK\x03\x04\x14\x00\x06\x00\xff"],
    ids=["UTF-16 that does not say so", "the other way round", "a workbook under another name"],
)
def test_what_is_no_text_is_one_fault_that_says_what_to_do(content: bytes) -> None:
    sheet = read_sheet(TABLES["mandaten"], content)
    (fault,) = sheet.faults
    assert "UTF-16" in fault.tekst
    assert "CSV UTF-8" in fault.actie
    assert not sheet.is_readable


def test_what_a_spreadsheet_does_to_a_value_is_a_fault_that_says_what_to_do() -> None:
    text = "gemeente;beleid;geldig_van;geldig_tot;;\n785;signaleren;2026-01-01;;;\n0855;signaleren;1-1-2026;;;\n"
    first, tweede = read_sheet(TABLES["mandaten"], text.encode()).faults
    assert (first.regel, first.kolom) == (2, "gemeente")
    assert "Excel laat een nul vooraan weg" in first.actie
    assert (tweede.regel, tweede.kolom) == (3, "geldig_van")
    assert "2026-01-01" in tweede.actie


def test_an_amount_in_euros_is_kept_in_cents() -> None:
    text = (
        "aanbieder;jaar;perceel;segment;bedrag_euro;norm;basisjaar;basis_euro;zonder_plafond\n99000101;2026;;;{};;;;\n"
    )
    for bedrag, cents in {"1.234.567,89": 123456789, "1234567,89": 123456789, "0,05": 5}.items():
        sheet = read_sheet(TABLES["plafonds"], text.format(bedrag).encode())
        assert [row.bedrag_cents for _, row in sheet.rows if isinstance(row, Plafond)] == [cents]
    for bedrag in ("1.23,00", "12,5", "12", "12.00", "-1,00", "1,234.00", "12345678901234,00", "١,00"):
        sheet = read_sheet(TABLES["plafonds"], text.format(bedrag).encode())
        assert [fault.kolom for fault in sheet.faults] == ["bedrag_euro"], bedrag


def _as_before(pad: Path) -> None:
    """The example region as a folder of layout 1: without what came later, tarieven by year."""
    for table in TABLES.values():
        if table.since > 1:
            continue
        header, *lines = _regels((bestand("deploy/voorbeeldregio") / table.file).read_text(encoding="utf-8"))
        later = [place for place, name in enumerate(header) if name in table.later]
        if table.was_per_year:
            header[-2:] = ["jaar"]
            lines = [[*cells[:-2], cells[-2][:4]] for cells in lines]
        kept = [[cell for place, cell in enumerate(cells) if place not in later] for cells in (header, *lines)]
        (pad / table.file).write_text(_as(kept, ";", lineterminator="\n"))
    (pad / "regio.toml").write_text('regio = "voorbeeldregio"\nindeling = 1\n')


def test_a_folder_of_before_is_read_as_it_was(tmp_path: Path) -> None:
    _as_before(tmp_path)
    folder, example = read_folder(tmp_path), read_folder(bestand("deploy/voorbeeldregio")).content
    assert folder.faults == ()
    assert folder.content.rows["tarieven"] == example.rows["tarieven"]
    for name, table in TABLES.items():
        without = [msgspec.structs.replace(row, **table.later) for row in example.rows[name]]
        assert list(folder.content.rows[name]) == ([] if table.since > 1 else without)


def test_what_is_written_of_a_folder_of_before_is_a_folder_of_now(tmp_path: Path) -> None:
    _as_before(tmp_path)
    before = read_folder(tmp_path).content
    write_folder(before, tmp_path)
    assert "indeling = 3" in (tmp_path / "regio.toml").read_text()
    assert read_folder(tmp_path) == FolderContent(before, ())


def test_a_folder_of_before_may_have_some_of_what_came_later(tmp_path: Path) -> None:
    _as_before(tmp_path)
    for name in ("begrotingen.csv", "productgroepen.csv", "parameters.csv"):
        (tmp_path / name).write_bytes((bestand("deploy/voorbeeldregio") / name).read_bytes())
    folder = read_folder(tmp_path)
    assert folder.faults == ()
    assert len(folder.content.rows["begrotingen"]) == 24


def test_a_folder_of_before_people_logged_in_is_read_as_it_was(tmp_path: Path) -> None:
    example = bestand("deploy/voorbeeldregio")
    for origin in example.iterdir():
        if origin.name != "gebruikers.csv":
            (tmp_path / origin.name).write_bytes(origin.read_bytes())
    assert [fault.bestand for fault in read_folder(tmp_path).faults] == ["gebruikers.csv"]
    (tmp_path / "regio.toml").write_text('regio = "voorbeeldregio"\nindeling = 2\n')
    folder = read_folder(tmp_path)
    assert folder.faults == ()
    assert folder.content.rows == {**read_folder(example).content.rows, "gebruikers": ()}


def test_a_year_of_a_tarief_of_before_is_still_needed(tmp_path: Path) -> None:
    _as_before(tmp_path)
    tarieven = tmp_path / "tarieven.csv"
    tarieven.write_text(tarieven.read_text().replace(";2025\n", ";\n", 1))
    (fault,) = read_folder(tmp_path).faults
    assert (fault.bestand, fault.regel, fault.kolom) == ("tarieven.csv", 2, "jaar")


def test_the_other_form_of_tarieven_says_what_to_do(tmp_path: Path) -> None:
    for origin in bestand("deploy/voorbeeldregio").iterdir():
        (tmp_path / origin.name).write_bytes(origin.read_bytes())
    (tmp_path / "regio.toml").write_text('regio = "voorbeeldregio"\nindeling = 1\n')
    assert any("indeling = 2" in fault.actie for fault in read_folder(tmp_path).faults)
    _as_before(tmp_path)
    (tmp_path / "regio.toml").write_text('regio = "voorbeeldregio"\nindeling = 2\n')
    assert any("indeling = 1" in fault.actie for fault in read_folder(tmp_path).faults)

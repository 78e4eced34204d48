# SPDX-License-Identifier: EUPL-1.2
"""What is written reads back the same; whatever is read gives rows or faults, never an exception."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.register.declaratie import Inhoud, Tabel
from berichtenverkeer.register.lezen import lees_blad, schrijf_blad
from berichtenverkeer.register.mappen import lees_map, schrijf_map
from berichtenverkeer.register.rijen import TABELLEN, Plafond
from register.strategieen import INHOUDEN, rijen

tabellen = pytest.mark.parametrize("tabel", TABELLEN.values(), ids=TABELLEN)


@tabellen
@settings(max_examples=40)
@given(st.data())
def test_a_row_that_is_written_reads_back_the_same(tabel: Tabel, data: st.DataObject) -> None:
    geschreven = data.draw(st.lists(rijen(tabel), max_size=3))
    blad = lees_blad(tabel, schrijf_blad(tabel, geschreven).encode())
    assert blad.fouten == []
    assert [rij for _, rij in blad.rijen] == geschreven


@given(st.sampled_from([*TABELLEN.values()]), st.booleans(), st.binary())
def test_any_bytes_give_rows_or_faults(tabel: Tabel, met_kop: bool, inhoud: bytes) -> None:
    kop = schrijf_blad(tabel, []).encode() if met_kop else b""
    blad = lees_blad(tabel, kop + inhoud)
    if not met_kop:
        assert blad.fouten
    assert all(fout.tekst and fout.actie for fout in blad.fouten)


@settings(max_examples=40)
@given(inhoud=INHOUDEN)
def test_a_folder_that_is_written_reads_back_the_same(tmp_path_factory: pytest.TempPathFactory, inhoud: Inhoud) -> None:
    pad = tmp_path_factory.mktemp("register")
    schrijf_map(inhoud, pad)
    assert lees_map(pad).inhoud == inhoud


def test_the_order_of_lines_and_columns_does_not_matter(tmp_path: Path) -> None:
    for bron in bestand("deploy/voorbeeldregio").iterdir():
        (tmp_path / bron.name).write_bytes(bron.read_bytes())
    tarieven = tmp_path / "tarieven.csv"
    kop, *regels = [regel.split(";") for regel in tarieven.read_text().splitlines()]
    tarieven.write_text("\r\n".join(";".join(reversed(cellen)) for cellen in [kop, *reversed(regels)]))
    assert lees_map(tmp_path) == lees_map(bestand("deploy/voorbeeldregio"))


def _regels(tekst: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(tekst), delimiter=";"))


def _als(regels: list[list[str]], scheiding: str, **opties: Any) -> str:
    uit = io.StringIO(newline="")
    csv.writer(uit, delimiter=scheiding, **opties).writerows(regels)
    return uit.getvalue()


# How a spreadsheet saves the lines of a file: its text out of theirs.
SPREADSHEET: dict[str, Callable[[str], str]] = {
    "a byte order mark": lambda tekst: "\ufeff" + tekst,
    "lines end in CR LF": lambda tekst: tekst.replace("\n", "\r\n"),
    "lines end in CR alone": lambda tekst: tekst.replace("\n", "\r"),
    "lines end in CR alone, a comma between cells": lambda tekst: _als(_regels(tekst), ",", lineterminator="\r"),
    "empty columns at the end": lambda tekst: tekst.replace("\n", ";;;\n"),
    "empty columns at the end of some lines": lambda tekst: tekst.replace("\n", ";;\n", 3),
    "empty lines at the end": lambda tekst: tekst + ";;;;;\n\n;\n",
    "no separators for empty cells at the end": lambda tekst: re.sub(";+\n", "\n", tekst),
    "no last line end": lambda tekst: tekst.rstrip("\n"),
    "a comma between cells": lambda tekst: _als(_regels(tekst), ","),
    "a tab between cells": lambda tekst: _als(_regels(tekst), "\t"),
    "quotes around every cell": lambda tekst: _als(_regels(tekst), ";", quoting=csv.QUOTE_ALL),
    "spaces around cells, also those that do not break": lambda tekst: tekst.replace(";", "\xa0; "),
    "all of it": lambda tekst: "\ufeff" + tekst.replace("\n", ";;\r\n") + ";;;;\r\n\r\n",
}


@pytest.mark.parametrize("vorm", SPREADSHEET)
def test_a_register_as_a_spreadsheet_saves_it_is_the_same_register(tmp_path: Path, vorm: str) -> None:
    for bron in bestand("deploy/voorbeeldregio").iterdir():
        tekst = bron.read_text(encoding="utf-8")
        anders = SPREADSHEET[vorm](tekst) if bron.suffix == ".csv" else "\ufeff" + tekst
        (tmp_path / bron.name).write_bytes(anders.encode())
    assert lees_map(tmp_path) == lees_map(bestand("deploy/voorbeeldregio"))


def test_the_separator_is_that_of_the_first_line_however_lines_end() -> None:
    tekst = "perceel,naam,segment,geldig_van,geldig_tot\r1a,licht; kort,1,2026-01-01,\r"
    assert [een.tekst for een in lees_blad(TABELLEN["percelen"], tekst.encode()).fouten] == []


@pytest.mark.parametrize(
    "inhoud",
    ["gemeente;beleid".encode("utf-16-le"), "gemeente;beleid".encode("utf-16-be"), b"PK\x03\x04\x14\x00\x06\x00\xff"],
    ids=["UTF-16 that does not say so", "the other way round", "a workbook under another name"],
)
def test_what_is_no_text_is_one_fault_that_says_what_to_do(inhoud: bytes) -> None:
    blad = lees_blad(TABELLEN["mandaten"], inhoud)
    (fout,) = blad.fouten
    assert "UTF-16" in fout.tekst
    assert "CSV UTF-8" in fout.actie
    assert not blad.is_leesbaar


def test_what_a_spreadsheet_does_to_a_value_is_a_fault_that_says_what_to_do() -> None:
    tekst = "gemeente;beleid;geldig_van;geldig_tot;;\n785;signaleren;2026-01-01;;;\n0855;signaleren;1-1-2026;;;\n"
    eerste, tweede = lees_blad(TABELLEN["mandaten"], tekst.encode()).fouten
    assert (eerste.regel, eerste.kolom) == (2, "gemeente")
    assert "Excel laat een nul vooraan weg" in eerste.actie
    assert (tweede.regel, tweede.kolom) == (3, "geldig_van")
    assert "2026-01-01" in tweede.actie


def test_an_amount_in_euros_is_kept_in_cents() -> None:
    tekst = (
        "aanbieder;jaar;perceel;segment;bedrag_euro;norm;basisjaar;basis_euro;zonder_plafond\n99000101;2026;;;{};;;;\n"
    )
    for bedrag, cents in {"1.234.567,89": 123456789, "1234567,89": 123456789, "0,05": 5}.items():
        blad = lees_blad(TABELLEN["plafonds"], tekst.format(bedrag).encode())
        assert [rij.bedrag_cents for _, rij in blad.rijen if isinstance(rij, Plafond)] == [cents]
    for bedrag in ("1.23,00", "12,5", "12", "12.00", "-1,00", "1,234.00", "12345678901234,00", "١,00"):
        blad = lees_blad(TABELLEN["plafonds"], tekst.format(bedrag).encode())
        assert [fout.kolom for fout in blad.fouten] == ["bedrag_euro"], bedrag

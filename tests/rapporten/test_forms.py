# SPDX-License-Identifier: EUPL-1.2
"""The forms of a report: what each shows, that none shows what is hidden, and that all are the same to the byte."""

import json
import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import duckdb
import pytest

from berichtenverkeer.rapporten import forms
from berichtenverkeer.rapporten.declaration import Chart, ChartKind
from berichtenverkeer.rapporten.forms import Vorm, page, svg
from rapporten.made import REPORT, made

PATTERNED = (ChartKind.BAR, ChartKind.STACKED, ChartKind.SANKEY)
SVG = "{http://www.w3.org/2000/svg}"


def text_of(vorm: Vorm, part: str | None = None) -> str:
    return forms.render(vorm, REPORT, made(), part).decode()


@pytest.mark.parametrize("vorm", [Vorm.TEXT, Vorm.JSON, Vorm.CSV, Vorm.XLSX, Vorm.PARQUET, Vorm.SVG])
def test_a_form_is_the_same_to_the_byte(vorm: Vorm) -> None:
    assert forms.render(vorm, REPORT, made()) == forms.render(vorm, REPORT, made())


def test_json_has_rows_as_objects_and_a_reason_beside_what_is_absent() -> None:
    found = json.loads(text_of(Vorm.JSON))
    assert found["verantwoording"] | {"k": 812, "dagK": "2026-04-06", "termijn": 30} == found["verantwoording"]
    assert found["verantwoording"]["volledigheid"] == [
        {"naam": "met_stop", "uitleg": "Geëindigd met een stop.", "aanwezig": 99, "van": 100}
    ]
    total, ambulant, verblijf, pleegzorg, _ = found["tabellen"]["hulp"]["regels"][:5]
    assert (total["niveau"], total["plek"], total["kostenCents"]) == ("totaal", None, 3221550)
    assert ambulant["onbevestigd"] == {"jeugdigen": 2}
    assert (verblijf["jeugdigen"], verblijf["redenen"]) == (None, {"jeugdigen": "< 5"})
    assert pleegzorg["redenen"] == {"kostenCents": "Er is niets gedeclareerd."}
    assert found["tabellen"]["wachtlijst"] == {
        "titel": "Wie wacht",
        "band": {},
        "isVolledig": False,
        "regels": [
            {
                "periode": "2026-03",
                "plek": "1",
                "plekNaam": "Ambulant",
                "plek2": None,
                "plek2Naam": None,
                "client": "0a1b2c3d4e",
                "sinds": "2026-02-03",
                "overNorm": True,
                "onbevestigd": {},
                "redenen": {},
            }
        ],
    }


def test_csv_has_one_header_line_and_no_text_that_a_spreadsheet_would_run() -> None:
    header, total, _, verblijf, *rest = text_of(Vorm.CSV).splitlines()
    assert header.startswith("periode;begin;eind;niveau;plek;plek_naam;plek2;plek2_naam;jeugdigen;kosten_cents;")
    assert header.endswith(";definitieversie;regio;k;dag_k")
    assert total.startswith("2026-01;2026-01-01;2026-01-31;totaal;;;;;25;3221550;37.5;")
    assert verblijf.startswith("2026-01;2026-01-01;2026-01-31;plek;2;'=Verblijf;;;< 5;")
    assert len(rest) == 12
    assert ";ja;" in text_of(Vorm.CSV, "wachtlijst").splitlines()[1]


def test_parquet_is_typed_and_says_what_it_rests_on(tmp_path: Path) -> None:
    (tmp_path / "hulp.parquet").write_bytes(forms.render(Vorm.PARQUET, REPORT, made()))
    with duckdb.connect() as connection:
        rows = f"'{tmp_path / 'hulp.parquet'}'"
        types = {row[0]: row[1] for row in connection.execute(f"describe from {rows}").fetchall()}
        assert types | {"begin": "DATE", "jeugdigen": "BIGINT", "aandeel": "DOUBLE", "plek": "VARCHAR"} == types
        hidden = connection.execute(f"select jeugdigen, afgeschermd from {rows} where afgeschermd <> ''").fetchall()
        assert hidden == [(None, "jeugdigen")]
        (metadata,) = connection.execute(f"select value from parquet_kv_metadata({rows})").fetchone() or ("",)
        assert json.loads(bytes(metadata))["k"] == 812


def test_a_workbook_has_typed_cells_and_last_what_it_rests_on() -> None:
    book = ZipFile(BytesIO(forms.render(Vorm.XLSX, REPORT, made())))
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert names == ["hulp", "wegen", "wachtlijst", "waarop het rust"]
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="H2" s="\d+"><v>32215\.5</v></c>', sheet), "an amount is a number, in euro"
    assert re.search(r'<c r="B2" s="\d+"><v>46023</v></c>', sheet), "a day is a day"
    assert "<f>" not in sheet
    texts = book.read("xl/sharedStrings.xml").decode()
    assert "6 april 2026 (K = 812)" in texts
    assert "Wat jeugdigen is." in texts


def test_a_sheet_reads_as_the_page_does() -> None:
    """Heads with their unit, names beside codes, no column for a second plek that nobody asked, and heads on paper."""
    result = made()
    result.part("wegen").rows[0].names["van"] = "Ambulant"
    book = ZipFile(BytesIO(forms.render(Vorm.XLSX, REPORT, result)))
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
    sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2)]
    heads = [
        [texts[int(at)] for at in re.findall(r'<c r="[A-Z]+1" s="\d+" t="s"><v>(\d+)</v>', sheet)] for sheet in sheets
    ]
    assert heads[0][3:] == [
        *("Niveau", "Plek", "Plek naam", "Jeugdigen", "Kosten (euro)", "Aandeel (%)"),
        *("Laagste", "Hoogste", "Jeugdigen onbevestigd"),
    ]
    assert heads[1][3:] == ["Niveau", "Van", "Van naam", "Naar", "Aankomsten"]
    assert re.search('<pageSetup paperSize="9" [^>]*orientation="landscape"', sheets[0])
    assert "Print_Titles" in book.read("xl/workbook.xml").decode()


def test_text_and_page_say_what_they_rest_on_what_is_missing_and_what_columns_mean() -> None:
    text, html = text_of(Vorm.TEXT), text_of(Vorm.HTML)
    peil, absent = "6 april 2026 (K = 812)", "Er is niets gedeclareerd."
    for shown in (peil, "€ 32.215,50", "13 (onbevestigd: 2)", absent, "99 van 100"):
        assert shown in text, shown
        assert shown in html, shown
    assert "&lt; 5" in html
    assert "Wat jeugdigen is." in html
    assert html.count("<svg ") == len(REPORT.charts)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands once on a page"
    assert not re.search(r"<script|style=|javascript:|<link", html)
    assert html.split("<style>")[1].split("</style>")[0] == page.STYLE, "the policy names this style"


@pytest.mark.parametrize("chart", REPORT.charts, ids=lambda chart: chart.name)
def test_a_chart_says_what_it_shows_and_is_told_apart_without_colour(chart: Chart) -> None:
    drawn = svg.render(REPORT, chart, made())
    root = ElementTree.fromstring(drawn)  # noqa: S314  # made here
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text or "").startswith("Hulp & ")
    assert (desc.text or "").startswith("Elke <plek> apart.")
    marks = {"lijn": "stroke-dasharray", "warmte": ">34<"}
    assert marks.get(chart.name, f"url(#{chart.name}-1)" if chart.kind in PATTERNED else "") in drawn


@pytest.mark.parametrize("vorm", Vorm)
def test_a_report_in_which_nothing_is_has_every_form(vorm: Vorm) -> None:
    empty = made()
    for part in empty.parts:
        part.rows.clear()
    assert forms.render(vorm, REPORT, empty)


def test_a_chart_without_figures_says_so() -> None:
    empty = made()
    for part in empty.parts:
        part.rows.clear()
    assert "Er zijn geen cijfers om te tekenen." in svg.render(REPORT, REPORT.charts[0], empty)

# SPDX-License-Identifier: EUPL-1.2
"""What of a report goes on paper: nothing cut off at the side, and no sheets that nobody reads."""

import re

import msgspec

from berichtenverkeer.rapporten import forms
from berichtenverkeer.rapporten.declaration import Column, Unit
from berichtenverkeer.rapporten.forms import Vorm, fit, paper, wording
from berichtenverkeer.rapporten.result import Cell, Level, Part, Result, Row
from rapporten.made import HELP, REPORT, ROADS, made


def of_many_plekken(count: int) -> Result:
    """Three months of a total and so many plekken."""
    result = made()
    cells = [Cell(Level.TOTAL, periode) for periode in range(3)]
    cells += [Cell(Level.PLEK, periode, f"{plek:03d}") for periode in range(3) for plek in range(count)]
    values = result.part("hulp").rows[0].values
    rows = [Row(cell=cell, values=values) for cell in sorted(cells, key=lambda cell: (cell.periode, cell.plek or ""))]
    return msgspec.structs.replace(result, parts=[Part(name="hulp", rows=rows), *result.parts[1:]])


def laid(result: Result) -> paper.Laid:
    return paper.laid(HELP, result.part("hulp"), result.ground)


def test_few_rows_all_go_on_paper() -> None:
    found = laid(of_many_plekken(19))
    assert (len(found.lines), all(line.is_kept for line in found.lines), found.told) == (60, True, "")


def test_of_many_rows_the_last_period_goes_on_paper_after_the_totals_before_it() -> None:
    """Of 3 x 201 rows: 2 totals, and the first 58 of March; a screen has all, a sheet those that are not marked."""
    result = of_many_plekken(200)
    found = laid(result)
    kept = [" ".join(line.texts[:2]) for line in found.lines if line.is_kept]
    assert kept[:4] == ["januari 2026 totaal", "februari 2026 totaal", "maart 2026 totaal", "maart 2026 000"]
    assert (len(kept), kept[-1]) == (paper.MOST, "maart 2026 056")
    html = forms.render(Vorm.HTML, REPORT, result).decode()
    assert "Op papier staan 60 van de 603 regels: wat er was in maart 2026, en van eerder de totalen." in html
    assert len(re.findall('<tr class="(?:end )?more">', html.split("</table>")[0])) == 603 - 60
    assert ".more { display: none; }" in html.split("@media print")[1]


def test_a_list_that_ends_before_the_last_period_still_has_rows() -> None:
    result = of_many_plekken(200)
    part = result.part("hulp")
    part.rows = [row for row in part.rows if row.cell.periode == 0]
    assert sum(line.is_kept for line in laid(result).lines) == paper.MOST


def test_what_is_too_wide_is_smaller_on_a_sheet_that_lies() -> None:
    """Each column of an amount takes some fifteen letters: five fit on a sheet that stands, twenty nowhere."""
    result = made()
    sizes = []
    for count in (5, 8, 9, 20):
        names = [f"bedrag{number}" for number in range(count)]
        columns = tuple(Column(name=name, sentence="Wat.", unit=Unit.CENTS, counts="sum(x)") for name in names)
        rows = [Row(cell=Cell(Level.TOTAL, 0), values=dict.fromkeys(names, 123_456_789))]
        table = msgspec.structs.replace(HELP, columns=columns)
        sizes.append(paper.laid(table, Part(name="hulp", rows=rows), result.ground).size)
    assert sizes == ["narrow", "broad", "broader", "broadest"]


def test_heads_stand_upright_where_they_are_what_is_wide() -> None:
    result = made()
    names = [f"aantal_van_iets_onwaarschijnlijks_{number}" for number in range(20)]
    columns = tuple(Column(name=name, sentence="Wat.", unit=Unit.COUNT, counts="count(*)") for name in names)
    rows = [Row(cell=Cell(Level.TOTAL, 0), values=dict.fromkeys(names, 7))]
    part = Part(name="hulp", rows=rows)
    found = paper.laid(msgspec.structs.replace(HELP, columns=columns), part, result.ground)
    assert found.size == fit.UPRIGHT
    assert found.heads[2] == ("Aantal van iets\nonwaarschijnlijks\n0", "n up"), "in lines: none is as high as ten rows"


def test_heads_stand_up_only_as_far_as_the_rows_do_not_fit_otherwise() -> None:
    """Sixteen numbers under long words, of which one amount is wider than its head: that one lies."""
    result = made()
    names = ["bedrag", *(f"onwaarschijnlijk_{number}" for number in range(16))]
    columns = tuple(Column(name=name, sentence="Wat.", unit=Unit.COUNT, counts="count(*)") for name in names)
    rows = [Row(cell=Cell(Level.TOTAL, 0), values=dict.fromkeys(names, 7) | {"bedrag": 123_456_789})]
    part = Part(name="hulp", rows=rows)
    found = paper.laid(msgspec.structs.replace(HELP, columns=columns), part, result.ground)
    assert found.heads[2] == ("Bedrag", "n")
    assert 0 < sum(kind == "n up" for _, kind in found.heads) < len(names) - 1


def test_heads_have_the_lines_that_there_is_no_room_for_beside_each_other() -> None:
    result = made()

    def lines(count: int) -> int:
        names = [f"aantal_dat_er_was_{number}" for number in range(count)]
        columns = tuple(Column(name=name, sentence="Wat.", unit=Unit.COUNT, counts="count(*)") for name in names)
        part = Part(name="hulp", rows=[Row(cell=Cell(Level.TOTAL, 0), values=dict.fromkeys(names, 7))])
        found = paper.laid(msgspec.structs.replace(HELP, columns=columns), part, result.ground)
        return found.heads[2][0].count("\n") + 1

    assert (lines(3), lines(5), lines(9)) == (1, 2, 3)


def test_of_few_rows_by_key_those_of_nothing_stay_behind() -> None:
    result = made()
    found = paper.laid(ROADS, result.part("wegen"), result.ground)
    assert [line.is_kept for line in found.lines] == [True, True, True, False]
    assert found.told.startswith("Op papier staan 3 van de 4 regels: van de andere is niets geteld.")
    for row in result.part("wegen").rows:
        row.values["aankomsten"] = 0
    found = paper.laid(ROADS, result.part("wegen"), result.ground)
    assert all(line.is_kept for line in found.lines), "rather nothing at all than no rows"


def test_what_a_column_means_is_said_once() -> None:
    """Two tables have the same columns."""
    waits, result = REPORT.table("wachtlijst"), made()
    tables = (waits, msgspec.structs.replace(waits, name="ook"))
    parts = [msgspec.structs.replace(result.part("wachtlijst"), name=table.name) for table in tables]
    report = msgspec.structs.replace(REPORT, tables=tables, charts=())
    html = forms.render(Vorm.HTML, report, msgspec.structs.replace(result, parts=parts)).decode()
    assert html.count("<dd>Wat over_norm is.</dd>") == 1
    assert html.count("Zoals hierboven.") == 1


def test_in_one_column_all_numbers_have_as_many_decimals() -> None:
    """Two as soon as one needs them; but not where each row measures something else."""
    result = made()
    share = [name for name, _ in laid(result).heads].index("Aandeel (%)")
    for row, value in zip(result.part("hulp").rows, (50, 33.33, 12.5), strict=False):
        row.values["aandeel"] = value
    assert [line.texts[share] for line in laid(result).lines][:4] == ["50,00 %", "33,33 %", "12,50 %", "25,50 %"]
    columns = [msgspec.structs.replace(one, is_mixed=True) if one.name == "aandeel" else one for one in HELP.columns]
    apart = paper.laid(msgspec.structs.replace(HELP, columns=columns), result.part("hulp"), result.ground)
    assert [line.texts[share] for line in apart.lines][:3] == ["50 %", "33,33 %", "12,5 %"]


def test_of_the_last_period_what_is_all_zero_stays_behind() -> None:
    result = of_many_plekken(200)
    for row in result.part("hulp").rows:
        if row.cell.plek != "007" and row.cell.plek is not None:
            row.values = dict.fromkeys(row.values, 0)
    kept = [line.texts[1] for line in laid(result).lines if line.is_kept]
    assert kept == ["totaal", "totaal", "totaal", "007"]


def test_a_list_by_aanbieder_names_him_once() -> None:
    result = made()
    result.ground = msgspec.structs.replace(result.ground, dimension="client")
    result.part("wachtlijst").rows[0].cell = Cell(Level.CELL, 2, "0a1b2c3d4e")
    table = REPORT.table("wachtlijst")
    found = paper.laid(table, result.part("wachtlijst"), result.ground)
    assert [name for name, _ in found.heads] == ["Periode", "Cliënt", "Sinds", "Over norm"]
    assert found.lines[0].texts == ["maart 2026", "0a1b2c3d4e", "3 februari 2026", "ja"]


def test_a_sheet_says_whose_figures_it_has() -> None:
    result = made()
    result.ground = msgspec.structs.replace(result.ground, own="0855", own_name="Tilburg")
    html = forms.render(Vorm.HTML, REPORT, result).decode()
    about = "Regio voorbeeld, alleen van 0855 Tilburg; 1 januari 2026 tot en met 31 maart 2026;"
    about += " zoals bekend op 6 april 2026"
    assert f"<p>{about}" in html
    assert f'data-foot="Hoeveel hulp was er? {about} (K\u00a0=\u00a0812); definitieversie 2"' in html
    assert "content: attr(data-foot)" in html


def test_a_month_is_written_as_people_do() -> None:
    assert [wording.month(one) for one in ("2026-03", "2026-Q1", "prognose")] == ["maart 2026", "2026-Q1", "prognose"]
    assert [wording.short(one) for one in ("2026-03", "2026-10", "prognose")] == ["mrt 2026", "okt 2026", "prognose"]

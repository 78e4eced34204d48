# SPDX-License-Identifier: EUPL-1.2
"""What a chart draws of a table: few enough to follow, whole numbers, and nothing that is not so."""

import json
import re

import msgspec

from berichtenverkeer.rapporten import forms
from berichtenverkeer.rapporten.declaration import Chart, ChartKind
from berichtenverkeer.rapporten.forms import Vorm, sankey, svg, vega
from berichtenverkeer.rapporten.forms.points import Points, points
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.result import Cell, Level, Result, Row
from rapporten.made import HELP, REPORT, ROADS, made

CHARTS = {chart.kind: chart for chart in REPORT.charts}


def found(kind: ChartKind, result: Result | None = None) -> tuple[Chart, Points]:
    chart, result = CHARTS[kind], result or made()
    return points(chart, REPORT.table(chart.table), result.part(chart.table), result.ground)


def of_one_month() -> Result:
    result = made()
    result.ground = msgspec.structs.replace(result.ground, periods=read_periods("2026-01"))
    for part in result.parts:
        part.rows = [row for row in part.rows if row.cell.periode == 0]
    return result


def test_one_period_is_bars_and_no_line_of_one_point() -> None:
    """January: totaal is left out, of the plekken unknown has most."""
    chart, of = found(ChartKind.LINE, of_one_month())
    assert chart.kind is ChartKind.BAR
    assert [(value["x"], value["y"]) for value in of.values] == [
        ("onbekend", 34),
        ("Ambulant", 13),
        ("Pleegzorg", 13),
    ]
    assert of.notes == ("Periode: januari 2026.", "Van een naam is er geen cijfer; die staat er niet in.")
    assert found(ChartKind.LINE)[0].kind is ChartKind.LINE, "of three months"


def of_february_unknown(*, hidden: bool = False) -> Result:
    """Of nobody is it known how many there were in the month between."""
    result = made()
    for row in result.part("hulp").rows:
        row.hidden.clear()
        row.values["jeugdigen"] = row.values["jeugdigen"] or 14
        if row.cell.periode == 1:
            row.values["jeugdigen"] = None
            row.hidden |= {"jeugdigen": "< 5"} if hidden else {}
    return result


def segments(drawn: str) -> list[int]:
    """Of each line that has any, of how many points each of its pieces is."""
    paths = re.findall(r'<path d="([^"]*)" stroke="#[0-9a-f]{6}" stroke-width="2"', drawn)
    return [len(re.findall("[ML]", piece)) for path in paths for piece in re.findall("M[^M]*", path)]


def test_no_line_goes_over_a_month_that_is_not_known() -> None:
    chart = CHARTS[ChartKind.LINE]
    whole, broken = (svg.part(REPORT, chart, result) for result in (made(), of_february_unknown()))
    assert segments(whole)[0] == 3
    assert set(segments(broken)) == {1}
    assert ">feb</tspan>" in broken, "the month has its place"
    assert "Waar de lijn onderbroken is, is het cijfer niet bekend." in broken
    hidden = svg.part(REPORT, chart, of_february_unknown(hidden=True))
    assert "Waar de lijn onderbroken is, is het cijfer afgeschermd." in hidden


def test_what_is_not_known_is_no_bar_of_zero() -> None:
    """A bar, a pile and a shade each have a mark in its place; a band and a dot are not there."""
    result = of_february_unknown()
    for kind, x, split in (
        (ChartKind.BAR, "periode", ""),
        (ChartKind.BAR, "plek", "periode"),
        (ChartKind.STACKED, "periode", "plek"),
        (ChartKind.HEAT, "periode", "plek"),
    ):
        chart = msgspec.structs.replace(CHARTS[kind], x=x, y=("jeugdigen",), split=split)
        drawn = svg.part(REPORT, chart, result)
        assert ">?</text>" in drawn, (kind, x)
        assert ">null<" not in drawn
        assert "Waar een ? staat, is het cijfer niet bekend." in drawn
    assert ">?</text>" not in svg.part(REPORT, CHARTS[ChartKind.BAR], made()), "all is known of who has any"


def test_what_may_not_be_shown_is_not_said_to_be_absent() -> None:
    result = made()
    for row in result.part("hulp").rows:
        row.values["jeugdigen"], row.hidden["jeugdigen"] = None, "< 5"
    assert "Alle cijfers zijn afgeschermd." in svg.render(REPORT, CHARTS[ChartKind.STACKED], result)


def test_twelve_months_have_their_year_under_them() -> None:
    drawn = svg.part(REPORT, CHARTS[ChartKind.LINE], made())
    assert re.search(r"<tspan[^>]*>jan</tspan><tspan[^>]*>2026</tspan>", drawn)


def test_what_is_known_may_be_zero_and_the_rest_is_not_said_to_be() -> None:
    result = of_february_unknown()
    for row in result.part("hulp").rows:
        row.values["jeugdigen"] = row.values["jeugdigen"] and 0
    assert "Alle cijfers die er zijn, zijn 0." in svg.render(REPORT, CHARTS[ChartKind.STACKED], result)


def test_bands_of_who_went_say_what_is_not_in_them() -> None:
    result = made()
    result.part("wegen").rows[0].values["aankomsten"] = None
    assert found(ChartKind.SANKEY, result)[1].notes == ("Wat niet bekend is, staat er niet in.",)


def test_notes_are_seen_and_read() -> None:
    shown = svg.render(REPORT, CHARTS[ChartKind.LINE], of_one_month())
    assert re.search(r"<tspan>Periode: januari 2026\.", shown)
    assert re.search(r"<desc[^>]*>[^<]*Periode: januari 2026\.", shown)


def test_of_many_flows_the_largest_stand_alone_and_no_one_is_lost() -> None:
    """Twelve go to one plek, 1 to 12 of them: the five smallest are the rest, 1 + 2 + 3 + 4 + 5."""
    values = [{"x": f"plek {number}", "series": "hier", "y": number} for number in range(1, 13)]
    shown = json.dumps(sankey.specification(CHARTS[ChartKind.SANKEY], Points(values, ["hier"])))
    assert "overig (15)" in shown
    assert "plek 6 (6)" in shown
    assert "plek 5 " not in shown
    assert "hier (78)" in shown


def test_a_number_of_things_has_whole_ticks() -> None:
    values = [{"x": "2026-01", "series": "", "y": 2, "order": 0}]
    spec = vega.specification(CHARTS[ChartKind.BAR], HELP, Points(values, [""]))
    assert "values" not in spec["encoding"]["x"]["axis"], "amounts"
    line = msgspec.structs.replace(CHARTS[ChartKind.BAR], y=("jeugdigen",))
    assert vega.specification(line, HELP, Points(values, [""]))["encoding"]["x"]["axis"]["values"] == [0, 1, 2]


def test_parts_of_a_bar_are_in_the_order_of_the_legend() -> None:
    _, of = found(ChartKind.STACKED)
    assert {value["series"]: value["order"] for value in of.values} == {
        name: number for number, name in enumerate(of.series)
    }


def test_piles_of_plekken_are_the_largest_as_bars_are() -> None:
    chart = msgspec.structs.replace(CHARTS[ChartKind.STACKED], x="plek", split="")
    _, of = points(chart, HELP, of_one_month().part("hulp"), of_one_month().ground)
    assert [value["x"] for value in of.values] == ["onbekend", "Ambulant", "Pleegzorg"]


def of_plekken(chart: Chart, rows: dict[str, tuple[int | None, str]]) -> Points:
    """Of each plek how many youths, and what it is called; 40 of it have costs, less its code."""
    result = of_one_month()
    part = result.part("hulp")
    part.rows = [
        Row(
            cell=Cell(Level.PLEK, 0, code),
            values=part.rows[0].values | {"jeugdigen": many, "laagste": 40 - int(code)},
            names={"plek": name},
        )
        for code, (many, name) in rows.items()
    ]
    return points(chart, HELP, part, result.ground)[1]


BARS = msgspec.structs.replace(CHARTS[ChartKind.BAR], x="plek", y=("jeugdigen",), split="")


def test_two_of_one_name_are_told_apart_by_their_codes() -> None:
    found = of_plekken(BARS, {"1": (5, "Linde"), "2": (4, "Linde"), "3": (3, "Berk")})
    assert [value["x"] for value in found.values] == ["1 Linde", "2 Linde", "Berk"]


def test_flows_of_two_dimensions_have_a_line_for_each_pair() -> None:
    result = made()
    for row in result.part("hulp").rows:
        if row.cell.plek is not None:
            row.cell = msgspec.structs.replace(row.cell, plek2="0855")
            row.names["plek2"] = "Tilburg"
    series = found(ChartKind.LINE, result)[1].series
    assert {"Ambulant, Tilburg", "Pleegzorg, Tilburg", "onbekend, Tilburg"} == set(series) - {"=Verblijf, Tilburg"}


def test_a_bar_of_nothing_has_no_place_beside_others() -> None:
    found = of_plekken(BARS, {"1": (0, "Linde"), "2": (4, "Wilg"), "3": (0, "Berk")})
    assert [value["x"] for value in found.values] == ["Wilg"]
    assert found.notes == ("Periode: januari 2026.", "De grootste staan erin; 2 kleinere niet, die staan in de tabel.")


def test_of_a_share_those_are_drawn_on_whom_it_rests_most() -> None:
    """The lowest code has most of what it is a share of; its own share is nothing, and that is told."""
    found = of_plekken(msgspec.structs.replace(BARS, by="laagste"), {"1": (0, "Linde"), "2": (100, "Wilg")})
    assert [(value["x"], value["y"]) for value in found.values] == [("Linde", 0), ("Wilg", 100)]


def test_rows_of_one_bar_are_one_bar() -> None:
    """Roads 1-2 and 1-3: 8 + 5 from 1; of what is not known of one of them nothing is known."""
    chart = msgspec.structs.replace(BARS, table="wegen", x="van", y=("aankomsten",))
    result = of_one_month()
    sums = {value["x"]: value["y"] for value in points(chart, ROADS, result.part("wegen"), result.ground)[1].values}
    assert sums == {"1": 13, "2": 12, "3": 0}
    result.part("wegen").rows[0].values["aankomsten"] = None
    values = points(chart, ROADS, result.part("wegen"), result.ground)[1].values
    assert "1" not in {value["x"] for value in values}


def test_what_is_far_apart_is_on_a_scale_of_powers() -> None:
    chart = CHARTS[ChartKind.SPREAD]
    for ends, scale in (((1, 150), None), ((1, 4000), "log"), ((0, 4000), None)):
        values = [{"x": str(y), "series": "", "y": y, "low": None, "high": None, "order": 0} for y in ends]
        drawn = vega.specification(chart, HELP, Points(values, [""]))["layer"][1]["encoding"]["x"]
        assert drawn.get("scale", {}).get("type") == scale


def test_a_band_opens_where_what_is_known_ends() -> None:
    values = [
        {"x": "2026-01", "series": "", "y": 5, "low": None, "high": None},
        {"x": "2026-02", "series": "", "y": 6, "low": None, "high": None},
        {"x": "prognose", "series": "", "y": 9, "low": 7, "high": 12},
    ]
    spec = vega.specification(CHARTS[ChartKind.RANGE], HELP, Points(values, [""]))
    assert [(value["low"], value["high"]) for value in spec["data"]["values"]] == [(None, None), (6, 6), (7, 12)]


def test_all_together_is_no_part_beside_the_others() -> None:
    result = made()
    result.part("wegen").rows[0].values["van"] = "samen"
    assert "samen" not in {value["x"] for value in found(ChartKind.SANKEY, result)[1].values}


def test_nothing_but_zero_says_so() -> None:
    result = made()
    for row in result.part("hulp").rows:
        row.values["jeugdigen"] = 0
    assert svg.SHOWN_ZERO in svg.render(REPORT, CHARTS[ChartKind.STACKED], result), "one is hidden"
    for row in result.part("hulp").rows:
        row.hidden.clear()
    assert svg.ALL_ZERO in svg.render(REPORT, CHARTS[ChartKind.STACKED], result)


def test_names_on_a_spread_are_not_joined() -> None:
    chart, of = found(ChartKind.SPREAD)
    kinds = {layer["mark"]["type"] for layer in vega.specification(chart, HELP, of)["layer"]}
    assert kinds == {"rule", "point"}


def test_a_spread_names_all_that_tells_rows_apart() -> None:
    result = of_one_month()
    chart = msgspec.structs.replace(
        CHARTS[ChartKind.SPREAD], table="wegen", x="van", y=("aankomsten",), low="", high=""
    )
    _, of = points(chart, ROADS, result.part("wegen"), result.ground)
    assert [value["x"] for value in of.values] == ["2, 1", "1, 2", "1, 3", "3, 1"]


def test_a_drawing_has_its_font_with_it_and_a_part_of_a_page_has_none() -> None:
    """So text takes the room that was measured for it, whatever fonts there are where it is looked at."""
    whole, part = (draw(REPORT, CHARTS[ChartKind.LINE], made()) for draw in (svg.render, svg.part))
    assert "@font-face{font-family:'Noto Sans';src:url(data:font/woff2;base64," in whole
    assert "<style" not in part
    assert 'font-family="Noto Sans' in part


def test_a_long_name_has_two_lines_and_the_drawing_stays_as_wide() -> None:
    chart = msgspec.structs.replace(CHARTS[ChartKind.BAR], x="plek", kind=ChartKind.STACKED)
    table = REPORT.table(chart.table)
    name = "rechter, officier van justitie of justitiële jeugdinrichting"
    long, short = (
        vega.specification(chart, table, Points([{"x": one, "series": "", "y": 1, "order": 0}] * 3, [""]))
        for one in (name, "kort")
    )
    lines = long["encoding"]["y"]["axis"]["labelExpr"]
    assert '["rechter, officier van justitie of", "justiti\\u00eble jeugdinrichting"]' in lines
    assert "labelExpr" not in short["encoding"]["y"]["axis"]
    assert long["width"] + vega.LETTER * vega.LINE <= short["width"] + 60 <= vega.WIDTH + 60
    assert (long["height"], short["height"]) == (60, 60)


def test_bars_of_one_place_together_have_an_axis_up_to_their_sum() -> None:
    chart = msgspec.structs.replace(CHARTS[ChartKind.LINE], kind=ChartKind.BAR, split="")
    values = [{"x": "2026-01", "series": "", "y": 1, "order": 0}] * 2
    drawn = vega.specification(chart, REPORT.table(chart.table), Points(values, [""]))
    assert drawn["encoding"]["y"]["axis"]["values"] == [0, 1, 2]


def test_a_drawing_by_itself_is_that_of_the_page_with_its_font() -> None:
    chart, page = CHARTS[ChartKind.LINE], forms.render(Vorm.HTML, REPORT, made()).decode()
    alone = svg.render(REPORT, chart, made())
    bare = re.sub("<style>@font-face.*?</style>", "", alone, count=1, flags=re.DOTALL)
    assert bare != alone
    assert bare in page

# SPDX-License-Identifier: EUPL-1.2
"""The flow report: counted by hand, and against the oracle on random lives; it balances wherever it is made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from berichtenverkeer.rapporten.periode import Periode
from berichtenverkeer.rapporten.question import Dimension, PeriodeAfterPeil
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.verwijzers import VERWIJZERS
from berichtenverkeer.rapporten.result import Level, Part, Result, Row
from berichtenverkeer.rapporten.sums import Imbalance, check
from rapporten import oracle
from rapporten.bouw import ERNAAST, HIER, ask, question, region, rows
from rapporten.levens import KS, District, Read, populate
from rapporten.orakel import geld
from rapporten.recipe import DATUM_K, vele_levens

CARE = [
    {"client": 1, "code": "453", "begindatum": "2024-06-01", "einde": "2025-02-28", "reden": "31"},
    {"client": 1, "code": "454", "begindatum": "2025-03-11", "einde": "2025-05-10", "reden": "33"},
    {"client": 2, "code": "454", "begindatum": "2025-02-01", "toewijzing_nummer": 7},
    {"client": 3, "code": "453", "begindatum": "2025-01-10", "einde": "2025-06-30", "reden": "31", "gemeente": ERNAAST},
    {"client": 3, "code": "451", "begindatum": "2025-04-01", "einde": "2025-04-20", "reden": "31", "gemeente": ERNAAST},
]


def test_stromen_by_hand() -> None:
    """By hand, first half of 2025, D = 30, segments 3, 4 and 1 (weights 30, 20, 90):
    youth 1 was there in 3, leaves it on 28 February and is in 4 on 11 March (ten days away: doorstroom, afschaling,
    283 days after the first day), leaves 4 and the region on 10 May, reden 33 (CBS 04);
    youth 2 comes to 4 on 1 February, referred by a huisarts (02), and stays, though the toewijzing ended in March;
    youth 3 comes to 3 on 10 January, has 1 beside it in April (stapeling, afbouw), leaves 3 on 30 June: uitstroom, 31
    (CBS 01). Nobody had care before in five years. Region: 1 at the begin, 2 in, 2 out, 1 at the end."""
    connection = region(
        levering=CARE,
        toewijzing=[{"client": 2, "nummer": 7, "ingangsdatum": "2025-02-01", "einddatum": "2025-03-31", "code": "454",
                     "eerste_referentie": "A"}],
        verzoek=[{"client": 2, "referentie": "A", "ingangsdatum": "2025-02-01", "verwijzer": "02"}],
    )  # fmt: skip
    result = ask(connection, STROMEN, "2025-Q1..2025-Q2")
    total = [rows(result, "stromen", Level.TOTAL, n)[None].values for n in (0, 1)]
    assert [(one["stand_begin"], one["erbij"], one["eraf"], one["stand_eind"]) for one in total] == [
        (1, 2, 0, 3),
        (3, 0, 2, 1),
    ]
    assert (total[0]["nieuw"], total[0]["eerste_afschaling"], total[0]["dagen_tot_afschaling"]) == (2, 1, 283)
    first, second = (rows(result, "stromen", periode=n) for n in (0, 1))
    assert given(first["3"]) == {"stand_begin": 1, "instroom": 1, "doorstroom_uit": 1, "stand_eind": 1}
    assert given(first["4"]) == {"instroom": 1, "doorstroom_in": 1, "afschaling": 1, "stand_eind": 2}
    assert given(second["1"]) == {"stapeling": 1, "afbouw": 1}
    assert given(second["3"]) == {"stand_begin": 1, "uitstroom": 1}
    assert given(second["4"]) == {
        "stand_begin": 2,
        "uitstroom": 1,
        "stand_eind": 1,
        "zonder_stop_na_einddatum": 1,
    }
    matrix = totals(result, "doorstroom", 0)
    assert [(row.cell.keys, row.values["aankomsten"]) for row in matrix] == [(("3", "4"), 1)]
    ended = {row.cell.keys[::2]: row.values["uitstroom"] for row in totals(result, "redenen", 1)}
    assert ended == {("31", "01"): 1, ("33", "04"): 1}
    assert {row.cell.keys: row.values["instroom"] for row in totals(result, "verwijzers", 0)} == {
        ("02",): 1,
        ("onbekend",): 1,
    }


DOUBTS = ("zonder_stop_na_einddatum", "langer_dan_6_maanden_onderbroken", "zonder_toewijzing")


def given(row: Row) -> dict[str, Any]:
    """What is not zero of the figures that the docstring counts."""
    left = ("erbij", "eraf", "nieuw", "eerste_afschaling", "dagen_tot_afschaling")
    return {name: value for name, value in row.values.items() if value and name not in left}


def totals(result: Result, table: str, periode: int) -> list[Row]:
    return [row for row in result.part(table).rows if (row.cell.level, row.cell.periode) == (Level.TOTAL, periode)]


def test_a_stand_is_doubted_only_when_all_that_keeps_him_there_is() -> None:
    """Youth 1: interrupted since September, and a toewijzing that was removed after the start; in one plek both, so
    neither holds for all. Youth 2 is interrupted alone."""
    connection = region(
        levering=[
            {"client": 1, "begindatum": "2024-06-01", "tijdelijk_einde": "2024-09-01"},
            {"client": 1, "begindatum": "2024-06-02", "toewijzing_nummer": 8},
            {"client": 2, "begindatum": "2024-06-01", "tijdelijk_einde": "2024-09-01"},
        ],
        toewijzing=[
            {"client": 1, "nummer": 8, "ingangsdatum": "2024-06-02", "einddatum": "2024-06-02", "reden_wijziging": "13"}
        ],
    )
    found = rows(ask(connection, STROMEN, "2025"), "stromen")["3"].values
    assert (found["stand_eind"], found["langer_dan_6_maanden_onderbroken"], found["zonder_toewijzing"]) == (2, 1, 0)


def test_each_plek_that_one_enters_on_one_day_has_its_own_verwijzer_as_known_at_k() -> None:
    """Youth 1 comes into 4, 2 and 1; of the last nobody says who referred him, and of 2 it is known from K = 60 on."""
    day, number = "2026-01-05", {"454": 1, "452": 2, "451": 3}
    connection = region(
        levering=[{"client": 1, "begindatum": day, "code": code, "toewijzing_nummer": n} for code, n in number.items()],
        toewijzing=[
            {"client": 1, "nummer": n, "ingangsdatum": "2026-01-01", "code": code, "eerste_referentie": f"R{n}"}
            for code, n in number.items()
        ],
        verzoek=[
            {"client": 1, "referentie": "R1", "ingangsdatum": "2026-01-01", "verwijzer": "03"},
            {"client": 1, "referentie": "R2", "ingangsdatum": "2026-01-01", "verwijzer": "02", "pos_van": 60},
        ],
    )
    for k, second in ((59, "onbekend"), (60, "02")):
        found = ask(connection, STROMEN, "2026-Q1", k=k).part("verwijzers").rows
        came = {row.cell.plek: row.cell.keys for row in found if row.cell.plek and row.values["instroom"]}
        assert came == {"4": ("03",), "2": (second,), "1": ("onbekend",)}


def test_uitstroom_is_split_by_reden_as_cbs_counts() -> None:
    redenen = ("02", "31", "32", "33", "34", "35", "36", "37", "38", "39")
    care = {"begindatum": "2025-01-01", "einde": "2025-02-01"}
    connection = region(levering=[care | {"client": n, "reden": one} for n, one in enumerate(redenen, 1)])
    cbs: Counter[str] = Counter()
    for row in totals(ask(connection, STROMEN, "2025"), "redenen", 0):
        cbs[row.values["reden_cbs"]] += row.values["uitstroom"]
    assert cbs == {"01": 2, "02": 2, "03": 1, "04": 1, "05": 2, "administratief": 2}


def test_a_period_after_the_day_of_k_is_refused() -> None:
    assert question("2026-Q2")
    with pytest.raises(PeriodeAfterPeil, match="30 juni 2026"):
        question("2026-07")


def test_a_toewijzing_ends_what_got_no_stop_when_that_is_asked() -> None:
    connection = region(
        levering=[{"client": 1, "begindatum": "2025-01-01", "toewijzing_nummer": 8}],
        toewijzing=[{"client": 1, "nummer": 8, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-31"}],
    )
    found = rows(ask(connection, STROMEN, "2025-Q1", presumed_end=True), "stromen")["3"].values
    assert (found["verondersteld"], found["uitstroom"], found["stand_eind"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("termijn", "periods", "dimension", "k"),
    [(0, "2024..2025", "segment", KS[1]), (7, "2025-Q1..2025-Q4", "aanbieder", KS[2]),
     (30, "2025-03..2025-08", "segment", KS[0]), (90, "2023..2025", "hulpvorm", KS[1])],
)  # fmt: skip
def test_figures_of_every_period_and_k_are_those_of_the_definitions(
    termijn: int, periods: str, dimension: str, k: int
) -> None:
    compare(populate(vele_levens(40, termijn, seed=7 + termijn)), k, periods, dimension)


def compare(district: District, k: int, periods: str, dimension: str) -> None:
    result = ask(district.connection, STROMEN, periods, k=k, dag_k=DATUM_K, dimension=Dimension(dimension),
                 termijn=district.termijn)  # fmt: skip
    read = {name: Read(district, k, name) for name in (dimension, "regio")}
    certain = {name: Read(district, k, name, only_certain=True) for name in (dimension, "regio")}
    lines = {name: [*one.lines().elements()] for name, one in read.items()}
    sure_lines = {name: [*one.lines().elements()] for name, one in certain.items()}
    steps_down = read[dimension].steps_down(read["regio"].life)
    by_verwijzer = ask(district.connection, VERWIJZERS, periods, k=k, dag_k=DATUM_K, dimension=Dimension(dimension),
                       termijn=district.termijn).part("instroom")  # fmt: skip
    for number, period in enumerate(result.ground.periods):
        begun = {name: [one for one in some if one[3] == "instroom" and period.begin <= one[4] <= period.eind]
                 for name, some in lines.items()}  # fmt: skip
        assert of_verwijzers(result.part("verwijzers"), number, "instroom") == per_verwijzer(begun, dimension)
        again = {name: [one for one in some if one[6] == "herhaald"] for name, some in begun.items()}
        assert of_verwijzers(result.part("verwijzers"), number, "herhaald") == per_verwijzer(again, dimension)
        each = {(plek, one[9], one[0], one[4]) for one in begun[dimension] for plek in (None, one[1])}
        assert of_verwijzers(by_verwijzer, number, "instroom") == Counter(one[:2] for one in each)
        for row in result.part("stromen").rows:
            if row.cell.periode == number:
                which, plek = (dimension, row.cell.plek) if row.cell.plek else ("regio", "regio")
                expected = tally(read[which], lines[which], plek, period)
                down = [
                    one
                    for one in steps_down
                    if period.begin <= one[1] <= period.eind and row.cell.plek in (None, one[0])
                ]
                assert row.values["eerste_afschaling"] == len(down)
                half = Fraction(1, 2)
                assert row.values["dagen_tot_afschaling"] == geld.rank(sorted(one[2] for one in down), half)
                assert {name: row.values[name] for name in expected} == expected, (period, plek)
                sure = tally(certain[which], sure_lines[which], plek, period)
                moved = {name: number - sure[name] for name, number in expected.items() if number != sure[name]}
                assert {name: one for name, one in row.unconfirmed.items() if name in expected} == moved, (period, plek)
        gone = {
            (row.cell.plek, row.cell.keys[0]): row.values["uitstroom"]
            for row in result.part("redenen").rows
            if row.cell.periode == number and row.cell.plek and row.values["uitstroom"]
        }
        left = [one for one in lines[dimension] if one[3] == "uitstroom" and period.begin <= one[4] <= period.eind]
        assert gone == Counter((one[1], one[7]) for one in left)
        matrix = {
            row.cell.keys: row.values["aankomsten"]
            for row in result.part("doorstroom").rows
            if row.cell.periode == number and row.values["aankomsten"]
        }
        steps = [one for one in read[dimension].transfers if period.begin <= one.aankomst <= period.eind]
        assert matrix == Counter((one.van, one.naar) for one in steps)


def of_verwijzers(part: Part, number: int, column: str) -> dict[tuple[Any, Any], int]:
    """What a period has in a column, by plek and verwijzer, where that is anything."""
    return {
        (row.cell.plek, row.cell.keys[0]): row.values[column]
        for row in part.rows
        if row.cell.periode == number and row.values[column]
    }


def per_verwijzer(lines: Mapping[str, Sequence[tuple[Any, ...]]], dimension: str) -> Counter[tuple[Any, Any]]:
    """Movements by plek and verwijzer, and those of the region, each as `Read.lines` tells it."""
    return Counter((None, one[9]) for one in lines["regio"]) + Counter((one[1], one[9]) for one in lines[dimension])


def tally(read: Read, lines: Sequence[tuple[Any, ...]], plek: str | None, period: Periode) -> dict[str, int]:
    """The row of a plek: of the movements in the period, each as `Read.lines` tells it."""
    here = [line for line in lines if line[1] == plek and period.begin <= line[4] <= period.eind]
    ins, outs = ([line for line in here if line[2] == way] for way in ("in", "uit"))
    counted = Counter(line[2:4] for line in here)
    doubts = read.doubts(str(plek), period.eind)
    beroep, scaling = Counter(line[6] for line in ins), Counter(line[10] for line in ins if line[3] == "doorstroom")
    return {
        "stand_begin": oracle.stand(read.life, period.begin - oracle.DAY)[str(plek)],
        "instroom": counted["in", "instroom"],
        "stapeling": counted["in", "stapeling"],
        "doorstroom_in": counted["in", "doorstroom"],
        "erbij": len(ins),
        "uitstroom": counted["uit", "uitstroom"],
        "afbouw": counted["uit", "afbouw"],
        "doorstroom_uit": counted["uit", "doorstroom"],
        "eraf": len(outs),
        "stand_eind": oracle.stand(read.life, period.eind)[str(plek)],
        "nieuw": beroep["nieuw"],
        "herhaald": beroep["herhaald"],
        "beroep_onbekend": beroep["onbekend"],
        "opschaling": scaling[1],
        "afschaling": scaling[-1],
        "zijwaarts": scaling[0],
        "schaling_onbekend": scaling[None],
        "erbij_voorlopig": sum(line[8] for line in ins),
        "eraf_voorlopig": sum(line[8] for line in outs),
        **{name: doubts[name] for name in DOUBTS},
    }


def test_filters_and_two_dimensions_balance_too() -> None:
    """A report that does not balance raises Imbalance where it is made."""
    district = populate(vele_levens(40, 30, seed=5))
    for otherwise in (
        {"filters": {Dimension.GEMEENTE: (HIER,)}},
        {"filters": {Dimension.SEGMENT: ("3",)}},
        {"second": Dimension.AANBIEDER},
        {"dimension": Dimension.REGIO, "filters": {Dimension.SEGMENT: ("3", "4")}},
    ):
        result = ask(district.connection, STROMEN, "2025-01..2025-06", k=KS[1], **otherwise)
        assert result.part("stromen").rows


def test_what_does_not_balance_is_never_shown() -> None:
    result = ask(region(levering=CARE), STROMEN, "2025")
    part: Part = result.part("stromen")
    part.rows[0].values["eraf"] += 1
    with pytest.raises(Imbalance):
        check(STROMEN.table("stromen"), part)

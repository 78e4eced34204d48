# SPDX-License-Identifier: EUPL-1.2
"""For which segment care counts when the region decides per client (definitions 3), and what filters do to flows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.register.figure_rows import Segmentregel
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, WILGEN, question, region

DAY = timedelta(days=1)


def rule(volgorde: int, segment: str, **conditions: Any) -> Segmentregel:
    return Segmentregel(volgorde=volgorde, segment=segment, geldig_van=BEGIN, **conditions)


def care(code: str, begin: str, einde: str | None, **otherwise: Any) -> dict[str, Any]:
    return {"client": 1, "code": code, "begindatum": begin, "einde": einde, "reden": "31"} | otherwise


def asked(connection: duckdb.DuckDBPyConnection, text: str, **otherwise: Any) -> list[tuple[Any, ...]]:
    request.prepare(connection, JEUGDIGEN, question("2025", **{"termijn": 30} | otherwise))
    request.provide(connection, text)
    return connection.execute(f"{text} order by all").fetchall()


MOVES = "select strftime(datum, '%m-%d'), richting, plek, soort, andere_plek from beweging"


def test_short_care_of_a_rule_interrupts_the_segment_it_is_taken_from() -> None:
    """All year segment 3, ten days in March segment 1 beside it: the rule says that all care counts for 1 then.

    Segment 3 ends on 28 February and begins anew on 11 March: ten days are fewer than D, but on them another rule
    decided otherwise.
    """
    rows = [care("453", "2025-01-01", "2025-12-31"), care("451", "2025-03-01", "2025-03-10")]
    connection = region(register={"segmentregels": [rule(1, "1", segment_aanwezig=("1",))]}, levering=rows)
    assert asked(connection, MOVES) == [
        ("01-01", "in", "3", "instroom", None),
        ("02-28", "uit", "3", "doorstroom", "1"),
        ("03-01", "in", "1", "doorstroom", "3"),
        ("03-10", "uit", "1", "doorstroom", "3"),
        ("03-11", "in", "3", "doorstroom", "1"),
        ("12-31", "uit", "3", "uitstroom", None),
    ]
    without = [(day, way, plek, kind) for day, way, plek, kind, _ in asked(region(levering=rows), MOVES)]
    assert without == [
        ("01-01", "in", "3", "instroom"),
        ("03-01", "in", "1", "stapeling"),
        ("03-10", "uit", "1", "afbouw"),
        ("12-31", "uit", "3", "uitstroom"),
    ]


def test_another_dimension_does_not_know_of_segmentregels() -> None:
    rows = [care("453", "2025-01-01", "2025-12-31"), care("451", "2025-03-01", "2025-03-10")]
    connection = region(register={"segmentregels": [rule(1, "1", segment_aanwezig=("1",))]}, levering=rows)
    assert len(asked(connection, MOVES, dimension=Dimension.AANBIEDER)) == 2


RULES = (
    rule(1, "1", segment_aanwezig=("1",), producten_minstens=2),
    rule(2, "2", aanbieders_minstens=2),
    rule(3, "4", zorgprofiel_aanwezig=("acuut",), producten_minstens=3),
)


def random_care(chance: Random, client: int) -> list[dict[str, Any]]:
    rows = {}
    for _ in range(chance.randint(1, 6)):
        begin = date(2025, 1, 1) + chance.randint(0, 120) * DAY
        ending = None if chance.random() < 0.1 else begin + chance.randint(0, 60) * DAY
        code, aanbieder = chance.choice(("451", "452", "453", "454")), chance.choice((WILGEN, WILGEN, LINDE))
        rows[code, aanbieder, begin] = care(code, str(begin), str(ending) if ending else None, client=client) | {
            "aanbieder": aanbieder
        }
    return list(rows.values())


def read(rows: Sequence[dict[str, Any]], termijn: int) -> set[tuple[int, str, date, date | None]]:
    """Day by day: which care is there, what the first rule says of it, where the client is."""
    last = date(2025, 9, 30)
    present: dict[str, set[date]] = defaultdict(set)
    elsewhere: dict[str, set[date]] = defaultdict(set)
    day = date(2025, 1, 1)
    while day <= last:
        now = [r for r in rows if r["begindatum"] <= str(day) <= (r["einde"] or "9")]
        chosen = decided(now) if now else None
        for row in now:
            present[chosen or row["code"][2]].add(day)
        for segment in "1234":
            if chosen and chosen != segment:
                elsewhere[segment].add(day)
        day += DAY
    return {
        (rows[0]["client"], segment, begin, None if ending == last else ending)
        for segment, days in present.items()
        for begin, ending in stays(sorted(days), elsewhere[segment], termijn)
    }


def decided(now: Sequence[dict[str, Any]]) -> str | None:
    segments, products = {r["code"][2] for r in now}, {r["code"] for r in now}
    if "1" in segments and len(products) >= 2:
        return "1"
    if len({r["aanbieder"] for r in now}) >= 2:
        return "2"
    return "4" if len(products) >= 3 else None


def stays(days: Iterable[date], elsewhere: set[date], termijn: int) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for day in days:
        gap = {found[-1][1] + n * DAY for n in range(1, (day - found[-1][1]).days)} if found else set()
        if found and len(gap) <= termijn and not gap & elsewhere:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


@pytest.mark.parametrize("termijn", [0, 7, 30])
def test_random_care_counts_as_the_rules_say_day_by_day(termijn: int) -> None:
    chance = Random(termijn)
    rows = [random_care(chance, client) for client in range(1, 80)]
    connection = region(register={"segmentregels": RULES}, levering=[row for own in rows for row in own])
    found = asked(connection, "select client, plek, s, l from aanwezig", termijn=termijn)
    assert set(found) == {line for own in rows for line in read(own, termijn)}
    assert len(found) == len(set(found))


def test_a_filter_on_another_dimension_chooses_plekken_and_cuts_no_life() -> None:
    """From HIER to ERNAAST in June, within segment 3: for who looks at HIER alone he leaves to elsewhere, and no
    uitstroom is made of it. The region's own figures are those of HIER then."""
    rows = [care("453", "2025-01-01", "2025-05-31"), care("453", "2025-06-01", None, gemeente=ERNAAST)]
    connection = region(levering=rows)
    assert asked(connection, MOVES) == [("01-01", "in", "3", "instroom", None)]
    here = {"filters": {Dimension.GEMEENTE: (HIER,)}}
    assert asked(connection, MOVES, **here) == [
        ("01-01", "in", "3", "instroom", None),
        ("05-31", "uit", "3", "doorstroom", "elders"),
    ]
    assert asked(connection, MOVES.replace("beweging", "regio_beweging"), **here) == [
        ("01-01", "in", "regio", "instroom", None),
        ("05-31", "uit", "regio", "doorstroom", "elders"),
    ]


def test_a_filter_on_the_dimension_itself_leaves_the_other_plek_its_name() -> None:
    connection = region(levering=[care("453", "2025-01-01", "2025-05-31"), care("451", "2025-06-01", None)])
    assert asked(connection, MOVES, filters={Dimension.SEGMENT: ("1",)}) == [("06-01", "in", "1", "doorstroom", "3")]


def test_a_plek_of_two_dimensions_is_both_of_them() -> None:
    rows = [care("453", "2025-01-01", "2025-05-31"), care("453", "2025-06-01", None, gemeente=ERNAAST)]
    text = "select plek, plek2, soort, andere_plek2 from beweging"
    assert asked(region(levering=rows), text, second=Dimension.GEMEENTE) == [
        ("3", ERNAAST, "doorstroom", HIER),
        ("3", HIER, "doorstroom", ERNAAST),
        ("3", HIER, "instroom", None),
    ]

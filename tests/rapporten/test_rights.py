# SPDX-License-Identifier: EUPL-1.2
"""Who sees his own alone gets what he would get if there were nothing of others: of every report, in every answer."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb
import msgspec
import pytest

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.behind import behind
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Report, Takes
from berichtenverkeer.rapporten.question import Dimension, Own, Question
from berichtenverkeer.rapporten.reports.stops import STOPS
from berichtenverkeer.rapporten.restatement import restate
from rapporten.bouw import HIER, LINDE, WILGEN, question
from rapporten.rijk import HALF_K, LAST_K, all_kinds, leave_own

OF_GEMEENTE, OF_AANBIEDER = Own("gemeente", HIER), Own("aanbieder", WILGEN)
OF_CARE = (
    "stromen trajecten wachttijden wachtlijst vervallen crisis stapeling overdrachten verblijf leeftijd vervolg respijt"
)
"""Reports of nothing but rows that have both a gemeente and an aanbieder: asked by one of both is asked enough."""

ASKED = [
    pytest.param(report, own, id=f"{own.soort}-{report.code}")
    for own in (OF_GEMEENTE, OF_AANBIEDER)
    for report in REPORTS.values()
    if Audience(own.soort) in report.audience and not report.is_compared
    if own is OF_AANBIEDER or report.code not in OF_CARE.split()
]
"""Reports in which others stand are about nothing else; what of them may be seen their own test says (test_spiegel)."""

MOVED = ("jeugdigen", "stops")
"""Of which is asked what moved; that rests on the same rows in all of them."""


@cache
def region(own: Own | None) -> duckdb.DuckDBPyConnection:
    """All there is, or what is left for one."""
    connection = all_kinds()
    if own is not None:
        leave_own(connection, own)
    return connection


def asked(report: Report, own: Own, k: int = LAST_K, **otherwise: Any) -> Question:
    """In the plekken that tell others apart, if it can be asked so."""
    others = Dimension.AANBIEDER if own.soort == "gemeente" else Dimension.GEMEENTE
    dimension = others if Takes.DIMENSION in report.takes else report.dimension
    return question("2025", k=k, dimension=dimension, own=own, **otherwise)


def answers(connection: duckdb.DuckDBPyConnection, report: Report, own: Own) -> Iterator[Any]:
    """The report, and what is behind the first or the second row of a table, by turns: all of it, and one plek."""
    result = engine.make(connection, report, asked(report, own))
    yield result
    for number, table in enumerate(report.tables):
        rows = result.part(table.name).rows[:2]
        if rows and not table.is_list:
            yield behind(connection, table, rows[number % len(rows)].cell)


@pytest.mark.parametrize(("report", "own"), ASKED)
def test_an_answer_holds_nothing_of_others(report: Report, own: Own) -> None:
    assert list(answers(region(None), report, own)) == list(answers(region(own), report, own))


@pytest.mark.parametrize("own", [OF_GEMEENTE, OF_AANBIEDER])
@pytest.mark.parametrize("code", MOVED)
def test_what_moved_holds_nothing_of_others(code: str, own: Own) -> None:
    report = REPORTS[code]
    before, after = asked(report, own, HALF_K), asked(report, own)
    one, other = (restate(region(of), report, before, after) for of in (None, own))
    assert one == other
    assert one.moved


def test_a_filter_on_another_gives_nothing_of_him() -> None:
    for code in ("jeugdigen", "kosten"):
        report = REPORTS[code]
        filtered = asked(report, OF_AANBIEDER, filters={Dimension.AANBIEDER: (LINDE,)})
        text = msgspec.json.encode(engine.make(region(None), report, filtered).parts, enc_hook=str).decode()
        assert LINDE not in text, code


def test_a_stop_that_was_only_asked_is_of_who_asked_and_of_the_region() -> None:
    """Each aanbieder has one that was granted, one that was turned down, one that was only asked."""
    seen = {
        own: engine.make(region(None), STOPS, question("2025", k=LAST_K, dimension=STOPS.dimension, own=own))
        .part("stops")
        .rows[0]
        .values["gevraagd"]
        for own in (None, OF_GEMEENTE, OF_AANBIEDER)
    }
    assert seen == {None: 6, OF_GEMEENTE: 2, OF_AANBIEDER: 4}

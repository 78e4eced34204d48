# SPDX-License-Identifier: EUPL-1.2
"""The figures of the first page are columns of reports that who looks may ask, each with a band and a course."""

import re

import pytest

from berichtenverkeer.rapporten.band import with_band
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Takes
from berichtenverkeer.rapporten.forms import trend
from berichtenverkeer.rapporten.key_figures import KEY_FIGURES


@pytest.mark.parametrize("audience", KEY_FIGURES)
def test_eight_figures_of_reports_that_are_his_and_each_has_a_band(audience: Audience) -> None:
    figures = KEY_FIGURES[audience]
    assert len(figures) == len({one.text for one in figures}) == 8
    for one in figures:
        report = REPORTS[one.report]
        table = report.table(one.table)
        assert audience in report.audience, one.text
        assert Takes.PERIODS in report.takes, one.text
        assert table in with_band(report), one.text
        assert table.column(one.column).counts, f"{one.text}: a band is of what is counted"
        assert len(one.keys) == len(table.keys), one.text
        assert bool(one.beside) is bool(one.of), one.text
        assert not one.beside or table.column(one.beside).unit is table.column(one.column).unit, one.text


def test_every_kind_of_partij_that_reads_figures_has_his_own() -> None:
    assert set(KEY_FIGURES) == set(Audience) - {Audience.PUBLIC}


def test_a_course_is_drawn_where_there_is_one_without_style_or_words() -> None:
    assert trend.drawn([None, 3], []) == ""
    assert re.search('d="M[^"]*M', trend.drawn([1, 2, None, 3, 4], [])), "no line goes over what is not known"
    drawn = trend.drawn([1, None, 3], [2.5, 2, 4])
    assert drawn.count("<path") >= 3
    assert "stroke-dasharray" in drawn
    assert "style=" not in drawn  # the policy of a page has no room for it
    assert "<text" not in drawn

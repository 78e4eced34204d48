# SPDX-License-Identifier: EUPL-1.2
"""The prognose of every plafond, for the reports that show it: on the last day of each period, or on the day of K. The
method is that of plafonds/prognose.py, on the boekingen of the peilbestand."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

import duckdb

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import LAST, Histories, Known, month_end, until
from berichtenverkeer.rapporten.question import Question

_CLAIMS = """sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
  - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int))::bigint"""
_MONTHS = """
select aanbieder, jaar, perceel, segment, maand, claims_cents from plafondmaand order by all"""
"""By month what came to the claims of each plafond (basis/of_all/plafondmaand.sql)."""

_DAYS = f"""
select aanbieder, jaar, perceel, segment, dag, {_CLAIMS},
  sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)::bigint
from bron.boeking where positie <= getvariable('k') and jaar in (select year(eind) from perioden)
group by all order by all"""
"""By day what came to the claims and to the amount of those of the years in which a period ends."""

_TYPES = {
    "periode": "integer",
    "aanbieder": "varchar",
    "jaar": "integer",
    "perceel": "varchar",
    "segment": "varchar",
    "bekend_cents": "bigint",
    "jaareinde_cents": "bigint",
    "prognose_cents": "bigint",
    "laag_cents": "bigint",
    "hoog_cents": "bigint",
    "bereikt_op": "date",
    "onbekend": "varchar",
}

Moved = list[tuple[date, int, int]]
"""By day what came to the claims and to the amount of a plafond."""


class Stand(NamedTuple):
    """A plafond at the end of a day: its claims and its amount, and since when the claims are at the amount without
    having been below it since."""

    dag: date
    claims: int
    bedrag: int
    reached: date | None


def provide(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    """Make the table `prognose`: a row per period and plafond of the year in which it ends, as of its last day."""
    _make(connection, question, [(number, one.eind, {one.eind.year}) for number, one in enumerate(question.periods)])


def provide_at_peil(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    """Make the table `prognose`: a row per plafond of the years in which a period ends, as of the day of K."""
    _make(connection, question, [(None, question.dag_k, {one.eind.year for one in question.periods})])


def _make(
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    asked: Sequence[tuple[int | None, date, Collection[int]]],
) -> None:
    """Of each period the prognose on a day of the plafonds of these years."""
    months: dict[PlafondKey, list[tuple[date, int]]] = defaultdict(list)
    for *of, month, claims in connection.execute(_MONTHS).fetchall():
        months[PlafondKey(*of)].append((month, claims))
    moved: dict[PlafondKey, Moved] = defaultdict(list)
    for *of, dag, claims, amount in connection.execute(_DAYS).fetchall():
        moved[PlafondKey(*of)].append((dag, claims, amount))
    stands = {key: _stands(steps) for key, steps in moved.items()}
    segment_of = dict(connection.execute("select perceel, segment from register_percelen order by van").fetchall())
    known = {key: _known(key, steps) for key, steps in months.items()}
    seen_by = question.own.code if question.own and question.own.soort == "aanbieder" else ""
    rows = [
        (period, *row)
        for period, day, jaren in asked
        for row in _rows(day, jaren, stands, Histories(_until(day, known), segment_of, seen_by, looks_back=False))
    ]
    columns = ", ".join(f"unnest(?::{kind}[]) as {name}" for name, kind in _TYPES.items())
    values = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in _TYPES]
    connection.execute(f"create or replace table prognose as select {columns}", values)


def _rows(
    day: date, jaren: Collection[int], stands: Mapping[PlafondKey, Sequence[Stand]], histories: Histories
) -> list[tuple[object, ...]]:
    """The plafonds of these years, as known at the end of `day`."""
    rows: list[tuple[object, ...]] = []
    for key in (one for one in stands if one.jaar in jaren):
        there = bisect_right(stands[key], day, key=attrgetter("dag"))
        if not there:
            continue
        now = stands[key][there - 1]
        one = histories.prognose(key, now.bedrag, now.claims, day, now.reached)
        amounts = now.claims, one.jaareinde_cents, one.prognose_cents, one.laag_cents, one.hoog_cents
        rows.append((key.aanbieder, key.jaar, key.perceel, key.segment, *amounts, one.bereikt_op, one.onbekend))
    return rows


def _until(day: date, known: Mapping[PlafondKey, Known]) -> dict[PlafondKey, Known]:
    """What was known at the month ends before a day; nothing of what was not known yet."""
    then = {key: until(months, (day.year - key.jaar) * 12 + day.month - 1) for key, months in known.items()}
    return {key: months for key, months in then.items() if months}


def _known(key: PlafondKey, steps: Sequence[tuple[date, int]]) -> Known:
    """What is known of a plafond at the end of each month, from the first on which anything was."""
    known: dict[int, int] = {}
    claims = following = 0
    for month in range(LAST + 1):
        last = month_end(key.jaar, month)
        while following < len(steps) and steps[following][0] <= last:
            claims += steps[following][1]
            following += 1
        if following:
            known[month] = claims
    return known


def _stands(steps: Moved) -> list[Stand]:
    """At the end of each day on which anything came."""
    stands: list[Stand] = []
    claims = bedrag = 0
    reached: date | None = None
    for day, more_claims, more in steps:
        claims, bedrag = claims + more_claims, bedrag + more
        reached = (reached or day) if 0 < bedrag <= claims else None
        stands.append(Stand(day, claims, bedrag, reached))
    return stands

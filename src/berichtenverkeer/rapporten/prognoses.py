# SPDX-License-Identifier: EUPL-1.2
"""The prognose of every plafond on the last day of each period, for the reports that show it: the method is that of
plafonds/prognose.py, on the boekingen of the peilbestand."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import duckdb

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import LAST, Histories, Known, month_end
from berichtenverkeer.rapporten.question import Question

_MOVED = """
select aanbieder, jaar, perceel, segment, dag,
  sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
                      - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int))::bigint as claims_cents,
  sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)::bigint as plafond_cents
from bron.boeking where positie <= getvariable('k') group by all order by all
"""
"""By day what came to the claims and to the amount of each plafond. Of all: how others developed says how one will."""

Moved = list[tuple[date, int, int]]


def provide(connection: duckdb.DuckDBPyConnection, question: Question) -> None:
    """Make the table `prognose`: a row per period and plafond of the year in which it ends."""
    moved: dict[PlafondKey, Moved] = defaultdict(list)
    for aanbieder, jaar, perceel, segment, *rest in connection.execute(_MOVED).fetchall():
        moved[PlafondKey(aanbieder, jaar, perceel, segment)].append((rest[0], rest[1], rest[2]))
    found = connection.execute("select perceel, segment from register_percelen").fetchall()
    segment_of = dict(found)
    connection.execute(
        "create or replace table prognose (periode integer, aanbieder varchar, jaar integer, perceel varchar,"
        " segment varchar, jaareinde_cents bigint, prognose_cents bigint, laag_cents bigint, hoog_cents bigint,"
        " bereikt_op date, onbekend varchar)"
    )
    seen_by = question.own.code if question.own else ""
    rows = [
        row
        for number, one in enumerate(question.periods)
        for row in _rows(number, one.eind, moved, segment_of, seen_by)
    ]
    if rows:
        connection.executemany("insert into prognose values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _rows(
    number: int, day: date, moved: Mapping[PlafondKey, Moved], segment_of: Mapping[str, str], seen_by: str
) -> list[tuple[object, ...]]:
    """The plafonds of the year of `day`, as known at the end of it."""
    until = {key: [one for one in steps if one[0] <= day] for key, steps in moved.items()}
    histories = Histories({key: _known(key, steps, day) for key, steps in until.items() if steps}, segment_of, seen_by)
    rows: list[tuple[object, ...]] = []
    for key, steps in until.items():
        bedrag = sum(one[2] for one in steps)
        if key.jaar != day.year or not bedrag:
            continue
        one = histories.prognose(key, bedrag, sum(step[1] for step in steps), day, _reached(steps))
        amounts = one.jaareinde_cents, one.prognose_cents, one.laag_cents, one.hoog_cents
        rows.append((number, key.aanbieder, key.jaar, key.perceel, key.segment, *amounts, one.bereikt_op, one.onbekend))
    return rows


def _known(key: PlafondKey, steps: Moved, day: date) -> Known:
    """What was known of a plafond at the end of each month that was over before `day`."""
    known: dict[int, int] = {}
    for month in range(LAST + 1):
        last = month_end(key.jaar, month)
        if last < day and steps[0][0] <= last:
            known[month] = sum(claims for then, claims, _ in steps if then <= last)
    return known


def _reached(steps: Moved) -> date | None:
    """Since which day the claims are at the amount, without having been below it since."""
    claims = bedrag = 0
    reached: date | None = None
    for day, more_claims, more in steps:
        claims, bedrag = claims + more_claims, bedrag + more
        full = bedrag > 0 and claims >= bedrag
        reached = (reached or day) if full else None
    return reached

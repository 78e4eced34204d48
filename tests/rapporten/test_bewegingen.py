# SPDX-License-Identifier: EUPL-1.2
"""Lives and the movements in 2026 that they must give, as tables that can be counted by hand (definitions.md 4).

A line of a life is the client, the segment, the first day, then `-31 <day>` (stopped with a reden) or `~ <day>`
(interrupted); `naam:12` is care on toewijzing 12, `@LINDE`, `@ELDERS` and the like are the other partij.
"""

from datetime import date
from functools import cache
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.register.parameters import Parameters
from rapporten import bouw
from rapporten.bouw import BEGIN, question, region

VERHALEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "who comes and goes is instroom and uitstroom": (
        {},
        "an 4 2026-02-01 -31 2026-05-10",
        """an 2026-02-01 in 4 instroom nieuw
           an 2026-05-10 uit 4 uitstroom 31""",
    ),
    "who is away for D days has not left": (
        {},
        """an 4 2026-02-01 -31 2026-02-28
           an 4 2026-03-31""",
        "an 2026-02-01 in 4 instroom nieuw",
    ),
    "who is away for a day longer has": (
        {},
        """an 4 2026-02-01 -31 2026-02-28
           an 4 2026-04-01""",
        """an 2026-02-01 in 4 instroom nieuw
           an 2026-02-28 uit 4 uitstroom 31
           an 2026-04-01 in 4 instroom herhaald""",
    ),
    "with D = 0 only adjoining days are one": (
        {"termijn": 0},
        """an 4 2026-02-01 -31 2026-02-28
           an 4 2026-03-01 -31 2026-03-31
           an 4 2026-04-02""",
        """an 2026-02-01 in 4 instroom nieuw
           an 2026-03-31 uit 4 uitstroom 31
           an 2026-04-02 in 4 instroom herhaald""",
    ),
    "who goes on elsewhere within D is doorstroom": (
        {},
        """an 4 2025-02-01 -37 2026-02-28
           an 2 2026-03-31""",
        """an 2026-02-28 uit 4 doorstroom 2
           an 2026-03-31 in 2 doorstroom 4""",
    ),
    "who started elsewhere within D before leaving is doorstroom": (
        {},
        """an 4 2025-02-01 -37 2026-02-28
           an 2 2026-01-30""",
        """an 2026-01-30 in 2 doorstroom 4
           an 2026-02-28 uit 4 doorstroom 2""",
    ),
    "a day earlier it is stapeling and afbouw": (
        {},
        """an 4 2025-02-01 -37 2026-02-28
           an 2 2026-01-29""",
        """an 2026-01-29 in 2 stapeling -
           an 2026-02-28 uit 4 afbouw 37""",
    ),
    "what is over before the rest is no doorstroom": (
        {},
        """an 4 2026-01-01 -31 2026-04-10
           an 2 2026-03-22 -31 2026-03-31""",
        """an 2026-01-01 in 4 instroom nieuw
           an 2026-03-22 in 2 stapeling -
           an 2026-03-31 uit 2 afbouw 31
           an 2026-04-10 uit 4 uitstroom 31""",
    ),
    "one departure feeds one arrival, the nearest": (
        {},
        """an 4 2025-01-01 -37 2026-02-28
           an 2 2026-03-05
           an 3 2026-03-03""",
        """an 2026-02-28 uit 4 doorstroom 3
           an 2026-03-03 in 3 doorstroom 4
           an 2026-03-05 in 2 stapeling -""",
    ),
    "of arrivals on one day the lowest plek is fed": (
        {},
        """an 4 2025-01-01 -37 2026-02-28
           an 3 2026-03-03
           an 2 2026-03-03""",
        """an 2026-02-28 uit 4 doorstroom 2
           an 2026-03-03 in 2 doorstroom 4
           an 2026-03-03 in 3 stapeling -""",
    ),
    "of arrivals as near the earlier is fed": (
        {},
        """an 4 2025-01-01 -37 2026-02-28
           an 2 2026-03-04
           an 3 2026-02-26""",
        """an 2026-02-26 in 3 doorstroom 4
           an 2026-02-28 uit 4 doorstroom 3
           an 2026-03-04 in 2 stapeling -""",
    ),
    "of departures on one day the lowest plek feeds": (
        {},
        """an 4 2025-01-01 -37 2026-02-28
           an 3 2025-01-01 -34 2026-02-28
           an 2 2026-03-03""",
        """an 2026-02-28 uit 3 doorstroom 2
           an 2026-02-28 uit 4 afbouw 37
           an 2026-03-03 in 2 doorstroom 3""",
    ),
    "a nearest candidate that is nearer to another is no pair": (
        {},
        # 4 is nearest to 2 but 2 is nearer to 3, that left later; 3 may only feed one
        """an 4 2025-01-01 -37 2026-02-20
           an 3 2025-01-01 -34 2026-02-28
           an 2 2026-03-01""",
        """an 2026-02-20 uit 4 afbouw 37
           an 2026-02-28 uit 3 doorstroom 2
           an 2026-03-01 in 2 doorstroom 3""",
    ),
    "who enters two plekken on a day is instroom in both": (
        {},
        """an 4 2026-02-01
           an 2 2026-02-01""",
        """an 2026-02-01 in 2 instroom nieuw
           an 2026-02-01 in 4 instroom nieuw""",
    ),
    "care that ends on 31 December leaves in that year, its sequel arrives in the next": (
        {"jaar": 2025},
        """an 4 2024-01-01 -37 2025-12-31
           an 2 2026-01-01""",
        "an 2025-12-31 uit 4 doorstroom 2",
    ),
    "the reden is that of the levering that ended last, also when an onderbreking lasted longer": (
        {},
        """an 2 2025-06-01
           an:1 4 2026-01-01 ~ 2026-01-10
           an 4 2026-01-02 -33 2026-01-20
           an:1 2 2026-02-15""",
        """an 2026-01-01 in 4 stapeling -
           an 2026-02-14 uit 4 afbouw 33""",
    ),
    "without a number a start resumes the latest of those that are interrupted": (
        {},
        """an 4 2026-01-01 ~ 2026-01-20
           an 4 2026-01-05 ~ 2026-01-20
           an 4 2026-02-01 -31 2026-02-10
           bo 4 2026-01-01 ~ 2026-01-20
           bo 4 2026-01-05 ~ 2026-01-20
           bo 4 2026-02-01 -31 2026-02-10
           bo 4 2026-03-15 -34 2026-03-20""",
        """an 2026-01-01 in 4 instroom nieuw
           bo 2026-01-01 in 4 instroom nieuw
           bo 2026-03-20 uit 4 uitstroom 34""",
    ),
    "of stops on the last day the lowest reden counts": (
        {},
        """an:1 4 2025-01-01 -34 2026-02-28
           an:2 4 2025-01-01 -31 2026-02-28
           an:3 4 2025-01-01 -02 2026-02-27""",
        "an 2026-02-28 uit 4 uitstroom 31",
    ),
    "an interruption that was not resumed is open": ({}, "an:1 4 2025-01-01 ~ 2026-02-28", ""),
    "a resumed interruption is presence, however long": (
        {},
        """an:1 4 2025-01-01 ~ 2026-01-31
           an:1 4 2026-08-01 -31 2026-09-30""",
        "an 2026-09-30 uit 4 uitstroom 31",
    ),
    "a start on another toewijzing resumes nothing": (
        {},
        """an:1 4 2025-01-01 ~ 2026-01-31
           an:2 2 2026-08-01 -31 2026-09-30""",
        """an 2026-08-01 in 2 stapeling -
           an 2026-09-30 uit 2 afbouw 31""",
    ),
    "without a number the same product resumes": (
        {},
        """an 4 2025-01-01 ~ 2026-01-31
           an 4 2026-08-01 -31 2026-09-30""",
        "an 2026-09-30 uit 4 uitstroom 31",
    ),
    "a definitive stop on an interruption ends it on its own day": (
        {},
        "an:1 4 2025-01-01 ~ 2026-01-31 -34 2026-06-30",
        "an 2026-06-30 uit 4 uitstroom 34",
    ),
    "an onderbreking belongs to the plek of what it interrupts": (
        {},
        """an:1 4 2025-01-01 ~ 2026-01-31
           an:1 2 2026-08-01""",
        """an 2026-07-31 uit 4 doorstroom 2
           an 2026-08-01 in 2 doorstroom 4""",
    ),
    "gemeenten outside the region and aanbieders outside its figures do not count": (
        {},
        """an 4 2026-02-01 @ELDERS
           bo 4 2026-02-01 @LANDELIJK
           cy 4 2026-02-01 @ERNAAST @LINDE""",
        "cy 2026-02-01 in 4 instroom nieuw",
    ),
    "what the register cannot place is onbekend": (
        {},
        "an 9 2026-02-01",
        "an 2026-02-01 in onbekend instroom nieuw",
    ),
    "five years back is herhaald, longer ago is nieuw": (
        {},
        """an 4 2020-01-01 -31 2021-02-01
           an 2 2026-02-01
           bo 4 2020-01-01 -31 2021-01-31
           bo 2 2026-02-01""",
        """an 2026-02-01 in 2 instroom herhaald
           bo 2026-02-01 in 2 instroom nieuw""",
    ),
    "a first time is onbekend while the ledger is young": (
        {"historie_vanaf": date(2021, 2, 2)},
        """an 4 2026-02-01
           bo 4 2026-02-02""",
        """an 2026-02-01 in 4 instroom onbekend
           bo 2026-02-02 in 4 instroom nieuw""",
    ),
    "plekken may be gemeenten": (
        {"dimension": Dimension.GEMEENTE},
        """an 4 2025-02-01 -37 2026-02-28
           an 4 2026-03-01 @ERNAAST""",
        """an 2026-02-28 uit 0855 doorstroom 0785
           an 2026-03-01 in 0785 doorstroom 0855""",
    ),
    "in the region as a whole moving on is nothing": (
        {"dimension": Dimension.REGIO},
        """an 4 2026-01-15 -37 2026-02-28
           an 2 2026-03-01 -31 2026-04-30""",
        """an 2026-01-15 in regio instroom nieuw
           an 2026-04-30 uit regio uitstroom 31""",
    ),
}


@cache
def life(historie_vanaf: date) -> duckdb.DuckDBPyConnection:
    """All stories in one region: of each its clients have numbers of their own."""
    care = [row for number, (_, lives, _) in enumerate(VERHALEN.values()) for row in read(100 * number, lives)]
    parameters = [Parameters(historie_vanaf=historie_vanaf, geldig_van=BEGIN)]
    return region({"parameters": parameters}, levering=care)


def read(base: int, text: str) -> list[dict[str, Any]]:
    """The leveringen of a story."""
    rows = []
    for line in text.strip().splitlines():
        name, segment, begin, *rest = line.split()
        name, _, number = name.partition(":")
        row: dict[str, Any] = {"client": client(base, name), "code": f"45{segment}", "begindatum": begin}
        if number:
            row["toewijzing_nummer"] = base + int(number)
        for word, value in zip(rest, [*rest, ""][1:], strict=True):
            if word == "~":
                row["tijdelijk_einde"] = value
            elif word.startswith("-"):
                row |= {"einde": value, "reden": word[1:]}
            elif word.startswith("@"):
                code = getattr(bouw, word[1:])
                row["gemeente" if len(code) == 4 else "aanbieder"] = code
        rows.append(row)
    return rows


def client(base: int, name: str) -> int:
    return base + 1 + ("an", "bo", "cy").index(name)


@cache
def moved(
    historie_vanaf: date = date(2020, 1, 1), termijn: int = 30, dimension: Dimension = Dimension.SEGMENT
) -> list[tuple[int, date, str]]:
    """Client, day, and the rest of the line of every movement of every story."""
    connection = life(historie_vanaf)
    asked = question("2026-Q1", dag_k=date(2026, 12, 31), dimension=dimension, termijn=termijn)
    request.prepare(connection, STROMEN, asked)
    table = "regio_beweging" if dimension is Dimension.REGIO else "beweging"
    request.provide(connection, f"from {table}")
    text = f"select client, datum, richting, plek, soort, coalesce(andere_plek, beroep, reden, '-') from {table}"
    return [(who, day, " ".join(words)) for who, day, *words in connection.execute(text).fetchall()]


@pytest.mark.parametrize("story", VERHALEN)
def test_movements_are_those_of_the_table(story: str) -> None:
    options, _, expected = VERHALEN[story]
    asked, base = dict(options), 100 * list(VERHALEN).index(story)
    jaar = asked.pop("jaar", 2026)
    found = {
        f"{name} {day} {words}"
        for who, day, words in moved(**asked)
        for name in ("an", "bo", "cy")
        if who == client(base, name) and day.year == jaar
    }
    assert found == {one.strip() for one in expected.splitlines()}

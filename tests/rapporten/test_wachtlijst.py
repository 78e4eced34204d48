# SPDX-License-Identifier: EUPL-1.2
"""Who waits on 30 June 2026, story by story (definitions.md 5); all of them are told in one region."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.reports.wachtlijst import WACHTLIJST
from berichtenverkeer.register.rows import Contract
from rapporten.bouw import BEGIN, ELDERS, LINDE, question, region

Rows = list[dict[str, Any]]


def care(begindatum: str, number: int | None = 1, **otherwise: Any) -> dict[str, Any]:
    return {"toewijzing_nummer": number, "begindatum": begindatum, "reden": "37"} | otherwise


def given(ingangsdatum: str, number: int = 1, **otherwise: Any) -> dict[str, Any]:
    return {"nummer": number, "ingangsdatum": ingangsdatum} | otherwise


WAITING: dict[str, tuple[Rows, dict[str, Any], int]] = {
    "nobody came yet": ([], given("2026-03-01"), 1),
    "care began": ([care("2026-03-02")], given("2026-03-01"), 0),
    "care begins later": ([care("2026-07-01")], given("2026-03-01"), 1),
    "not in force yet": ([], given("2026-07-01"), 0),
    "no longer in force": ([], given("2026-03-01", einddatum="2026-06-29"), 0),
    "removed": ([], given("2026-06-30", einddatum="2026-06-30", reden_wijziging="13"), 0),
    "taakgericht": ([], given("2026-03-01", code="451", aanbieder=LINDE), 0),
    "elders": ([], given("2026-03-01", gemeente=ELDERS), 0),
    "goes on under a new number, at most 30 days ago": (
        [care("2025-03-01", einde="2026-05-30")],
        given("2026-05-31", 2),
        0,
    ),
    "did not go on under a new number in 30 days": (
        [care("2025-03-01", einde="2026-05-29")],
        given("2026-05-30", 2),
        1,
    ),
    "nor does care of which nobody sent the stop": ([care("2025-03-01")], given("2026-03-01", 2), 1),
    "went on after all, as is known now": (
        [care("2025-03-01", einde="2026-07-10"), care("2026-07-11", 2)],
        given("2026-03-01", 2),
        0,
    ),
    "had care until two days before": ([care("2025-03-01", einde="2026-06-13")], given("2026-06-15", 2), 1),
    "had care that was resumed and ended long ago": (
        [care("2025-01-01", tijdelijk_einde="2025-01-31"), care("2025-03-01", einde="2025-04-30")],
        given("2026-03-01", 2),
        1,
    ),
    "a categorie without code continues any product of it": (
        [care("2025-03-01")],
        given("2026-06-01", 2, code=None),
        0,
    ),
    "care that was reported without code goes on as any product of its categorie": (
        [care("2025-03-01", code=None)],
        given("2026-06-01", 2),
        0,
    ),
    "but not as a product of another": ([care("2025-03-01", categorie="54", code=None)], given("2026-06-01", 2), 1),
}


@cache
def waiting() -> set[int]:
    """The clients: each story has one, with the numbers of his own."""
    leveringen, toewijzingen = [], []
    for client, (lived, granted, _) in enumerate(WAITING.values(), 1):
        leveringen += [row | {"client": client, "toewijzing_nummer": _own(client, row)} for row in lived]
        toewijzingen.append(granted | {"client": client, "nummer": 10 * client + granted["nummer"]})
    contract = Contract(aanbieder=LINDE, categorie="45", code="451", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
    connection = region({"contracten": [contract]}, levering=leveringen, toewijzing=toewijzingen)
    text = "select client from wachtenden(date '2026-06-30')"
    request.prepare(connection, WACHTLIJST, question("2026-Q1", dag_k=date(2026, 12, 31), termijn=30))
    request.provide(connection, text)
    return {client for (client,) in connection.execute(text).fetchall()}


def _own(client: int, row: dict[str, Any]) -> int:
    return 10 * client + int(row["toewijzing_nummer"])


@pytest.mark.parametrize("story", WAITING)
def test_who_waits_is_whose_story_says_so(story: str) -> None:
    client = 1 + list(WAITING).index(story)
    assert (client in waiting()) is bool(WAITING[story][2])

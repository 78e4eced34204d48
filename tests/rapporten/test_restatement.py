# SPDX-License-Identifier: EUPL-1.2
"""Between two K's: which cells moved, by how much, and by which gebeurtenis; and no other cells."""

from datetime import date
from typing import Any
from uuid import UUID

import duckdb

from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.restatement import REGISTER, Moved, restate
from rapporten.bouw import fill, question, region

EARLIER, LATER = 50, 100
PERIODS = "2025-01..2025-06"

YOUTH = {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-01-10"}
OTHER = {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-01-10", "code": "454"}
"""Somebody of whom nothing changes."""


def told(soort: str, **about: Any) -> dict[str, Any]:
    """What was booked between the two."""
    return {"positie": 60, "dag": "2025-07-10", "soort": soort, "client": 1, "bericht_id": UUID(int=60), **about}


LEVERING = {"toewijzing_nummer": 1, "begindatum": "2025-01-10"}


def moved(code: str, connection: duckdb.DuckDBPyConnection) -> list[Moved]:
    """What moved in a report of half a year of months, per segment."""
    before, after = (question(PERIODS, k=k, dag_k=date(2025, 7, 31)) for k in (EARLIER, LATER))
    return restate(connection, REPORTS[code], before, after).moved


def cells(found: list[Moved], column: str) -> dict[tuple[int | None, str | None], tuple[Any, Any]]:
    """Period and plek (None: the total) -> what it was and is."""
    return {(one.cell.periode, one.cell.plek): (one.was, one.now) for one in found if one.column == column}


def causes(found: list[Moved]) -> set[tuple[str, int]]:
    """What is named as the cause of any of them; each has one."""
    assert all(one.causes for one in found if one.column != "groei"), "growth moves with the month before it"
    return {(cause.soort, cause.positie) for one in found for cause in one.causes}


def test_a_late_stop_moves_the_months_after_it() -> None:
    connection = region(
        levering=[
            {**YOUTH, "pos_tot": 60},
            {**YOUTH, "einde": "2025-03-31", "reden": "31", "pos_van": 60},
            OTHER,
        ],
        gebeurtenis=[told("LeveringGestopt", **LEVERING)],
    )
    found = moved("jeugdigen", connection)
    assert cells(found, "jeugdigen") == {
        (month, plek): change for month in (3, 4, 5) for plek, change in ((None, (2, 1)), ("3", (1, 0)))
    }
    assert causes(found) == {("LeveringGestopt", 60)}


def test_a_withdrawn_start_moves_every_month_that_it_was_in() -> None:
    connection = region(
        levering=[{**YOUTH, "pos_tot": 60}, {**YOUTH, "is_verwijderd": True, "pos_van": 60}, OTHER],
        gebeurtenis=[told("StartVerwijderd", **LEVERING)],
    )
    found = moved("jeugdigen", connection)
    assert cells(found, "jeugdigen") == {
        (month, plek): change for month in range(6) for plek, change in ((None, (2, 1)), ("3", (1, 0)))
    }
    assert causes(found) == {("StartVerwijderd", 60)}


def test_a_removed_toewijzing_takes_who_waited_for_it_away() -> None:
    toewijzing = {"client": 1, "nummer": 1, "ingangsdatum": "2025-05-01"}
    removed = {"einddatum": "2025-05-01", "reden_wijziging": "13", "pos_van": 60}
    connection = region(
        toewijzing=[{**toewijzing, "pos_tot": 60}, {**toewijzing, **removed}],
        gebeurtenis=[told("ToewijzingVastgesteld", nummer=1)],
    )
    found = moved("wachtlijst", connection)
    assert cells(found, "wachtenden") == {(month, plek): (1, 0) for month in (4, 5) for plek in (None, "3")}
    assert causes([one for one in found if one.column == "wachtenden"]) == {("ToewijzingVastgesteld", 60)}


def test_a_late_declaratie_moves_the_cost_of_its_month() -> None:
    prestatie = {"client": 1, "toewijzing_nummer": 1, "referentie": "p1", "bedrag_cents": 700}
    connection = region(
        levering=[YOUTH],
        prestatie=[{**prestatie, "begindatum": "2025-03-05", "einddatum": "2025-03-05", "pos_van": 60}],
        gebeurtenis=[told("PrestatieIngediend", referentie="p1")],
    )
    found = [one for one in moved("kosten", connection) if one.column == "goedgekeurd_cents"]
    assert cells(found, "goedgekeurd_cents") == {(2, None): (None, 700), (2, "3"): (None, 700)}
    assert causes(found) == {("PrestatieIngediend", 60)}


def test_a_register_that_was_corrected_moves_care_to_another_segment() -> None:
    connection = region(levering=[YOUTH, OTHER])
    of_453 = "tabel = 'producten' and (waarde::json->>'$.code') = '453'"
    connection.execute(
        "insert into bron.register_rij by name select * replace (60 as pos_van,"
        f' replace(waarde, \'"segment":"3"\', \'"segment":"4"\') as waarde) from bron.register_rij where {of_453}'
    )
    connection.execute(f"update bron.register_rij set pos_tot = 60 where {of_453} and pos_van < 60")
    fill(connection, "registerversie", [{"positie": 60, "dag": "2025-07-10"}])
    found = moved("jeugdigen", connection)
    assert cells(found, "jeugdigen") == {
        (month, plek): change for month in range(6) for plek, change in (("3", (1, 0)), ("4", (1, 2)))
    }
    assert causes(found) == {(REGISTER, 60)}

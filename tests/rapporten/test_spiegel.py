# SPDX-License-Identifier: EUPL-1.2
"""Hoe sta ik ten opzichte van anderen?"""

import json
from statistics import median
from typing import Any

import pytest

from berichtenverkeer.rapporten.orders import BehindOrder, RestatementOrder, carry_out
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.spiegel import SPIEGEL
from berichtenverkeer.rapporten.result import Cell, Level
from berichtenverkeer.register.rows import Partij
from rapporten.bouw import BEGIN, REGISTER, WILGEN, ask, question, region, rows
from rapporten.contractbouw import contract

OTHERS = [f"9900020{one}" for one in range(1, 7)]
REGIO = {
    "partijen": [
        *REGISTER["partijen"],
        *(Partij(soort="aanbieder", code=one, naam=one, geldig_van=BEGIN) for one in OTHERS),
    ],
    "contracten": [contract(one) for one in (WILGEN, *OTHERS)],
}


def care(aanbieder: str, clients: range) -> list[dict[str, object]]:
    return [
        {"client": one, "toewijzing_nummer": one, "begindatum": "2025-01-01", "aanbieder": aanbieder} for one in clients
    ]


def leveringen() -> list[dict[str, object]]:
    """Wilgen has 3 youths, the others 1, 2, 3, 4, 5 and 6, all of product 453."""
    found, first = care(WILGEN, range(1, 4)), 100
    for number, one in enumerate(OTHERS, start=1):
        found += care(one, range(first, first + number))
        first += number
    return found


def test_spiegel_by_hand() -> None:
    """By hand, in 2025: Wilgen has 3 youths; six others with the same product have 1 to 6, median 3.5, p10 1.5 and p90
    5.5 (halfway between the first two and the last two). Nobody paid anything: no cost. Asked by Wilgen it sees
    itself alone.
    """
    connection = region(REGIO, levering=leveringen())
    result = ask(connection, SPIEGEL, "2025", own=Own("aanbieder", WILGEN))
    figures = rows(result, "spiegel")
    assert {key[0] for key in figures} == {WILGEN}
    assert figures[WILGEN, "jeugdigen"].values == {
        "cijfer": "jeugdigen", "waarde": 3.0, "anderen": 6, "p10": 1.5, "mediaan": 3.5, "p90": 5.5,
        "eigen": 85.7, "laag": 42.9, "hoog": 157.1,
    }  # fmt: skip
    assert (WILGEN, "kosten_per_jeugdige_cents") not in figures
    assert not [row for row in result.part("spiegel").rows if row.cell.plek != WILGEN]


def test_of_aanbieders_beside_others_there_is_no_total() -> None:
    """It would be that of any one of them."""
    result = ask(region(REGIO, levering=leveringen()), SPIEGEL, "2025")
    assert {row.cell.plek for row in result.part("spiegel").rows} == {WILGEN, *OTHERS}


@pytest.mark.parametrize("few", range(2, 7))
def test_with_fewer_than_five_others_there_is_no_spread(few: int) -> None:
    kept = [one for one in leveringen() if one["aanbieder"] in (WILGEN, *OTHERS[:few])]
    figures = rows(ask(region(REGIO, levering=kept), SPIEGEL, "2025"), "spiegel")
    for plek in (WILGEN, OTHERS[0]):
        mine = figures[plek, "jeugdigen"].values
        others = [sum(one["aanbieder"] == other for one in kept) for other in (WILGEN, *OTHERS[:few]) if other != plek]
        assert mine["mediaan"] == (median(others) if few >= 5 else None)


def test_what_is_behind_and_what_moved_is_the_own_row_as_the_report_has_it() -> None:
    """Wilgen sees the spread behind its figure and how it moved, and no row of another, nor how complete all are."""
    care = leveringen()
    for number, one in enumerate(care):
        one["pos_van"] = 20 if number % 2 else 60
    connection = region(REGIO, levering=care)
    own = Own("aanbieder", WILGEN)
    now, then = question("2025", own=own), question("2025", own=own, k=50)
    asked: dict[str, Any] = {"report": "spiegel", "question": now, "table": "spiegel", "column": "waarde"}
    told = [
        json.loads(carry_out(connection, BehindOrder(cell=Cell(Level.PLEK, 0, plek, None, ("jeugdigen",)), **asked)))
        for plek in (WILGEN, OTHERS[5], None)
    ]
    assert [len(one["feiten"]) for one in told] == [1, 0, 0]
    assert told[0]["feiten"][0]["waarden"] | {"anderen": 6, "mediaan": 3.5} == told[0]["feiten"][0]["waarden"]
    moved = json.loads(carry_out(connection, RestatementOrder(report="spiegel", question=then, later=now)))
    assert {one["plek"] for one in moved["herzien"]} == {WILGEN}
    assert "mediaan" in {one["kolom"] for one in moved["herzien"]}
    assert not any(one["oorzaken"] for one in moved["herzien"]), "berichten of others"
    assert moved["later"]["volledigheid"] == []


def test_an_aanbieder_reads_how_complete_his_own_care_is_and_not_that_of_all() -> None:
    toewijzing = [
        {"client": one["client"], "nummer": one["toewijzing_nummer"], "ingangsdatum": "2025-01-01"}
        | {"aanbieder": one["aanbieder"]}
        for one in leveringen()
    ]
    connection = region(REGIO, levering=leveringen(), toewijzing=toewijzing)
    of_all, his = (
        {share.name: share.of for share in ask(connection, SPIEGEL, "2025", own=own).ground.completeness}
        for own in (None, Own("aanbieder", WILGEN))
    )
    assert (of_all["met_levering"], his["met_levering"]) == (24, 3)

# SPDX-License-Identifier: EUPL-1.2
"""Wat schrijven we de raad?"""

from typing import Any

import pytest

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.begroting import BEGROTING
from berichtenverkeer.rapporten.reports.herziening import HERZIENING
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.kosten import KOSTEN
from berichtenverkeer.rapporten.reports.raadsbrief import RAADSBRIEF
from berichtenverkeer.rapporten.reports.wachtlijst import WACHTLIJST
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import ERNAAST, HIER, ask, question, region, rows
from rapporten.rijk import LAST_K, all_kinds


def test_raadsbrief_by_hand() -> None:
    """By hand, in March 2025: seven youths of HIER have care and two of ERNAAST, nine of the region. The letter says
    nine and hides both others: seven would give the two away. So does the letter that HIER asks for itself: it lies
    beside that of the region.
    """
    levering = [
        {"client": one, "toewijzing_nummer": one, "begindatum": "2025-01-01", "gemeente": HIER if one < 8 else ERNAAST}
        for one in range(1, 10)
    ]
    connection = region(levering=levering)
    letter = ask(connection, RAADSBRIEF, "2025-03", dimension=RAADSBRIEF.dimension)
    youths = rows(letter, "jeugdigen")
    assert youths[ERNAAST].hidden["jeugdigen"] == "< 5"
    assert (youths[HIER].values["jeugdigen"], youths[ERNAAST].values["jeugdigen"]) == (None, None)
    assert rows(letter, "jeugdigen", Level.TOTAL)[None].values["jeugdigen"] == 9
    own = ask(connection, RAADSBRIEF, "2025-03", dimension=RAADSBRIEF.dimension, own=Own("gemeente", HIER))
    assert {plek: row.hidden["jeugdigen"] for plek, row in rows(own, "jeugdigen").items()} == {HIER: "afgeschermd"}
    assert own.part("jeugdigen").rows == [youths[HIER]], "a row of the whole letter, and no other"
    asked = question("2025-03", dimension=RAADSBRIEF.dimension, own=Own("gemeente", HIER), small_cells=True)
    assert engine.of_asker(connection, RAADSBRIEF, asked, letter) == own, "taken out of the letter that was made before"


@pytest.mark.parametrize("seed", range(2))
def test_the_letter_has_the_figures_of_the_reports(seed: int) -> None:
    """Each of its tables, wherever nothing is hidden, as the report of that table has it."""
    connection = all_kinds(seed)
    asked: dict[str, Any] = {"dimension": RAADSBRIEF.dimension, "k": LAST_K}
    letter = ask(connection, RAADSBRIEF, "2025-06", **asked)
    seen = 0
    for report in (BEGROTING, KOSTEN, JEUGDIGEN, WACHTLIJST, HERZIENING):
        made = ask(connection, report, "2025-06", **asked)
        for part in letter.parts:
            if part.name in {table.name for table in report.tables}:
                told = {row.cell: row.values for row in made.part(part.name).rows}
                for row in part.rows:
                    shown = {name: value for name, value in row.values.items() if name not in row.hidden}
                    assert shown == {name: told[row.cell][name] for name in shown}, (part.name, row.cell)
                    seen += len(shown)
    assert seen > 50
    assert {part.name for part in letter.parts} == {table.name for table in RAADSBRIEF.tables}

# SPDX-License-Identifier: EUPL-1.2
"""What a gemeente sees of the region as a whole."""

from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.region_totals import NOT_YOURS, region_totals
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import question
from rapporten.rijk import LAST_K, all_kinds


def test_the_market_of_the_region_is_told_without_what_is_made_from_money() -> None:
    """Not an amount, not a share of amounts, and not the concentration, which gives the shares of two away."""
    result = region_totals(MARKT, engine.make(all_kinds(), MARKT, question("2025", k=LAST_K)))
    (row,) = result.part("markt").rows
    assert row.cell.level is Level.TOTAL
    money = {"kosten_cents", "aandeel_top", "hhi"}
    assert {name: row.hidden[name] for name in money} == dict.fromkeys(money, NOT_YOURS)
    assert not any(row.values[name] for name in money)
    assert row.values["aanbieders"] == 2

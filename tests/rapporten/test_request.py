# SPDX-License-Identifier: EUPL-1.2
"""What is kept of one question is not given for another."""

from datetime import date

from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.register.parameters import Parameters
from rapporten.bouw import ask, region


def test_each_period_has_the_termijn_that_the_register_has_for_it() -> None:
    """D is 30 days until 2025, and 60 from then. Out for 44 days in both years: out in 2024, through in 2025."""
    history = date(2015, 1, 1)
    parameters = [
        Parameters(
            historie_vanaf=history, doorstroomtermijn_dagen=30, geldig_van=history, geldig_tot=date(2024, 12, 31)
        ),
        Parameters(historie_vanaf=history, doorstroomtermijn_dagen=60, geldig_van=date(2025, 1, 1)),
    ]
    care = [
        {"client": year, "toewijzing_nummer": number, "begindatum": f"{year}-{begin}", "einde": f"{year}-{end}"}
        for year in (2024, 2025)
        for number, begin, end in ((year, "02-01", "03-31"), (year + 10, "05-15", "11-30"))
    ]

    def out(*asked: str) -> list[int]:
        connection = region({"parameters": parameters}, levering=care)
        results = [ask(connection, STROMEN, one) for one in asked]
        assert [one.ground.termijn for one in results] == [30 if one == "2024" else 60 for one in asked]
        return [one.part("stromen").rows[0].values["uitstroom"] for one in results]

    assert out("2024", "2025") == [*out("2024"), *out("2025")] == [2, 1]

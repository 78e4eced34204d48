# SPDX-License-Identifier: EUPL-1.2
"""Hoe snel raakt de lumpsum op: by hand, and as plafonds/lumpsum.py says it."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from berichtenverkeer.plafonds.lumpsum import Delivered, standing
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.lumpsum import LUMPSUM
from berichtenverkeer.register.money_rows import Lumpsum
from berichtenverkeer.register.rows import Contract
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, WILGEN, ask, region
from rapporten.geldbouw import chance
from rapporten.orakel import geld

CONTRACTEN = [
    Contract(aanbieder=WILGEN, categorie="45", uitvoeringsvariant="taakgericht", geldig_van=BEGIN),
    Contract(aanbieder=LINDE, categorie="45", uitvoeringsvariant="taakgericht", hoofdaannemer=WILGEN, geldig_van=BEGIN),
]


def line(soort: str, cents: int, van: date, tot: date | None = None, regel: int = 1, segment: str = "3") -> Lumpsum:
    return Lumpsum(
        hoofdaannemer=WILGEN,
        segment=segment,
        regel=regel,
        soort=soort,
        bedrag_cents=cents,
        reden="cao" if soort in ("verhoging", "verlaging") else "",
        geldig_van=van,
        geldig_tot=tot or date(van.year, 12, 31),
    )


def found(result: Any, table: str, periode: int | None = 0) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {row.cell.keys: row.values for row in result.part(table).rows if row.cell.periode == periode}


def test_counted_by_hand() -> None:
    """36,500 euro for 2025, 100 a day; 2,750 more from 1 April, 275 days of 10. At the end of April 120 and 30 days
    are over: 12,000 + 300. Client 1 has care of WILGEN from 10 January to 5 February, 27 days in two months; client 2
    of LINDE, for WILGEN, from December on to the end of the year: 120 days in four months. Care in segment 4 is of no
    task. Together 147 days, six months of clients, 12,300 / 6 a month. In 2024 the basis was 40,000: 40,000 - 36,500
    is saved."""
    connection = region(
        {
            "contracten": CONTRACTEN,
            "lumpsums": [
                line("basis", 40_000_00, date(2024, 1, 1)),
                line("basis", 36_500_00, date(2025, 1, 1)),
                line("verhoging", 2_750_00, date(2025, 4, 1), regel=2),
            ],
        },
        levering=[
            {"client": 1, "begindatum": "2025-01-10", "einde": "2025-02-05"},
            {"client": 2, "begindatum": "2024-12-02", "einde": "2025-12-31", "aanbieder": LINDE},
            {"client": 3, "begindatum": "2025-01-01", "code": "454"},
        ],
    )
    result = ask(connection, LUMPSUM, "2025-04")
    (burned,) = found(result, "lumpsum").values()
    assert burned == {
        "hoofdaannemer": WILGEN,
        "segment": "3",
        "bedrag_cents": 39_250_00,
        "verbruikt_cents": 12_300_00,
        "rest_cents": 26_950_00,
        "verbruikt": 31.34,
        "clienten": 2,
        "leveringen": 2,
        "zorgdagen": 147,
        "clientmaanden": 6,
        "per_client_maand_cents": 2_050_00,
    }
    lines = result.part("regels").rows
    assert [(one.values["verbruikt_cents"], one.values["reden"]) for one in lines] == [
        (12_000_00, None),
        (300_00, "cao"),
    ]
    years = found(result, "jaren", None)
    assert (years[WILGEN, "3", 2024]["bereikt_cents"], years[WILGEN, "3", 2024]["zorgdagen"]) == (0, 30)
    assert (years[WILGEN, "3", 2025]["bereikt_cents"], years[WILGEN, "3", 2025]["bereikt"]) == (3_500_00, 8.75)
    assert (years[WILGEN, "3", 2025]["van_buiten_cents"], years[WILGEN, "3", 2025]["zorgdagen"]) == (2_750_00, 147)
    assert (years[WILGEN, "3", 2025]["afbouw_cents"], years[WILGEN, "3", 2024]["van_buiten_cents"]) == (0, 0)


def test_a_gemeente_sees_the_care_of_its_own_youths_and_no_money_of_all() -> None:
    """Client 1, of HIER, has care from 10 January to 5 February: 27 days in two months; client 2 is of ERNAAST."""
    connection = region(
        {"contracten": CONTRACTEN, "lumpsums": [line("basis", 36_500_00, date(2025, 1, 1))]},
        levering=[
            {"client": 1, "begindatum": "2025-01-10", "einde": "2025-02-05"},
            {"client": 2, "begindatum": "2024-12-02", "einde": "2025-12-31", "gemeente": ERNAAST},
        ],
    )
    result = ask(connection, LUMPSUM, "2025-04", own=Own("gemeente", HIER))
    (care,) = found(result, "lumpsum").values()
    counted = {"hoofdaannemer": WILGEN, "segment": "3", "clienten": 1, "leveringen": 1, "zorgdagen": 27}
    assert {name: value for name, value in care.items() if value is not None} == counted | {"clientmaanden": 2}
    (year,) = found(result, "jaren", None).values()
    assert {name for name, value in year.items() if value is not None} == {
        "hoofdaannemer",
        "segment",
        "jaar",
        "zorgdagen",
    }
    assert result.part("regels").rows == []


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_what_the_lumpsum_says(seed: int) -> None:
    """plafonds/lumpsum.py, of the same lines and care, at the end of each quarter; and read plainly."""
    random, made = Random(seed), chance(seed)
    rows = [
        line(
            soort,
            random.randint(1, 10**9),
            date(jaar, random.randint(1, 6), 1),
            date(jaar, random.randint(7, 12), 28),
            n,
        )
        for jaar in (2024, 2025)
        for n, soort in enumerate(("basis", "verhoging", "verlaging", "afbouw", "herinvestering"), 1)
    ]
    result = ask(region({"contracten": CONTRACTEN, "lumpsums": rows}, **made), LUMPSUM, "2024-Q1..2025-Q3")
    for number, period in enumerate(read_periods("2024-Q1..2025-Q3")):
        told = standing(rows, _care(made, period.eind), period.eind.year, period.eind)
        (said,) = found(result, "lumpsum", number).values()
        for name in ("bedrag_cents", "verbruikt_cents", "rest_cents", "clienten", "leveringen", "zorgdagen"):
            assert said[name] == getattr(told, name), (number, name)
        assert {name: said[name] for name in COUNTED} == care_plainly(made, period.eind)
        of_year = [row for row in rows if row.geldig_van.year == period.eind.year]
        assert said["bedrag_cents"] == sum(signed(row) for row in of_year)
        assert abs(said["verbruikt_cents"] - sum(burnt(row, period.eind) for row in of_year)) <= len(of_year)
        assert said["rest_cents"] == said["bedrag_cents"] - said["verbruikt_cents"]
        assert said["verbruikt"] == geld.percent(said["verbruikt_cents"], said["bedrag_cents"])
        assert said["clientmaanden"] == told.clientmaanden
        assert said["per_client_maand_cents"] == told.per_client_maand_cents
        lines = [one.values for one in result.part("regels").rows if one.cell.periode == number]
        assert [(one["bedrag_cents"], one["verbruikt_cents"]) for one in lines] == [
            (one.bedrag_cents, one.verbruikt_cents) for one in told.lijnen
        ]
    years = found(result, "jaren", None)
    for one in told.jaren:
        said = years[WILGEN, "3", one.jaar]
        names = (
            "bedrag_cents",
            "van_buiten_cents",
            "afbouw_cents",
            "herinvestering_cents",
            "bereikt_cents",
            "zorgdagen",
        )
        assert {name: said[name] for name in names} == {name: getattr(one, name) for name in names}
        assert one.bereikt_procent is not None
        assert abs(said["bereikt"] - one.bereikt_procent) <= 0.5


COUNTED = ("clienten", "leveringen", "zorgdagen", "clientmaanden")


def care_plainly(made: geld.Region, until: date) -> dict[str, int]:
    """Care of segment 3 from 1 January until then, day by day."""
    year = [date(until.year, 1, 1) + timedelta(days=one) for one in range(until.timetuple().tm_yday)]
    some = [one for one in made["levering"] if one["code"] == "453"]
    there = [(number, one["client"], day) for number, one in enumerate(some) for day in year
             if one["begindatum"] <= day and (one["einde"] is None or day <= one["einde"])]  # fmt: skip
    return {
        "clienten": len({client for _, client, _ in there}),
        "leveringen": len({number for number, _, _ in there}),
        "zorgdagen": len(there),
        "clientmaanden": len({(client, day.month) for _, client, day in there}),
    }


def signed(row: Lumpsum) -> int:
    """A verlaging and the afbouw take away."""
    return -row.bedrag_cents if row.soort in ("verlaging", "afbouw") else row.bedrag_cents


def burnt(row: Lumpsum, until: date) -> Fraction:
    """What of a line is gone: each of its days the same."""
    assert row.geldig_tot is not None
    days = (row.geldig_tot - row.geldig_van).days + 1
    return Fraction(signed(row) * min(days, max(0, (until - row.geldig_van).days + 1)), days)


def _care(made: geld.Region, until: date) -> list[Delivered]:
    """What is done in segment 3 before `until`: by WILGEN, or by LINDE for him."""
    return [
        Delivered(
            one["aanbieder"],
            one["gemeente"],
            bytes([one["client"]]),
            "45",
            one["code"],
            begin,
            begin,
            one["einde"] or until,
        )
        for one in made["levering"]
        if one["code"] == "453" and (begin := one["begindatum"]) <= until
    ]

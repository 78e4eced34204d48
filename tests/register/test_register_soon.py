# SPDX-License-Identifier: EUPL-1.2
"""What of the register ends soon with nothing after it, and what comes."""

from datetime import date
from typing import Any

import pytest

from berichtenverkeer.register.money_rows import Begroting
from berichtenverkeer.register.rows import TABLES, Gebied
from berichtenverkeer.register.soon import coming, ending

TODAY, LAST = date(2026, 12, 1), date(2026, 12, 31)


def gebied(van: str, tot: str | None = None, code: str = "oost") -> Gebied:
    return Gebied(
        gebied=code, naam=code, geldig_van=date.fromisoformat(van), geldig_tot=date.fromisoformat(tot) if tot else None
    )


OLD = gebied("2020-01-01", "2026-12-15")


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        ([OLD], [OLD]),
        ([OLD, gebied("2026-12-16")], []),
        ([OLD, gebied("2026-12-10")], []),
        ([OLD, gebied("2026-12-17")], [OLD]),
        ([OLD, gebied("2026-12-16", code="west")], [OLD]),
        ([gebied("2020-01-01")], []),
        ([gebied("2020-01-01", "2027-01-01")], []),
        ([gebied("2020-01-01", "2026-11-30")], []),
        ([gebied("2026-12-02", "2026-12-15")], []),
    ],
)
def test_a_row_ends_when_no_other_of_its_key_holds_the_day_after(rows: list[Gebied], ends: list[Gebied]) -> None:
    assert ending(TABLES["gebieden"], rows, TODAY, LAST) == ends


def test_of_a_file_per_year_the_next_year_goes_on() -> None:
    def budget(jaar: int, gemeente: str) -> Begroting:
        days: dict[str, Any] = {"geldig_van": date(jaar, 1, 1), "geldig_tot": date(jaar, 12, 31)}
        return Begroting(gemeente=gemeente, jaar=jaar, bedrag_cents=1, **days)

    rows = [budget(2026, "0855"), budget(2027, "0855"), budget(2026, "0363")]
    assert ending(TABLES["begrotingen"], rows, TODAY, LAST) == rows[2:]


def test_what_comes_does_not_hold_yet_and_will() -> None:
    rows = [gebied(day) for day in ("2026-12-01", "2026-12-02", "2026-12-31", "2027-01-01")]
    assert coming(rows, TODAY, LAST) == rows[1:3]

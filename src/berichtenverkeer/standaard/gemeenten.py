# SPDX-License-Identifier: EUPL-1.2
"""Gemeentecodes of CBS, division per 1 January 2026. Older divisions are not here; the register has the exceptions."""

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "gegevens" / "gemeenten_2026.csv"


@cache
def gemeenten() -> dict[str, str]:
    """Name by four-digit code, 342 in all."""
    with _FILE.open(encoding="utf-8", newline="") as origin:
        return {row["code"]: row["naam"] for row in csv.DictReader(origin, delimiter=";")}

# SPDX-License-Identifier: EUPL-1.2
"""The tables of docs/bedienen/sizing.md follow from each other: from inhabitants and what one bericht costs."""

import re
from statistics import mean

from house.repository import ROOT

TEXT = (ROOT / "docs/bedienen/sizing.md").read_text(encoding="utf-8")
YOUTHS, LEVERINGEN, BERICHTEN, PRESTATIES = 0.023, 1.5, 4, 9


def numbers(first: str, columns: int) -> list[list[int]]:
    """The rows of a table of which the first cell is like this and all others are whole numbers."""
    found = re.findall(rf"^\| ({first})((?: \| [\d,]+){{{columns}}}) \|$", TEXT, re.MULTILINE)
    cells = [[name, *rest.split("|")[1:]] for name, rest in found]
    return [[int(re.sub(r"\D", "", one) or 0) for one in row] for row in cells]


def test_disk_wal_and_processor_follow_from_what_one_costs() -> None:
    berichten, (prestatie,) = numbers(r"JW3(?:05|01|15)", 6), numbers("JW323, a prestatie", 6)
    assert len(berichten) == 3

    def each(*columns: int) -> list[float]:
        return [mean(sum(row[one] for one in columns) for row in berichten), sum(prestatie[one] for one in columns)]

    disk, wal, processor = each(2, 3), each(4), each(5, 6)
    rows = numbers(r"[\d,]+", 5)
    assert [row[0] for row in rows] == [25_000, 100_000, 500_000, 5_000_000]
    for inhabitants, berichten_year, prestaties_year, *told in rows:
        leveringen = inhabitants * YOUTHS * LEVERINGEN
        counts = (leveringen * BERICHTEN, leveringen * PRESTATIES)
        assert (berichten_year, prestaties_year) == tuple(int(one + 0.5) for one in counts)
        for (bericht, part), value in zip((disk, wal, processor), told, strict=True):
            exact = (counts[0] * bericht + counts[1] * part) / 1e6
            assert abs(exact - value) <= max(1, 0.02 * exact)

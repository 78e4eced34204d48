# SPDX-License-Identifier: EUPL-1.2
"""What the boekingen say of the past: what was known at each month end, and since when a plafond is full."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import watermark
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import LAST, Histories, Known, month_end
from berichtenverkeer.register.rows import Perceel, Plafond
from berichtenverkeer.register.stand import RegisterStand

_MAANDSTANDEN = query("plafonds", "maandstanden")
_REACHED = query("plafonds", "reached")


async def histories_at(
    grootboek: Grootboek, k: int, day: date, register: RegisterStand, seen_by: str = ""
) -> Histories:
    """What was known at each month end before `day`, as the boekingen up to `k` say; `seen_by` as Histories has it.

    Known at the end of a month is what was booked up to the K of its last midnight (definitions.md 1).
    """
    first = min((row.jaar for row in register.rows(Plafond)), default=day.year)
    months = list(month_ends(first, day))
    ends = [datetime.combine(last + timedelta(days=1), time.min, NETHERLANDS) for last in months]
    limits = [position + 1 for position in await watermark.at_moments(grootboek, ends)]
    moved: dict[PlafondKey, dict[int, int]] = {}
    for *plafond, until, cents in await grootboek.fetch(_MAANDSTANDEN, k, limits):
        moved.setdefault(PlafondKey(*plafond), {})[until] = int(cents)
    known = {key: by_month_end(key.jaar, months, moved[key]) for key in sorted(moved)}
    return Histories(known, {row.perceel: row.segment for row in register.rows(Perceel)}, seen_by)


def month_ends(first: int, day: date) -> Iterable[date]:
    """The last days of the months that were over before `day`, from the December before the year `first`."""
    month = 0
    while (last := month_end(first, month)) < day:
        yield last
        month += 1


def by_month_end(jaar: int, months: Sequence[date], moved: Mapping[int, int]) -> Known:
    """Cents at the month ends by their number within the year; `moved`: by which of `months` what came."""
    sums = accumulate(moved.get(number, 0) for number in range(len(months)))
    numbered = zip(((last.year - jaar) * 12 + last.month for last in months), sums, strict=True)
    begin = min(moved)
    return {month: cents for number, (month, cents) in enumerate(numbered) if number >= begin and 0 <= month <= LAST}


async def reached_at(grootboek: Grootboek, k: int, bedragen: Mapping[PlafondKey, int]) -> dict[PlafondKey, date]:
    """Since which day the known claims of each of these plafonds are at that amount; of those that are, at `k`."""
    reached: dict[PlafondKey, date] = {}
    for jaar in sorted({key.jaar for key in bedragen}):
        rows = await grootboek.fetch(_REACHED, k, jaar, *columns(bedragen, jaar))
        reached |= {PlafondKey(who, jaar, perceel, segment): day for who, perceel, segment, day in rows}
    return reached


def columns(bedragen: Mapping[PlafondKey, int], jaar: int) -> tuple[list[str], list[str], list[str], list[int]]:
    """The plafonds of a year with their amounts, as verloop.sql takes them: $4 to $7."""
    keys = sorted(key for key in bedragen if key.jaar == jaar)
    return (
        [key.aanbieder for key in keys],
        [key.perceel for key in keys],
        [key.segment for key in keys],
        [bedragen[key] for key in keys],
    )

# SPDX-License-Identifier: EUPL-1.2
"""How far a prognose was off: years of the example region, from each month end, beside two simpler answers.

`python -m benchmarks.prognose [ZAAD ...]`: seeds 32, 33 and 34 unless others are named. Each region lives three years
in memory, decided and booked as the gateway does, with neither database nor HTTP. The second year has one year behind
it, the third two. What is said of December at a month end, from what was known then: by chain ladder (the prognose of
the product), by the run-rate (what was approved so far, as much in each month), and as the known claims stand. Ends by
itself, in about a minute and a half of processor.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec

from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.plafonds.histories import by_month_end, month_ends
from berichtenverkeer.plafonds.keys import IN_ROOM, PlafondKey, Rekening
from berichtenverkeer.plafonds.prognose import DECEMBER, Histories, Known, month_end
from berichtenverkeer.register.rows import Perceel
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.voorbeeldregio.district import live_through, make_district
from berichtenverkeer.voorbeeldregio.past import Past, live
from berichtenverkeer.voorbeeldregio.setup import YEAR

SEEDS = (32, 33, 34)
YEARS_BEHIND = 3
"""Before the year of the demo: of the second and the third is said what they become."""
MONTHS = range(1, DECEMBER)


class Region(NamedTuple):
    """What was known of each plafond at each month end, and approved of it; and where the percelen are."""

    known: Mapping[PlafondKey, Known]
    approved: Mapping[PlafondKey, Known]
    segment_of: Mapping[str, str]


class Said(NamedTuple):
    """Of one plafond at one month end: cents at its December by each answer, and what it became."""

    chain_ladder: int
    run_rate: int
    known: int
    became: int


Answer = Callable[[Said], int]
ANSWERS: Mapping[str, Answer] = {
    "chain ladder": lambda one: one.chain_ladder,
    "run-rate": lambda one: one.run_rate,
    "known claims": lambda one: one.known,
}


def main() -> None:
    """A table per year: a line per month, in each cell the seeds beside each other."""
    seeds = [int(one) for one in sys.argv[1:]] or SEEDS
    regions = [_region(seed) for seed in seeds]
    print(f"Seeds {', '.join(map(str, seeds))}, {YEAR.aanbieders} aanbieders, {YEAR.jeugdigen:,} youths.")
    for jaar in (YEAR.begin.year - 2, YEAR.begin.year - 1):
        _print(jaar, [{month: list(_said(region, jaar, month)) for month in MONTHS} for region in regions])


def _region(seed: int) -> Region:
    whole = msgspec.structs.replace(YEAR, zaad=seed).with_past(YEARS_BEHIND)
    district = make_district(whole)
    register = RegisterStand(district.register.rows, 1)
    books = Boekhouding(register, today=whole.begin)
    books.book_plafonds(0)
    clienten = {life.bsn: life.nummer.to_bytes(16) for life in district.levens.values()}
    past = live(live_through(district, YEAR.begin), clienten, register, books.saldi())
    known, approved = (_known(past, whole.begin, on) for on in (IN_ROOM, {Rekening.REALISATIE}))
    return Region(known, approved, {row.perceel: row.segment for row in register.rows(Perceel)})


def _known(past: Past, begin: date, on: Collection[Rekening]) -> dict[PlafondKey, Known]:
    """On these rekeningen of every plafond, since the first day."""
    months = list(month_ends(begin.year, YEAR.begin))
    month_of = {}
    for day, (position, _) in past.gebeurtenissen:
        month_of[position] = (day.year - begin.year) * 12 + day.month
    moved: dict[PlafondKey, dict[int, int]] = {one.plafond: {0: 0} for one in past.money.saldi()}
    for position, boeking in past.money.boekingen:
        own = moved[boeking.plafond]
        cents = sum(side.cents for side in boeking.zijden if side.rekening in on)
        own[month_of[position]] = own.get(month_of[position], 0) + cents
    return {key: by_month_end(key.jaar, months, own) for key, own in moved.items()}


def _said(region: Region, jaar: int, month: int) -> Iterator[Said]:
    """Of every plafond of that year of which there is a prognose: it is asked on the last day of the month."""
    then = {key: _before(one, (jaar - key.jaar) * 12 + month) for key, one in region.known.items()}
    histories = Histories(then, region.segment_of, looks_back=False)
    for key, known in region.known.items():
        if key.jaar == jaar and (now := known.get(month)):
            prognose = histories.prognose(key, 0, now, month_end(jaar, month))
            if prognose.jaareinde_cents is not None:
                yield Said(
                    prognose.jaareinde_cents, region.approved[key][month] * DECEMBER // month, now, known[DECEMBER]
                )


def _before(known: Known, month: int) -> Known:
    return {one: cents for one, cents in known.items() if one < month}


def _print(jaar: int, measured: Sequence[Mapping[int, Sequence[Said]]]) -> None:
    print(f"\n{jaar}, with {jaar - YEAR.begin.year + YEARS_BEHIND} year(s) behind it.")
    print("Off by, in % of December: all plafonds together (above 0: too much); between brackets each by itself.")
    print(f"| at the end of month | plafonds | {' | '.join(ANSWERS)} |\n|---|---|{'---|' * len(ANSWERS)}")
    for month in MONTHS:
        counts = " ".join(str(len(one[month])) for one in measured)
        cells = [" ".join(_off(one[month], answer) for one in measured) for answer in ANSWERS.values()]
        print(f"| {month} | {counts} | {' | '.join(cells)} |")


def _off(said: Sequence[Said], answer: Answer) -> str:
    """All together, and each by itself, weighed by volume."""
    became = sum(one.became for one in said)
    if not became:
        return "-"
    differences = [answer(one) - one.became for one in said]
    together, apart = (Fraction(100 * cents, became) for cents in (sum(differences), sum(map(abs, differences))))
    return f"{float(together):+.0f} ({float(apart):.0f})"


if __name__ == "__main__":
    main()

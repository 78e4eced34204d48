# SPDX-License-Identifier: EUPL-1.2
"""Amounts for a task (definitions.md 6.6): how far they are burned, the care beside it, what was saved. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

import msgspec

from berichtenverkeer.plafonds.money_register import rounded
from berichtenverkeer.register.money_rows import Lumpsum

SIGNS = {"basis": 1, "verhoging": 1, "verlaging": -1, "afbouw": -1, "herinvestering": 1}
"""What each kind of line does to the amount."""

FROM_WITHOUT = ("verhoging", "verlaging")
"""The kinds that say nothing about what was saved."""


class Delivered(msgspec.Struct, frozen=True):
    """Care with its first and last day in the asked period."""

    aanbieder: str
    gemeente: str
    client: bytes
    categorie: str
    code: str
    begindatum: date
    van: date
    tot: date


class Lumpsumlijn(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line of the register, signed, with what of it is burned at the end of the day."""

    soort: str
    bedrag_cents: int
    verbruikt_cents: int
    van: date
    tot: date
    reden: str | None


class Lumpsumjaar(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A year beside the first: the amount, what came from without, the planned reduction and what is reached of it.

    `bereikt_cents`: by how much the amount is below the basis of the first year, without what came from without.
    `zorgdagen` only so far as the year is over.
    """

    jaar: int
    bedrag_cents: int
    van_buiten_cents: int
    afbouw_cents: int
    herinvestering_cents: int
    bereikt_cents: int
    bereikt_procent: int | None
    zorgdagen: int


class Lumpsumstand(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A lumpsum at the end of a day: amount, burned by calendar day and left, and the care of the year beside it.

    `per_client_maand_cents`: burned, by the months in which each client had a day of care; None without any.
    """

    bedrag_cents: int
    verbruikt_cents: int
    rest_cents: int
    clienten: int
    leveringen: int
    zorgdagen: int
    clientmaanden: int
    per_client_maand_cents: int | None
    lijnen: list[Lumpsumlijn]
    jaren: list[Lumpsumjaar]


def burned(row: Lumpsum, day: date) -> Fraction:
    """Cents of a line that are burned at the end of `day`, signed: each of its days as much."""
    assert row.geldig_tot is not None, "a line lies in one year"
    whole, gone = _days(row.geldig_van, row.geldig_tot), _days(row.geldig_van, min(day, row.geldig_tot))
    return SIGNS[row.soort] * row.bedrag_cents * Fraction(max(0, gone), whole)


def standing(rows: Sequence[Lumpsum], care: Iterable[Delivered], jaar: int, day: date) -> Lumpsumstand:
    """The lumpsum of `jaar` at the end of `day`; `rows` are its lines of all years, `care` all that is done for it."""
    own = sorted((row for row in rows if row.geldig_van.year == jaar), key=lambda row: row.regel)
    per_year: dict[int, list[Delivered]] = defaultdict(list)
    years = sorted({row.geldig_van.year for row in rows if row.geldig_van.year <= jaar})
    for one in care:
        for year in years:
            van, tot = max(one.van, date(year, 1, 1)), min(one.tot, date(year, 12, 31), day)
            if van <= tot:
                per_year[year].append(msgspec.structs.replace(one, van=van, tot=tot))
    whole, gone = sum(SIGNS[row.soort] * row.bedrag_cents for row in own), sum(burned(row, day) for row in own)
    months = {month for one in per_year[jaar] for month in _client_months(one)}
    return Lumpsumstand(
        bedrag_cents=whole,
        verbruikt_cents=_rounded(gone),
        rest_cents=whole - _rounded(gone),
        clienten=len({one.client for one in per_year[jaar]}),
        leveringen=len(per_year[jaar]),
        zorgdagen=_care_days(per_year[jaar]),
        clientmaanden=len(months),
        per_client_maand_cents=_rounded(Fraction(gone) / len(months)) if months else None,
        lijnen=[_line(row, day) for row in own],
        jaren=[
            _year(year, [row for row in rows if row.geldig_van.year == year], _basis(rows, years[0]), per_year[year])
            for year in years
        ],
    )


def _line(row: Lumpsum, day: date) -> Lumpsumlijn:
    assert row.geldig_tot is not None, "a line lies in one year"
    return Lumpsumlijn(
        soort=row.soort,
        bedrag_cents=SIGNS[row.soort] * row.bedrag_cents,
        verbruikt_cents=_rounded(burned(row, day)),
        van=row.geldig_van,
        tot=row.geldig_tot,
        reden=row.reden or None,
    )


def _year(year: int, rows: Sequence[Lumpsum], first_basis: int, care: Sequence[Delivered]) -> Lumpsumjaar:
    per_kind: dict[str, int] = defaultdict(int)
    for row in rows:
        per_kind[row.soort] += SIGNS[row.soort] * row.bedrag_cents
    whole, from_without = sum(per_kind.values()), sum(per_kind[kind] for kind in FROM_WITHOUT)
    reached = first_basis - (whole - from_without)
    return Lumpsumjaar(
        jaar=year,
        bedrag_cents=whole,
        van_buiten_cents=from_without,
        afbouw_cents=-per_kind["afbouw"],
        herinvestering_cents=per_kind["herinvestering"],
        bereikt_cents=reached,
        bereikt_procent=_rounded(Fraction(100 * reached, first_basis)) if first_basis else None,
        zorgdagen=_care_days(care),
    )


def _basis(rows: Sequence[Lumpsum], year: int) -> int:
    return sum(row.bedrag_cents for row in rows if row.soort == "basis" and row.geldig_van.year == year)


def _care_days(care: Iterable[Delivered]) -> int:
    return sum(_days(one.van, one.tot) for one in care)


def _client_months(one: Delivered) -> Iterable[tuple[bytes, int, int]]:
    day = one.van
    while day <= one.tot:
        yield one.client, day.year, day.month
        day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _days(first: date, last: date) -> int:
    return (last - first).days + 1


def _rounded(cents: Fraction | int) -> int:
    """Half a cent away from zero, so that what is taken off is rounded as what is added."""
    return rounded(cents) if cents >= 0 else -rounded(-cents)

# SPDX-License-Identifier: EUPL-1.2
"""What a toewijzing or a verzoek claims on the plafonds (definitions.md 6.2): a pure function of the current state.

What is expected is worked out per year as the difference of rounded cumulative amounts, so that the years always add up
to the rounded whole; approved prestaties take the place of the days that they are about. A bericht that is late,
repeated or corrected needs no rule of its own.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsoort
from berichtenverkeer.plafonds.keys import EXPECTED_AT, Bedragen, PlafondKey, Rekening, RekeningKey
from berichtenverkeer.plafonds.money_register import MoneyRegister, rounded
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.hervattingen import last_days
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

Periode = tuple[date, date]
"""First and last day, both included."""

_DAY = timedelta(days=1)

_FIRST_YEAR = 2000
"""No plafond and no price is older. A date may be any year: those before count as one, or there would be thousands."""


class Care(Protocol):
    """What a toewijzing and a verzoek say alike about the care."""

    @property
    def gemeente(self) -> str: ...
    @property
    def aanbieder(self) -> str: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def volume(self) -> int | None: ...
    @property
    def eenheid(self) -> str | None: ...
    @property
    def frequentie(self) -> str | None: ...
    @property
    def budget_cents(self) -> int | None: ...


class Claim(msgspec.Struct, frozen=True):
    """Cents per rekening. A year counts under every plafond that covers it: of the aanbieder, its segment, its perceel.

    On REALISATIE is what was declared and approved, on BESLAG or GERESERVEERD what is still expected, 0 too. `is_vrij`:
    taakgericht, or no ceiling in any of its years. `plafond_onbekend`: a year of it has no plafond yet. `is_onbekend`:
    in a year with a plafond there is no price for it, and 0 stands for that year. Only years count in which the
    gemeente takes part in the region on the first day of the care; `is_van_de_regio`: there is such a year.
    """

    bedragen: Bedragen = {}
    is_vrij: bool = False
    plafond_onbekend: bool = False
    is_onbekend: bool = False
    is_van_de_regio: bool = True

    @property
    def per_plafond(self) -> dict[PlafondKey, int]:
        """What it asks of each plafond in all."""
        return per_plafond(self.bedragen)


def claim(
    care: Care,
    leveringen: Sequence[Levering],
    money: MoneyRegister,
    prestaties: Sequence[Prestatie] = (),
    bound: date | None = None,
) -> Claim:
    """The claim of a toewijzing or verzoek.

    `leveringen` are those on the toewijzing, or more of its client, that were not removed; `prestaties` those on the
    toewijzing. Days before `bound` that were not declared claim nothing (`MoneyRegister.declaratie_bound`).
    """
    goedgekeurd = [prestatie for prestatie in prestaties if prestatie.is_goedgekeurd]
    expected = _expected(care, leveringen, money, _without_claim(care, goedgekeurd, bound))
    if not goedgekeurd:
        return expected
    return msgspec.structs.replace(expected, bedragen={**expected.bedragen, **_realisatie(care, goedgekeurd, money)})


def per_plafond(bedragen: Bedragen) -> dict[PlafondKey, int]:
    """The rekeningen of each plafond added up."""
    summed: dict[PlafondKey, int] = {}
    for (plafond, _), cents in bedragen.items():
        summed[plafond] = summed.get(plafond, 0) + cents
    return summed


def _expected(care: Care, leveringen: Sequence[Levering], money: MoneyRegister, without: Sequence[Periode]) -> Claim:
    """What is expected of it on the days that are not in `without`."""
    last = money.last_year(care.aanbieder) or care.ingangsdatum.year
    until_year = max(last, care.ingangsdatum.year)
    valid_until = care.einddatum or date(until_year, 12, 31)
    ours = [
        jaar for jaar in _years(care.ingangsdatum.year, min(until_year, valid_until.year)) if _is_us(care, jaar, money)
    ]
    if not ours:
        return Claim(is_van_de_regio=False)
    if money.register.is_taakgericht(care.aanbieder, care.gemeente, care.categorie, care.code, care.ingangsdatum):
        return Claim(is_vrij=True)
    if isinstance(care, Toewijzing) and care.is_verwijderd:
        return Claim()
    stop = last_day(care, leveringen)
    tot = valid_until if stop is None else min(stop, valid_until)
    every = per_year(care, money, valid_until, min(tot, date(until_year, 12, 31)), without)
    years = {jaar: every[jaar] for jaar in ours if jaar in every}
    coverage = {jaar: _coverage(care, jaar, money) for jaar in years}
    op = EXPECTED_AT[Claimsoort.TOEWIJZING if isinstance(care, Toewijzing) else Claimsoort.VERZOEK]
    # Of open care only the years count that have a plafond, besides the one in which it begins.
    needed = years if care.einddatum else [jaar for jaar in years if jaar == care.ingangsdatum.year]
    unknown = any(coverage[jaar] is None for jaar in needed) or (tot.year > until_year and bool(years))
    return Claim(
        bedragen={(key, op): bedrag or 0 for jaar, bedrag in years.items() for key in coverage[jaar] or ()},
        is_vrij=bool(years) and not unknown and not any(coverage.values()),
        plafond_onbekend=unknown,
        is_onbekend=any(bedrag is None and coverage[jaar] for jaar, bedrag in years.items()),
    )


def _without_claim(care: Care, goedgekeurd: Sequence[Prestatie], bound: date | None) -> list[Periode]:
    """The days of which nothing is expected any more, by first day: they were declared, or should have been.

    The term runs from the day on which there was something to declare on: not before the toewijzing was received.
    """
    perioden = sorted((prestatie.begindatum, prestatie.einddatum) for prestatie in goedgekeurd)
    if bound is not None and isinstance(care, Toewijzing) and (care.ontvangen_op or date.min) < bound:
        perioden.insert(0, (date.min, bound - _DAY))
    return perioden


def _realisatie(care: Care, goedgekeurd: Sequence[Prestatie], money: MoneyRegister) -> Bedragen:
    """What was approved, in the year in which each ProductPeriode begins, whatever became of the toewijzing.

    Each by its own product, placed on the day on which the claim of that year is.
    """
    summed: dict[RekeningKey, int] = {}
    for prestatie in goedgekeurd:
        jaar, product = prestatie.begindatum.year, (prestatie.categorie, prestatie.code)
        op = max(date(jaar, 1, 1), min(care.ingangsdatum, prestatie.begindatum))
        if not money.register.is_in_regio(care.gemeente, op):
            continue
        if money.register.is_taakgericht(care.aanbieder, care.gemeente, *product, care.ingangsdatum):
            continue
        for key in money.coverage(care.aanbieder, jaar, *product, op) or ():
            rekening = key, Rekening.REALISATIE
            summed[rekening] = summed.get(rekening, 0) + prestatie.bedrag_cents
    return summed


def last_day(care: Care, leveringen: Sequence[Levering]) -> date | None:
    """The last day of care when all leveringen on a toewijzing have ended for good; None while it can go on."""
    if not isinstance(care, Toewijzing):
        return None
    place = (care.gemeente, care.aanbieder, care.nummer)
    own = [levering for levering in leveringen if levering.plaats == place]
    ends = last_days(own).values()
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def per_year(
    care: Care, money: MoneyRegister, valid_until: date, tot: date, without: Sequence[Periode] = ()
) -> dict[int, int | None]:
    """Cents in each year (`_years`) from the Ingangsdatum until `tot`; None where there is no price.

    `valid_until` is the end of the validity, over which a total and a budget are spread: each day has its share,
    whatever the days in `without` turned out to cost.
    """
    valid = (valid_until - care.ingangsdatum).days + 1
    result: dict[int, int | None] = {}
    added, booked = Fraction(0), 0
    for jaar in _years(care.ingangsdatum.year, tot.year):
        van = max(care.ingangsdatum, date(jaar, 1, 1))
        ending = min(tot, date(max(jaar, _FIRST_YEAR - 1), 12, 31))
        if ending < van:
            break
        costs = _costs(care, money, van, list(_pieces(van, ending, without)), valid)
        added += costs or 0
        result[jaar] = rounded(added) - booked if costs is not None else None
        booked = rounded(added)
    return result


def _years(first: int, last: int) -> list[int]:
    """From `first` to `last`; of those before _FIRST_YEAR only the first, which stands for all of them."""
    return [*range(first, min(first, last, _FIRST_YEAR - 1) + 1), *range(max(first, _FIRST_YEAR), last + 1)]


def _pieces(van: date, tot: date, without: Sequence[Periode]) -> Iterator[Periode]:
    """What is left of the days `van` to `tot`; `without` is in the order of first days and may overlap."""
    for begin, ending in without:
        if begin > tot:
            break
        if begin > van:
            yield van, begin - _DAY
        if ending >= tot:
            return
        van = max(van, ending + _DAY)
    yield van, tot


def _costs(care: Care, money: MoneyRegister, op: date, pieces: Sequence[Periode], valid: int) -> Fraction | None:
    """Exact cents of the days in `pieces`, which lie in one year; None without a price.

    `op` is the day on which factor and cost per day are read.
    """
    dagen = sum((tot - van).days + 1 for van, tot in pieces)
    factor = money.gebruiksfactor(care.categorie, care.code, op)
    if care.budget_cents is not None:
        return factor * care.budget_cents * dagen / valid
    if care.volume is not None:
        price = _price(care, money, op.year)
        return None if price is None else factor * price * care.volume * _times(care, pieces, dagen, valid)
    if care.categorie is not None and care.code is None:
        per_day = money.costs_per_day(care.categorie, op)
        return None if per_day is None else factor * per_day * dagen
    return None


def _price(care: Care, money: MoneyRegister, jaar: int) -> Fraction | None:
    if care.eenheid == Eenheid.EURO:
        return Fraction(1)
    if care.categorie is None or care.code is None or care.eenheid is None:
        return None
    return money.tarief(care.aanbieder, care.categorie, care.code, jaar, care.eenheid)


def _times(care: Care, pieces: Sequence[Periode], dagen: int, valid: int) -> Fraction:
    """How many times the volume is due in `pieces`, which are `dagen` days."""
    if care.frequentie == Frequentie.PER_DAG:
        return Fraction(dagen)
    if care.frequentie == Frequentie.PER_WEEK:
        return Fraction(dagen, 7)
    if care.frequentie == Frequentie.PER_MAAND:
        return sum((_months(*piece) for piece in pieces), Fraction(0))
    assert care.frequentie == Frequentie.TOTAAL, "WMO757"
    return Fraction(dagen, valid)


def _months(van: date, tot: date) -> Fraction:
    """How many months these days are, each day its part of its own month."""
    begin, ending = monthrange(van.year, van.month)[1], monthrange(tot.year, tot.month)[1]
    between = 12 * (tot.year - van.year) + tot.month - van.month - 1
    return between + Fraction(begin - van.day + 1, begin) + Fraction(tot.day, ending)


def _coverage(care: Care, jaar: int, money: MoneyRegister) -> tuple[PlafondKey, ...] | None:
    return money.coverage(care.aanbieder, jaar, care.categorie, care.code, _first_day(care, jaar))


def _is_us(care: Care, jaar: int, money: MoneyRegister) -> bool:
    return money.register.is_in_regio(care.gemeente, _first_day(care, jaar))


def _first_day(care: Care, jaar: int) -> date:
    return max(care.ingangsdatum, date(jaar, 1, 1))

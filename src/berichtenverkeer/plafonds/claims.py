# SPDX-License-Identifier: EUPL-1.2
"""What a toewijzing or a verzoek claims on the plafonds (definitions.md 6.2): a pure function of the current state.

What is expected is worked out per year as the difference of rounded cumulative amounts, so that the years always add up
to the rounded whole; approved prestaties take the place of the days that they are about. A bericht that is late,
repeated or corrected needs no rule of its own.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsoort
from berichtenverkeer.plafonds.care import Care, Content, content_of
from berichtenverkeer.plafonds.claim import Claim, Slice, added_up
from berichtenverkeer.plafonds.keys import EXPECTED_ON, PlafondKey, Rekening
from berichtenverkeer.plafonds.money_register import MoneyRegister, rounded
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.hervattingen import last_days
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.standaard.codes import Eenheid, Frequentie

Periode = tuple[date, date]
"""First and last day, both included."""

_DAY = timedelta(days=1)

_REMEMBERED = 16_384

_FIRST_YEAR = 2000
"""No plafond and no price is older. A date may be any year: those before count as one, or there would be thousands."""


class Cost(msgspec.Struct, frozen=True):
    """Cents of one year, by the first day of each piece of it. `is_price_unknown`: a day without a price cost 0."""

    pieces: tuple[tuple[date, int], ...]
    is_price_unknown: bool = False

    @property
    def cents(self) -> int:
        """All pieces together."""
        return sum(cents for _, cents in self.pieces)


class Term(NamedTuple):
    """Days of care that have one price: how many times that is due, and the price in cents (None: there is none)."""

    van: date
    tot: date
    times: Fraction
    price: Fraction | None


def claim(
    care: Care,
    leveringen: Sequence[Levering],
    money: MoneyRegister,
    prestaties: Sequence[Prestatie] = (),
    first_declarable: date | None = None,
    cuts: Sequence[date] = (),
) -> Claim:
    """The claim of a toewijzing or verzoek.

    `leveringen` are those on the toewijzing, or more of its client, that were not removed; `prestaties` those on the
    toewijzing. Days before `first_declarable` that were not declared claim nothing: see `first_declarable_day` of
    MoneyRegister. `cuts`:
    days on which a piece of a slice begins, in order; they change no year.
    """
    approved = [prestatie for prestatie in prestaties if prestatie.is_goedgekeurd]
    excluded = tuple(_excluded_periods(care, approved, first_declarable))
    expected = _of_register(money)(content_of(care), last_day(care, leveringen), excluded, tuple(cuts))
    if not approved:
        return expected
    slices = (*expected.slices, *_realisatie(care, approved, money, cuts))
    return msgspec.structs.replace(expected, bedragen=added_up(slices), slices=slices)


Expected = Callable[[Content, date | None, tuple[Periode, ...], tuple[date, ...]], Claim]


@lru_cache(maxsize=4)
def _of_register(money: MoneyRegister) -> Expected:
    """`_expected` under this register, kept for as long: a verzoek, its toewijzing and its stop ask much the same."""

    @lru_cache(_REMEMBERED)
    def expected(care: Content, own_last: date | None, excluded: tuple[Periode, ...], cuts: tuple[date, ...]) -> Claim:
        return _expected(care, own_last, money, excluded, cuts)

    return expected


def _expected(
    care: Content,
    own_last: date | None,
    money: MoneyRegister,
    excluded: Sequence[Periode],
    cuts: Sequence[date],
) -> Claim:
    """What is expected of it until `own_last`, on the days that are not in `excluded`."""
    until_year, spread, last = _bounds(care, own_last, money)
    # Of open care only the years count that have a plafond, besides the first; a total or a budget ends in a year.
    through = min(last.year, until_year) if care.einddatum is None and spread is None else last.year
    first_day = _first_own_day(care, through, money)
    if first_day is None:
        return Claim(is_in_regio=False)
    if money.register.is_taakgericht(care.aanbieder, care.gemeente, care.categorie, care.code, first_day):
        return Claim(is_vrij=True)
    if care.is_verwijderd:
        return Claim()
    all_years = per_year(care, money, min(last, date(until_year, 12, 31)), excluded, cuts)
    years = {jaar: cost for jaar, cost in all_years.items() if _takes_part(care, jaar, money)}
    coverage = {jaar: _coverage(care, jaar, money) for jaar in years}
    op = EXPECTED_ON[Claimsoort.TOEWIJZING if care.is_toewijzing else Claimsoort.VERZOEK]
    needed = years if care.einddatum else list(years)[:1]
    is_without = any(coverage[jaar] is None for jaar in needed)
    beyond = money.register.first_new_year(care.gemeente, until_year + 1, min(through, last.year))
    is_longer = beyond is not None and (care.einddatum is not None or not years)
    unknown = is_without or is_longer
    slices = tuple(
        Slice(
            jaar=jaar,
            rekening=op,
            plafonds=plafonds,
            categorie=care.categorie,
            code=care.code,
            pieces=cost.pieces,
        )
        for jaar, cost in years.items()
        if (plafonds := coverage[jaar])
    )
    return Claim(
        bedragen=added_up(slices),
        is_vrij=bool(years) and not unknown and not any(coverage.values()),
        has_unknown_plafond=unknown,
        is_price_unknown=any(cost.is_price_unknown and coverage[jaar] for jaar, cost in years.items()),
        slices=slices,
    )


def _bounds(care: Care, own_last: date | None, money: MoneyRegister) -> tuple[int, date | None, date]:
    """The last year that has a plafond (or is its first), the day until which it is spread, its last day."""
    last_plafond_year = money.last_year(care.aanbieder) or care.ingangsdatum.year
    spread = spread_until(care)
    last = min(care.einddatum or date.max, spread or date.max, own_last or date.max)
    return max(last_plafond_year, care.ingangsdatum.year), spread, last


def terms(
    care: Care,
    leveringen: Sequence[Levering],
    money: MoneyRegister,
    prestaties: Sequence[Prestatie] = (),
    first_declarable: date | None = None,
) -> list[Term]:
    """What `claim` expects of it, term by term, of every year that counts: for who asks how it was worked out."""
    approved = [prestatie for prestatie in prestaties if prestatie.is_goedgekeurd]
    excluded = _excluded_periods(care, approved, first_declarable)
    until_year, _, last = _bounds(care, last_day(care, leveringen), money)
    found: list[Term] = []
    for jaar in _years(care.ingangsdatum.year, min(last.year, until_year)):
        begin, end = _first_day(care, jaar), min(last, date(max(jaar, _FIRST_YEAR - 1), 12, 31))
        if begin <= end and _takes_part(care, jaar, money) and _coverage(care, jaar, money):
            found += _terms(care, money, begin, list(_pieces(begin, end, excluded)))
    return found


def _excluded_periods(care: Care, approved: Sequence[Prestatie], first_declarable: date | None) -> list[Periode]:
    """The days of which nothing is expected any more, by first day: they were declared, or should have been.

    The term runs from the day on which there was something to declare on: not before the toewijzing was received.
    """
    perioden = sorted((prestatie.begindatum, prestatie.einddatum) for prestatie in approved)
    if (
        first_declarable is not None
        and isinstance(care, Toewijzing)
        and (care.ontvangen_op or date.min) < first_declarable
    ):
        perioden.insert(0, (date.min, first_declarable - _DAY))
    return perioden


def _realisatie(
    care: Care, approved: Sequence[Prestatie], money: MoneyRegister, cuts: Sequence[date]
) -> Iterator[Slice]:
    """What was approved, in the year in which each ProductPeriode begins, whatever became of the toewijzing.

    Each by its own product, placed on the day on which the claim of that year is; a tenzij follows that of the care.
    """
    for prestatie in sorted(approved, key=lambda one: (one.begindatum, one.referentie)):
        jaar, product = prestatie.begindatum.year, (prestatie.categorie, prestatie.code)
        op = _first_day(care, jaar) if care.ingangsdatum.year <= jaar else date(jaar, 1, 1)
        if not money.register.is_in_regio(care.gemeente, op):
            continue
        first_day = _first_own_day(care, jaar, money) or care.ingangsdatum
        if money.register.is_taakgericht(care.aanbieder, care.gemeente, *product, first_day):
            continue
        if plafonds := money.coverage(care.aanbieder, jaar, *product, op):
            yield Slice(
                jaar=jaar,
                rekening=Rekening.REALISATIE,
                plafonds=plafonds,
                categorie=care.categorie,
                code=care.code,
                pieces=tuple(_by_day(prestatie, cuts)),
                referentie=prestatie.referentie,
            )


def _by_day(prestatie: Prestatie, cuts: Sequence[date]) -> Iterator[tuple[date, int]]:
    """Its amount by the days of its ProductPeriode: differences of rounded cumulative amounts."""
    begin, ending = prestatie.begindatum, prestatie.einddatum
    days, booked = (ending - begin).days + 1, 0
    for van, tot in _cut(begin, ending, cuts):
        through = rounded(Fraction(prestatie.bedrag_cents * ((tot - begin).days + 1), days))
        yield van, through - booked
        booked = through


def _cut(van: date, tot: date, cuts: Sequence[date]) -> Iterator[Periode]:
    """The days `van` to `tot`, in pieces that begin on each of `cuts`."""
    for cut in cuts:
        if van < cut <= tot:
            yield van, cut - _DAY
            van = cut
    yield van, tot


def last_day(care: Care, leveringen: Sequence[Levering]) -> date | None:
    """The last day of care when all leveringen on a toewijzing have ended for good; None while it can go on."""
    if not isinstance(care, Toewijzing):
        return None
    place = (care.gemeente, care.aanbieder, care.nummer)
    own = [levering for levering in leveringen if levering.plaats == place]
    if not own:
        return None
    ends = last_days(own).values()
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def spread_until(care: Care) -> date | None:
    """The last day over which a total or a budget is spread: a year long without Einddatum; None for other care."""
    if care.budget_cents is None and care.frequentie != Frequentie.TOTAAL:
        return None
    first = care.ingangsdatum
    if care.einddatum is not None or first.year == date.max.year:
        return care.einddatum or date.max
    next_year = (first + _DAY).replace(year=first.year + 1) if first.month == 2 and first.day == 29 else None
    return (next_year or first.replace(year=first.year + 1)) - _DAY


def per_year(
    care: Care, money: MoneyRegister, last: date, excluded: Sequence[Periode] = (), cuts: Sequence[date] = ()
) -> dict[int, Cost]:
    """What the days from the Ingangsdatum to `last` cost in each year (`_years`), those in `excluded` left out.

    In pieces that begin on each of `cuts`. Each day of a total or a budget has its share, whatever the days in
    `excluded` turned out to cost.
    """
    result: dict[int, Cost] = {}
    added, booked = Fraction(0), 0
    for jaar in _years(care.ingangsdatum.year, last.year):
        begin = max(care.ingangsdatum, date(jaar, 1, 1))
        end = min(last, date(max(jaar, _FIRST_YEAR - 1), 12, 31))
        if end < begin:
            break
        pieces, is_unknown = [], False
        for first, through in _cut(begin, end, cuts):
            cost, is_part_unknown = _cost(care, money, begin, list(_pieces(first, through, excluded)))
            added += cost
            is_unknown = is_unknown or is_part_unknown
            pieces.append((first, rounded(added) - booked))
            booked = rounded(added)
        result[jaar] = Cost(tuple(pieces), is_unknown)
    return result


def _years(first: int, last: int) -> list[int]:
    """From `first` to `last`; of those before _FIRST_YEAR only the first, which stands for all of them."""
    return [*range(first, min(first, last, _FIRST_YEAR - 1) + 1), *range(max(first, _FIRST_YEAR), last + 1)]


def _pieces(first: date, last: date, excluded: Sequence[Periode]) -> Iterator[Periode]:
    """What is left of the days `first` to `last`; `excluded` is in the order of first days and may overlap."""
    for begin, end in excluded:
        if begin > last:
            break
        if begin > first:
            yield first, begin - _DAY
        if end >= last:
            return
        first = max(first, end + _DAY)
    yield first, last


def _cost(care: Care, money: MoneyRegister, op: date, pieces: Sequence[Periode]) -> tuple[Fraction, bool]:
    """Exact cents of the days in `pieces`, which lie in one year, and whether some of them have no price.

    `op` is the day on which factor and cost per day are read.
    """
    cost, is_unknown = Fraction(0), False
    for _, _, times, price in _terms(care, money, op, pieces):
        cost += times * (price or 0)
        is_unknown |= price is None
    return cost, is_unknown


def _terms(care: Care, money: MoneyRegister, op: date, pieces: Sequence[Periode]) -> Iterator[Term]:
    factor = money.gebruiksfactor(care.categorie, care.code, op)
    if care.budget_cents is not None:
        for piece in pieces:
            yield Term(*piece, factor * _share(care, [piece]), Fraction(care.budget_cents))
    elif care.volume is not None:
        for first, last, price in (one for piece in pieces for one in _prices(care, money, *piece)):
            yield Term(first, last, factor * care.volume * _times(care, first, last), price)
    else:
        per_day = money.cost_per_day(care.categorie, op) if care.categorie is not None and care.code is None else None
        for piece in pieces:
            yield Term(*piece, factor * _days([piece]), None if per_day is None else Fraction(per_day))


def _prices(care: Care, money: MoneyRegister, first: date, last: date) -> Iterable[tuple[date, date, Fraction | None]]:
    """What one unit cost from day to day."""
    if care.eenheid == Eenheid.EURO:
        return [(first, last, Fraction(1))]
    if care.categorie is None or care.code is None or care.eenheid is None:
        return [(first, last, None)]
    product = care.categorie, care.code
    if not money.register.has_price_of_ingangsdatum(*product, care.ingangsdatum):
        return money.tarieven(care.aanbieder, *product, care.eenheid, first, last)
    own = money.tarieven(care.aanbieder, *product, care.eenheid, care.ingangsdatum, care.ingangsdatum)
    return [(first, last, price) for _, _, price in own]


def _times(care: Care, first: date, last: date) -> Fraction:
    """How many times the volume is due in these days."""
    if care.frequentie == Frequentie.PER_DAG:
        return Fraction(_days([(first, last)]))
    if care.frequentie == Frequentie.PER_WEEK:
        return Fraction(_days([(first, last)]), 7)
    if care.frequentie == Frequentie.PER_MAAND:
        return _months(first, last)
    assert care.frequentie == Frequentie.TOTAAL, "WMO757"
    return _share(care, [(first, last)])


def _share(care: Care, pieces: Sequence[Periode]) -> Fraction:
    """Which part of a total or a budget is of these days."""
    last = spread_until(care)
    assert last is not None, "a total or a budget"
    return Fraction(_days(pieces), (last - care.ingangsdatum).days + 1)


def _days(pieces: Sequence[Periode]) -> int:
    return sum((last - first).days + 1 for first, last in pieces)


@lru_cache(_REMEMBERED)
def _months(first: date, last: date) -> Fraction:
    """How many months these days are, each day its part of its own month."""
    days_in_first, days_in_last = monthrange(first.year, first.month)[1], monthrange(last.year, last.month)[1]
    between = 12 * (last.year - first.year) + last.month - first.month - 1
    return between + Fraction(days_in_first - first.day + 1, days_in_first) + Fraction(last.day, days_in_last)


def _coverage(care: Care, jaar: int, money: MoneyRegister) -> tuple[PlafondKey, ...] | None:
    return money.coverage(care.aanbieder, jaar, care.categorie, care.code, _first_day(care, jaar))


def _takes_part(care: Care, jaar: int, money: MoneyRegister) -> bool:
    return money.register.is_in_regio(care.gemeente, _first_day(care, jaar))


def _first_own_day(care: Care, through: int, money: MoneyRegister) -> date | None:
    """The first day that counts, of the care or of a year until `through`, on which the gemeente takes part."""
    first = care.ingangsdatum
    if money.register.is_in_regio(care.gemeente, first):
        return first
    jaar = money.register.first_new_year(care.gemeente, first.year + 1, through)
    return None if jaar is None else date(jaar, 1, 1)


def _first_day(care: Care, jaar: int) -> date:
    return max(care.ingangsdatum, date(jaar, 1, 1))

# SPDX-License-Identifier: EUPL-1.2
"""What the register says about money: ceilings, prices, expected use; indexed once per version of the register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.register.rows import Contract, Plafond, Product, Tarief
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codes import Eenheid, ProductCategorie

_CONVERSION = {
    (Eenheid.MINUUT, Eenheid.UUR): Fraction(1, 60),
    (Eenheid.UUR, Eenheid.MINUUT): Fraction(60),
}
"""(Eenheid asked, Eenheid of the tarief) -> factor on the tarief: minuut and uur."""

_REMEMBERED = 16_384  # answers of each kind, asked anew for every claim of a day

_DAY = timedelta(days=1)


class MoneyRegister:
    """Reads no database. Amounts in cents; a price is exact, it may be a part of a cent (one minuut of an uur)."""

    def __init__(self, register: RegisterStand) -> None:
        self.register = register
        self._tarieven: dict[tuple[str, str, str], list[Tarief]] = defaultdict(list)
        for tarief in register.rows(Tarief):
            self._tarieven[tarief.aanbieder, tarief.categorie, tarief.code].append(tarief)
        self._contracten: dict[str, list[Contract]] = defaultdict(list)
        for contract in register.rows(Contract):
            self._contracten[contract.aanbieder].append(contract)
        self._plafonds = {PlafondKey(r.aanbieder, r.jaar, r.perceel, r.segment): r for r in register.rows(Plafond)}
        self._years: dict[str, set[int]] = defaultdict(set)
        for key in self._plafonds:
            self._years[key.aanbieder].add(key.jaar)
        self.bedragen: Mapping[PlafondKey, int] = {
            key: self._bedrag(row) for key, row in self._plafonds.items() if not row.zonder_plafond
        }

        self._coverage = lru_cache(_REMEMBERED)(self._find_coverage)
        self._prices = lru_cache(_REMEMBERED)(self._find_prices)
        self._factor = lru_cache(_REMEMBERED)(self._find_factor)

    def contracten(self, aanbieder: str) -> Sequence[Contract]:
        """All of an aanbieder, of every date."""
        return self._contracten.get(aanbieder, ())

    def last_year(self, aanbieder: str) -> int | None:
        """The last year for which the aanbieder has any plafond (or is said to have none)."""
        return max(self._years[aanbieder]) if aanbieder in self._years else None

    def coverage(
        self, aanbieder: str, jaar: int, categorie: str | None, code: str | None, op: date
    ) -> tuple[PlafondKey, ...] | None:
        """The plafonds that a product counts under in a year: of the aanbieder, of its segment and of its perceel.

        Empty when the aanbieder works without ceiling there, None when the year has no plafond yet. `op` is the day
        on which the product is placed.
        """
        return self._coverage(aanbieder, jaar, categorie, code, op)

    def _find_coverage(
        self, aanbieder: str, jaar: int, categorie: str | None, code: str | None, op: date
    ) -> tuple[PlafondKey, ...] | None:
        if jaar not in self._years.get(aanbieder, ()):
            return None
        product = self._product(categorie, code, op)
        keys = [PlafondKey(aanbieder, jaar)]
        if product is not None and product.segment:
            keys.append(PlafondKey(aanbieder, jaar, segment=product.segment))
        if product is not None and product.perceel:
            keys.append(PlafondKey(aanbieder, jaar, perceel=product.perceel))
        known = [key for key in keys if key in self._plafonds]
        return tuple(key for key in known if key in self.bedragen) if known else None

    def tarieven(
        self, aanbieder: str, categorie: str, code: str, eenheid: str, van: date, tot: date
    ) -> Sequence[tuple[date, date, Fraction | None]]:
        """The price of one `eenheid` in cents from day to day: days that follow each other, with their one price.

        What was agreed with this aanbieder goes before what holds for all. None: there is no price on these days.
        """
        return self._prices(aanbieder, categorie, code, eenheid, van, tot)

    def _find_prices(
        self, aanbieder: str, categorie: str, code: str, eenheid: str, van: date, tot: date
    ) -> Sequence[tuple[date, date, Fraction | None]]:
        agreed = [self._tarieven.get((who, categorie, code), ()) for who in (aanbieder, "")]
        begins = {van}
        for row in (*agreed[0], *agreed[1]):
            begins.add(row.geldig_van)
            if row.geldig_tot is not None and row.geldig_tot < tot:
                begins.add(row.geldig_tot + _DAY)
        inside = sorted(day for day in begins if van <= day <= tot)
        prices = []
        for begin, end in zip(inside, [*(day - _DAY for day in inside[1:]), tot], strict=True):
            found = (_price([row for row in rows if row.is_valid(begin)], eenheid) for rows in agreed)
            prices.append((begin, end, next((price for price in found if price is not None), None)))
        return tuple(prices)

    def cost_per_day(self, categorie: str, op: date) -> int | None:
        """The expected cost of one client for one day of a categorie, in cents."""
        product = self._product(categorie, None, op)
        return product.kosten_per_dag_cents if product else None

    def gebruiksfactor(self, categorie: str | None, code: str | None, op: date) -> Fraction:
        """The expected use of what is assigned; 1 when the register does not say."""
        return self._factor(categorie, code, op)

    def _find_factor(self, categorie: str | None, code: str | None, op: date) -> Fraction:
        product = self._product(categorie, code, op)
        return _exact(product.gebruiksfactor) if product else _exact(Decimal(1))

    def is_crisis(self, categorie: str | None, code: str | None, op: date) -> bool:
        """Whether the product is crisis care."""
        product = self._product(categorie, code, op)
        return product.crisis if product else categorie == ProductCategorie.CRISIS

    def is_gedwongen_kader(
        self, categorie: str | None, code: str | None, van: date, verwijzer: str | None, op: date
    ) -> bool:
        """Whether care from `van` is ordered by a court, or referred to by one whom nobody may block, on day `op`."""
        product = self._product(categorie, code, van)
        is_marked = product is not None and product.gedwongen_kader
        return is_marked or verwijzer in self.register.parameters(op).nooit_blokkeren_verwijzers

    def first_declarable_day(self, peilmaand: date | None) -> date | None:
        """Days before this one can no longer be expected to be declared; None when there is no such day.

        `peilmaand` is the first day of the month from which the declaration term counts back: in May, with a term of
        three months, January is over.
        """
        months = self.register.parameters(peilmaand).declaratietermijn_maanden if peilmaand else 0
        if peilmaand is None or not months:
            return None
        jaar, month = divmod(peilmaand.year * 12 + peilmaand.month - 1 - months, 12)
        return date(jaar, month + 1, 1)

    def _product(self, categorie: str | None, code: str | None, op: date) -> Product | None:
        return self.register.product(categorie, code, op) if categorie is not None else None

    def _bedrag(self, row: Plafond) -> int:
        """Definitions 6.1: the amount itself, or norm x base, pro rata when the contract starts in the year."""
        if row.bedrag_cents is not None:
            return row.bedrag_cents
        assert row.norm is not None, "a plafond is an amount, a norm or none"
        basis = row.basis_cents
        if basis is None:
            basis = self.register.parameters(date(row.jaar, 1, 1)).startbudget_cents
        whole, part = days_of_year(row.jaar), self._contract_days(row)
        return rounded(Fraction(row.norm) * basis * part / whole)

    def _contract_days(self, row: Plafond) -> int:
        contracten = self._contracten.get(row.aanbieder, [])
        inside = [contract for contract in contracten if self._is_of(contract, row)] or contracten
        first = min((contract.geldig_van for contract in inside), default=date.min)
        return (date(row.jaar, 12, 31) - first).days + 1 if first.year == row.jaar else days_of_year(row.jaar)

    def _is_of(self, contract: Contract, row: Plafond) -> bool:
        product = self._product(contract.categorie, contract.code, contract.geldig_van)
        if product is None:
            return not row.perceel and not row.segment
        return row.perceel in ("", product.perceel) and row.segment in ("", product.segment)


def _price(tarieven: Sequence[Tarief], eenheid: str) -> Fraction | None:
    """Of one `eenheid` by tarieven of one day: in that eenheid itself, or converted."""
    per_eenheid = {tarief.eenheid: tarief.tarief_cents for tarief in tarieven}
    if eenheid in per_eenheid:
        return Fraction(per_eenheid[eenheid])
    converted = (
        per_eenheid[priced] * factor
        for (asked, priced), factor in _CONVERSION.items()
        if asked == eenheid and priced in per_eenheid
    )
    return next(converted, None)


@lru_cache(maxsize=1024)
def _exact(factor: Decimal) -> Fraction:
    return Fraction(factor)


@lru_cache(maxsize=4)
def money_register(register: RegisterStand) -> MoneyRegister:
    """The MoneyRegister of a snapshot, made once."""
    return MoneyRegister(register)


def days_of_year(jaar: int) -> int:
    """365 or 366."""
    return (date(jaar + 1, 1, 1) - date(jaar, 1, 1)).days


def rounded(bedrag: Fraction | Decimal | int) -> int:
    """Whole cents, half a cent upwards; amounts are not negative."""
    exact = bedrag if isinstance(bedrag, Fraction) else Fraction(bedrag)
    twice = 2 * exact.numerator + exact.denominator
    cents = abs(twice) // (2 * exact.denominator)
    return cents if twice >= 0 else -cents

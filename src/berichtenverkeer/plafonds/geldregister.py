# SPDX-License-Identifier: EUPL-1.2
"""What the register says about money: ceilings, prices, expected use; indexed once per version of the register."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from berichtenverkeer.plafonds.sleutels import PlafondSleutel
from berichtenverkeer.register.rijen import Contract, Plafond, Product, Tarief
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.codes import Eenheid, ProductCategorie

_OMREKENING = {
    (Eenheid.MINUUT, Eenheid.UUR): Fraction(1, 60),
    (Eenheid.UUR, Eenheid.MINUUT): Fraction(60),
}
"""(Eenheid asked, Eenheid of the tarief) -> factor on the tarief: minuut and uur."""


class Geldregister:
    """Answers from memory. Amounts in cents; a price is exact, it may be a part of a cent (one minuut of an uur)."""

    def __init__(self, register: RegisterStand) -> None:
        self.register = register
        self._tarieven = {
            (r.aanbieder, r.categorie, r.code, r.jaar, r.eenheid): r.tarief_cents for r in register.rijen(Tarief)
        }
        self._contracten: dict[str, list[Contract]] = defaultdict(list)
        for contract in register.rijen(Contract):
            self._contracten[contract.aanbieder].append(contract)
        self._plafonds = {PlafondSleutel(r.aanbieder, r.jaar, r.perceel, r.segment): r for r in register.rijen(Plafond)}
        self._jaren: dict[str, set[int]] = defaultdict(set)
        for sleutel in self._plafonds:
            self._jaren[sleutel.aanbieder].add(sleutel.jaar)
        self.bedragen: Mapping[PlafondSleutel, int] = {
            sleutel: self._bedrag(rij) for sleutel, rij in self._plafonds.items() if not rij.zonder_plafond
        }

    def laatste_jaar(self, aanbieder: str) -> int | None:
        """The last year for which the aanbieder has any plafond (or is said to have none)."""
        return max(self._jaren[aanbieder]) if aanbieder in self._jaren else None

    def dekking(
        self, aanbieder: str, jaar: int, categorie: str | None, code: str | None, op: date
    ) -> tuple[PlafondSleutel, ...] | None:
        """The plafonds that a product counts under in a year: of the aanbieder, of its segment and of its perceel.

        Empty when the aanbieder works without ceiling there, None when the year has no plafond yet. `op` is the day
        on which the product is placed.
        """
        if jaar not in self._jaren.get(aanbieder, ()):
            return None
        product = self._product(categorie, code, op)
        sleutels = [PlafondSleutel(aanbieder, jaar)]
        if product is not None and product.segment:
            sleutels.append(PlafondSleutel(aanbieder, jaar, segment=product.segment))
        if product is not None and product.perceel:
            sleutels.append(PlafondSleutel(aanbieder, jaar, perceel=product.perceel))
        bekend = [sleutel for sleutel in sleutels if sleutel in self._plafonds]
        return tuple(sleutel for sleutel in bekend if sleutel in self.bedragen) if bekend else None

    def tarief(self, aanbieder: str, categorie: str, code: str, jaar: int, eenheid: str) -> Fraction | None:
        """The price of one `eenheid` in cents; what was agreed with this aanbieder goes before what holds for all."""
        for wie in (aanbieder, ""):
            tarief = self._tarieven.get((wie, categorie, code, jaar, eenheid))
            if tarief is not None:
                return Fraction(tarief)
            for (gevraagd, geprijsd), factor in _OMREKENING.items():
                tarief = self._tarieven.get((wie, categorie, code, jaar, geprijsd))
                if gevraagd == eenheid and tarief is not None:
                    return tarief * factor
        return None

    def kosten_per_dag(self, categorie: str, op: date) -> int | None:
        """The expected cost of one client for one day of a categorie, in cents."""
        product = self._product(categorie, None, op)
        return product.kosten_per_dag_cents if product else None

    def gebruiksfactor(self, categorie: str | None, code: str | None, op: date) -> Fraction:
        """The expected use of what is assigned; 1 when the register does not say."""
        product = self._product(categorie, code, op)
        return _exact(product.gebruiksfactor) if product else _exact(Decimal(1))

    def is_crisis(self, categorie: str | None, code: str | None, op: date) -> bool:
        """Whether the product is crisis care."""
        product = self._product(categorie, code, op)
        return product.crisis if product else categorie == ProductCategorie.CRISIS

    def declaratiegrens(self, peilmaand: date | None) -> date | None:
        """Days before this one can no longer be expected to be declared; None when there is no such day.

        `peilmaand` is the first day of the month from which the declaration term counts back: in May, with a term of
        three months, January is over.
        """
        maanden = self.register.parameters(peilmaand).declaratietermijn_maanden if peilmaand else 0
        if peilmaand is None or not maanden:
            return None
        jaar, maand = divmod(peilmaand.year * 12 + peilmaand.month - 1 - maanden, 12)
        return date(jaar, maand + 1, 1)

    def _product(self, categorie: str | None, code: str | None, op: date) -> Product | None:
        return self.register.product(categorie, code, op) if categorie is not None else None

    def _bedrag(self, rij: Plafond) -> int:
        """Definitions 6.1: the amount itself, or norm x base, pro rata when the contract starts in the year."""
        if rij.bedrag_cents is not None:
            return rij.bedrag_cents
        assert rij.norm is not None, "a plafond is an amount, a norm or none"
        basis = rij.basis_cents
        if basis is None:
            basis = self.register.parameters(date(rij.jaar, 1, 1)).startbudget_cents
        heel, deel = dagen_van_jaar(rij.jaar), self._contractdagen(rij)
        return afgerond(Fraction(rij.norm) * basis * deel / heel)

    def _contractdagen(self, rij: Plafond) -> int:
        contracten = self._contracten.get(rij.aanbieder, [])
        binnen = [contract for contract in contracten if self._is_van(contract, rij)] or contracten
        eerste = min((contract.geldig_van for contract in binnen), default=date.min)
        return (date(rij.jaar, 12, 31) - eerste).days + 1 if eerste.year == rij.jaar else dagen_van_jaar(rij.jaar)

    def _is_van(self, contract: Contract, rij: Plafond) -> bool:
        product = self._product(contract.categorie, contract.code, contract.geldig_van)
        if product is None:
            return not rij.perceel and not rij.segment
        return rij.perceel in ("", product.perceel) and rij.segment in ("", product.segment)


@lru_cache(maxsize=1024)
def _exact(factor: Decimal) -> Fraction:
    return Fraction(factor)


@lru_cache(maxsize=4)
def geldregister(register: RegisterStand) -> Geldregister:
    """The Geldregister of a snapshot, made once."""
    return Geldregister(register)


def dagen_van_jaar(jaar: int) -> int:
    """365 or 366."""
    return (date(jaar + 1, 1, 1) - date(jaar, 1, 1)).days


def afgerond(bedrag: Fraction | Decimal | int) -> int:
    """Whole cents, half a cent upwards; amounts are not negative."""
    return int(Fraction(bedrag) + Fraction(1, 2))

# SPDX-License-Identifier: EUPL-1.2
"""What gemeenten have and spend in a year, per productgroep (definitions.md 6.6). Pure.

What a claim asks stands under every plafond that covers it; here it counts once: under that of the whole aanbieder,
else of its segment, else of its perceel.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

import msgspec

from berichtenverkeer.plafonds.booking import Boeking
from berichtenverkeer.plafonds.keys import FROM_CLAIMS, PlafondKey
from berichtenverkeer.plafonds.money_register import rounded
from berichtenverkeer.register.money_rows import Begroting, Productgroep
from berichtenverkeer.register.rows import Perceel
from berichtenverkeer.register.stand import RegisterStand


class Kind(StrEnum):
    """What a line of a begroting is about."""

    PRODUCTGROEP = "productgroep"
    OTHER = "overig"
    """Care of which the product is in no group."""
    TAAKSTELLING = "taakstelling"
    """On the whole, without care of its own."""
    TOTAAL = "totaal"


class Spending(msgspec.Struct, frozen=True):
    """Cents that a gemeente spends on a product: approved, and what is expected.

    `booked` is what of the approved stands under plafonds, by the product of its toewijzing; only of that and of what
    is expected `prognose` tells what it becomes, None when it is unknown.
    """

    gemeente: str
    categorie: str
    code: str
    realisatie: int = 0
    beslag: int = 0
    gereserveerd: int = 0
    booked: int = 0
    prognose: Fraction | None = Fraction(0)


class Booked(msgspec.Struct, frozen=True):
    """What stands under one plafond for a gemeente and a product, in cents."""

    plafond: PlafondKey
    gemeente: str
    categorie: str
    code: str
    rekening: str
    cents: int


class Begrotingsregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One line in cents. None for `begroot_cents`: nothing was budgeted; for `prognose_cents`: it is not known.

    `rest_cents` is what is left of the budget after realisatie, beslag and gereserveerd; a taakstelling is only a
    budget, and counts in the total.
    """

    soort: Kind
    productgroep: str | None = None
    naam: str | None = None
    begroot_cents: int | None = None
    realisatie_cents: int = 0
    beslag_cents: int = 0
    gereserveerd_cents: int = 0
    prognose_cents: int | None = None
    rest_cents: int | None = None

    @property
    def used_cents(self) -> int:
        """What is spent or promised."""
        return self.realisatie_cents + self.beslag_cents + self.gereserveerd_cents


class Gemeentebegroting(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The lines of one gemeente, the total last."""

    gemeente: str
    naam: str | None
    regels: list[Begrotingsregel]


class Groups:
    """To which productgroep a product belongs in a year: by the row that holds last in it, the product before all."""

    def __init__(self, register: RegisterStand, jaar: int) -> None:
        self.names: dict[str, str] = {}
        self._groups: dict[tuple[str, str], str] = {}
        for row in sorted(register.rows(Productgroep), key=lambda row: row.geldig_van):
            if row.geldig_van <= date(jaar, 12, 31) and (row.geldig_tot or date.max) >= date(jaar, 1, 1):
                self._groups[row.categorie, row.code] = row.productgroep
                self.names[row.productgroep] = row.naam

    def group(self, categorie: str, code: str) -> str | None:
        """None when the product is in no group."""
        return self._groups.get((categorie, code)) or self._groups.get((categorie, ""))


def counted_once(register: RegisterStand, booked: Iterable[Booked]) -> list[Booked]:
    """Without what stands under another plafond as well."""
    rows = list(booked)
    keys = {one.plafond for one in rows}
    segment_of = {row.perceel: row.segment for row in register.rows(Perceel)}

    def is_first(key: PlafondKey) -> bool:
        whole = msgspec.structs.replace(key, perceel="", segment="")
        segment = msgspec.structs.replace(key, perceel="", segment=segment_of.get(key.perceel, ""))
        return key == whole or (whole not in keys and (not key.perceel or segment not in keys))

    return [one for one in rows if is_first(one.plafond)]


def lines(begrotingen: Iterable[Begroting], spending: Iterable[Spending], groups: Groups) -> list[Begrotingsregel]:
    """The lines of one gemeente, or of several together: groups, what is in none, the taakstelling, the total."""
    budget: dict[str | None, int] = defaultdict(int)
    for row in begrotingen:
        budget[row.productgroep or None] += row.bedrag_cents
    spent: dict[str | None, list[Spending]] = defaultdict(list)
    for one in spending:
        spent[groups.group(one.categorie, one.code)].append(one)
    shown = sorted({*filter(None, budget), *filter(None, spent)})
    found = [_line(Kind.PRODUCTGROEP, budget.get(code), spent[code], code, groups.names.get(code)) for code in shown]
    if spent[None]:
        found.append(_line(Kind.OTHER, None, spent[None]))
    if None in budget:
        found.append(Begrotingsregel(soort=Kind.TAAKSTELLING, begroot_cents=budget[None]))
    whole = sum(budget.values()) if budget else None
    return [*found, _line(Kind.TOTAAL, whole, [one for some in spent.values() for one in some])]


def _line(
    kind: Kind, budget: int | None, spent: list[Spending], group: str | None = None, name: str | None = None
) -> Begrotingsregel:
    known = [one.prognose for one in spent if one.prognose is not None]
    is_all_known = len(known) == len(spent) and sum(one.booked - one.realisatie for one in spent) == 0
    line = Begrotingsregel(
        soort=kind,
        productgroep=group,
        naam=name,
        begroot_cents=budget,
        realisatie_cents=sum(one.realisatie for one in spent),
        beslag_cents=sum(one.beslag for one in spent),
        gereserveerd_cents=sum(one.gereserveerd for one in spent),
        prognose_cents=rounded(sum(known, Fraction(0))) if is_all_known else None,
    )
    rest = None if budget is None else budget - line.used_cents
    return msgspec.structs.replace(line, rest_cents=rest)


def all_spending(
    booked: Iterable[Booked],
    produced: Mapping[tuple[str, str, str], int],
    factors: Mapping[PlafondKey, Fraction | None],
) -> list[Spending]:
    """Per gemeente and product: `produced` cents by (gemeente, categorie, code), and what stands under plafonds once.

    `factors`: what each plafond is expected to become, as a multiple of what is known of it; None when that is unknown.
    """
    cents: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    expected: dict[tuple[str, str, str], Fraction | None] = {}
    for one in booked:
        key = one.gemeente, one.categorie, one.code
        cents[key][one.rekening] += one.cents
        factor, so_far = factors.get(one.plafond), expected.get(key, Fraction(0))
        expected[key] = None if factor is None or so_far is None else so_far + one.cents * factor
    return [
        Spending(
            *key,
            realisatie=produced.get(key, 0),
            beslag=cents[key]["BESLAG"],
            gereserveerd=cents[key]["GERESERVEERD"],
            booked=cents[key]["REALISATIE"],
            prognose=expected.get(key, Fraction(0)),
        )
        for key in sorted(cents.keys() | produced.keys())
    ]


class BudgetsLeft(msgspec.Struct, frozen=True):
    """What is left of each budget, in cents: by gemeente, year and productgroep, None for the total of the gemeente."""

    left: Mapping[tuple[str, int, str | None], int] = {}
    groups: Mapping[int, Groups] = {}

    def exceeded(self, added: Iterable[Booked]) -> list[tuple[int, str | None]]:
        """The years and groups (None: the total) of which the budget is not enough for what is added."""
        asked: dict[tuple[str, int, str | None], int] = defaultdict(int)
        for one in added:
            jaar = one.plafond.jaar
            if jaar in self.groups:
                group = self.groups[jaar].group(one.categorie, one.code)
                for which in {group, None}:
                    asked[one.gemeente, jaar, which] += one.cents
        found = [key for key, cents in asked.items() if cents > 0 and cents > self.left.get(key, cents)]
        return sorted(((jaar, group) for _, jaar, group in found), key=lambda pair: (pair[0], pair[1] or ""))

    def name(self, jaar: int, group: str) -> str:
        """What a productgroep is called."""
        return self.groups[jaar].names.get(group, group)


NOTHING_BUDGETED = BudgetsLeft()


def left_of(register: RegisterStand, spent: Mapping[int, Iterable[Spending]]) -> BudgetsLeft:
    """What is left of the budgets of these years."""
    groups = {jaar: Groups(register, jaar) for jaar in spent}
    left: dict[tuple[str, int, str | None], int] = {}
    for jaar, all_spent in spent.items():
        own: dict[str, list[Begroting]] = defaultdict(list)
        for row in register.rows(Begroting):
            if row.jaar == jaar:
                own[row.gemeente].append(row)
        for gemeente, rows in own.items():
            there = [one for one in all_spent if one.gemeente == gemeente]
            for line in lines(rows, there, groups[jaar]):
                if line.rest_cents is not None:
                    left[gemeente, jaar, line.productgroep] = line.rest_cents
    return BudgetsLeft(left, groups)


def booked_of(boekingen: Iterable[Boeking]) -> list[Booked]:
    """What boekingen add to, or take from, what stands for claims."""
    return [
        Booked(
            one.plafond, one.about.gemeente, one.about.categorie or "", one.about.code or "", side.rekening, side.cents
        )
        for one in boekingen
        if one.about is not None
        for side in one.zijden
        if side.rekening in FROM_CLAIMS
    ]

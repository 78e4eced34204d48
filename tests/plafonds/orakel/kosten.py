# SPDX-License-Identifier: EUPL-1.2
"""6.2, day by day: what a day of care is expected to cost, and what that makes of a year."""

from collections.abc import Collection
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from plafonds.orakel.feiten import Plafond, Product, Register, Zorg

DAG = timedelta(days=1)
TOTAAL = "6"
MINUTEN = {"01": 1, "04": 60}


def dagen(begin: date, eind: date) -> list[date]:
    return [date.fromordinal(number) for number in range(begin.toordinal(), eind.toordinal() + 1)]


def afgerond(bedrag: Fraction) -> int:
    """Half a cent goes upwards."""
    return (bedrag + Fraction(1, 2)).__floor__()


def is_som(zorg: Zorg) -> bool:
    """A budget or a total: one amount for the whole."""
    return zorg.budget is not None or (zorg.omvang is not None and zorg.omvang.frequentie == TOTAAL)


def een_jaar_later(day: date) -> date:
    """29 February: 28 February is the last day of that year of care."""
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)


def laatste_dag(zorg: Zorg, register: Register) -> date:
    """Einddatum; else one year for an amount for the whole; else 31 December of the last year with a plafond."""
    if zorg.eind is not None:
        return zorg.eind
    if is_som(zorg):
        return een_jaar_later(zorg.begin) - DAG
    jaren = [row.jaar for row in register.plafonds if row.aanbieder == zorg.aanbieder]
    return date(max([zorg.begin.year, *jaren]), 12, 31)


def product(register: Register, categorie: str | None, code: str | None) -> Product:
    for row in register.producten:
        if (row.categorie, row.code) == (categorie, code or ""):
            return row
    return Product(categorie or "", code or "")


def tarief(zorg: Zorg, eenheid: str, day: date, register: Register) -> Fraction | None:
    """Of the aanbieder before that for all; in the Eenheid itself before one that is converted."""
    rows = [
        row for row in register.tarieven
        if (row.categorie, row.code) == (zorg.categorie, zorg.code) and row.van <= day <= row.tot
    ]  # fmt: skip
    for aanbieder in (zorg.aanbieder, ""):
        own = [row for row in rows if row.aanbieder == aanbieder]
        for row in own:
            if row.eenheid == eenheid:
                return Fraction(row.cents)
        for row in own:
            if row.eenheid in MINUTEN and eenheid in MINUTEN:
                return Fraction(row.cents * MINUTEN[eenheid], MINUTEN[row.eenheid])
    return None


def dagprijs(zorg: Zorg, day: date, register: Register) -> Fraction | None:
    """What this day is expected to cost; None when nobody can say."""
    placed_on = max(zorg.begin, date(day.year, 1, 1))
    assert placed_on <= day
    factor = product(register, zorg.categorie, zorg.code).factor
    duur = (laatste_dag(zorg, register) - zorg.begin).days + 1
    if zorg.budget is not None:
        return factor * zorg.budget / duur
    if zorg.omvang is None:
        per_dag = product(register, zorg.categorie, None).per_dag
        return None if per_dag is None else factor * per_dag
    omvang = zorg.omvang
    op = zorg.begin if product(register, zorg.categorie, zorg.code).tarief_op_ingangsdatum else day
    price = Fraction(1) if omvang.eenheid == "83" else tarief(zorg, omvang.eenheid, op, register)
    if price is None:
        return None
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    maand = (next_month - day.replace(day=1)).days
    per = {"1": 1, "2": 7, "4": maand, TOTAAL: duur}[omvang.frequentie]
    return factor * price * omvang.volume / per


@lru_cache(maxsize=50_000)
def dagprijzen(zorg: Zorg, register: Register) -> dict[date, Fraction | None]:
    """Every day of its validity."""
    return {day: dagprijs(zorg, day, register) for day in dagen(zorg.begin, laatste_dag(zorg, register))}


def per_jaar(zorg: Zorg, register: Register) -> dict[int, int]:
    """Cents per year: differences of rounded cumulative amounts."""
    result: dict[int, int] = {}
    for day, cents in stukken(zorg, register, None, ()):
        result[day.year] = result.get(day.year, 0) + cents
    return result


def stukken(
    zorg: Zorg, register: Register, tellende: frozenset[date] | None, grenzen: Collection[date]
) -> list[tuple[date, int]]:
    """The same, cut further: a piece begins on each day of `grenzen` and on 1 January. (first day, cents)"""
    return _stukken(zorg, register, tellende, frozenset(grenzen))


@lru_cache(maxsize=50_000)
def _stukken(
    zorg: Zorg, register: Register, tellende: frozenset[date] | None, grenzen: frozenset[date]
) -> list[tuple[date, int]]:
    result: list[tuple[date, int]] = []
    cumulatief, before, first = Fraction(0), 0, zorg.begin
    for day, price in dagprijzen(zorg, register).items():
        if day in grenzen or (day.month, day.day) == (1, 1):
            result.append((first, afgerond(cumulatief) - before))
            before, first = afgerond(cumulatief), day
        if tellende is None or day in tellende:
            cumulatief += price or 0
    result.append((first, afgerond(cumulatief) - before))
    return [(day, cents) for day, cents in result if cents]


def verdeeld(cents: int, begin: date, eind: date, grenzen: Collection[date]) -> list[tuple[date, int]]:
    """An amount for the days from `begin` to `eind`, cut on the days of `grenzen`, by the number of days."""
    every, before = dagen(begin, eind), 0
    result: list[tuple[date, int]] = []
    for number in range(1, len(every) + 1):
        if number == len(every) or every[number] in grenzen:
            so_far = afgerond(Fraction(cents * number, len(every)))
            result.append((every[before], so_far - sum(part for _, part in result)))
            before = number
    return result


def is_deelnemer(gemeente: str, day: date, register: Register) -> bool:
    van, tot = register.gemeenten.get(gemeente, (date.max, date.min))
    return van <= day <= tot


def telt_mee(zorg: Zorg, jaar: int, register: Register) -> bool:
    """In a year on the first day of which (or of the care) its gemeente takes part."""
    begin = date(jaar, 1, 1)
    return is_deelnemer(zorg.gemeente, max(zorg.begin, begin) if zorg.begin.year <= jaar else begin, register)


def is_taakgericht(zorg: Zorg, register: Register) -> bool:
    return (zorg.aanbieder, zorg.categorie or "") in register.taakgericht


def plafonds(aanbieder: str, jaar: int, categorie: str | None, code: str | None, register: Register) -> list[Plafond]:
    """All that cover it: of the aanbieder, of its segment, of its perceel."""
    what = product(register, categorie, code)
    return [
        row for row in register.plafonds
        if (row.aanbieder, row.jaar) == (aanbieder, jaar)
        and row.segment in ("", what.segment) and row.perceel in ("", what.perceel)
    ]  # fmt: skip

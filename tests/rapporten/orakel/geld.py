# SPDX-License-Identifier: EUPL-1.2
"""Reports of money read slowly and plainly from the rows themselves, apart from the product."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from berichtenverkeer.rapporten.periode import Periode

Row = dict[str, Any]
Region = dict[str, list[Row]]
Place = Callable[[Row], Any]


def segment(row: Row) -> str:
    """As the register of bouw.py places products."""
    return "onbekend" if row["code"] == "459" else row["code"][-1]


def rounded(number: Fraction | None, digits: int = 0) -> Any:
    """Half away from zero."""
    if number is None:
        return None
    scaled = abs(number) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    signed = whole if number >= 0 else -whole
    return signed / 10**digits if digits else signed


def ratio(part: int, whole: int) -> Fraction | None:
    """None without a whole."""
    return Fraction(part, whole) if whole else None


def approved(one: Row) -> bool:
    """What counts as production."""
    is_taken_back = one.get("is_credit") or one.get("is_gecrediteerd")
    return bool(one["uitslag"] == "goedgekeurd" and not is_taken_back)


def within(one: Row, period: Periode) -> bool:
    """By the first day of the ProductPeriode."""
    return bool(period.begin <= one["begindatum"] <= period.eind)


def cells(found: Iterable[Row], place: Place) -> dict[Any, list[Row]]:
    """Rows by plek, and all of them under None."""
    sorted_out: dict[Any, list[Row]] = defaultdict(list)
    for row in found:
        sorted_out[None].append(row)
        sorted_out[place(row)].append(row)
    return sorted_out


def days(levering: Row, period: Periode) -> int:
    """Of a levering in a period, one by one."""
    end = levering["einde"] or period.eind
    day, there = period.begin, 0
    while day <= period.eind:
        there += levering["begindatum"] <= day <= end
        day += timedelta(1)
    return there


def costs(region: Region, periods: Iterable[Periode], place: Place = segment) -> dict[tuple[int, Any], Row]:
    """The table `kosten`, without its growth."""
    found = {}
    for number, period in enumerate(periods):
        asked = [
            one
            for one in region["prestatie"]
            if within(one, period) and not one.get("is_credit") and not one.get("is_gecrediteerd")
        ]
        money = cells(asked, place)
        care = cells((one for one in region["levering"] if days(one, period)), place)
        for plek in {None, *money, *care}:
            found[number, plek] = _costs(money.get(plek, []), care.get(plek, []), period)
        whole = found[number, None]["goedgekeurd_cents"] or 0
        for (of, _), row in found.items():
            if of == number:
                part = row["goedgekeurd_cents"]
                row["aandeel"] = rounded(None if part is None or not whole else Fraction(100 * part, whole), 2)
    return found


def _costs(money: list[Row], care: list[Row], period: Periode) -> Row:
    def cents(*uitslagen: str) -> int | None:
        return sum(one["bedrag_cents"] for one in money if one["uitslag"] in uitslagen) if money else None

    good = cents("goedgekeurd")
    youths = len({one["client"] for one in money if approved(one)})
    zorgdagen = sum(days(one, period) for one in care)
    return {
        "goedgekeurd_cents": good,
        "ingediend_cents": cents("goedgekeurd", "afgewezen", "verworpen", "ingediend"),
        "afgewezen_cents": cents("afgewezen", "verworpen"),
        "wacht_cents": cents("ingediend"),
        "beoordeelde_maanden": len({one["begindatum"].month for one in money if one["uitslag"] != "ingediend"}),
        "jeugdigen": youths,
        "per_jeugdige_cents": rounded(None if good is None else ratio(good, youths)),
        "zorgdagen": zorgdagen,
        "per_zorgdag_cents": rounded(None if good is None else ratio(good, zorgdagen)),
    }


def growth(told: dict[tuple[int, Any], Row], number: int, plek: Any) -> Row:
    """Of costs in quarters: on the quarter before, on that of a year before, and of what a youth costs."""

    def on(column: str, before: int) -> Any:
        now, then = told.get((number, plek), {}).get(column), told.get((number - before, plek), {}).get(column)
        return None if now is None else percent(now - (then or 0), then or 0)

    return {
        "groei": on("goedgekeurd_cents", 1),
        "groei_jaar": on("goedgekeurd_cents", 4),
        "groei_per_jeugdige": on("per_jeugdige_cents", 1),
    }


def per_youth(region: Region, period: Periode, place: Place = segment) -> dict[Any, list[int]]:
    """What each youth with costs costs in a period, from low to high."""
    found = {}
    for plek, some in cells(
        (one for one in region["prestatie"] if approved(one) and within(one, period)), place
    ).items():
        total: dict[int, int] = defaultdict(int)
        for one in some:
            total[one["client"]] += one["bedrag_cents"]
        found[plek] = sorted(cents for cents in total.values() if cents)
    return found


def rank(in_order: list[int], share: Fraction) -> int | None:
    """The smallest number that at least this share of them does not exceed."""
    return next((one for at, one in enumerate(in_order, 1) if at >= share * len(in_order)), None)


def other_law(region: Region, period: Periode) -> tuple[int, int, int | None]:
    """Youths and leveringen that went to another law in a period, and what those cost in their last year."""
    gone = [
        one for one in region["levering"] if one.get("reden") == "39" and period.begin <= one["einde"] <= period.eind
    ]
    cents = [
        one["bedrag_cents"]
        for levering in gone
        for one in region["prestatie"]
        if approved(one)
        and one["toewijzing_nummer"] == levering["toewijzing_nummer"]
        and max(levering["begindatum"], a_year_before(levering["einde"])) <= one["begindatum"] <= levering["einde"]
    ]
    return len({one["client"] for one in gone}), len(gone), sum(cents) if cents else None


def a_year_before(day: date) -> date:
    """The first day of the year that ends on `day`."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day) + timedelta(1)


def percent(part: int, whole: int) -> Any:
    """Of two decimals, None without a whole."""
    return rounded(Fraction(100 * part, whole) if whole else None, 2)


def prices(found: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Approved prestaties with a volume, by product and unit."""
    some = [one for one in found if approved(one) and one["volume"]]
    return {
        key: [one for one in some if (one["code"], one["eenheid"]) == key] for key in {product(one) for one in some}
    }


def product(one: Row) -> tuple[str, str]:
    """Code and unit."""
    return one["code"], one["eenheid"]


def price(found: Iterable[Row]) -> Fraction:
    """Cents a unit."""
    some = list(found)
    return Fraction(sum(one["bedrag_cents"] for one in some), sum(one["volume"] for one in some))


def effect(now: Iterable[Row], before: Iterable[Row]) -> tuple[int, int, int]:
    """Why `now` costs something else than `before`: price, volume, and the rest."""
    these, those = prices(now), prices(before)
    of_price = of_volume = Fraction()
    for key in these.keys() & those.keys():
        units, were = sum(one["volume"] for one in these[key]), sum(one["volume"] for one in those[key])
        of_volume += (units - were) * price(those[key])
        for who in {one["aanbieder"] for one in these[key]} & {one["aanbieder"] for one in those[key]}:
            his, was = ([one for one in some if one["aanbieder"] == who] for some in (these[key], those[key]))
            of_price += (price(his) - price(was)) * sum(one["volume"] for one in his)
    more = sum(one["bedrag_cents"] for some in these.values() for one in some)
    more -= sum(one["bedrag_cents"] for some in those.values() for one in some)
    return rounded(of_price), rounded(of_volume), more - rounded(of_price) - rounded(of_volume)


def market(found: Iterable[Row], *, top: int, euro: int, youths: int, months: int) -> Row:
    """The table `markt` of approved prestaties, without its growth. `euro` is the threshold of a whole year."""
    money: dict[str, int] = defaultdict(int)
    clients: dict[str, set[int]] = defaultdict(set)
    some = [one for one in found if approved(one)]
    for one in some:
        money[one["aanbieder"]] += one["bedrag_cents"]
        clients[one["aanbieder"]].add(one["client"])
    whole = sum(money.values())
    little = {who for who, cents in money.items() if cents * 12 <= euro * 100 * months}
    few = {who for who in money if len(clients[who]) <= youths}
    there = len({one["begindatum"].replace(day=1) for one in some})
    return {
        "kosten_cents": whole,
        "jeugdigen": len(set().union(*clients.values())),
        "aanbieders": len(money),
        "maanden": there,
        "jaarbedrag_cents": rounded(ratio(12 * whole, there)),
        "per_aanbieder_cents": rounded(ratio(whole, len(money))),
        "top_cents": sum(sorted(money.values(), reverse=True)[:top]),
        "hhi": rounded(ratio(10_000 * sum(cents**2 for cents in money.values()), whole**2)),
        "aandeel_top": percent(sum(sorted(money.values(), reverse=True)[:top]), whole),
        "weinig_omzet": len(little),
        "aandeel_weinig_omzet": percent(len(little), len(money)),
        "weinig_jeugdigen": len(few),
        "aandeel_weinig_jeugdigen": percent(len(few), len(money)),
        "beide": len(little & few),
        "aandeel_beide": percent(len(little & few), len(money)),
        "jeugdigen_bij_beide": len(set().union(*(clients[who] for who in little & few))),
        "kosten_bij_beide_cents": sum(money[who] for who in little & few) if little & few else None,
    }

# SPDX-License-Identifier: EUPL-1.2
"""The money counted a second time, slowly and in the open: day by day, straight from the register rows."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import msgspec

from berichtenverkeer.plafonds.care import Care
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Plafond, Tarief
from berichtenverkeer.register.stand import RegisterStand
from rapporten import oracle


def counted(
    care: Care,
    leveringen: Sequence[Levering],
    now: RegisterStand,
    prestaties: Sequence[Prestatie] = (),
    bound: date | None = None,
) -> dict[PlafondKey, int]:
    """What is expected, worked out a second time: day by day, straight from the register rows.

    Days that were declared, and days before `bound`, count for nothing.
    """
    gone = {day for one in prestaties if one.is_goedgekeurd for day in _dagen(one.begindatum, one.einddatum)}
    if isinstance(care, Toewijzing) and care.is_verwijderd:
        return {}
    if care.categorie == "41":
        return {}
    years = [row.jaar for row in now.rows(Plafond) if row.aanbieder == care.aanbieder]
    if not years:
        return {}
    ending = care.einddatum or date(max(*years, care.ingangsdatum.year), 12, 31)
    is_spread = care.budget_cents is not None or care.frequentie == "6"
    spread = _a_year_from(care.ingangsdatum) if is_spread and care.einddatum is None else ending
    valid = (spread - care.ingangsdatum).days + 1
    last = ending
    if isinstance(care, Toewijzing):
        last = min(ending, gestopt_op(care, leveringen) or ending)
    summed, tot_nu_toe, result = Fraction(0), 0, {}
    for number in range((last - care.ingangsdatum).days + 1):
        day = date.fromordinal(care.ingangsdatum.toordinal() + number)
        if day not in gone and (bound is None or day >= bound) and day <= spread:
            summed += _dagprijs(care, day, valid, now)
        if day == last or (day.month, day.day) == (12, 31):
            rond = (2 * summed.numerator + summed.denominator) // (2 * summed.denominator)
            for row in now.rows(Plafond):
                fits = row.segment in ("", "2" if care.code == "45A05" else "")
                if row.aanbieder == care.aanbieder and row.jaar == day.year and fits and not row.zonder_plafond:
                    result[PlafondKey(row.aanbieder, row.jaar, segment=row.segment)] = rond - tot_nu_toe
            tot_nu_toe = rond
    return {key: cents for key, cents in result.items() if cents}


def gestopt_op(toewijzing: Toewijzing, leveringen: Sequence[Levering]) -> date | None:
    """The last day of care, when every levering on the toewijzing has ended for good by the definitions read aloud."""
    starts = [
        oracle.Start(
            one.client.hex(),
            one.aanbieder,
            one.gemeente,
            one.toewijzing_nummer,
            oracle.Product(one.categorie, one.code),
            one.begindatum,
            one.tijdelijk_einde,
            one.einde,
            one.reden,
        )
        for one in leveringen
    ]
    ends = [one.eind for one in oracle.leveringen(starts) if one.start.toewijzing_nummer == toewijzing.nummer]
    return None if None in ends else max((end for end in ends if end), default=None)


def gerealiseerd(prestaties: Sequence[Prestatie], now: RegisterStand) -> dict[PlafondKey, int]:
    """What was declared and approved, under every plafond of its year that covers the product."""
    summed: dict[PlafondKey, int] = {}
    for one in prestaties:
        for row in now.rows(Plafond):
            fits = row.segment in ("", "2" if one.code == "45A05" else "") and row.jaar == one.begindatum.year
            if one.is_goedgekeurd and row.aanbieder == one.aanbieder and fits and not row.zonder_plafond:
                key = PlafondKey(row.aanbieder, row.jaar, segment=row.segment)
                summed[key] = summed.get(key, 0) + one.bedrag_cents
    return {key: cents for key, cents in summed.items() if cents}


def changed(verzoek: Verzoek, stand: Stand, now: RegisterStand) -> dict[PlafondKey, int]:
    """What a JW317 asks more than there is, product by product."""
    summed: dict[PlafondKey, int] = {}

    def count_up(care: Care, keer: int) -> None:
        for key, cents in counted(care, (), now).items():
            summed[key] = summed.get(key, 0) + keer * cents

    for part in stand.delen(verzoek.sleutel):
        omvang = {field: getattr(part, field) for field in ("volume", "eenheid", "frequentie", "budget_cents")}
        if part.soort == "nieuw":
            wanted = {field: getattr(part, field) for field in ("categorie", "code", "ingangsdatum", "einddatum")}
            count_up(msgspec.structs.replace(verzoek, **wanted, **omvang), 1)
        if part.soort != "te wijzigen":
            continue
        old = stand.toewijzing(verzoek.gemeente, part.toewijzing_nummer or 0)
        if old is None or old.is_verwijderd:
            continue
        # A RedenWijziging would make a change on one day look like a removal.
        old = msgspec.structs.replace(old, reden_wijziging=None)
        count_up(old, -1)
        whole = msgspec.structs.replace(old, einddatum=part.einddatum, **omvang)
        is_equal = all(getattr(old, field) == value for field, value in omvang.items())
        if old.budget_cents is not None or old.frequentie == "6" or is_equal:
            count_up(whole, 1)
            continue
        assert part.ingangsdatum is not None
        ervoor = date.fromordinal(part.ingangsdatum.toordinal() - 1)
        if ervoor >= old.ingangsdatum:
            count_up(msgspec.structs.replace(old, einddatum=min(old.einddatum or ervoor, ervoor)), 1)
        count_up(msgspec.structs.replace(whole, ingangsdatum=part.ingangsdatum), 1)
    return {key: cents for key, cents in summed.items() if cents > 0}


def _a_year_from(first: date) -> date:
    """The last of the days that have another date each, as the calendar has them."""
    day = first
    while (day := date.fromordinal(day.toordinal() + 1)).year == first.year or (day.month, day.day) < (
        first.month,
        first.day,
    ):
        pass
    return date.fromordinal(day.toordinal() - 1)


def _dagen(van: date, tot: date) -> list[date]:
    return [date.fromordinal(day) for day in range(van.toordinal(), tot.toordinal() + 1)]


_MAANDLENGTE = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _dagprijs(care: Care, day: date, valid: int, now: RegisterStand) -> Fraction:
    factor = Fraction(85, 100) if care.code == "45A06" else Fraction(1)
    if care.budget_cents is not None:
        return factor * care.budget_cents / valid
    if care.volume is None:
        return Fraction(3850) if care.categorie == "44" and care.code is None else Fraction(0)
    price = Fraction(1) if care.eenheid == "83" else Fraction(0)
    for row in now.rows(Tarief):
        if row.is_valid(day) and row.code == care.code:
            if row.eenheid == care.eenheid:
                price = Fraction(row.tarief_cents)
            elif (row.eenheid, care.eenheid) == ("04", "01"):
                price = Fraction(row.tarief_cents, 60)
            elif (row.eenheid, care.eenheid) == ("01", "04"):
                price = Fraction(row.tarief_cents * 60)
    month = 29 if day.month == 2 and day.year % 4 == 0 else _MAANDLENGTE[day.month]
    per = {"1": 1, "2": 7, "4": month, "6": valid}[care.frequentie or ""]
    return factor * price * care.volume / per

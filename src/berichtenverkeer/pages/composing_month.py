# SPDX-License-Identifier: EUPL-1.2
"""Declaring a month by hand: one table of what was delivered, filled in; then the bericht that it becomes (JW323)."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW323, write
from berichtenverkeer.berichten.composing import compose
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway import composing
from berichtenverkeer.gateway.composing import new_number
from berichtenverkeer.gateway.declaring import Line, Month, declaratie_texts
from berichtenverkeer.gateway.work import Refused
from berichtenverkeer.pages.composing import checked
from berichtenverkeer.pages.composing_fields import at_fields
from berichtenverkeer.pages.producten import product_names
from berichtenverkeer.pages.visit import Form, Page, Visit
from berichtenverkeer.standaard.codelijsten import CODELIJSTEN

ADDRESS = "/maken/declaratie"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MONTHS = 13
"""How many can be chosen."""


async def fill_in(visit: Visit) -> Page:
    """GET /maken/declaratie: choose gemeente and month; what was delivered then, with the volume that is likely."""
    return await _table(visit, visit.form)


async def judge(visit: Visit) -> Page:
    """POST /maken/declaratie: shown and judged before it is sent."""
    if visit.form.value("terug"):
        return await _table(visit, visit.form)
    gemeente, begin = visit.form.value("gemeente"), month_of(visit)
    month = await _of_month(visit, gemeente, begin)
    filled = {name: visit.form.value(name) for name in month.names}
    where = month.placed(filled)
    if not where:
        text = visit.language.gettext("Vul bij minstens één jeugdige in hoeveel hulp er was, of neem iets terug.")
        return await _table(visit, visit.form, missing=text)
    number, today = visit.form.value("kenmerk") or new_number(), day(visit.gateway.clock())
    texts = composing.header("JW323", visit.beller.code, gemeente, number, today)
    bericht = compose(JW323, texts | declaratie_texts(where, filled, number, month.period, today))
    data = write(bericht)
    outcome = await visit.gateway.reception.receive(visit.beller, data, is_proef=True)
    if isinstance(outcome, Refused) or not all(one.is_signaal for one in outcome.bevindingen):
        form = Form(visit.form.filled, _at_lines(at_fields(outcome.bevindingen), where))
        return await _table(visit, form)
    return checked(visit, ADDRESS, bericht, data, outcome.bevindingen)


async def _table(visit: Visit, form: Form, missing: str = "") -> Page:
    choices = await visit.gateway.own_care.choices(visit.beller)
    begin = month_of(visit)
    gemeenten = [code for code, _ in choices.gemeenten]
    gemeente = visit.form.value("gemeente") or (gemeenten[0] if gemeenten else "")
    month = await _of_month(visit, gemeente, begin)
    values = {
        "names": month.names,
        "lines": month.lines,
        "credits": month.credits,
        "period": month.period,
        "begin": begin,
        "gemeenten": choices.gemeenten,
        "gemeente": gemeente,
        "months": months_until(day(visit.gateway.clock()), MONTHS),
        "maand": f"{begin:%Y-%m}",
        "kenmerk": form.value("kenmerk") or new_number(),
        "missing": missing,
        "units": CODELIJSTEN["WJ756"].codes,
        "product": product_names(visit),
        "total": sum(one.cents(one.offered or 0) or 0 for one in month.lines),
    }
    return Page("composing_month/month.html", values, 422 if form.faults or missing else 200, form=form)


async def _of_month(visit: Visit, gemeente: str, begin: date) -> Month:
    end = (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return await visit.gateway.own_care.of_month(visit.beller, gemeente, begin, end)


def month_of(visit: Visit) -> date:
    """The first day of the month that was chosen; without one the month before this."""
    found = _MONTH.fullmatch(visit.form.value("maand"))
    if found:
        return date(int(found[1]), int(found[2]), 1)
    return _months_before(day(visit.gateway.clock()), 1)


def months_until(today: date, most: int) -> list[date]:
    """The first days of this month and of those before it."""
    return [_months_before(today, count) for count in range(most)]


def _months_before(today: date, count: int) -> date:
    years, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    return date(years, month + 1, 1)


def _at_lines(found: Sequence[Bevinding], where: dict[str, Line]) -> list[Bevinding]:
    """What is wrong with a prestatie stands at its line."""
    told = []
    for one in found:
        line = next((line for path, line in where.items() if one.pad.startswith(f"{path}/")), None)
        told.append(msgspec.structs.replace(one, pad=line.name) if line else one)
    return told

# SPDX-License-Identifier: EUPL-1.2
"""Waiting and duration (definitions.md 5): W1, W2, W3, doorlooptijd of trajecten, lasting crisis care, who waits."""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.werkdagen import werkdagen_between
from berichtenverkeer.register.stand import RegisterStand
from stromen.postgres.names import place_names
from stromen.postgres.order import REGIO, UNKNOWN, Order
from stromen.postgres.question import end_days, first_days, question, question_text, values
from stromen.postgres.voorlopig import is_there_voorlopig
from stromen.postgres.wachtlijst import (
    Wachtregel,
    contract_days,
    count_up_leveringen,
    vervallen,
    wachtenden,
)
from stromen.postgres.wait_figures import (
    ABOUT_WAITING,
    MAX_REGELS,
    TAAKGERICHT,
    Measurements,
    Wachtcijfers,
    Wachtperiode,
    with_onbevestigd,
)

W1_NORM = 5
"""Working days within which a gemeente answers a request (OP274, OP346)."""

CRISIS_DAYS = 28
"""What crisis care may last at most."""

_ANTWOORDEN = question_text("antwoorden")
_STARTS = question_text("starts")
_DOORLOOPTIJDEN = question_text("doorlooptijden")
_CRISIS = question_text("crisis")

PlekMeasure = tuple[int, str, str]
"""Number of the period, plek, and which measure: the name of a field of Wachtcijfers."""


async def wachtrapport(conn: PgConnection, order: Order, register: RegisterStand) -> list[Wachtperiode]:
    """The figures of every period. `register` (as known at K) says what is taakgericht and names the plekken.

    What of each is not confirmed, is its difference with the same report on what is confirmed alone.
    """
    perioden = await _calculate(conn, order, register)
    if await is_there_voorlopig(Grootboek(conn, order.regio), order.peil.positie):
        certain = await _calculate(conn, msgspec.structs.replace(order, bevestigd=True), register)
        perioden = [with_onbevestigd(one, confirmed) for one, confirmed in zip(perioden, certain, strict=True)]
    return [
        msgspec.structs.replace(one, wachtlijst=one.wachtlijst[:MAX_REGELS], vervallen=one.vervallen[:MAX_REGELS])
        for one in perioden
    ]


async def _calculate(conn: PgConnection, order: Order, register: RegisterStand) -> list[Wachtperiode]:
    """One layer, with all of both lists."""
    measurements: dict[PlekMeasure, Measurements] = defaultdict(Measurements)
    counts: dict[PlekMeasure, int] = defaultdict(int)
    await _antwoorden(conn, order, measurements)
    await _starts(conn, order, register, measurements)
    await _trajecten(conn, order, measurements)
    listings = await _toegewezenen(conn, order, register, measurements, counts)
    await _crisis(conn, order, counts)
    te_measuring, not_measurable = await count_up_leveringen(conn, order, register)
    for (number, where), count in not_measurable.items():
        counts[number, where, "niet_te_meten"] = count
    measured = te_measuring.keys() | {
        (n, where) for n, where, measure in (*measurements, *counts) if measure in ABOUT_WAITING
    }
    never_measured = {where for _, where in not_measurable} - {where for _, where in measured}

    names = place_names(register, order.dimensie, order.eind)
    plekken = sorted({plek for _, plek, _ in (*measurements, *counts)} - {""} | {UNKNOWN})
    plekken.sort(key=lambda plek: plek == UNKNOWN)

    def figures(number: int, plek: str, name: str) -> Wachtcijfers:
        measures = {measure: one for (n, p, measure), one in measurements.items() if (n, p) == (number, plek)}
        fields: dict[str, Any] = {
            measure: one.wachtlijst() if measure == "wachtlijst" else one.distribution()
            for measure, one in measures.items()
        }
        fields |= {measure: one for (n, p, measure), one in counts.items() if (n, p) == (number, plek)}
        if plek in never_measured or (number, plek) in not_measurable.keys() - measured:
            fields |= dict.fromkeys(ABOUT_WAITING) | {"reden_afwezig": TAAKGERICHT}
        return Wachtcijfers(plek=plek or REGIO, naam=name, **fields)

    return [
        Wachtperiode(
            periode=periode,
            regio=figures(number, "", ""),
            plekken=[figures(number, plek, names.get(plek, "")) for plek in plekken],
            wachtlijst=listings[number, "wachtlijst"],
            vervallen=listings[number, "vervallen"],
        )
        for number, periode in enumerate(order.perioden)
    ]


async def _antwoorden(conn: PgConnection, order: Order, measurements: dict[PlekMeasure, Measurements]) -> None:
    durations: dict[tuple[date, date], int] = {}
    for row in await question(conn, _ANTWOORDEN, order, *values(order)[:5], first_days(order)):
        from_until = row["ontvangen_op"], row["beantwoord_op"]
        if from_until not in durations:
            durations[from_until] = werkdagen_between(*from_until)
        measure = "antwoordtijd_gateway" if row["door_gateway"] else "antwoordtijd"
        for where in (row["plek"], ""):
            measurements[row["periode"], where, measure].count_up(durations[from_until], row["aantal"], W1_NORM)


async def _starts(
    conn: PgConnection, order: Order, register: RegisterStand, measurements: dict[PlekMeasure, Measurements]
) -> None:
    what_about = *values(order), first_days(order), contract_days(register)
    for row in await question(conn, _STARTS, order, *what_about):
        product = row["toegewezen_categorie"], row["toegewezen_code"]
        if register.is_taakgericht(row["aanbieder"], row["gemeente"], *product, row["ingangsdatum"]):
            continue
        for where in (row["plek"], ""):
            start, wait = (
                measurements[row["periode"], where, measure] for measure in ("toewijzing_tot_start", "wachttijd")
            )
            start.count_up(row["w2"], row["aantal"])
            wait.count_up(row["w3"], row["aantal"], row["norm"])


async def _toegewezenen(
    conn: PgConnection,
    order: Order,
    register: RegisterStand,
    measurements: dict[PlekMeasure, Measurements],
    counts: dict[PlekMeasure, int],
) -> dict[tuple[int, str], list[Wachtregel]]:
    """Counts who waits and whose toewijzing lapsed; returns both lists of every period."""
    listings: dict[tuple[int, str], list[Wachtregel]] = defaultdict(list)
    for one in await wachtenden(conn, order, register):
        listings[one.periode, "wachtlijst"].append(one.regel)
        for where in (one.regel.plek, ""):
            counts[one.periode, where, "wachtenden"] += 1
            measurements[one.periode, where, "wachtlijst"].count_up(one.regel.dagen, 1, one.regel.norm_dagen)
    for one in await vervallen(conn, order, register):
        if not one.is_verwijderd:
            listings[one.periode, "vervallen"].append(one.regel)
        for where in (one.regel.plek, ""):
            counts[one.periode, where, "vervallen_verwijderd" if one.is_verwijderd else "vervallen"] += 1
    return listings


async def _trajecten(conn: PgConnection, order: Order, measurements: dict[PlekMeasure, Measurements]) -> None:
    for row in await question(conn, _DOORLOOPTIJDEN, order, *values(order), first_days(order)):
        for where in (row["plek"], ""):
            measurements[row["periode"], where, "doorlooptijd"].count_up(row["duur"], row["aantal"])


async def _crisis(conn: PgConnection, order: Order, counts: dict[PlekMeasure, int]) -> None:
    what_about = *values(order), first_days(order), end_days(order), CRISIS_DAYS
    for row in await question(conn, _CRISIS, order, *what_about):
        for place in (row["plek"], ""):
            counts[row["periode"], place, "crisis_te_lang"] += row["aantal"]

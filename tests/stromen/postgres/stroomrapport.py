# SPDX-License-Identifier: EUPL-1.2
"""The flow report: two statements, whatever the number of periods and plekken; checked before it is handed out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.register.stand import RegisterStand
from stromen.postgres.figures import (
    MovementTally,
    Periodecijfers,
    Plekcijfers,
    check_balance,
    count_in,
    count_out,
    difference,
    doorstroom_cells,
)
from stromen.postgres.names import place_names
from stromen.postgres.order import REGIO, UNKNOWN, Order
from stromen.postgres.question import end_days, first_days, question, question_text, values
from stromen.postgres.voorlopig import is_there_voorlopig

_FIGURES = question_text("stroomcijfers")
_TOEWIJZINGEN = question_text("toewijzingen")
_FROM_TOEWIJZINGEN = ("toewijzingen", "met_levering", "beeindigd", "met_stop")

Key = tuple[bool, str]
"""Whether it is the region's own figure, and the plek."""


async def stroomrapport(conn: PgConnection, order: Order, register: RegisterStand) -> list[Periodecijfers]:
    """The figures of every period. `register` (as known at K) only names the plekken. Raises Imbalance.

    What of each is not confirmed, is its difference with the same report on what is confirmed alone.
    """
    result = await _figure_layers(conn, order, register)
    for one in result:
        check_balance(one)
    return result


async def _figure_layers(conn: PgConnection, order: Order, register: RegisterStand) -> list[Periodecijfers]:
    perioden = await _calculate(conn, order)
    certain = perioden
    if await is_there_voorlopig(Grootboek(conn, order.regio), order.peil.positie):
        certain = await _calculate(conn, msgspec.structs.replace(order, bevestigd=True))
    keys = {key for one in (*perioden, *certain) for key in one.cijfers} | {(True, REGIO), (False, UNKNOWN)}
    names = place_names(register, order.dimensie, order.eind)
    for one, confirmed in zip(perioden, certain, strict=True):
        for key in keys:
            figures = _figures(one.cijfers, *key)
            if confirmed is not one:
                figures.onbevestigd = difference(figures, _figures(confirmed.cijfers, *key))
    return [_periode(order, number, one, names) for number, one in enumerate(perioden)]


class _Calculated(msgspec.Struct):
    """One period as it is counted."""

    cijfers: dict[Key, Plekcijfers] = {}
    tellingen: list[MovementTally] = []


async def _calculate(conn: PgConnection, order: Order) -> list[_Calculated]:
    begin, ending = first_days(order), end_days(order)
    stand_days = [order.begin - timedelta(days=1), *ending]
    limits = [*begin, order.eind + timedelta(days=1)]
    what_about = *values(order), order.historie_vanaf, begin, ending, stand_days, limits
    rows = await question(conn, _FIGURES, order, *what_about)

    perioden = [_Calculated() for _ in order.perioden]
    for row in rows:
        if row["wat"] == "stand":
            _count_up_stand(perioden, row)
            continue
        here = perioden[row["periode"]]
        target = _figures(here.cijfers, row["is_regio"], row["plek"])
        if row["wat"] == "beweging":
            tally = _tally(row)
            here.tellingen.append(tally)
            (count_in if tally.richting == "in" else count_out)(target, tally)
            if tally.andere_plek is not None:  # it may have nothing of its own in these periods
                _figures(here.cijfers, False, tally.andere_plek)
        else:
            target.mark(row["wat"], row["aantal"])
    for row in await question(conn, _TOEWIJZINGEN, order, *what_about[:5], begin, ending):
        for is_regio, plek in ((False, row["plek"]), (True, REGIO)):  # a toewijzing has one plek
            target = _figures(perioden[row["periode"]].cijfers, is_regio, plek)
            for name in _FROM_TOEWIJZINGEN:
                target.mark(name, row[name])
    return perioden


def _count_up_stand(perioden: list[_Calculated], row: Mapping[str, Any]) -> None:
    """Day number 0 is the one before the first period, day n the last one of period n - 1."""
    for number, one in enumerate(perioden):
        plek = _figures(one.cijfers, row["is_regio"], row["plek"])
        for name, day in (("stand_begin", number), ("stand_eind", number + 1)):
            if row["periode"] <= day < row["verschil"]:
                plek.count_up(name, row["aantal"])


def _tally(row: Mapping[str, Any]) -> MovementTally:
    return MovementTally(**{name: row[name] for name in MovementTally.__struct_fields__})


def _figures(per_plek: dict[Key, Plekcijfers], is_regio: bool, plek: str) -> Plekcijfers:
    key = (is_regio, plek)
    if key not in per_plek:
        per_plek[key] = Plekcijfers(plek=plek)
    return per_plek[key]


def _periode(order: Order, number: int, calculated: _Calculated, names: dict[str, str]) -> Periodecijfers:
    regio = calculated.cijfers[True, REGIO]
    plekken = [one for (is_regio, _), one in calculated.cijfers.items() if not is_regio]
    for one in plekken:
        one.naam = names.get(one.plek, "")
    for one in (regio, *plekken):
        for name in ("redenen", "redenen_cbs", "verwijzers"):
            setattr(one, name, dict(sorted(getattr(one, name).items())))
        one.volledigheid.instroom = one.instroom
        one.volledigheid.met_verwijzer = one.instroom - one.verwijzers.get(UNKNOWN, 0)
    return Periodecijfers(
        periode=order.perioden[number],
        regio=regio,
        plekken=sorted(plekken, key=lambda one: (one.plek == UNKNOWN, one.plek)),
        doorstroom=doorstroom_cells(tally for tally in calculated.tellingen if not tally.is_regio),
    )

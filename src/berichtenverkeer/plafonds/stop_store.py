# SPDX-License-Identifier: EUPL-1.2
"""Cliëntenstops in and out of the database: a row for every step, from the position of that step on."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import astuple

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.stops import Stopgebeurtenis
from berichtenverkeer.plafonds.kenmerken import STOPS
from berichtenverkeer.plafonds.stops import Clientenstop, after_step
from berichtenverkeer.register.loading import LAST_VERSION

_FIELDS = Clientenstop.__struct_fields__
_COLUMNS = ", ".join(_FIELDS)
_THEN = f"""
select {_COLUMNS} from clientenstop
where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2) and ($3::text is null or aanbieder = $3)
order by stop_id"""
_NOW = f"""
select {_COLUMNS} from clientenstop
where regio = $1 and pos_tot is null and (stop_id = $2 or aanbieder = $3) order by stop_id"""
_STEPS = query("plafonds", "stopstappen")
_CLOSE = "update clientenstop set pos_tot = $3 where regio = $1 and stop_id = $2 and pos_tot is null"
_ADD = f"""
insert into clientenstop (regio, pos_van, {_COLUMNS})
values ($1, $2, {", ".join(f"${number}" for number in range(3, 3 + len(_FIELDS)))})"""

_VERSION_AND_STOPS = f"""
select ({LAST_VERSION}), {", ".join(f"s.{one}" for one in _FIELDS)}
from (select) one left join (
  select r.* from unnest($2::text[]) k (aanbieder) cross join lateral {STOPS.rows()} r
  where r.is_toegekend and r.van <= $3 and (r.opgeheven_vanaf is null or r.opgeheven_vanaf > $3)) s on true"""


async def in_force(grootboek: Grootboek, aanbieders: Sequence[str], op: date) -> tuple[int, list[Clientenstop]]:
    """The version of the register, and the stops of these aanbieders that hold on a day. One statement."""
    rows = await grootboek.fetch(_VERSION_AND_STOPS, aanbieders, op)
    return rows[0][0], [_stop(tuple(row)[1:]) for row in rows if row[1] is not None]


async def stops_at(grootboek: Grootboek, k: int, aanbieder: str | None = None) -> list[Clientenstop]:
    """Every stop (of an aanbieder) as known at ledger position `k`, in the order in which they were asked."""
    return [_stop(row) for row in await grootboek.fetch(_THEN, k, aanbieder)]


async def steps_at(grootboek: Grootboek, k: int, stop_id: UUID) -> list[Stopgebeurtenis]:
    """The steps of a stop up to `k`, in order."""
    steps = []
    for row in await grootboek.fetch(_STEPS, k, stop_id):
        gebeurtenis = gebeurtenissen.read(row["soort"], row["versie"], row["inhoud"])
        assert isinstance(gebeurtenis, Stopgebeurtenis), "it stands at the position of one"
        steps.append(gebeurtenis)
    return steps


async def stops_now(
    grootboek: Grootboek, *, stop_id: UUID | None = None, aanbieder: str | None = None
) -> list[Clientenstop]:
    """One stop, or all of an aanbieder, as they are now."""
    return [_stop(row) for row in await grootboek.fetch(_NOW, stop_id, aanbieder)]


async def write_step(
    grootboek: Grootboek, position: int, old: Clientenstop | None, gebeurtenis: Stopgebeurtenis
) -> Clientenstop:
    """Write what a step makes of a stop; returns it."""
    new = after_step(old, gebeurtenis)
    if old is not None:
        await grootboek.execute(_CLOSE, old.stop_id, position)
    await grootboek.execute(_ADD, position, *astuple(new))
    return new


async def write_steps(grootboek: Grootboek, steps: Iterable[tuple[int, Stopgebeurtenis]]) -> None:
    """The same of many, in ledger order: for a rebuild."""
    stops: dict[UUID, Clientenstop] = {}
    for position, gebeurtenis in steps:
        stop_id = gebeurtenis.stop_id
        stops[stop_id] = await write_step(grootboek, position, stops.get(stop_id), gebeurtenis)


def _stop(row: Iterable[Any]) -> Clientenstop:
    return Clientenstop(*row)

# SPDX-License-Identifier: EUPL-1.2
"""The movements in and out of plekken, one by one (definitions.md 4; bewegingen.sql and docs/stromen.md)."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek, PgConnection
from stromen.postgres.order import Order
from stromen.postgres.question import question, question_text, values
from stromen.postgres.voorlopig import is_there_voorlopig


class Richting(StrEnum):
    """Into a plek, or out of it."""

    IN = "in"
    UIT = "uit"


class Kind(StrEnum):
    """What a movement is: exactly one of these (definitions.md 4)."""

    INSTROOM = "instroom"
    STAPELING = "stapeling"
    DOORSTROOM = "doorstroom"
    UITSTROOM = "uitstroom"
    AFBOUW = "afbouw"
    VERONDERSTELD = "verondersteld"


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One in or uit. `datum` is the first, or last, day in `plek`; `andere_datum` that day on the other side.

    `beroep` (nieuw, herhaald, onbekend) and `verwijzer` (COD327) belong to instroom, `reden` (JZ588) to uit that is no
    doorstroom, `schaling` (1 up, -1 down, 0 level) to doorstroom between segmenten. It is
    `voorlopig` within D days of the day of K, and `onbevestigd` when it would not be there, or be otherwise, without
    what waits for the answer of a receiver who answers himself.
    `client` is the whole pseudonym.
    """

    client: bytes
    plek: str
    richting: Richting
    soort: Kind
    datum: date
    andere_plek: str | None
    andere_datum: date | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    onbevestigd: bool = False
    berichten: tuple[UUID, ...] = ()


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which cell of a report: every condition that is given holds."""

    plek: str | None = None
    richting: Richting | None = None
    soort: Kind | None = None
    andere_plek: str | None = None


EVERYTHING = Choice()

_MOVEMENTS = question_text("bewegingen")
_BERICHTEN = question_text("berichten")


async def bewegingen(
    conn: PgConnection,
    order: Order,
    choice: Choice = EVERYTHING,
    *,
    limiet: int | None = None,
    with_berichten: bool = False,
) -> list[Movement]:
    """The movements behind a cell, by date; `with_berichten` with the berichten that caused them."""
    chosen = choice.plek, choice.richting, choice.soort, choice.andere_plek, limiet
    rows = await question(conn, _MOVEMENTS, order, *values(order), order.historie_vanaf, *chosen)
    berichten = await _berichten(conn, order, rows) if with_berichten else {}
    found = [_movement(row, berichten.get(number, ())) for number, row in enumerate(rows)]
    if order.bevestigd or not await is_there_voorlopig(Grootboek(conn, order.regio), order.peil.positie):
        return found
    only_certain = msgspec.structs.replace(order, bevestigd=True)
    certain = {_core(one) for one in await bewegingen(conn, only_certain, choice)}
    return [msgspec.structs.replace(one, onbevestigd=_core(one) not in certain) for one in found]


def _core(one: Movement) -> tuple[object, ...]:
    """What a movement is counted by."""
    cell = (one.plek, one.richting, one.soort, one.andere_plek)
    return one.client, one.datum, *cell, one.beroep, one.verwijzer, one.reden


async def _berichten(conn: PgConnection, order: Order, rows: Sequence[Any]) -> dict[int, tuple[UUID, ...]]:
    """By the number of the row: the berichten that started, or stopped, the leveringen behind a movement."""
    parts = [
        (number, row["richting"], row["client"], *key)
        for number, row in enumerate(rows)
        for key in row["leveringen"] or ()
    ]
    if not parts:
        return {}
    what_about = order.regio, order.peil.positie, *map(list, zip(*parts, strict=True))
    found = await question(conn, _BERICHTEN, order, *what_about, loops=True)
    return {row["nummer"]: tuple(row["berichten"]) for row in found}


def _movement(row: Mapping[str, Any], berichten: tuple[UUID, ...]) -> Movement:
    fields = dict(row) | {"berichten": berichten}
    del fields["leveringen"]
    fields["richting"], fields["soort"] = Richting(fields["richting"]), Kind(fields["soort"])
    return Movement(**fields)

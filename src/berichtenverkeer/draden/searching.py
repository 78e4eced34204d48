# SPDX-License-Identifier: EUPL-1.2
"""From one bericht to all that hang together with it: its keys, what they are tied to, the rows that have them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.sql import query
from berichtenverkeer.draden.tree import Draad, Row, tree
from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.causer import causer_of
from berichtenverkeer.ledger.draden import DECLARATIE
from berichtenverkeer.projections import settled

LIMIT, MAX_LIMIT = 100, 250
"""How many berichten a thread shows, their answers not counted: as a rule, and at most."""

MOST_KEYS, MOST_ROUNDS, MOST_ANTWOORDEN = 200, 20, 10
"""Where following ends: keys of a thread, steps from verzoek to toewijzing or back, answers on one bericht."""

_BEGIN, _VERBANDEN, _ROWS, _ANTWOORDEN = (
    query("draden", name) for name in ("begin", "verbanden", "rijen", "antwoorden")
)


async def draad(
    grootboek: Grootboek, bericht_id: UUID, before: str | None, who: str, limiet: int = LIMIT
) -> Draad | None:
    """The thread of a bericht as party `before` may see it, or as it is when that is None.

    `who` reads it: the code of a party, empty for who keeps the gateway.

    None when there is no such bericht for the party. At most `limiet` berichten, the asked one always among them, in a
    bounded number of statements whatever the thread holds.
    """
    begin = await grootboek.fetchrow(_BEGIN, before, bericht_id)
    if begin is None:
        return None
    first = list(begin["sleutels"])
    declaratie = next((key for key in first if key.startswith(DECLARATIE)), None)
    if declaratie is not None:
        pairs, is_finished = await _around(grootboek, declaratie), True
        first = [declaratie]
    else:
        pairs, is_finished = await _follow(grootboek, before, first)
    sleutels = sorted({*first, *(key for pair in pairs for key in pair)})
    rows = await _rows(grootboek.conn, who, _ROWS, grootboek.regio, before, sleutels, begin["id"], limiet + 1)
    there_is_more = len(rows) > limiet
    if there_is_more:
        rows.remove(next(row for row in reversed(rows) if row.id != begin["id"]))
    antwoorden = await _rows(
        grootboek.conn,
        who,
        _ANTWOORDEN,
        grootboek.regio,
        before,
        sleutels,
        [row.id for row in rows],
        bericht_id,
        MOST_ANTWOORDEN,
    )
    return Draad(
        bericht=bericht_id,
        takken=tree(first, pairs, rows, antwoorden),
        toewijzingen=None if declaratie is None else begin["toewijzingen"],
        er_is_meer=there_is_more or not is_finished,
    )


async def _rows(conn: PgConnection, who: str, sql: str, *arguments: Any) -> list[Row]:
    rows = await conn.fetch(sql, *arguments)
    return [_row(who, **row) for row in rows]


def _row(
    who: str,
    *,
    door_kanaal: str | None,
    door_partij: str | None,
    door_persoon: str | None,
    codes: Sequence[str],
    sleutels: Sequence[str],
    **rest: Any,
) -> Row:
    causer = causer_of(door_kanaal, door_partij, door_persoon).before(who)
    return Row(veroorzaker=causer, codes=tuple(codes), sleutels=tuple(sleutels), **rest)


async def _follow(grootboek: Grootboek, before: str | None, begin: Sequence[str]) -> tuple[set[tuple[str, str]], bool]:
    """The verbanden that can be reached from these keys, and whether that is all of them."""
    known, new, pairs = set(begin), set(begin), set[tuple[str, str]]()
    for _ in range(MOST_ROUNDS):
        if not new:
            return pairs, True
        found = {draden.separated(row["s"]) for row in await grootboek.fetch(_VERBANDEN, before, sorted(new))}
        touches = {pair for pair in found if not known.isdisjoint(pair)}
        besides = {key for pair in touches for key in pair} - known
        if len(known) + len(besides) > max(MOST_KEYS, len(begin)):
            return pairs, False
        pairs |= touches
        known |= besides
        new = besides
    return pairs, not new


async def _around(grootboek: Grootboek, declaratie: str) -> set[tuple[str, str]]:
    """A declaratie tied to those that its credits are about, and to those with credits about it.

    One step, not further: corrections would tie all declaraties of an aanbieder.
    """
    aanbieder, identificatie = declaratie.removeprefix(DECLARATIE).split("/", 1)
    other = await settled.settled_with(grootboek, aanbieder, identificatie)
    return {(declaratie, draden.from_declaratie(aanbieder, one)) for one in other}

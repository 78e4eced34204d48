# SPDX-License-Identifier: EUPL-1.2
"""Epochs: a database that was put back goes on at positions that were never given (decision 091).

Parties, reports and made Identificaties name ledger positions. A database that is put back has forgotten those that it
gave after the backup; gave it them again, a party that remembers the highest it saw would miss what comes at them.
So whoever puts a database back begins an epoch: positions go on behind `begin`, which is the time since 2025 in steps
of which 2^19 are a second. Everything that carries a position, carries the epoch with it.

Claim: `begin` lies above every position that was ever given, also of an epoch that this database has forgotten.
Proof. An epoch that began at second s, fractions counted, gave its first position just above s * 2^19 (the first epoch:
above 0). After t more seconds it gave less than t * 2^19 positions: half a million a second is more than PostgreSQL
writes. So all it ever gave lies below (s + t) * 2^19, and a new epoch begins when it has ended, be it within a second.
This rests on the clock: those of host and database must agree. Where a clock once ran ahead, positions are beyond the
clock of now; then `begin` is as far beyond the last one that is known, and the same holds, counted from that one.
"""

import msgspec

from berichtenverkeer.core.clock import MAX_CLOCK_DIFFERENCE, system_clock
from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.errors import BerichtenverkeerError, ClockUnreliable, WrongQuestion
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.regels.meldingen.verzoek import POSITION_VERVALLEN

PER_SECOND = 2**19

_HANDED = "coalesce(pg_sequence_last_value('ledger_positie'), 0)"
SERVER = (
    "(SELECT system_identifier FROM pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
    " || '/' || 'epoch'::regclass::oid"
)
"""This database on this server in this line of its history: another after any way of putting it back but a copy of
all its files."""

_BEGIN = f"""
    SELECT {_HANDED} AS laatste,
        floor(extract(epoch FROM clock_timestamp() - timestamptz '2025-01-01 00:00Z') * $1)::bigint AS klok
"""
_NOTE = f"""
    INSERT INTO epoch (begin, laatste, k, op, server) SELECT $1, $2, 0, clock_timestamp(), {SERVER}
"""
_CURSOR = f"""
    SELECT CASE WHEN $1 > {_HANDED} THEN (SELECT max(begin) FROM epoch)
        ELSE (SELECT min(laatste) FROM epoch WHERE laatste < $1 AND $1 < begin) END
"""
_PEIL = """
    SELECT min(tot) FROM (
      SELECT begin, greatest(k, (SELECT max(positie) FROM watermerk WHERE regio = $1 AND positie < begin)) AS tot
      FROM epoch) AS bewaard
    WHERE tot < $2 AND $2 < begin
"""
_HISTORY = f"SELECT coalesce(max(begin), 0) AS begin, {SERVER} AS server FROM epoch"
_MOVED = f"SELECT server <> {SERVER} FROM epoch ORDER BY begin DESC LIMIT 1"


class PositionVervallen(WrongQuestion):
    """Deze positie is er niet (meer): zij ging verloren toen een reservekopie werd teruggezet."""

    code = POSITION_VERVALLEN.code
    status = 410

    def __init__(self, parameter: str, since: int, action: str) -> None:
        super().__init__(parameter=parameter)
        self.vanaf = since
        self.actie = action


class EpochNeeded(BerichtenverkeerError):
    """Deze database is teruggezet of verplaatst; posities die toen al waren uitgegeven, mogen niet nog eens."""

    actie = "Stop alle processen en voer `berichtenverkeer epoch` uit; is er niets verloren, dan kan dat geen kwaad."
    status = 503


class History(msgspec.Struct, frozen=True):
    """What positions are of: the epoch that began last (0: none did), of this database on this server."""

    begin: int
    server: str


class Epoch(msgspec.Struct, frozen=True):
    """Positions go on behind `begin`; of those before it nothing is kept that lies beyond `laatste`."""

    begin: int
    laatste: int


async def begin(connection: PgConnection) -> Epoch:
    """Begin an epoch, as the owner, while nobody else writes. Raises ClockUnreliable.

    A database that has no table of epochs yet gets the positions; its migration notes the epoch.
    """
    await require_clock(connection)
    async with connection.transaction():
        row = await connection.fetchrow(_BEGIN, PER_SECOND)
        new = Epoch(_begin_after(row["laatste"], row["klok"]), row["laatste"])
        await connection.execute("SELECT setval('ledger_positie', $1)", new.begin)
        if await connection.fetchval("SELECT to_regclass('epoch') IS NOT NULL"):
            await connection.execute(_NOTE, new.begin, new.laatste)
    return new


async def require_clock(connection: PgConnection) -> None:
    """That the clocks of this machine and of the database agree. Raises ClockUnreliable."""
    if abs(system_clock() - await connection.fetchval("SELECT clock_timestamp()")) > MAX_CLOCK_DIFFERENCE:
        raise ClockUnreliable("de klok van deze machine en die van de database verschillen.")


def _begin_after(last: int, clock: int) -> int:
    begin = clock if clock > last else last + 1 if clock == last else last + clock
    if not last < begin < MAX_POSITION:
        raise ClockUnreliable("het jaar kan niet kloppen.")
    return begin


async def require_cursor(connection: PgConnection, position: int) -> None:
    """That who goes on behind `position` misses nothing. Raises PositionVervallen, which says where to go on instead.

    Up to the last position that is kept every cursor is good: what came after it has a position behind `begin`.
    """
    since: int | None = await connection.fetchval(_CURSOR, position) if position else None
    if since is not None:
        action = f"Vraag opnieuw na positie {since}; wat u al hebt, herkent u aan het nummer (id)."
        raise PositionVervallen("na", since, action)


async def require_peil(grootboek: Grootboek, k: int) -> None:
    """That the figures of `k` are still what they were: up to the last K of the regio that was recorded before the
    epoch they are. Raises PositionVervallen."""
    since: int | None = await grootboek.fetchval(_PEIL, k)
    if since is not None:
        raise PositionVervallen("k", since, f"Kies een positie tot en met {since}, of een van daarna.")


async def require_epoch(connection: PgConnection) -> None:
    """That nobody put this database back since its epoch began. Raises EpochNeeded."""
    if await connection.fetchval(_MOVED):
        raise EpochNeeded


async def history(connection: PgConnection) -> History:
    """Of which history this database is: figures that were taken from it are of no other."""
    return History(**await connection.fetchrow(_HISTORY))

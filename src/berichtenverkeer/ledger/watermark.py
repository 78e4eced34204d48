# SPDX-License-Identifier: EUPL-1.2
"""K of a regio: a ledger position behind which nothing of it can appear any more (definitions.md 1).

Positions are of one sequence; each regio has a K of its own, so that who books long in one holds back no other's.
Every writing transaction calls `begin` before it draws positions: it shares the lock of its regio, reads the last
position p0 and shares the advisory lock with key p0, all until it ends. `watermark` (1) reads the last position L, then
(2) the smallest key m that is held by a transaction of the regio, and answers K = min(L, m).

Claim: at the moment of (2) every transaction of the regio that drew a position p <= K has ended, and no later one
draws p <= K.
Proof. Positions are handed out in rising order, so what is drawn after (1) is > L >= K: p <= K was drawn before (1).
Its transaction held both its locks before it drew, with a key p0 < p. Had it still run at (2), both would be in the
list (pg_locks is one moment), under one pid, so m <= p0 < p <= K <= m: impossible. PostgreSQL makes a commit visible
before it releases the locks, so a statement that begins after (2) sees what it wrote, and sees it for ever.
Who holds a key p0 but the lock of no regio could be of any: it holds back the K of all.

Consequences: take K first and the snapshot after it (never inside a REPEATABLE READ transaction that began earlier).
K may step back between two calls, when a transaction read p0 long before it took the lock; every K given stays true.
p0 and L come from pg_sequence_last_value, which locks the page: a plain SELECT from the sequence can catch the value
that nextval writes ahead for the log, up to 32 too high, and the proof would fall.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from berichtenverkeer.core.database import Grootboek, PgConnection
from berichtenverkeer.core.ids import lock_key

SPACE_CLIENT, SPACE_WRITERS = 1, 4
"""First keys of the two-integer advisory locks per client, and of those that the writers of a regio share (2 and 3 are
in plafonds/store.py, 5 in report_sets.py). The single-bigint locks belong to this module alone."""

_LAST = "coalesce(pg_sequence_last_value('ledger_positie'), 0)"
_JOIN = f"pg_advisory_xact_lock_shared({SPACE_WRITERS}, $1), pg_advisory_xact_lock_shared({_LAST})"
BEGIN = f"SELECT {_JOIN}"
"""Holds K back of the regio of which `lock_key` is $1: also within a statement that draws a position itself, behind
this in a materialized CTE."""

_BEGIN_WITH_KEYS = f"""
    WITH eerst AS MATERIALIZED (
      SELECT set_config('lock_timeout', $6, true), set_config('plan_cache_mode', $7, true), {_JOIN})
    SELECT k FROM (
      SELECT k, CASE
        WHEN wacht AND deelt THEN pg_advisory_xact_lock_shared($2, k) IS NOT NULL
        WHEN wacht THEN pg_advisory_xact_lock($2, k) IS NOT NULL
        WHEN deelt THEN pg_try_advisory_xact_lock_shared($2, k)
        ELSE pg_try_advisory_xact_lock($2, k) END AS heeft
      FROM (
        SELECT k, deelt, wacht
        FROM eerst CROSS JOIN unnest($3::int[], $4::bool[], $5::bool[]) WITH ORDINALITY AS s (k, deelt, wacht, nr)
        ORDER BY nr
      ) AS op_volgorde OFFSET 0) AS genomen
    WHERE NOT heeft
"""
_ONLY_HELD = """
    SELECT k FROM unnest($2::int[]) AS k
    WHERE k::bigint & 4294967295 IN (
      SELECT objid::bigint FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 2 AND classid = $1::int AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_SMALLEST = f"""
    SELECT min(p0) FROM (
      SELECT min((classid::bigint << 32) | objid::bigint) FILTER (WHERE objsubid = 1) AS p0,
        array_agg(objid::bigint) FILTER (WHERE objsubid = 2 AND classid::bigint = {SPACE_WRITERS}) AS regios
      FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      GROUP BY pid) AS schrijver
    WHERE regios IS NULL OR $1::bigint & 4294967295 = ANY (regios)
"""
_RECORD = """
    INSERT INTO watermerk (regio, op, positie)
    SELECT $1, $2, greatest($3, (SELECT max(positie) FROM watermerk WHERE regio = $1 AND op <= $2))
    ON CONFLICT DO NOTHING
"""
_AT_MOMENT = "SELECT positie FROM watermerk WHERE regio = $1 AND op <= $2 ORDER BY op DESC LIMIT 1"
_AT_MOMENTS = f"""
    SELECT coalesce(({_AT_MOMENT.replace("$2", "moment")}), 0)
    FROM unnest($2::timestamptz[]) WITH ORDINALITY AS m (moment, nr) ORDER BY nr
"""


async def begin(
    grootboek: Grootboek,
    keys: Iterable[int] = (),
    shared: Iterable[int] = (),
    only: Iterable[int] = (),
    *,
    wait: bool = True,
    patience_ms: int = 0,
    plans: Literal["auto", "force_generic_plan"] = "auto",
) -> set[int]:
    """The first statement of a writing transaction: hold K of the regio back, then lock these (int4) in order, in one
    round trip.

    `keys` and `only` are held alone, `shared` beside others who share them. Waits for who holds them otherwise;
    sorted, so that nobody waits in a circle. What may be held for long comes first: who waits for it holds no
    `keys`, for which others would wait in turn. With `wait` off it does not wait for `shared` and `only`: it
    returns those that it did not get, and then the transaction must be given up. With `patience_ms` this transaction
    waits no longer than that for any lock, and raises LockHeld (`core.database`). `plans`: as `plan_cache_mode` of it.
    """
    always, own = set(keys), set(only)
    in_order = [*sorted(own.union(shared) - always), *sorted(always)]
    if not in_order:
        await grootboek.conn.execute(BEGIN, lock_key(grootboek.regio))
        return set()
    shares = [key not in always and key not in own for key in in_order]
    waiting = [wait or key in always for key in in_order]
    rows = await grootboek.conn.fetch(
        _BEGIN_WITH_KEYS, lock_key(grootboek.regio), SPACE_CLIENT, in_order, shares, waiting, str(patience_ms), plans
    )
    return {row["k"] for row in rows}


async def shut_out_writers(grootboek: Grootboek) -> None:
    """Wait until nobody writes in a regio, and let nobody begin to until the transaction ends: for a rebuild."""
    await grootboek.conn.execute(f"SELECT pg_advisory_xact_lock({SPACE_WRITERS}, $1)", lock_key(grootboek.regio))


async def only_held(connection: PgConnection, keys: Iterable[int]) -> set[int]:
    """Which of these keys somebody holds alone at this moment."""
    rows = await connection.fetch(_ONLY_HELD, SPACE_CLIENT, list(keys))
    return {row["k"] for row in rows}


async def watermark(grootboek: Grootboek) -> int:
    """K of a regio, of this moment. 0 while nothing was ever written.

    The figures of K must be read by a statement that begins after this call.
    """
    last: int = await grootboek.conn.fetchval(f"SELECT {_LAST}")
    smallest: int | None = await grootboek.conn.fetchval(_SMALLEST, lock_key(grootboek.regio))
    return last if smallest is None else min(last, smallest)


async def record(grootboek: Grootboek, op: datetime) -> int:
    """Record the K of now at the instant `op` and answer it; an instant that was recorded before keeps its K."""
    await grootboek.execute(_RECORD, op, await watermark(grootboek))
    return await at_moment(grootboek, op)


async def at_moment(grootboek: Grootboek, moment: datetime) -> int:
    """The K recorded at or last before `moment`; 0 when none was."""
    position: int | None = await grootboek.fetchval(_AT_MOMENT, moment)
    return position or 0


async def at_moments(grootboek: Grootboek, moments: Iterable[datetime]) -> list[int]:
    """The same for many, in one statement."""
    return [position for (position,) in await grootboek.fetch(_AT_MOMENTS, list(moments))]

# SPDX-License-Identifier: EUPL-1.2
"""K: a ledger position behind which nothing can appear any more (definitions.md 1).

Every writing transaction calls `begin` before it draws positions: it reads the last position p0 and holds the shared
advisory lock with key p0 until it ends. `watermerk` (1) reads the last position L, then (2) the smallest key m that is
held, and answers K = min(L, m).

Claim: at the moment of (2) every transaction that drew a position p <= K has ended, and no later one draws p <= K.
Proof. Positions are handed out in rising order, so what is drawn after (1) is > L >= K: p <= K was drawn before (1).
Its transaction held its lock before it drew, with a key p0 < p. Had it still run at (2), its key would be in the
list, so m <= p0 < p <= K <= m: impossible. PostgreSQL makes a commit visible before it releases the locks, so a
statement that begins after (2) sees what it wrote, and sees it for ever.

Consequences: take K first and the snapshot after it (never inside a REPEATABLE READ transaction that began earlier).
K may step back between two calls, when a transaction read p0 long before it took the lock; every K given stays true.
p0 and L come from pg_sequence_last_value, which locks the page: a plain SELECT from the sequence can catch the value
that nextval writes ahead for the log, up to 32 too high, and the proof would fall.
"""

from collections.abc import Iterable
from datetime import datetime

from berichtenverkeer.core.database import Verbinding

RUIMTE_CLIENT = 1
"""First key of the two-integer advisory locks per client. The single-bigint locks belong to this module alone."""

_LAATSTE = "coalesce(pg_sequence_last_value('ledger_positie'), 0)"
_BEGIN = f"SELECT pg_advisory_xact_lock_shared({_LAATSTE})"
_BEGIN_MET_SLEUTELS = f"""
    WITH eerst AS MATERIALIZED ({_BEGIN}, set_config('lock_timeout', $5, true))
    SELECT k FROM (
      SELECT k, CASE
        WHEN wacht AND deelt THEN pg_advisory_xact_lock_shared($1, k) IS NOT NULL
        WHEN wacht THEN pg_advisory_xact_lock($1, k) IS NOT NULL
        WHEN deelt THEN pg_try_advisory_xact_lock_shared($1, k)
        ELSE pg_try_advisory_xact_lock($1, k) END AS heeft
      FROM (
        SELECT k, deelt, wacht
        FROM eerst CROSS JOIN unnest($2::int[], $3::bool[], $4::bool[]) WITH ORDINALITY AS s (k, deelt, wacht, nr)
        ORDER BY nr
      ) AS op_volgorde OFFSET 0) AS genomen
    WHERE NOT heeft
"""
_ALLEEN_GEHOUDEN = """
    SELECT k FROM unnest($2::int[]) AS k
    WHERE k::bigint & 4294967295 IN (
      SELECT objid::bigint FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 2 AND classid = $1::int AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_KLEINSTE = """
    SELECT min((classid::bigint << 32) | objid::bigint) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_LEG_VAST = """
    INSERT INTO watermerk (regio, op, positie)
    SELECT $1, $2, greatest($3, (SELECT max(positie) FROM watermerk WHERE regio = $1 AND op <= $2))
    ON CONFLICT DO NOTHING
"""
_OP_MOMENT = "SELECT positie FROM watermerk WHERE regio = $1 AND op <= $2 ORDER BY op DESC LIMIT 1"


async def begin(
    verbinding: Verbinding,
    sleutels: Iterable[int] = (),
    gedeeld: Iterable[int] = (),
    alleen: Iterable[int] = (),
    *,
    wacht: bool = True,
    geduld_ms: int = 0,
) -> set[int]:
    """The first statement of a writing transaction: hold K back, then lock these (int4) in order, in one round trip.

    `sleutels` and `alleen` are held alone, `gedeeld` beside others who share them. Waits for who holds them otherwise;
    sorted, so that nobody waits in a circle. What may be held for long comes first: who waits for it holds no
    `sleutels`, for which others would wait in turn. With `wacht` off it does not wait for `gedeeld` and `alleen`: it
    answers those that it did not get, and then the transaction must be given up. With `geduld_ms` this transaction
    waits no longer than that for any lock, and raises SlotBezet (`core.database`).
    """
    altijd, eigen = set(sleutels), set(alleen)
    op_volgorde = [*sorted(eigen.union(gedeeld) - altijd), *sorted(altijd)]
    if not op_volgorde:
        await verbinding.execute(_BEGIN)
        return set()
    deelt = [sleutel not in altijd and sleutel not in eigen for sleutel in op_volgorde]
    wachten = [wacht or sleutel in altijd for sleutel in op_volgorde]
    rijen = await verbinding.fetch(_BEGIN_MET_SLEUTELS, RUIMTE_CLIENT, op_volgorde, deelt, wachten, str(geduld_ms))
    return {rij["k"] for rij in rijen}


async def alleen_gehouden(verbinding: Verbinding, sleutels: Iterable[int]) -> set[int]:
    """Which of these keys somebody holds alone at this moment."""
    rijen = await verbinding.fetch(_ALLEEN_GEHOUDEN, RUIMTE_CLIENT, list(sleutels))
    return {rij["k"] for rij in rijen}


async def watermerk(verbinding: Verbinding) -> int:
    """K, of this moment. 0 while nothing was ever written.

    The figures of K must be read by a statement that begins after this call.
    """
    laatste: int = await verbinding.fetchval(f"SELECT {_LAATSTE}")
    kleinste: int | None = await verbinding.fetchval(_KLEINSTE)
    return laatste if kleinste is None else min(laatste, kleinste)


async def leg_vast(verbinding: Verbinding, regio: str, op: datetime) -> int:
    """Record the K of now at the instant `op` and answer it; an instant that was recorded before keeps its K."""
    await verbinding.execute(_LEG_VAST, regio, op, await watermerk(verbinding))
    return await op_moment(verbinding, regio, op)


async def op_moment(verbinding: Verbinding, regio: str, moment: datetime) -> int:
    """The K recorded at or last before `moment`; 0 when none was."""
    positie: int | None = await verbinding.fetchval(_OP_MOMENT, regio, moment)
    return positie or 0

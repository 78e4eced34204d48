# SPDX-License-Identifier: EUPL-1.2
"""What a load costs: microseconds of processor (Python and PostgreSQL apart), WAL, commits, rows."""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from berichtenverkeer.core import embedded

_NANO_PER_MICRO = 1000


class Reading(NamedTuple):
    """At one moment: nanoseconds by process, bytes of WAL, transactions that wrote."""

    python: dict[int, int]
    postgres: dict[int, int]
    wal: int
    commits: int


class Cost(NamedTuple):
    """Of one bericht: microseconds of Python and of PostgreSQL, bytes of WAL; and how many berichten a commit had."""

    python_us: float
    postgres_us: float
    wal: float
    per_commit: float

    @property
    def cpu_us(self) -> float:
        """Both together."""
        return self.python_us + self.postgres_us


class Meter:
    """Reads what the processes of a server and of its database used. Load generator and this program count for none."""

    def __init__(self, server: embedded.Server, conn: Any) -> None:
        """`conn` is for its own questions."""
        self._postmaster = int((server.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
        self._conn = conn

    async def read(self, pids: Iterable[int]) -> Reading:
        """Now, for a server with these processes and their children."""
        wal, commits = await self._conn.fetchrow(
            "select (pg_current_wal_insert_lsn() - '0/0')::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
        )
        return Reading(_used(pids), _used([self._postmaster]), wal, commits)

    async def rows(self) -> tuple[int, int]:
        """Rows written and rows changed until now, but for those of the bare handler; as far as sessions told, which
        they do when they end."""
        written, changed = await self._conn.fetchrow(
            "select sum(n_tup_ins)::bigint, sum(n_tup_upd)::bigint from pg_stat_user_tables where relname <> 'kaal'"
        )
        return written, changed


def cost(before: Reading, after: Reading, count: int) -> Cost:
    """What each of `count` berichten cost."""
    return Cost(
        _between(before.python, after.python) / count,
        _between(before.postgres, after.postgres) / count,
        (after.wal - before.wal) / count,
        count / max(1, after.commits - before.commits),
    )


def _between(before: dict[int, int], after: dict[int, int]) -> float:
    return sum(now - before.get(pid, 0) for pid, now in after.items()) / _NANO_PER_MICRO


def _used(roots: Iterable[int]) -> dict[int, int]:
    """Nanoseconds on a processor of each of these processes and what descends from them."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    every = list(roots)
    for pid in every:  # grows while it is walked
        every += children.get(pid, [])
    return {pid: sum(_of_threads(pid)) for pid in every}


def _of_threads(pid: int) -> Iterator[int]:
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError):
            yield int(thread.read_text().split()[0])

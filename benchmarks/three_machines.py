# SPDX-License-Identifier: EUPL-1.2
"""Twelve processes on three machines and one database, against one process: speed, a machine that is cut off, and who
makes the set of reports. Needs root and `ip`; the machines are network namespaces (machines.py) that share the
processors of this one. Bounded in time, ends by itself, leaves nothing.

`python -m benchmarks.three_machines speed` (or `cut`, or `set`). Whatever happens to a machine, each bericht must be
there once, with one answer: that is looked up, and a run where it is not so fails.
"""

import argparse
import asyncio
import json
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import count as count_up
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from benchmarks import machines, regios
from benchmarks.bench import requests_of
from benchmarks.counting import Meter, cost
from benchmarks.machines import PORT, Machine
from benchmarks.servers import environment_of, prepare, server
from benchmarks.zaaigoed import TEST_BSN, register
from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.ledger.report_sets import SPACE_SETS
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.register.parameters import Parameters

REGIO, CONNECTIONS, WARM = "machines", 32, 600
CUT_S, MENDED_S, END_S = 8.0, 33.0, 45.0
PACE = 60.0
"""Berichten a second while a machine is away: fewer than two machines can do."""
SET_S = 150.0
_HOLDER = """select host(client_addr) from pg_locks join pg_stat_activity using (pid)
 where locktype = 'advisory' and classid = $1 and granted and host(client_addr) <> $2"""


class Delivered(NamedTuple):
    """A bericht with its receipt: when it was sent and answered (s), by which address, how often it was sent again."""

    id: str
    sent: float
    answered: float
    address: str
    again: int

    @property
    def ms(self) -> float:
        return (self.answered - self.sent) * 1000


class Place(NamedTuple):
    """What the machines have in common."""

    conn: Any
    meter: Meter
    map_: Path
    environment: dict[str, str]
    tokens: dict[str, str]
    machines: list[Machine]

    @contextmanager
    def serving(self, count: int, processes: int) -> Iterator[list[Machine]]:
        """So many machines with so many processes each."""
        with ExitStack() as stack:
            for one in self.machines[:count]:
                stack.enter_context(one.serving(processes, self.environment, self.map_))
            yield self.machines[:count]

    def order(
        self, soort: str, van: int, count: int, to: list[Machine], per_second: float = 0
    ) -> "subprocess.Popen[str]":
        """The load, begun."""
        packet = self.map_ / "requests.pickle"
        packet.write_bytes(pickle.dumps(requests_of(soort, self.tokens, van, count)))
        addresses = ",".join(f"{one.address}:{PORT}" for one in to)
        given = (packet, addresses, CONNECTIONS, 90.0, per_second)
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.delivery", *map(str, given)], stdout=subprocess.PIPE, text=True
        )


def result(load: "subprocess.Popen[str]") -> list[Delivered]:
    """What became of it."""
    told, _ = load.communicate(timeout=150)
    assert load.returncode == 0
    return [Delivered(*one) for one in json.loads(told)]


def told(found: list[Delivered]) -> str:
    """How many, how many a second, and p50, p99 and the longest in ms."""
    times = sorted(one.ms for one in found)
    seconds = max(one.answered for one in found) - min(one.sent for one in found)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    return f"{len(found):>6} {len(found) / seconds:>8.1f} {p50:>8.1f} {p99:>8.1f} {times[-1]:>8.0f}"


HEAD = " count   ber./s   p50 ms   p99 ms   max ms"


async def every_one_is_there_once(place: Place, found: list[Delivered], count: int) -> None:
    """Each of `count` berichten has a receipt of its own, is in the ledger once, and has one answer."""
    ids = {one.id for one in found}
    assert len(found) == len(ids) == count, (len(found), len(ids), count)
    kept, answered, answers = await place.conn.fetchrow(
        "select count(*) filter (where id = any($2)), count(distinct heen_id), count(heen_id)"
        " from bericht where regio = $1 and (id = any($2) or heen_id = any($2))",
        REGIO,
        list(ids),
    )
    assert kept == answered == answers == count, (kept, answered, answers, count)
    twice = await place.conn.fetchval(
        "select count(*) - count(distinct (verzender, berichtsoort, identificatie))"
        " from bericht where regio = $1 and bron = 'partij'",
        REGIO,
    )
    assert twice == 0


async def speed(place: Place, count: int) -> None:
    """One process, as many as there are processors, and twelve on three machines."""
    print("\nmachines x processes" + HEAD + "   Py us   PG us")
    for van, (number, processes) in zip(count_up(0, WARM + count), ((1, 1), (1, 2), (3, 4)), strict=False):
        with place.serving(number, processes) as to:
            for soort in ("JW305", "JW301"):
                await every_one_is_there_once(place, result(place.order(soort, van, WARM, to)), WARM)
                before = await place.meter.read(_gateways())
                found = result(place.order(soort, van + WARM, count, to))
                paid = cost(before, await place.meter.read(_gateways()), count)
                print(
                    f"{soort} {number:>6} x {processes:<4}",
                    told(found),
                    f"{paid.python_us:>7.0f} {paid.postgres_us:>7.0f}",
                    flush=True,
                )
                await every_one_is_there_once(place, found, count)


def _gateways() -> list[int]:
    """The pids of what serves."""
    return [
        int(one.parent.name)
        for one in Path("/proc").glob("[0-9]*/cmdline")
        if b"berichtenverkeer\0serve" in (line := one.read_bytes()) or b"cli.worker" in line
    ]


async def cut(place: Place, count: int) -> None:
    """Twelve processes; the wire of one machine is cut while all send, and mended."""
    with place.serving(3, 4) as to:
        await every_one_is_there_once(place, result(place.order("JW301", 0, WARM, to)), WARM)
        begin, count = time.perf_counter(), int(PACE * END_S)
        load = place.order("JW301", WARM, count, to, PACE)
        await asyncio.sleep(CUT_S)
        to[1].wire(whole=False)
        held = await _held(place, to[1])
        to[1].wire(whole=True)
        after = time.perf_counter() - begin
        print(f"cut off after {CUT_S:.0f} s, mended after {after:.0f} s; sessions of it that the database had: {held}")
        found = result(load)
        await every_one_is_there_once(place, found, count)
        print("phase               " + HEAD)
        for name, first, last in (
            ("before", 0.0, CUT_S),
            ("cut off", CUT_S, MENDED_S),
            ("mended", MENDED_S, END_S + 1),
        ):
            part = [one for one in found if first <= one.sent < last]
            print(f"{name:<20}", told(part), " sent again:", sum(one.again for one in part), flush=True)
        by = {one.address: sum(1 for other in found if other.address == one.address) for one in found}
        print("receipts by machine:", by, "all", count, "there once, each with one answer")


async def _held(place: Place, machine: Machine) -> str:
    """How many sessions the database still has of a machine that is gone, from second to second."""
    seen = []
    for _ in range(int(MENDED_S - CUT_S)):
        await asyncio.sleep(1)
        seen.append(
            str(
                await place.conn.fetchval(
                    "select count(*) from pg_stat_activity where client_addr = $1", machine.address
                )
            )
        )
    return " ".join(seen)


async def report_set(place: Place, _count: int) -> None:
    """The machine that makes the set of last month is cut off: when does another go on with it?"""
    await _with_rapportdag(place)
    with place.serving(3, 1) as to:
        first, begin = await _maker(place), time.perf_counter()
        print("made by", first, flush=True)
        lost = next(one for one in to if one.address == first)
        lost.wire(whole=False)
        now = await _maker(place, other=first)
        print(f"made by {now} after {time.perf_counter() - begin:.0f} s")
        lost.wire(whole=True)


async def _maker(place: Place, other: str = "") -> str:
    """The address of who has the lock of the set and is not `other`. Raises TimeoutError when nobody takes it."""
    async with asyncio.timeout(SET_S):
        while True:  # the database tells nobody when a lock changes hands
            if (holder := await place.conn.fetchval(_HOLDER, SPACE_SETS, other)) is not None:
                return str(holder)
            await asyncio.sleep(0.02)


async def _with_rapportdag(place: Place) -> None:
    """The register, and a day of the month on which sets are made."""
    config = read_settings(place.environment)
    database = await Database.open(config)
    content = {**register(), "parameters": [Parameters(geldig_van=date(2026, 1, 1), rapportdag=1)]}
    await RegisterHolder(database, REGIO, system_clock).load(administrator(REGIO), Content(REGIO, content))
    await database.close()


PARTS = {"speed": speed, "cut": cut, "set": report_set}


async def _meet(own: embedded.Server, map_: Path, part: str, count: int) -> None:
    await (await prepare(own)).close()
    conn = await asyncpg.connect(own.url(embedded.ADMINISTRATOR))  # who sees from where others are connected
    with (own.pgdata / "pg_hba.conf").open("a", encoding="ascii") as hba:
        hba.write("host all all 198.18.0.0/16 trust\n")
    assert own.psql("select pg_reload_conf()").returncode == 0
    environment = environment_of(own, map_, REGIO)
    tokens = await regios.sow(read_settings(environment), 10_000, len(TEST_BSN))
    place = Place(conn, Meter(own, conn), map_, environment, tokens, machines.make(3))
    await PARTS[part](place, count)
    await conn.close()


def main() -> None:
    """One part, and what it found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.three_machines")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--berichten", type=int, default=1500, help="of each berichtsoort on each number of processes")
    options = parser.parse_args()
    machines.enter("benchmarks.three_machines")
    with server({"listen_addresses": "*"}) as (own, map_):
        asyncio.run(_meet(own, map_, options.part, options.berichten))


if __name__ == "__main__":
    main()

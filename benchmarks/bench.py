# SPDX-License-Identifier: EUPL-1.2
"""`make bench`: the gateway beside the bare handler, same machine, client, database, processes; adjacent runs.

Machines are noisy: look at microseconds of processor and at ratios, not at berichten per second. Bounded in time,
loopback only, ends by itself. `python -m benchmarks.bench --kort` is a first look of a minute.
"""

import argparse
import asyncio
from itertools import cycle, islice, product
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import regios, statements
from benchmarks.belasting import Request
from benchmarks.counting import Cost, Meter, cost
from benchmarks.servers import PROCESSES, Running, environment_of, load, prepare, running, server
from benchmarks.zaaigoed import TEST_BSN, VERZENDERS, berichten
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings

WARM = 100
"""Berichten of each server before it is measured."""
SECONDEN = 30.0
"""A round ends by itself when its berichten are sent, and after this at the latest."""
PER_REGIO = 9000
"""Berichten of a berichtsoort in one region: fewer than there are test BSNs, so that each is about another client."""
VERBINDINGEN, JONG = 32, 300
"""Of a young region: connections, and berichten of each part."""
HEAD = "conn             ber/s   p50 ms   p99 ms   Py us   PG us   WAL B a commit"

Round = tuple[dict[str, Any], Cost]


def main() -> None:
    """A table of rounds for each size and berichtsoort, the ratios of their medians, and a young region."""
    options = _options()
    with server() as (own, map_):
        asyncio.run(_meet(own, map_, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench")
    parser.add_argument("--leveringen", type=int, nargs="+", default=[10_000, 200_000], help="history of each region")
    parser.add_argument("--soorten", nargs="+", choices=VERZENDERS, default=list(VERZENDERS))
    parser.add_argument("--verbindingen", type=int, nargs="+", default=[8, 32, 64])
    parser.add_argument("--ronden", type=int, default=3)
    parser.add_argument("--per-ronde", type=int, default=900, help="berichten of a round")
    parser.add_argument("--kort", action="store_true", help="2,000 leveringen, 32 connections, no young region")
    options = parser.parse_args()
    if options.kort:
        options.leveringen, options.verbindingen, options.per_ronde = [2_000], [VERBINDINGEN], 600
    if WARM + options.ronden * len(options.verbindingen) * options.per_ronde > PER_REGIO:
        parser.error(f"a region has clients for {PER_REGIO} berichten")
    return options


async def _meet(server: embedded.Server, map_: Path, options: argparse.Namespace) -> None:
    conn = await prepare(server)
    meter = Meter(server, conn)
    ratios: dict[tuple[int, str, int], float] = {}
    for size in options.leveringen:
        environment = environment_of(server, map_, f"bench{size}")
        tokens = await regios.sow(read_settings(environment), size, len(TEST_BSN))
        settle(server)
        for soort in options.soorten:
            print(f"\n{soort}, {size:,} leveringen, {PROCESSES} processes")
            for verbindingen, found in (await compare(soort, environment, tokens, map_, meter, options)).items():
                ratios[size, soort, verbindingen] = _tell_medians(verbindingen, found)
            await statements.per_batch(soort, environment, PER_REGIO)
    for soort in options.soorten if len(options.leveringen) > 1 else ():
        for count in options.verbindingen:
            first, last = (ratios[size, soort, count] for size in (options.leveringen[0], options.leveringen[-1]))
            print(f"{soort}, {count} connections: ratio on the largest history / on the smallest {last / first:.2f}")
    if not options.kort:
        await _young(server, map_, meter)
    await conn.close()


def settle(server: embedded.Server) -> None:
    """What a history leaves behind is done now, and not while something is measured."""
    for order in ("vacuum (analyze)", "checkpoint"):
        done = server.psql(order, embedded.DATABASE)
        assert done.returncode == 0, done.stderr


async def compare(
    soort: str,
    environment: dict[str, str],
    tokens: dict[str, str],
    map_: Path,
    meter: Meter,
    options: argparse.Namespace,
) -> dict[int, dict[str, list[Round]]]:
    """Rounds of bare and gateway in turn, for each number of connections; prints them, and the rows that came of it."""
    requests = iter(requests_of(soort, tokens, 0, PER_REGIO))
    found: dict[int, dict[str, list[Round]]] = {one: {"bare": [], "gateway": []} for one in options.verbindingen}
    before, sent = await meter.rows(), WARM
    with running("bare", soort, environment) as bare, running("gateway", soort, environment) as gateway:
        warm = list(islice(requests, WARM))
        for one in (bare, gateway):
            load(one.poort, warm, map_, options.verbindingen[0], SECONDEN)
        print(HEAD)
        for _, verbindingen in product(range(options.ronden), options.verbindingen):
            own = list(islice(requests, options.per_ronde))
            for name, one in (("bare", bare), ("gateway", gateway)):
                outcome = await one_round(one, own, map_, meter, verbindingen)
                found[verbindingen][name].append(outcome)
                print(_line(verbindingen, name, *outcome), flush=True)
            sent += int(outcome[0]["count"])
    await asyncio.sleep(1)  # sessions that ended tell what they did
    written, changed = (now - then for then, now in zip(before, await meter.rows(), strict=True))
    print(f"rows of a bericht: {written / sent:.1f} written, {changed / sent:.1f} changed")
    return found


def requests_of(soort: str, tokens: dict[str, str], van: int, count: int) -> list[Request]:
    """Berichten that no other call with another `van` makes, each about a client of its own, with who sends them."""
    bodies = berichten(soort, van, count)
    return [(tokens[who], body) for who, body in zip(cycle(VERZENDERS[soort]), bodies, strict=False)]


async def one_round(one: Running, requests: list[Request], map_: Path, meter: Meter, verbindingen: int) -> Round:
    """What became of these, and what each cost."""
    before = await meter.read(one.pids)
    outcome = load(one.poort, requests, map_, verbindingen, SECONDEN)
    return outcome, cost(before, await meter.read(one.pids), outcome["count"])


def _line(verbindingen: int, name: str, outcome: dict[str, Any], paid: Cost) -> str:
    speed = " ".join(f"{outcome[measure]:>8.1f}" for measure in ("per_s", "p50", "p99"))
    return (
        f"{verbindingen:>4} {name:>8} {speed} {paid.python_us:>7.0f} {paid.postgres_us:>7.0f}"
        f" {paid.wal:>7.0f} {paid.per_commit:>8.1f}"
    )


def ratio(found: dict[str, list[Round]]) -> float:
    """Processor of the bare handler / of the gateway, by their medians."""
    bare, gateway = (median(paid.cpu_us for _, paid in found[name]) for name in ("bare", "gateway"))
    return bare / gateway


def _tell_medians(verbindingen: int, found: dict[str, list[Round]]) -> float:
    of = {
        (name, measure): median(outcome[measure] for outcome, _ in rounds)
        for name, rounds in found.items()
        for measure in ("per_s", "p99")
    }
    speed = ", ".join(f"{one} {of['gateway', one] / of['bare', one]:.2f}" for one in ("per_s", "p99"))
    print(
        f"{verbindingen} connections: processor bare / gateway {ratio(found):.2f}; on the clock gateway / bare: {speed}"
    )
    return ratio(found)


async def _young(server: embedded.Server, map_: Path, meter: Meter) -> None:
    """A region that the statistics do not know: what its first JW301 cost, and the first after a restart."""
    environment = environment_of(server, map_, "jong")
    tokens = await regios.sow(read_settings(environment))
    requests = iter(requests_of("JW301", tokens, 0, 4 * JONG))
    print("JW301, a region that begins; after two parts all processes are new\n" + HEAD)
    for _ in range(2):
        with running("gateway", "JW301", environment) as gateway:
            for _ in range(2):
                part = list(islice(requests, JONG))
                print(_line(VERBINDINGEN, "gateway", *await one_round(gateway, part, map_, meter, VERBINDINGEN)))


if __name__ == "__main__":
    main()

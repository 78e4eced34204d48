# SPDX-License-Identifier: EUPL-1.2
"""`make speed`: has the gateway become slower, beside the bare handler? For a release; a failure ends with code 1.

Of each berichtsoort, runs of some rounds: the ratio of a run is the median of its rounds, and it fails when that is
below FLOOR in each of RUNS runs. A run that passes ends it: one noisy minute is no reason to hold a release up.
"""

import asyncio
import sys
from pathlib import Path
from statistics import median

from benchmarks import regios
from benchmarks.bench import WARM, one_round, requests_of, settle
from benchmarks.counting import Meter
from benchmarks.servers import Running, environment_of, load, prepare, running, server
from benchmarks.zaaigoed import TEST_BSN
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings

FLOOR = {"JW305": 0.40, "JW301": 0.30, "JW315": 0.27}
"""Processor of the bare handler / of the gateway, at VERBINDINGEN connections. Raised when a saving is kept."""
RUNS, ROUNDS, PER_ROUND = 3, 3, 400
VERBINDINGEN, LEVERINGEN, SECONDS = 32, 2_000, 30.0


def main() -> None:
    """A line for each run, and which berichtsoorten are below their floor."""
    with server() as (own, map_):
        below = asyncio.run(_measure(own, map_))
    sys.exit(f"slower than before: {', '.join(below)}" if below else None)


async def _measure(server: embedded.Server, map_: Path) -> list[str]:
    conn = await prepare(server)
    meter = Meter(server, conn)
    environment = environment_of(server, map_, "floor")
    tokens = await regios.sow(read_settings(environment), LEVERINGEN, len(TEST_BSN))
    settle(server)
    below = []
    for soort, floor in FLOOR.items():
        requests = iter(requests_of(soort, tokens, 0, WARM + RUNS * ROUNDS * PER_ROUND))
        with running("bare", soort, environment) as bare, running("gateway", soort, environment) as gateway:
            warm = [next(requests) for _ in range(WARM)]
            for one in (bare, gateway):
                load(one.poort, warm, map_, VERBINDINGEN, SECONDS)
            for number in range(1, RUNS + 1):
                rounds = [[next(requests) for _ in range(PER_ROUND)] for _ in range(ROUNDS)]
                ratios = [await _ratio(bare, gateway, part, map_, meter) for part in rounds]
                spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
                print(f"{soort}, run {number}: {median(ratios):.2f} ({spread}), floor {floor:.2f}", flush=True)
                if median(ratios) >= floor:
                    break
            else:
                below.append(soort)
    await conn.close()
    return below


async def _ratio(bare: Running, gateway: Running, part: list[tuple[str, bytes]], map_: Path, meter: Meter) -> float:
    (_, least), (_, paid) = [await one_round(one, part, map_, meter, VERBINDINGEN) for one in (bare, gateway)]
    return least.cpu_us / paid.cpu_us


if __name__ == "__main__":
    main()

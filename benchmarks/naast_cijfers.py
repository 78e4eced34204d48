# SPDX-License-Identifier: EUPL-1.2
"""JW305s at an even pace, beside nothing and beside the set of all reports: do figures keep who waits for an answer?

The set is made by a process of its own (`report all`), again and again for as long as a round lasts: each time at a new
K, so with a peilbestand and all that reports rest on. Rounds in turn; the aim is a ratio of the medians of the p99 of
at most 1.10 on processors that nothing else uses. `python -m benchmarks.naast_cijfers`, about three minutes.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import regios
from benchmarks.bench import requests_of, settle
from benchmarks.servers import environment_of, load, prepare, running, server
from benchmarks.zaaigoed import TEST_BSN
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings

LEVERINGEN, MONTH = 50_000, "2026-10"
PER_S, SECONDEN, RONDEN = 40.0, 20.0, 3
VERBINDINGEN, WARM = 16, 200
AIM = 1.10
MEASURES = ("per_s", "p50", "p99")


def main() -> None:
    """A line per round, and the ratios of the medians."""
    with server() as (own, map_):
        asyncio.run(_meet(own, map_))


async def _meet(server: embedded.Server, map_: Path) -> None:
    conn = await prepare(server)
    await conn.close()
    environment = environment_of(server, map_, "naast")
    tokens = await regios.sow(read_settings(environment), LEVERINGEN, len(TEST_BSN))
    settle(server)
    requests = requests_of("JW305", tokens, 0, len(TEST_BSN))
    found: dict[str, list[dict[str, Any]]] = {"alone": [], "beside": []}
    print(f"{'round':>5} {'':>7} {'ber/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'sets':>5}")
    with running("gateway", "JW305", environment) as gateway:
        load(gateway.poort, requests[:WARM], map_, VERBINDINGEN, SECONDEN)
        del requests[:WARM]
        for number in range(RONDEN):
            for name, outcomes in found.items():
                part = [requests.pop() for _ in range(int(PER_S * SECONDEN))]
                sets = partial(_sets, environment, map_, number) if name == "beside" else _none
                with sets() as made:
                    outcomes.append(load(gateway.poort, part, map_, VERBINDINGEN, SECONDEN + 10, PER_S))
                figures = " ".join(f"{outcomes[-1][measure]:>8.1f}" for measure in MEASURES)
                print(f"{number + 1:>5} {name:>7} {figures} {len(made):>5}", flush=True)
    for measure in ("p50", "p99"):
        alone, beside = (median(one[measure] for one in outcomes) for outcomes in found.values())
        print(f"{measure} beside the set / alone: {beside / alone:.2f}" + f" (aim {AIM:.2f})" * (measure == "p99"))


@contextlib.contextmanager
def _none() -> Iterator[list[Path]]:
    yield []


@contextlib.contextmanager
def _sets(environment: dict[str, str], map_: Path, number: int) -> Iterator[list[Path]]:
    """Sets that are made while the block lasts; those that were finished in it."""
    made: list[Path] = []
    is_over = threading.Event()
    maker = threading.Thread(target=_make, args=(environment, map_ / f"sets-{number}", made, is_over))
    maker.start()
    try:
        yield made
    finally:
        is_over.set()
        maker.join()


def _make(environment: dict[str, str], map_: Path, made: list[Path], is_over: threading.Event) -> None:
    map_.mkdir()
    program = str(Path(sys.executable).parent / "berichtenverkeer")
    while not is_over.is_set():
        folder = map_ / str(len(made))
        order = [program, "report", "all", "--naar", str(folder), "--maand", MONTH]
        with subprocess.Popen(
            order, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and not is_over.wait(0.1):
                pass
            if process.poll() is None:
                process.terminate()
                return
            assert not process.returncode, "the set was not made"
        made.append(folder)


if __name__ == "__main__":
    main()

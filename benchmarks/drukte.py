# SPDX-License-Identifier: EUPL-1.2
"""Many at one aanbieder: 64 clients on one aanbieder beside 64 on 64, each beside the bare handler in the same run.

A bericht that touches the money of an aanbieder waits for whoever does so before it: what does that cost the others?
Machines are noisy: look at the ratios. `python -m benchmarks.drukte`
"""

import asyncio
from pathlib import Path
from typing import Any

from benchmarks import regios
from benchmarks.servers import environment_of, load, prepare, running, server
from benchmarks.zaaigoed import AANBIEDERS, GEMEENTE, berichten, in_turn
from berichtenverkeer.core import embedded
from berichtenverkeer.core.settings import read_settings

VERBINDINGEN, SECONDEN, RONDEN = 64, 5.0, 3
WARM, PER_RONDE = 200, 20_000
"""Berichten before a round, and that are ready for it: more than any machine of ours handles in it."""
SPREIDING = (1, 64)
"""Over how many aanbieders what they send is spread."""
SOORTEN = ("JW315", "JW301")
MEASURES = ("per_s", "p50", "p99")


def main() -> None:
    """A table of rounds, and for each berichtsoort the ratios of the medians: to bare, and of one to sixty-four."""
    with server() as (own, map_):
        asyncio.run(_meet(own, map_))


async def _meet(server: embedded.Server, map_: Path) -> None:
    conn = await prepare(server)
    environment = environment_of(server, map_, "drukte")
    tokens = await regios.sow(read_settings(environment))
    await conn.execute("analyze")
    await conn.close()
    print(f"{'':>5} {'spread':>6} {'round':>5} {'':>8} {'ber/s':>8} {'p50 ms':>8} {'p99 ms':>8}  answers")
    for number, soort in enumerate(SOORTEN):
        _compare(soort, number * RONDEN * len(SPREIDING) * PER_RONDE, environment, tokens, map_)


def _compare(soort: str, van: int, environment: dict[str, str], tokens: dict[str, str], map_: Path) -> None:
    """Rounds in turn: each spread, bare and gateway."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for number in range(RONDEN):
        for spread in SPREIDING:
            aanbieders = AANBIEDERS[:spread]
            bodies = berichten(soort, van, PER_RONDE, aanbieders)
            van += PER_RONDE
            senders = in_turn(aanbieders if soort == "JW315" else (GEMEENTE,), PER_RONDE)
            requests = [(tokens[who], body) for who, body in zip(senders, bodies, strict=True)]
            for name in ("bare", "gateway"):
                with running(name, soort, environment) as one:
                    load(one.poort, requests[:WARM], map_, VERBINDINGEN, SECONDEN)
                    outcome = load(one.poort, requests[WARM:], map_, VERBINDINGEN, SECONDEN)
                found.setdefault((spread, name), []).append(outcome)
                figures = " ".join(f"{outcome[measure]:>8.1f}" for measure in MEASURES)
                print(f"{soort:>5} {spread:>6} {number + 1:>5} {name:>8} {figures}  {outcome['statussen']}", flush=True)
    median = {
        (key, measure): sorted(one[measure] for one in rounds)[len(rounds) // 2]
        for key, rounds in found.items()
        for measure in MEASURES
    }
    for spread in SPREIDING:
        ratios = ", ".join(f"{m} {median[(spread, 'gateway'), m] / median[(spread, 'bare'), m]:.2f}" for m in MEASURES)
        print(f"{soort}, 64 clients on {spread}: gateway / bare: {ratios}")
    alone, many = ((spread, "gateway") for spread in SPREIDING)
    ratios = ", ".join(f"{m} {median[alone, m] / median[many, m]:.2f}" for m in MEASURES)
    print(f"{soort}, gateway, 64 clients on one / on 64: {ratios}", flush=True)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.stages`: what each step of a bericht takes of Python, in memory and warm, without a database.

Microseconds of processor of this thread, the best of some rounds: the machine can only make them more. In the gateway
the same work takes up to twice as much, among all else that it does. `--profiel JW301` shows where within a step.
"""

import argparse
import cProfile
import gc
import hashlib
import pstats
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any

from benchmarks.zaaigoed import DAY, berichten, register, toewijzingen
from berichtenverkeer.berichten import identificatie, read
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.gateway.beller import Beller, from_partij
from berichtenverkeer.gateway.bestemming import bestemming_of
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.handling import BatchHandling
from berichtenverkeer.gateway.processing import makes_happen
from berichtenverkeer.gateway.unanswered import Unanswered
from berichtenverkeer.gateway.work import Refused, Work
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.vault import MonthKey, Vault
from berichtenverkeer.plafonds import needs as money_needs
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.projections import needs
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaarden import STANDAARDEN
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_fast
from berichtenverkeer.validation.transport import MAX_BYTES, read_transport
from berichtenverkeer.validation.xsd import is_valid

REGIO = "stages"
SOORTEN = ("JW305", "JW301", "JW315")
COUNT = 300
"""Berichten of a round."""


class World:
    """What a batch finds: register, keys, the state with a toewijzing for each start."""

    def __init__(self) -> None:
        self.vault = Vault(b"\1" * 32, b"\2" * 32)
        self.register = RegisterStand(register(), versie=1)
        now = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
        key = MonthKey(REGIO, DAY, b"\3" * 32)
        self.environment = Environment(REGIO, self.register, now, DAY, self.vault, key, MAX_BYTES)

    def stand(self) -> Stand:
        """The state before a round."""
        stand = Stand()
        for position, one in enumerate(toewijzingen(COUNT, lambda bsn: self.vault.pseudonym(REGIO, bsn)), 1):
            stand.fold(position, one)
        stand.wijzigingen.clear()
        return stand

    def beller(self, code: str) -> Beller:
        """Who sends in the name of a party of the register."""
        partij = self.register.partij(code, DAY)
        assert partij is not None, code
        return from_partij(REGIO, partij, Kanaal.API)

    def work(self, data: bytes, intake: Intake) -> Work:
        """As the reception prepares it, but for the rules of level BERICHT."""
        bericht = intake.bericht
        bestemming = bestemming_of(intake, self.register, DAY)
        assert not isinstance(bestemming, Refused), bestemming
        return Work(
            id=new_id(),
            intake=intake,
            soort=bericht.berichtsoort,
            beller=self.beller(bericht.header.afzender),
            bestemming=bestemming,
            identificatie=identificatie(bericht),
            sha256=hashlib.sha256(data).digest(),
            clienten={bsn: self.vault.pseudonym(REGIO, bsn) for bsn in bsns(bericht)},
            bevindingen=[],
            is_proef=False,
        )


Steps = Iterator[tuple[str, Callable[[], object]]]


def steps(soort: str, world: World) -> Steps:
    """Each step of COUNT berichten, in order: what a later one needs, an earlier one leaves."""
    data = berichten(soort, 0, COUNT)
    trees: list[Any] = []
    intakes: list[Intake] = []
    works: list[Work] = []
    yield "transport and parse", lambda: trees.extend(read_transport(one, STANDAARDEN, DAY)[1] for one in data)
    yield "schema", lambda: [is_valid(tree, STANDAARDEN.per_tag[tree.tag].berichtsoort) for tree in trees]
    yield "read", lambda: [read(tree, STANDAARDEN.per_tag) for tree in trees]
    yield "(all three: read_fast)", lambda: intakes.extend(_intake(read_fast(one, STANDAARDEN, DAY)) for one in data)
    yield "rules of BERICHT", lambda: [examine_bericht(one) for one in intakes]
    yield "prepare", lambda: works.extend(map(world.work, data, intakes))
    for work in works:
        assert not examine_bericht(work.intake)
    stand = world.stand()
    happens: list[Any] = []
    none = Unanswered({}, {})
    yield "needs and locks", lambda: [needs.from_bericht(work.bericht, work.clienten) for work in works]
    yield "what it makes happen", lambda: happens.extend(makes_happen(work, none, DAY) for work in works)
    touched = money_needs.needs_of(stand, chain.from_iterable(happens))
    yield "needs of money", lambda: money_needs.needs_of(stand, chain.from_iterable(happens))
    boekhouding = Boekhouding(world.register, today=DAY, loaded=touched.claims, peilmaand=DAY.replace(day=1))
    boekhouding.book_plafonds(1)
    boekhouding.boekingen.clear()
    handling = BatchHandling(world.environment, stand, (), boekhouding, count(1000), none)
    yield "handle", lambda: _handle(handling, works, happens)


def _handle(handling: BatchHandling, works: Iterable[Work], happens: Iterable[Any]) -> None:
    for work, own in zip(works, happens, strict=True):
        receipt = handling.handle(work, own)
        assert receipt.oordeel == "goedgekeurd", receipt


def _intake(one: object) -> Intake:
    assert isinstance(one, Intake), one
    return one


def measured(soort: str, world: World, rounds: int, profile: cProfile.Profile | None = None) -> dict[str, float]:
    """Microseconds of each step, the best of the rounds."""
    best: dict[str, float] = {}
    for number in range(rounds):
        for name, step in steps(soort, world):
            if profile and number:
                profile.enable()
            begin = time.thread_time_ns()
            step()
            took = (time.thread_time_ns() - begin) / 1000 / COUNT
            if profile and number:
                profile.disable()
            best[name] = min(took, best.get(name, took))
    return best


def main() -> None:
    """A table of the three."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages")
    parser.add_argument("--ronden", type=int, default=9)
    parser.add_argument("--profiel", choices=SOORTEN)
    options = parser.parse_args()
    world = World()
    gc.freeze()  # as a process of the gateway does
    if options.profiel:
        profile = cProfile.Profile()
        measured(options.profiel, world, options.ronden, profile)
        pstats.Stats(profile).sort_stats("tottime").print_stats(70)
        return
    found = {soort: measured(soort, world, options.ronden) for soort in SOORTEN}
    print(f"{'us':24}", *(f"{soort:>7}" for soort in SOORTEN))
    for name in found[SOORTEN[0]]:
        print(f"{name:24}", *(f"{found[soort][name]:7.1f}" for soort in SOORTEN))
    sums = (sum(took for name, took in found[soort].items() if not name.startswith("(")) for soort in SOORTEN)
    print(f"{'together':24}", *(f"{took:7.1f}" for took in sums))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: EUPL-1.2
"""The product against the oracle (plafonds/orakel): the same lives, the same outcomes, the same saldi, at every K."""

import os
from collections import Counter, defaultdict
from datetime import timedelta
from random import Random

import pytest

from berichtenverkeer.ledger.gebeurtenissen.care import (
    Leveringsgebeurtenis,
    ToewijzingVastgesteld,
    Verzoekgebeurtenis,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.stops import Clientenstop
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import Life
from plafonds.orakel.aanbod import FIRST_DAY
from plafonds.orakel.levensloop import Levensloop
from plafonds.orakel.vertaling import Tenzijen, Vertaler, als_besluit, clientenstop, register, rekeningen
from plafonds.orakel.wereld import Wereld
from plafonds.orakel.zorgloop import Bericht

LEVENS = int(os.environ.get("BV_LEVENS", "45"))
"""How many lives; thousands by hand."""
Step = Bericht | OneTenzijGebeurtenis
SEED = int(os.environ.get("BV_ZAAD", "0"))


class Twee:
    """The product and the oracle, side by side."""

    def __init__(self, first: RegisterStand) -> None:
        self.life = Life(first)
        self.life.vandaag = FIRST_DAY
        self.wereld = Wereld(register(first), FIRST_DAY)
        self._vertaler = Vertaler()
        self._tenzijen = Tenzijen()
        self.uitkomsten: Counter[str] = Counter()

    def stap(self, step: object) -> None:
        if isinstance(step, int):
            self.life.vandaag += timedelta(step)
            self.wereld.vandaag += timedelta(step)
        elif isinstance(step, RegisterStand):
            self.life.load(step)
            self.wereld.laad(register(step))
        elif isinstance(step, Clientenstop):
            self.life.stops = [one for one in self.life.stops if one.stop_id != step.stop_id] + [step]
            self.wereld.stops[str(step.stop_id)] = clientenstop(step)
        elif isinstance(step, OneTenzijGebeurtenis):
            self._tenzij(step)
        elif step is None:
            self.life.verschuif()
            self.wereld.verschuif()
        else:
            self._bericht(step)
        assert rekeningen(self.life.boekhouding.saldi()) == self.wereld.rekeningen()

    def _tenzij(self, step: OneTenzijGebeurtenis) -> None:
        self.wereld.verloop()
        holds = self._tenzijen.stap(step)
        foretold = self.wereld.tenzij(holds) if holds is not None else []
        taken = [als_besluit(one) for one in self.life.step(step)]
        self.uitkomsten.update(f"anew: {one.uitkomst}" for one in taken)
        assert taken == foretold

    def _bericht(self, step: object) -> None:
        assert isinstance(step, tuple)
        self.wereld.verloop()
        foretold = self.wereld.doe(*self._vertaler.feiten(step))
        taken = [als_besluit(one) for one in self.life.doe(*step)]
        self.uitkomsten.update(one.uitkomst for one in taken)
        assert taken == foretold


def spreads(lot: Random, berichten: list[Step]) -> list[Step]:
    """Another order of arrival. What answers, ends or takes back something stays behind it."""
    groups: dict[object, list[Step]] = defaultdict(list)
    for number, step in enumerate(berichten):
        groups[_reeks(step, number)].append(step)
    order = [key for key, group in groups.items() for _ in group]
    lot.shuffle(order)
    rest = {key: iter(group) for key, group in groups.items()}
    return [next(rest[key]) for key in order]


def _reeks(step: Step, number: int) -> object:
    if isinstance(step, OneTenzijGebeurtenis):
        return step.tenzij_id
    first = step[0]
    if isinstance(first, Leveringsgebeurtenis):
        return "levering", first.toewijzing_nummer
    return number if isinstance(first, ToewijzingVastgesteld) else "declaraties"


@pytest.mark.parametrize("seed", range(SEED, SEED + LEVENS))
def test_the_product_and_the_oracle_say_the_same_of_a_life(seed: int) -> None:
    steps = Levensloop(seed).stappen(30)
    first = next(steps)
    assert isinstance(first, RegisterStand)
    twee = Twee(first)
    for step in steps:
        twee.stap(step)


@pytest.mark.parametrize("seed", range(SEED, SEED + LEVENS // 3))
def test_what_is_held_does_not_depend_on_the_order_of_arrival(seed: int) -> None:
    """Toewijzingen, leveringen, declaraties and tenzij's of one life, on one day, in three orders."""
    first, *steps = Levensloop(seed).stappen(60)
    moments: set[object] = set()
    berichten: list[Step] = []
    for step in steps:
        if isinstance(step, OneTenzijGebeurtenis):
            berichten.append(step)
        elif isinstance(step, tuple):
            versions = [one for one in step if isinstance(one, ToewijzingVastgesteld)]
            moment = {(one.nummer, one.toewijzingstijd) for one in versions}
            if len(moment) == len(versions) and not moment & moments and not isinstance(step[0], Verzoekgebeurtenis):
                moments |= moment
                berichten.append(step)
    found = []
    for order in (berichten, spreads(Random(seed), berichten), spreads(Random(seed + 1), berichten)):
        assert isinstance(first, RegisterStand)
        life = Life(first)
        life.vandaag = FIRST_DAY + timedelta(150)
        life.verschuif()
        for step in order:
            _ = life.step(step) if isinstance(step, OneTenzijGebeurtenis) else life.doe(*step)
        found.append(rekeningen(life.boekhouding.saldi()))
    assert found[0] == found[1] == found[2]

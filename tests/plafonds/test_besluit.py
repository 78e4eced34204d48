# SPDX-License-Identifier: EUPL-1.2
"""The decision is the first step that applies, and one step more changes nothing of the others (definitions.md 6.3)."""

from itertools import product
from typing import Any

import pytest

from berichtenverkeer.plafonds.besluit import STEPS, Question, Step, Uitkomst, besluit
from berichtenverkeer.plafonds.claim import Claim
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, RekeningKey
from plafonds.bouw import A, uitkomst

PLAFOND = PlafondKey(A, 2026)
VRIJ = Claim({RekeningKey(PLAFOND, Rekening.GERESERVEERD): 5}, is_vrij=True)
UNKNOWN = Claim({RekeningKey(PLAFOND, Rekening.GERESERVEERD): 5}, has_unknown_plafond=True)
ZONDER_PRIJS = Claim({RekeningKey(PLAFOND, Rekening.GERESERVEERD): 5}, is_price_unknown=True)
GEWOON = Claim({RekeningKey(PLAFOND, Rekening.GERESERVEERD): 5})
RUIM, VOL = {PLAFOND: 5}, {PLAFOND: 4}

GEVALLEN: list[tuple[Claim, dict[PlafondKey, int], dict[str, bool], str]] = [
    (VRIJ, VOL, {"is_crisis": True, "is_stopped": True, "is_gedekt": True}, "vrij"),
    (UNKNOWN, VOL, {"is_crisis": True, "is_gedwongen_kader": True, "is_stopped": True}, "crisis"),
    (UNKNOWN, VOL, {"is_gedwongen_kader": True, "is_gedekt": True, "is_stopped": True}, "gedwongen kader"),
    (UNKNOWN, VOL, {"is_gedekt": True, "is_stopped": True}, "tenzij"),
    (UNKNOWN, RUIM, {"is_stopped": True}, "nee (cliëntenstop)"),
    (GEWOON, {}, {"is_stopped": True}, "nee (cliëntenstop)"),
    (GEWOON, VOL, {"is_stopped": True}, "nee (cliëntenstop)"),
    (GEWOON, RUIM, {"is_stopped": True, "is_refusable": False}, "ja"),
    (GEWOON, VOL, {}, "nee (plafond)"),
    (UNKNOWN, VOL, {}, "nee (plafond)"),
    (GEWOON, VOL, {"is_refusable": False}, "overschrijding"),
    (UNKNOWN, VOL, {"is_refusable": False}, "overschrijding"),
    (UNKNOWN, RUIM, {}, "ja (plafond onbekend)"),
    (UNKNOWN, RUIM, {"is_refusable": False, "is_stopped": True}, "ja (plafond onbekend)"),
    (GEWOON, {}, {}, "ja (plafond onbekend)"),
    (ZONDER_PRIJS, VOL, {}, "nee (plafond)"),
    (ZONDER_PRIJS, RUIM, {}, "ja (claim onbekend)"),
    (GEWOON, RUIM, {}, "ja"),
]


@pytest.mark.parametrize(("claim", "space", "otherwise", "belongs"), GEVALLEN)
def test_the_first_step_that_applies_decides(
    claim: Claim, space: dict[PlafondKey, int], otherwise: dict[str, bool], belongs: str
) -> None:
    assert uitkomst(claim, space, **otherwise) == belongs


def test_every_outcome_is_one_step() -> None:
    assert sorted(step.uitkomst for step in STEPS) == sorted(Uitkomst)


def _vragen() -> list[Question]:
    ja_nee: list[Any] = [False, True]
    return [
        Question(claim=claim, extra=claim.per_plafond, room=space, is_refusable=w, is_crisis=c, is_stopped=g)
        for claim, space, w, c, g in product(
            (VRIJ, UNKNOWN, ZONDER_PRIJS, GEWOON), (RUIM, VOL, {}), ja_nee, ja_nee, ja_nee
        )
    ]


@pytest.mark.parametrize("plek", range(len(STEPS)))
def test_a_step_more_decides_where_it_applies_and_nothing_else(plek: int) -> None:
    """Any place in the list, a step for crisis care that reached it: all others are decided on as before."""
    more = [*STEPS]
    more.insert(plek, Step(Uitkomst.OVERSCHRIJDING, lambda question: question.is_stopped))
    for question in _vragen():
        komt_er = STEPS.index(next(step for step in STEPS if step.applies(question))) >= plek
        is_geraakt = komt_er and question.is_stopped
        assert besluit(question, more) is (Uitkomst.OVERSCHRIJDING if is_geraakt else besluit(question))

# SPDX-License-Identifier: EUPL-1.2
"""The decision is the first step that applies, and one step more changes nothing of the others (definitions.md 6.3)."""

from itertools import product
from typing import Any

import pytest

from berichtenverkeer.plafonds.besluit import STAPPEN, Stap, Uitkomst, Vraag, besluit
from berichtenverkeer.plafonds.claims import Claim
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from plafonds.bouw import A, uitkomst

PLAFOND = PlafondSleutel(A, 2026)
VRIJ = Claim({(PLAFOND, Rekening.GERESERVEERD): 5}, is_vrij=True)
ONBEKEND = Claim({(PLAFOND, Rekening.GERESERVEERD): 5}, plafond_onbekend=True)
ZONDER_PRIJS = Claim({(PLAFOND, Rekening.GERESERVEERD): 5}, is_onbekend=True)
GEWOON = Claim({(PLAFOND, Rekening.GERESERVEERD): 5})
RUIM, VOL = {PLAFOND: 5}, {PLAFOND: 4}

GEVALLEN: list[tuple[Claim, dict[PlafondSleutel, int], dict[str, bool], str]] = [
    (VRIJ, VOL, {"is_crisis": True, "is_gestopt": True}, "vrij"),
    (ONBEKEND, VOL, {"is_crisis": True, "is_gestopt": True}, "crisis"),
    (ONBEKEND, VOL, {"is_gestopt": True}, "ja (plafond onbekend)"),
    (GEWOON, {}, {"is_gestopt": True}, "ja (plafond onbekend)"),
    (GEWOON, VOL, {"is_gestopt": True}, "nee (cliëntenstop)"),
    (GEWOON, RUIM, {"is_gestopt": True, "is_weigerbaar": False}, "ja"),
    (GEWOON, VOL, {}, "nee (plafond)"),
    (GEWOON, VOL, {"is_weigerbaar": False}, "overschrijding"),
    (ZONDER_PRIJS, VOL, {}, "nee (plafond)"),
    (ZONDER_PRIJS, RUIM, {}, "ja (claim onbekend)"),
    (GEWOON, RUIM, {}, "ja"),
]


@pytest.mark.parametrize(("claim", "ruimte", "anders", "hoort"), GEVALLEN)
def test_the_first_step_that_applies_decides(
    claim: Claim, ruimte: dict[PlafondSleutel, int], anders: dict[str, bool], hoort: str
) -> None:
    assert uitkomst(claim, ruimte, **anders) == hoort


def test_every_outcome_is_one_step() -> None:
    assert sorted(stap.uitkomst for stap in STAPPEN) == sorted(Uitkomst)


def _vragen() -> list[Vraag]:
    ja_nee: list[Any] = [False, True]
    return [
        Vraag(claim=claim, erbij=claim.per_plafond, ruimte=ruimte, is_weigerbaar=w, is_crisis=c, is_gestopt=g)
        for claim, ruimte, w, c, g in product(
            (VRIJ, ONBEKEND, ZONDER_PRIJS, GEWOON), (RUIM, VOL, {}), ja_nee, ja_nee, ja_nee
        )
    ]


@pytest.mark.parametrize("plek", range(len(STAPPEN)))
def test_a_step_more_decides_where_it_applies_and_nothing_else(plek: int) -> None:
    """Any place in the list, a step for crisis care that reached it: all others are decided on as before."""
    meer = [*STAPPEN]
    meer.insert(plek, Stap(Uitkomst.OVERSCHRIJDING, lambda vraag: vraag.is_gestopt))
    for vraag in _vragen():
        komt_er = STAPPEN.index(next(stap for stap in STAPPEN if stap.geldt(vraag))) >= plek
        is_geraakt = komt_er and vraag.is_gestopt
        assert besluit(vraag, meer) is (Uitkomst.OVERSCHRIJDING if is_geraakt else besluit(vraag))

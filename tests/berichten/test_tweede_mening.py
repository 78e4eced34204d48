# SPDX-License-Identifier: EUPL-1.2
"""A second opinion on every bericht: libxml2, xmlschema on expat and `read` agree; the product is never laxer.

The same cases every time; `BV_TWEEDE_MENING=100` looks at that many times as many, others each time.
"""

import os
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from berichtenverkeer.berichten import KLASSEN
from generator import Datatype, complexe_typen
from tweede_mening.bederf import BEDERF, Geval, andere_bytes, bedorven, met_randwaarden
from tweede_mening.boom import Stijl, maak
from tweede_mening.oordeel import vergelijk

KEREN = int(os.environ.get("BV_TWEEDE_MENING", "1"))
TOEVAL = st.integers(0, 2**63).map(Random)


def vaak(aantal: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """`aantal` seeds: always the same ones, unless a long run asks for more."""
    return settings(
        max_examples=aantal * KEREN,
        derandomize=KEREN == 1,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def oordeel(naam: str, geval: Geval) -> bool:
    """Compare the judges; a disagreement shows the bericht."""
    try:
        return vergelijk(naam, geval)
    except Exception as fout:
        fout.add_note(f"{naam}, {geval.wat}: {geval.data!r}")
        raise


@pytest.mark.parametrize("naam", KLASSEN)
def test_a_valid_bericht_is_valid_to_all_in_whatever_style_it_is_written(naam: str) -> None:
    @vaak(12)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        data = Stijl(rnd, naam.lower()).schrijf(maak(naam, rnd))
        assert oordeel(naam, Geval("goed", data, past=True))

    eens()


def test_all_agree_on_every_edge_of_every_simple_type() -> None:
    gezien: set[Datatype] = set()
    for naam in sorted(KLASSEN, key=_omvang):
        for geval in met_randwaarden(naam, Random(KEREN), gezien):
            oordeel(naam, geval)
    assert gezien == {
        kind.soort
        for prefix in ("ijw", *(naam.lower() for naam in KLASSEN))
        for kinderen in complexe_typen(prefix).values()
        for kind in kinderen
        if isinstance(kind.soort, Datatype)
    }


def _omvang(naam: str) -> int:
    """How many elements the fullest bericht has that repeats nothing."""
    return len(list(maak(naam, Random(0), vol=1, keren=1).alle()))


@pytest.mark.parametrize("naam", KLASSEN)
def test_all_agree_on_a_bericht_in_every_dress_of_bytes(naam: str) -> None:
    oordelen = Counter(oordeel(naam, geval) for geval in andere_bytes(naam, Random(KEREN)))
    assert oordelen[True] > 5 < oordelen[False]


@pytest.mark.parametrize("naam", KLASSEN)
def test_all_agree_on_a_bericht_in_which_one_thing_is_changed(naam: str) -> None:
    @vaak(4)
    @given(TOEVAL)
    def eens(rnd: Random) -> None:
        for geval in bedorven(naam, rnd, 12):
            oordeel(naam, geval)

    eens()


def test_every_change_is_made_at_least_once() -> None:
    gemaakt = {geval.wat for naam in KLASSEN for geval in bedorven(naam, Random(0), 60)}
    assert gemaakt == {bederf.wat for bederf in BEDERF}

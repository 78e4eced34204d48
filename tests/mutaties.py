# SPDX-License-Identifier: EUPL-1.2
"""Breaks every rule on purpose, one at a time, and counts how often its cases notice (`make mutate`).

A rule is broken in two ways: it never finds anything, and it always finds the first class of the bericht. Who goes
unnoticed has no case that proves anything: the exit code is then 1.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht, alle
from berichtenverkeer.regels import REGELS, Regel
from regels.test_cases import CASES, paden

Gevallen = Mapping[str, Any]
"""One file of cases: `goed` and `fout`, see tests/regels/README.md."""


def zwijgt(_bericht: Bericht, _history: object) -> Iterable[str]:
    """Never finds anything."""
    return ()


def roept_altijd(bericht: Bericht, _history: object) -> Iterable[str]:
    """Always finds the first class of the bericht, wherever the fault is."""
    _, (pad, _) = (plek for plek, _ in zip(alle(bericht), range(2), strict=False))
    return (pad,)


BREUKEN: tuple[Callable[[Bericht, object], Iterable[str]], ...] = (zwijgt, roept_altijd)


def klopt(regel: Regel, gevallen: Gevallen) -> bool:
    """Whether all cases of a rule come out as they say, without asking their schema."""
    return all(
        paden(regel, geval)[1] == geval.get("paden", []) for soort in ("goed", "fout") for geval in gevallen[soort]
    )


def onopgemerkt(regels: Iterable[Regel], cases: Mapping[str, Gevallen]) -> list[str]:
    """`TR074 zwijgt` for every way of breaking a rule that its cases do not notice.

    AssertionError when the cases of a rule fail while nothing is broken: then they cannot notice anything.
    """
    gemist = []
    for regel in regels:
        gevallen = cases.get(regel.code, {"goed": (), "fout": ()})
        assert klopt(regel, gevallen), f"the cases of {regel.code} fail as they are"
        for breuk in BREUKEN:
            if klopt(msgspec.structs.replace(regel, toets=breuk), gevallen):
                gemist.append(f"{regel.code} {breuk.__name__}")
    return gemist


def main() -> int:
    """Try all; print the count and what went unnoticed."""
    gemist = onopgemerkt(REGELS, CASES)
    geprobeerd = len(REGELS) * len(BREUKEN)
    print(f"{len(REGELS)} rules broken in {len(BREUKEN)} ways: {geprobeerd} tried, {geprobeerd - len(gemist)} noticed")
    for naam in gemist:
        print(f"not noticed: {naam}")
    return 1 if gemist else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: EUPL-1.2
"""Breaks the code on purpose, one thing at a time, and says what no test noticed (`make mutate`).

First every rule as a whole: it never finds anything, and it always finds the first class of the bericht. Then every
operator, boundary and constant in the pure rooms (`breuken.py`), each module with its own tests (`breekproef.py`).
What cannot make a difference is in gelijkwaardig.yaml, with the reason; anything else that goes unnoticed lacks a
test: the exit code is then 1. Arguments are modules to break (`plafonds.claims`); without any, all.
"""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

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


TESTS = Path(__file__).parent
GELIJKWAARDIG: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "gelijkwaardig.yaml").read_text(encoding="utf-8"))
"""By module: mutants that no test can notice, with the reason."""

_GELD = (
    "plafonds/test_grenzen.py",
    "plafonds/test_claims.py",
    "plafonds/test_boekhouding.py",
    "plafonds/test_levens.py",
)
DOELEN: dict[str, tuple[str, ...]] = {
    "plafonds.besluit": _GELD,
    "plafonds.claims": _GELD,
    "plafonds.boeken": _GELD,
    "plafonds.boekhouding": _GELD,
    "plafonds.geldregister": _GELD,
    "plafonds.wijziging": ("plafonds/test_wijziging.py", *_GELD),
    "termijnen.kalender": ("termijnen/test_klokken.py", "core/test_werkdagen.py"),
    "termijnen.klokken": ("termijnen/test_klokken.py",),
    "stromen.periode": ("stromen/test_periode.py",),
    "core.werkdagen": ("core/test_werkdagen.py",),
}
"""A pure module and the tests that are there for it. Of a rule they are its cases, see `doelen`."""


def doelen() -> dict[str, tuple[str, ...]]:
    """Every module that is broken, with its tests."""
    regels = importlib.import_module("berichtenverkeer.regels")
    van_regels = {
        f"regels.{module.name}": ("regels",)
        for module in pkgutil.iter_modules(regels.__path__)
        if module.name not in ("history", "catalogus", "schema")  # a protocol, texts, declarations
    }
    return DOELEN | van_regels


def overlevenden(module: str, tests: Iterable[str]) -> tuple[int, list[str]]:
    """How many mutants of a module were tried, and the names of those that no test noticed."""
    with tempfile.TemporaryDirectory() as map_:
        uitslag = Path(map_) / "uitslag.json"
        opdracht = [
            *(sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "breekproef"),
            *("--breek", f"berichtenverkeer.{module}", "--uitslag", str(uitslag)),
            *(str(TESTS / een) for een in tests),
        ]
        pad = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
        proces = subprocess.run(
            opdracht,
            cwd=TESTS.parent,
            env={**os.environ, "PYTHONPATH": pad},
            capture_output=True,
            text=True,
            check=False,
        )
        assert uitslag.exists(), proces.stdout[-2000:] + proces.stderr[-2000:]
        gelezen = json.loads(uitslag.read_text(encoding="utf-8"))
    return gelezen["geprobeerd"], [een["naam"] for een in gelezen["overlevenden"]]


def in_de_pure_kamers(modules: Iterable[str]) -> Iterator[str]:
    """What goes unnoticed in these modules; prints the count of each as it comes."""
    alle = doelen()
    for module in modules:
        geprobeerd, over = overlevenden(module, alle[module])
        bekend = GELIJKWAARDIG.get(module, {})
        gemist = [naam for naam in over if naam not in bekend]
        print(f"{module}: {geprobeerd} mutants, {geprobeerd - len(over)} noticed, {len(over) - len(gemist)} equivalent")
        for naam in sorted(bekend.keys() - set(over)):
            yield f"{module} {naam}: listed as equivalent, and noticed or gone"
        yield from (f"{module} {naam}" for naam in gemist)


def main(modules: Iterable[str]) -> int:
    """Try all; print the counts and what went unnoticed."""
    gemist = onopgemerkt(REGELS, CASES)
    geprobeerd = len(REGELS) * len(BREUKEN)
    print(f"{len(REGELS)} rules broken in {len(BREUKEN)} ways: {geprobeerd} tried, {geprobeerd - len(gemist)} noticed")
    for naam in in_de_pure_kamers(modules or doelen()):
        gemist.append(naam)
        print(f"not noticed: {naam}", flush=True)
    return 1 if gemist else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

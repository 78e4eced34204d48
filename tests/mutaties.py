# SPDX-License-Identifier: EUPL-1.2
"""Breaks the code on purpose, one thing at a time, and says what no test noticed (`make mutate`).

First every rule as a whole: it never finds anything, and it always finds the first class of the bericht. Then every
operator, boundary and constant in the pure rooms (`fractures.py`), each module with its own tests (`breekproef.py`).
What cannot make a difference is in gelijkwaardig.yaml, with the reason; anything else that goes unnoticed lacks a
test: the exit code is then 1. Arguments are modules to break (`plafonds.claims`); without any, all.
"""

import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import msgspec
import yaml

import berichtenverkeer.regels
from berichtenverkeer.berichten import Bericht, every
from berichtenverkeer.regels import REGELS, Regel
from regels.test_cases import CASES, paden

Gevallen = Mapping[str, Any]
"""One file of cases: `good` and `fout`, see tests/regels/README.md."""


def zwijgt(_bericht: Bericht, _history: object) -> Iterable[str]:
    """Never finds anything."""
    return ()


def roept_altijd(bericht: Bericht, _history: object) -> Iterable[str]:
    """Always finds the first class of the bericht, wherever the fault is."""
    _, (pad, _) = (plek for plek, _ in zip(every(bericht), range(2), strict=False))
    return (pad,)


BREUKEN: tuple[Callable[[Bericht, object], Iterable[str]], ...] = (zwijgt, roept_altijd)


def is_right(regel: Regel, gevallen: Gevallen) -> bool:
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
        assert is_right(regel, gevallen), f"the cases of {regel.code} fail as they are"
        for breuk in BREUKEN:
            if is_right(msgspec.structs.replace(regel, examine=breuk), gevallen):
                gemist.append(f"{regel.code} {breuk.__name__}")
    return gemist


TESTS = Path(__file__).parent
GELIJKWAARDIG: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "gelijkwaardig.yaml").read_text(encoding="utf-8"))
"""By module: mutants that no test can notice, with the reason."""

_GELD = tuple(
    f"plafonds/test_{name}.py"
    for name in ("besluit", "claims", "limits", "boekhouding_grenzen", "herzien", "wijziging", "boekhouding", "levens")
)
_REGELS = tuple(
    f"regels/test_{name}.py"
    for name in (
        *("cases", "binnen_het_bericht", "catalogue", "gedeclareerd", "honorering", "opmerkingen", "overlap"),
        *("registry", "samenspel", "volume", "stock"),
    )
)
DOELEN: dict[tuple[str, ...], tuple[str, ...]] = {
    _GELD: tuple(
        f"plafonds.{name}"
        for name in (
            "besluit",
            "claims",
            "updating",
            "booking",
            "boekhouding",
            "claimstand",
            "money_register",
            "money_state",
            "keys",
            "wijziging",
        )
    ),
    ("core/test_werkdagen.py",): ("core.werkdagen",),
    ("rapporten/test_periode.py",): ("rapporten.periode",),
    ("standaard/test_values.py",): ("standaard.values",),
    _REGELS: tuple(
        f"regels.{module.name}"
        for module in pkgutil.iter_modules(berichtenverkeer.regels.__path__)
        if module.name not in ("history", "catalogue", "schema")  # a protocol, texts, declarations
    ),
}
"""The tests that are there for pure modules, and those modules."""


def overlevenden(tests: Iterable[str], modules: Iterable[str]) -> dict[str, Any]:
    """By module: how many mutants were tried, and those that no test noticed, with how many tests come there.

    AssertionError when a test fails while nothing is broken.
    """
    with tempfile.TemporaryDirectory() as map_:
        uitslag = Path(map_) / "uitslag.json"
        breek = (f"--breek=berichtenverkeer.{module}" for module in modules)
        process = _pytest(tests, "-p", "breekproef", *breek, "--uitslag", str(uitslag))
        assert uitslag.exists(), process.stdout[-2000:] + process.stderr[-2000:]
        was_read = json.loads(uitslag.read_text(encoding="utf-8"))
    assert not was_read["mislukt"], f"they fail as it is: {was_read['mislukt']}"
    return {module.removeprefix("berichtenverkeer."): uitkomst for module, uitkomst in was_read["modules"].items()}


def ook_bij_import(tests: Iterable[str], modules: Iterable[str]) -> dict[str, Any]:
    """As `overlevenden`, without what is noticed when it is broken before it is imported."""
    uitkomsten = overlevenden(tests, modules)
    for module, uitkomst in uitkomsten.items():
        known = GELIJKWAARDIG.get(module, {})
        uitkomst["overlevenden"] = {
            name: count
            for name, count in uitkomst["overlevenden"].items()
            if (count and name in known) or not valt_op_bij_import(tests, module, name)
        }
    return uitkomsten


def valt_op_bij_import(tests: Iterable[str], module: str, breuk: str) -> bool:
    """Whether a test notices a mutant that is there from the start (`breekimport.py`)."""
    breek = ("--breek", f"berichtenverkeer.{module}", "--breuk", breuk)
    return _pytest(tests, "-x", "-p", "breekimport", *breek).returncode != 0


def _pytest(tests: Iterable[str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *options]
        + [str(TESTS / one) for one in tests],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )


def opdrachten(modules: Collection[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """What one process each can do: the tests and some of these modules, all of them when none is named."""
    unknown = set(modules) - {module for row in DOELEN.values() for module in row}
    assert not unknown, f"no module to break: {unknown}"
    asked = {tests: [module for module in row if not modules or module in modules] for tests, row in DOELEN.items()}
    return [(tests, row[part::2]) for tests, row in asked.items() for part in range(2) if row[part::2]]


def in_de_pure_kamers(modules: Collection[str]) -> Iterator[str]:
    """What goes unnoticed in these modules; prints the count of each as it comes."""
    with ThreadPoolExecutor(os.cpu_count()) as crew:
        beurten = [crew.submit(ook_bij_import, *order) for order in opdrachten(modules)]
        for turn in as_completed(beurten):
            for module, uitkomst in turn.result().items():
                yield from _gemist(module, **uitkomst)


def _gemist(module: str, geprobeerd: int, overlevenden: dict[str, int]) -> Iterator[str]:
    about, known = overlevenden, GELIJKWAARDIG.get(module, {})
    equal = len(about.keys() & known.keys())
    print(f"{module}: {geprobeerd} mutants, {geprobeerd - len(about)} noticed, {equal} equivalent")
    for name in sorted(known.keys() - about.keys()):
        yield f"{module} {name}: listed as equivalent, and noticed or gone"
    yield from (f"{module} {name} ({tests} tests come there)" for name, tests in about.items() if name not in known)


def main(modules: Collection[str]) -> int:
    """Try all; print the counts and what went unnoticed."""
    gemist = onopgemerkt(REGELS, CASES)
    geprobeerd = len(REGELS) * len(BREUKEN)
    print(f"{len(REGELS)} rules broken in {len(BREUKEN)} ways: {geprobeerd} tried, {geprobeerd - len(gemist)} noticed")
    for name in in_de_pure_kamers(modules):
        gemist.append(name)
        print(f"not noticed: {name}", flush=True)
    return 1 if gemist else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# SPDX-License-Identifier: EUPL-1.2
"""Breaks the code on purpose, one thing at a time, and says what no test noticed (`make mutate`).

First every rule as a whole: it never finds anything, and it always finds the first class of the bericht. Then every
operator, boundary and constant in the pure rooms (`breuken.py`), each module with its own tests (`breekproef.py`).
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

_GELD = tuple(
    f"plafonds/test_{naam}.py"
    for naam in ("besluit", "claims", "grenzen", "boekhouding_grenzen", "herzien", "wijziging", "boekhouding", "levens")
)
_REGELS = tuple(
    f"regels/test_{naam}.py"
    for naam in (
        *("cases", "binnen_het_bericht", "catalogus", "gedeclareerd", "honorering", "opmerkingen", "overlap"),
        *("registry", "samenspel", "volume", "voorraad"),
    )
)
DOELEN: dict[tuple[str, ...], tuple[str, ...]] = {
    _GELD: tuple(
        f"plafonds.{naam}"
        for naam in (
            "besluit",
            "claims",
            "bijwerken",
            "boeken",
            "boekhouding",
            "claimstand",
            "geldregister",
            "geldstand",
            "sleutels",
            "wijziging",
        )
    ),
    ("core/test_werkdagen.py",): ("core.werkdagen",),
    ("stromen/test_periode.py",): ("stromen.periode",),
    ("standaard/test_waarden.py",): ("standaard.waarden",),
    _REGELS: tuple(
        f"regels.{module.name}"
        for module in pkgutil.iter_modules(berichtenverkeer.regels.__path__)
        if module.name not in ("history", "catalogus", "schema")  # a protocol, texts, declarations
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
        proces = _pytest(tests, "-p", "breekproef", *breek, "--uitslag", str(uitslag))
        assert uitslag.exists(), proces.stdout[-2000:] + proces.stderr[-2000:]
        gelezen = json.loads(uitslag.read_text(encoding="utf-8"))
    assert not gelezen["mislukt"], f"they fail as it is: {gelezen['mislukt']}"
    return {module.removeprefix("berichtenverkeer."): uitkomst for module, uitkomst in gelezen["modules"].items()}


def ook_bij_import(tests: Iterable[str], modules: Iterable[str]) -> dict[str, Any]:
    """As `overlevenden`, without what is noticed when it is broken before it is imported."""
    uitkomsten = overlevenden(tests, modules)
    for module, uitkomst in uitkomsten.items():
        bekend = GELIJKWAARDIG.get(module, {})
        uitkomst["overlevenden"] = {
            naam: aantal
            for naam, aantal in uitkomst["overlevenden"].items()
            if (aantal and naam in bekend) or not valt_op_bij_import(tests, module, naam)
        }
    return uitkomsten


def valt_op_bij_import(tests: Iterable[str], module: str, breuk: str) -> bool:
    """Whether a test notices a mutant that is there from the start (`breekimport.py`)."""
    breek = ("--breek", f"berichtenverkeer.{module}", "--breuk", breuk)
    return _pytest(tests, "-x", "-p", "breekimport", *breek).returncode != 0


def _pytest(tests: Iterable[str], *opties: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *opties]
        + [str(TESTS / een) for een in tests],
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )


def opdrachten(modules: Collection[str]) -> list[tuple[tuple[str, ...], list[str]]]:
    """What one process each can do: the tests and some of these modules, all of them when none is named."""
    onbekend = set(modules) - {module for rij in DOELEN.values() for module in rij}
    assert not onbekend, f"no module to break: {onbekend}"
    gevraagd = {tests: [module for module in rij if not modules or module in modules] for tests, rij in DOELEN.items()}
    return [(tests, rij[deel::2]) for tests, rij in gevraagd.items() for deel in range(2) if rij[deel::2]]


def in_de_pure_kamers(modules: Collection[str]) -> Iterator[str]:
    """What goes unnoticed in these modules; prints the count of each as it comes."""
    with ThreadPoolExecutor(os.cpu_count()) as ploeg:
        beurten = [ploeg.submit(ook_bij_import, *opdracht) for opdracht in opdrachten(modules)]
        for beurt in as_completed(beurten):
            for module, uitkomst in beurt.result().items():
                yield from _gemist(module, **uitkomst)


def _gemist(module: str, geprobeerd: int, overlevenden: dict[str, int]) -> Iterator[str]:
    over, bekend = overlevenden, GELIJKWAARDIG.get(module, {})
    gelijk = len(over.keys() & bekend.keys())
    print(f"{module}: {geprobeerd} mutants, {geprobeerd - len(over)} noticed, {gelijk} equivalent")
    for naam in sorted(bekend.keys() - over.keys()):
        yield f"{module} {naam}: listed as equivalent, and noticed or gone"
    yield from (f"{module} {naam} ({tests} tests come there)" for naam, tests in over.items() if naam not in bekend)


def main(modules: Collection[str]) -> int:
    """Try all; print the counts and what went unnoticed."""
    gemist = onopgemerkt(REGELS, CASES)
    geprobeerd = len(REGELS) * len(BREUKEN)
    print(f"{len(REGELS)} rules broken in {len(BREUKEN)} ways: {geprobeerd} tried, {geprobeerd - len(gemist)} noticed")
    for naam in in_de_pure_kamers(modules):
        gemist.append(naam)
        print(f"not noticed: {naam}", flush=True)
    return 1 if gemist else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

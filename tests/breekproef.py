# SPDX-License-Identifier: EUPL-1.2
"""A pytest plugin: collect once, then run the tests for every mutant of some modules until a test notices.

`pytest -p breekproef --breek berichtenverkeer.plafonds.claims tests/plafonds/test_claims.py`. First every test runs
once on the whole code, and is followed: which statements of the modules it comes to, in how much processor time. A
mutant is then tried on the tests that come to its statement only: the one that noticed the last mutant first
(neighbours are mostly noticed by the same), then the fastest.
"""

import importlib
import inspect
import json
import resource
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from breuken import Levend, breuken

SECONDEN = 10
"""Of processor time, and so much times more than whole code needs: a mutant that never ends is noticed."""
_GEHEUGEN = 6 * 1024**3

Spoor = set[tuple[str, int]]
"""Files and lines that a test came to."""


class Proef(msgspec.Struct):
    """A test, what it comes to and the seconds of processor time that it takes."""

    item: pytest.Item
    spoor: Spoor
    seconden: float


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--breek", action="append", help="a module to break; may be given again")
    parser.addoption("--uitslag", help="the file for the result")


def pytest_configure(config: pytest.Config) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_GEHEUGEN, _GEHEUGEN))
    settings.register_profile(
        "breekproef",
        max_examples=30,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("breekproef")
    assert config.getoption("breek"), "nothing to break"


def pytest_runtestloop(session: pytest.Session) -> bool:
    modules = {naam: importlib.import_module(naam) for naam in session.config.getoption("breek")}
    levende = {naam: Levend(module) for naam, module in modules.items()}
    proeven, mislukt = _proeven(session.items, levende.values())
    uitslag: dict[str, Any] = {"mislukt": mislukt, "modules": {}}
    for naam, module in modules.items():
        uitslag["modules"][naam] = _beproef(inspect.getsource(module), levende[naam], proeven)
        Path(session.config.getoption("uitslag")).write_text(json.dumps(uitslag), encoding="utf-8")
    return True


def _proeven(items: Collection[pytest.Item], levende: Collection[Levend]) -> tuple[list[Proef], list[str]]:
    """The tests that can notice anything, the fastest first, and the names of those that fail as it is."""
    proeven, mislukt = [], []
    for item in items:
        if "server" in item.fixturenames:  # type: ignore[attr-defined]  # of every test function
            continue  # what is pure needs no database
        for een in levende:
            een.vergeet()
        spoor: Spoor = set()
        begin = time.process_time()
        with _gevolgd({een.bestand for een in levende}, spoor):
            uitkomst = _uitkomst(item, 60 * SECONDEN)
        if uitkomst == "failed":
            mislukt.append(item.nodeid)
        if uitkomst == "passed" and spoor:
            proeven.append(Proef(item, spoor, time.process_time() - begin))
    return sorted(proeven, key=lambda een: een.seconden), mislukt


def _beproef(bron: str, levend: Levend, proeven: list[Proef]) -> dict[str, Any]:
    alle, overlevenden, verklikker = breuken(bron), {}, None
    for breuk in alle:
        plekken = {(levend.bestand, regel) for regel in breuk.regels}
        keus = [een for een in proeven if een.spoor & plekken]
        keus.sort(key=lambda een: een is not verklikker)
        with levend.gebroken(breuk):
            gemerkt = next(
                (een for een in keus if _uitkomst(een.item, SECONDEN * (1 + een.seconden)) != "passed"), None
            )
        if gemerkt is None:
            overlevenden[breuk.naam] = len(keus)
        else:
            verklikker = gemerkt
    return {"geprobeerd": len(alle), "overlevenden": overlevenden}


@contextmanager
def _gevolgd(bestanden: Collection[str], spoor: Spoor) -> Iterator[None]:
    def in_module(frame: FrameType, _soort: str, _arg: object) -> Any:
        spoor.add((frame.f_code.co_filename, frame.f_lineno))
        return in_module

    def volg(frame: FrameType, soort: str, arg: object) -> Any:
        return in_module(frame, soort, arg) if frame.f_code.co_filename in bestanden else None

    sys.settrace(volg)
    try:
        yield
    finally:
        sys.settrace(None)


def _uitkomst(item: pytest.Item, seconden: float) -> str:
    """passed, failed or skipped."""
    try:
        with _hoogstens(seconden):
            verslagen = runtestprotocol(item, log=False, nextitem=None)
    except TeLang:
        return "failed"
    return next((verslag.outcome for verslag in verslagen if not verslag.passed), "passed")


class TeLang(BaseException):
    """Not an Exception: what is broken may catch those."""


@contextmanager
def _hoogstens(seconden: float) -> Iterator[None]:
    def stop(_teken: int, _frame: FrameType | None) -> None:
        raise TeLang

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconden)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

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

from fractures import Levend, fractures

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
    modules = {name: importlib.import_module(name) for name in session.config.getoption("breek")}
    levende = {name: Levend(module) for name, module in modules.items()}
    proeven, failed = _proeven(session.items, levende.values())
    uitslag: dict[str, Any] = {"mislukt": failed, "modules": {}}
    for name, module in modules.items():
        uitslag["modules"][name] = _beproef(inspect.getsource(module), levende[name], proeven)
        Path(session.config.getoption("uitslag")).write_text(json.dumps(uitslag), encoding="utf-8")
    return True


def _proeven(items: Collection[pytest.Item], levende: Collection[Levend]) -> tuple[list[Proef], list[str]]:
    """The tests that can notice anything, the fastest first, and the names of those that fail as it is."""
    proeven, failed = [], []
    for item in items:
        if "server" in item.fixturenames:  # type: ignore[attr-defined]  # of every test function
            continue  # what is pure needs no database
        for one in levende:
            one.forget()
        spoor: Spoor = set()
        begin = time.process_time()
        with _gevolgd({one.bestand for one in levende}, spoor):
            uitkomst = _uitkomst(item, 60 * SECONDEN)
        if uitkomst == "failed":
            failed.append(item.nodeid)
        if uitkomst == "passed" and spoor:
            proeven.append(Proef(item, spoor, time.process_time() - begin))
    return sorted(proeven, key=lambda one: one.seconden), failed


def _beproef(origin: str, living: Levend, proeven: list[Proef]) -> dict[str, Any]:
    every, overlevenden, verklikker = fractures(origin), {}, None
    for breuk in every:
        plekken = {(living.bestand, regel) for regel in breuk.regels}
        keus = [one for one in proeven if one.spoor & plekken]
        keus.sort(key=lambda one: one is not verklikker)
        with living.gebroken(breuk):
            marked = next((one for one in keus if _uitkomst(one.item, SECONDEN * (1 + one.seconden)) != "passed"), None)
        if marked is None:
            overlevenden[breuk.naam] = len(keus)
        else:
            verklikker = marked
    return {"geprobeerd": len(every), "overlevenden": overlevenden}


@contextmanager
def _gevolgd(files: Collection[str], spoor: Spoor) -> Iterator[None]:
    def in_module(frame: FrameType, _kind: str, _arg: object) -> Any:
        spoor.add((frame.f_code.co_filename, frame.f_lineno))
        return in_module

    def volg(frame: FrameType, soort: str, arg: object) -> Any:
        return in_module(frame, soort, arg) if frame.f_code.co_filename in files else None

    sys.settrace(volg)
    try:
        yield
    finally:
        sys.settrace(None)


def _uitkomst(item: pytest.Item, seconds: float) -> str:
    """passed, failed or skipped."""
    try:
        with _at_most(seconds):
            verslagen = runtestprotocol(item, log=False, nextitem=None)
    except TeLang:
        return "failed"
    return next((verslag.outcome for verslag in verslagen if not verslag.passed), "passed")


class TeLang(BaseException):
    """Not an Exception: what is broken may catch those."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_teken: int, _frame: FrameType | None) -> None:
        raise TeLang

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

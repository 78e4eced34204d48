# SPDX-License-Identifier: EUPL-1.2
"""A pytest plugin: collect once, then run the tests for every mutant of one module until a test notices.

`pytest -p breekproef --breek berichtenverkeer.plafonds.claims tests/plafonds/test_claims.py`. The test that noticed the
last mutant goes first for the next: neighbours are mostly noticed by the same.
"""

import importlib
import inspect
import json
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import settings

from breuken import breuken, gebroken

SECONDEN_PER_MUTANT = 60
"""A mutant that never ends is noticed."""
_GEHEUGEN = 6 * 1024**3


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--breek", help="the module to break")
    parser.addoption("--uitslag", help="the file for the result")


def pytest_configure(config: pytest.Config) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_GEHEUGEN, _GEHEUGEN))
    settings.register_profile("breekproef", max_examples=30, derandomize=True, database=None, deadline=None)
    settings.load_profile("breekproef")
    assert config.getoption("breek"), "nothing to break"


def pytest_runtestloop(session: pytest.Session) -> bool:
    module = importlib.import_module(session.config.getoption("breek"))
    items = [item for item in session.items if _slaagt(item)]
    alle, overlevenden = breuken(inspect.getsource(module)), []
    for breuk in alle:
        with gebroken(module, breuk):
            verklikker = next((item for item in items if not _slaagt(item)), None)
        if verklikker is None:
            overlevenden.append({"regel": breuk.regel, "naam": breuk.naam})
        else:
            items.remove(verklikker)
            items.insert(0, verklikker)
    uitslag = {"tests": len(items), "geprobeerd": len(alle), "overlevenden": overlevenden}
    Path(session.config.getoption("uitslag")).write_text(json.dumps(uitslag), encoding="utf-8")
    return True


def _slaagt(item: pytest.Item) -> bool:
    with _hoogstens(SECONDEN_PER_MUTANT):
        return all(verslag.passed for verslag in runtestprotocol(item, log=False, nextitem=None))


class TeLang(BaseException):
    """Not an Exception: what is broken may catch those."""


@contextmanager
def _hoogstens(seconden: int) -> Iterator[None]:
    def stop(_teken: int, _frame: FrameType | None) -> None:
        raise TeLang

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconden)
    try:
        yield
    finally:
        signal.alarm(0)

# SPDX-License-Identifier: EUPL-1.2
"""What breaks the code on purpose does break it, everywhere, and puts it right again."""

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from fractures import Levend, fractures

BRON = '''
from functools import cache


@cache
def past(a: int, b: int = 1) -> bool:
    """Whether 1 < 2."""
    assert a > 0
    return a < b and not a == 3


class K:
    def meer(self, a: int) -> int:
        return sum(een + 1 for een in range(a))


toets = lambda a: a in (5,)
'''


@pytest.fixture
def module(tmp_path: Path) -> Iterator[types.ModuleType]:
    (tmp_path / "proefmodule.py").write_text(BRON, encoding="utf-8")
    sys.path.insert(0, str(tmp_path))
    import proefmodule  # type: ignore[import-not-found]  # made here

    yield proefmodule
    sys.path.remove(str(tmp_path))
    del sys.modules["proefmodule"]


def test_every_operator_and_number_in_a_function_is_broken_once() -> None:
    assert [(one.functie, one.wat) for one in fractures(BRON)] == [
        ("past", "And -> Or"),
        ("past", "Lt -> LtE"),
        ("past", "not x -> x"),
        ("past", "Eq -> NotEq"),
        ("past", "3 -> 4"),
        ("K.meer", "Add -> Sub"),
        ("K.meer", "1 -> 2"),
    ]


def test_who_holds_a_function_has_the_broken_one_until_it_is_whole_again(module: types.ModuleType) -> None:
    fits, more = module.past, module.K().meer
    assert (fits(1, 1), fits(1, 2), more(3)) == (False, True, 6)
    uitkomsten = []
    living = Levend(module)
    for breuk in fractures(BRON):
        with living.gebroken(breuk):
            uitkomsten.append((fits(1, 1), fits(1, 2), fits(3, 4), more(3)))
        assert (fits(1, 1), fits(1, 2), fits(3, 4), more(3)) == (False, True, False, 6)
    whole = (False, True, False, 6)
    assert all(uitkomst != whole for uitkomst in uitkomsten)
    assert uitkomsten[1] == (True, True, False, 6)
    assert uitkomsten[-1] == (False, True, False, 9)

# SPDX-License-Identifier: EUPL-1.2
"""The cases notice a broken rule, and mutaties.py notices cases that do not."""

import importlib
import inspect
from pathlib import Path

import pytest

from berichtenverkeer.regels import REGELS
from fractures import fractures
from mutaties import DOELEN, GELIJKWAARDIG, TESTS, onopgemerkt, opdrachten, overlevenden, valt_op_bij_import
from regels.test_cases import CASES


def test_no_rule_can_be_broken_without_a_case_that_fails() -> None:
    assert onopgemerkt(REGELS, CASES) == []


def test_a_rule_without_cases_can_be_broken_unnoticed() -> None:
    assert onopgemerkt([REGELS["TR074"]], {}) == ["TR074 zwijgt", "TR074 roept_altijd"]


def test_good_cases_alone_do_not_notice_silence() -> None:
    alleen_goed = {"TR074": {"goed": CASES["TR074"]["goed"], "fout": []}}
    assert onopgemerkt([REGELS["TR074"]], alleen_goed) == ["TR074 zwijgt"]


def test_bad_cases_alone_notice_both() -> None:
    alleen_fout = {"TR074": {"goed": [], "fout": CASES["TR074"]["fout"]}}
    assert onopgemerkt([REGELS["TR074"]], alleen_fout) == []


def test_what_is_to_be_broken_is_there_with_its_tests() -> None:
    for tests, modules in DOELEN.items():
        assert all((TESTS / one).is_file() for one in tests)
        assert all(_origin(module) for module in modules)


@pytest.mark.parametrize("module", GELIJKWAARDIG)
def test_what_is_listed_as_equivalent_is_a_mutant(module: str) -> None:
    assert GELIJKWAARDIG[module].keys() <= {breuk.naam for breuk in fractures(_origin(module))}


def _origin(module: str) -> str:
    return inspect.getsource(importlib.import_module(f"berichtenverkeer.{module}"))


def test_a_module_that_is_not_on_the_list_is_told() -> None:
    with pytest.raises(AssertionError, match=r"termijnen\.kalender"):
        opdrachten(["termijnen.kalender"])


def test_two_processes_share_the_modules_of_the_same_tests() -> None:
    assert [modules for _, modules in opdrachten(["plafonds.claims", "plafonds.booking", "core.werkdagen"])] == [
        ["plafonds.claims"],
        ["plafonds.booking"],
        ["core.werkdagen"],
    ]


def test_a_mutant_counts_as_noticed_when_a_test_fails_on_it(tmp_path: Path) -> None:
    proef = tmp_path / "test_kerst.py"
    proef.write_text(
        "from datetime import date\n"
        "from berichtenverkeer.core.werkdagen import is_werkdag\n\n\n"
        "def test_a_friday_and_a_saturday() -> None:\n"
        "    assert is_werkdag(date(2026, 1, 2)) and not is_werkdag(date(2026, 1, 3))\n",
        encoding="utf-8",
    )
    uitkomst = overlevenden([str(proef)], ["core.werkdagen"])["core.werkdagen"]
    assert not any("is_werkdag" in name for name in uitkomst["overlevenden"])
    assert any("_number" in name and not tests for name, tests in uitkomst["overlevenden"].items())


@pytest.mark.parametrize(("breuk", "valt_op"), [("[12 -> 13]", True), ("[50 -> 51]", False)])
def test_what_is_worked_out_at_import_is_broken_before_that(tmp_path: Path, breuk: str, valt_op: bool) -> None:
    proef = tmp_path / "test_kerst.py"
    proef.write_text(
        "from datetime import date\n"
        "from berichtenverkeer.core.werkdagen import HOLIDAYS\n\n\n"
        "def test_christmas() -> None:\n"
        "    assert date(2026, 12, 25) in HOLIDAYS\n",
        encoding="utf-8",
    )
    name = next(one.naam for one in fractures(_origin("core.werkdagen")) if one.naam.endswith(breuk))
    assert valt_op_bij_import([str(proef)], "core.werkdagen", name) is valt_op

# SPDX-License-Identifier: EUPL-1.2
"""The cases notice a broken rule, and mutaties.py notices cases that do not."""

from berichtenverkeer.regels import REGELS
from mutaties import onopgemerkt
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

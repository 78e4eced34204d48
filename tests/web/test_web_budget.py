# SPDX-License-Identifier: EUPL-1.2
"""The bytes that a process holds for its clients, when it serves several regios."""

from contextlib import ExitStack

import pytest

from berichtenverkeer.web.budget import Budget, Hold
from berichtenverkeer.web.problem import Afwijzing


def test_of_several_regios_none_holds_all_there_is() -> None:
    """Also not with many parties; and who is of no regio yet has no more than a share either."""
    budget = Budget(300, 60, regios=3)
    with ExitStack() as full:
        for regio in ("noord", None):
            for who in ("a", "b"):
                full.enter_context(Hold(budget, (regio, who))).reserve(50)
            with Hold(budget, (regio, "c")) as too_much, pytest.raises(Afwijzing) as fault:
                too_much.reserve(1)
            assert fault.value.status == 503
        with Hold(budget, ("zuid", "a")) as other:
            other.reserve(60)
    assert budget.summed == 0

# SPDX-License-Identifier: EUPL-1.2
"""The bytes that a process holds for its clients, when it serves several regios."""

from contextlib import ExitStack

import pytest

from berichtenverkeer.web.budget import Budget, Hold
from berichtenverkeer.web.probleem import Afwijzing


def test_of_several_regios_none_holds_all_there_is() -> None:
    """Also not with many parties; and who is of no regio yet has no more than a share either."""
    budget = Budget(300, 60, regios=3)
    with ExitStack() as vol:
        for regio in ("noord", None):
            for wie in ("a", "b"):
                vol.enter_context(Hold(budget, (regio, wie))).erbij(50)
            with Hold(budget, (regio, "c")) as te_veel, pytest.raises(Afwijzing) as fout:
                te_veel.erbij(1)
            assert fout.value.status == 503
        with Hold(budget, ("zuid", "a")) as ander:
            ander.erbij(60)
    assert budget.som == 0

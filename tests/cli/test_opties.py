# SPDX-License-Identifier: EUPL-1.2
"""What every option of every command has in common: no value that can be typed is a bug of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.ids import MAX_POSITION


def _opdrachten(order: Any, pad: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(order, "commands"):
        for name, under in order.commands.items():
            yield from _opdrachten(under, (*pad, name))
    else:
        yield pad, order


COMMAND = get_command(app)
GETALLEN = [
    (pad, optie)
    for pad, order in _opdrachten(COMMAND)
    for optie in order.params
    if optie.type_descriptor.annotation is int
]


@pytest.mark.parametrize(("pad", "optie"), GETALLEN, ids=lambda part: " ".join(part) if isinstance(part, tuple) else "")
@pytest.mark.parametrize("numeral", [2**63, 10**400])
def test_a_number_beyond_all_bounds_is_a_wrong_command(pad: tuple[str, ...], optie: Any, numeral: int) -> None:
    assert 0 <= optie.min <= optie.max <= MAX_POSITION
    with pytest.raises(SystemExit) as end:
        COMMAND([*pad, optie.opts[0], str(numeral)])
    assert end.value.code == 2

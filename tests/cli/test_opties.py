# SPDX-License-Identifier: EUPL-1.2
"""What every option of every command has in common: no value that can be typed is a bug of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.ids import MAX_POSITIE


def _opdrachten(opdracht: Any, pad: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(opdracht, "commands"):
        for naam, onder in opdracht.commands.items():
            yield from _opdrachten(onder, (*pad, naam))
    else:
        yield pad, opdracht


GETALLEN = [
    (pad, optie)
    for pad, opdracht in _opdrachten(get_command(app))
    for optie in opdracht.params
    if optie.type_descriptor.annotation is int
]


@pytest.mark.parametrize(("pad", "optie"), GETALLEN, ids=lambda deel: " ".join(deel) if isinstance(deel, tuple) else "")
@pytest.mark.parametrize("getal", [2**63, 10**400])
def test_a_number_beyond_all_bounds_is_a_wrong_command(pad: tuple[str, ...], optie: Any, getal: int) -> None:
    assert 0 <= optie.min <= optie.max <= MAX_POSITIE
    uitkomst = CliRunner().invoke(app, [*pad, optie.opts[0], str(getal)])
    assert uitkomst.exit_code == 2, uitkomst.output

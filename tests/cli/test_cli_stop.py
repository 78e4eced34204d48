# SPDX-License-Identifier: EUPL-1.2
"""The commands of `stop`: one stop from request to lifting, and what is refused."""

import asyncio
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.core.settings import Settings
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import rows
from gatewaybouw import gateway_met_register


async def test_a_stop_from_request_to_lifting(
    config: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    today = str(day(system_clock()))

    async def run(*parts: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, app, ["stop", *parts])

    async with gateway_met_register(config, system_clock, **rows()):
        asked = await run("vraag", AANBIEDER, "--van", today, "--grond", "plafond", "--segment", "4", "--json")
        stop_id = json.loads(asked.stdout)["id"]
        granted = await run("besluit", stop_id, "toegekend", "--geheel", "--gemeente", GEMEENTE)
        assert granted.stdout.splitlines() == [
            f"Cliëntenstop {stop_id}: geldt.",
            f"{AANBIEDER} (Aanbieder {AANBIEDER}), geheel, gemeente {GEMEENTE}, vanaf {today}; grond: plafond.",
        ]
        refused = await run("besluit", stop_id, "afgewezen", "--van", today)
        assert isinstance(refused.exception, StepImpossible)
        assert [one.field for one in refused.exception.reasons] == ["id", "van"]
        assert "geldt" in (await run("lijst", "--status", "geldt")).stdout
        lifted = await run("hef-op", stop_id, "--vanaf", today)
        assert f"tot {today}" in lifted.stdout
        listing = json.loads((await run("lijst", "--json")).stdout)
        assert [(one["status"], one["segment"]) for one in listing["stops"]] == [("opgeheven", None)]
    both = await run("besluit", stop_id, "toegekend", "--geheel", "--segment", "4")
    assert both.exit_code == 2

# SPDX-License-Identifier: EUPL-1.2
"""The command `clocks`: what it shows, what goes on from it, and what it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bellers import administration
from berichtenverkeer.cli.main import app
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.termijnen.clocks import Question
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, with_
from gatewaybouw import StaandeKlok, gateway_met_register, received


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """A request of 1 June 2026 that waits; care since April, assigned on 2 June and reported on 10 June, a day late."""
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(config, clock) as geopend:
        verzoek = with_(jw315(), "Client/Bsn", "999900018")
        await received(geopend, with_(verzoek, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1)), AANBIEDER)
        await record_watermark(geopend.database, geopend.regio, clock())
        clock.zet(date(2026, 6, 2))
        await received(geopend, jw301(), GEMEENTE)
        clock.zet(date(2026, 6, 10))
        await received(geopend, jw305(), AANBIEDER)
        await record_watermark(geopend.database, geopend.regio, clock())
        yield geopend


@pytest_asyncio.fixture
async def run(gateway: Gateway, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on this region, at the K of now; it runs a loop of its own, so in a thread of its own."""
    assert gateway.regio == environment["BV_REGIO"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    now = await gateway.termijnen.klokken(administration(gateway), Question())

    async def voer(*parts: str, peil: bool = True, op: str = "2026-06-10") -> Any:
        of_which = ["--peil", str(now.k)] if peil else []
        return await asyncio.to_thread(CliRunner().invoke, app, ["clocks", "--op", op, *of_which, *parts])

    return voer


async def _klokken(run: Any, *parts: str, **options: Any) -> list[str]:
    uitslag = await run("--json", *parts, **options)
    assert uitslag.exit_code == 0, uitslag.output
    return [one["soort"] for one in json.loads(uitslag.stdout)["klokken"]]


async def test_the_table_shows_who_owes_what_and_since_when(run: Any) -> None:
    uitslag = await run()
    assert uitslag.exit_code == 0, uitslag.output
    for word in ("Definitieversie 2", "K = ", "verzoek/VOT1", GEMEENTE, AANBIEDER, "2026-06-08", "start"):
        assert word in uitslag.stdout
    assert "9999" not in uitslag.stdout


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((), ["antwoord-verzoek", "start"]),
        (("--open",), ["antwoord-verzoek"]),
        (("--te-laat", "--soort", "antwoord-verzoek"), ["antwoord-verzoek"]),
        (("--partij", AANBIEDER), ["start"]),
        (("--wederpartij", AANBIEDER), ["antwoord-verzoek"]),
        (("--na", "1"), ["start"]),
    ],
)
async def test_a_list_can_be_narrowed(run: Any, parts: tuple[str, ...], expected: list[str]) -> None:
    assert await _klokken(run, *parts) == expected


async def test_a_day_without_a_k_is_what_was_known_then(run: Any) -> None:
    assert await _klokken(run, peil=False, op="2026-06-01") == ["antwoord-verzoek"]


async def test_a_list_that_is_cut_says_how_to_go_on(run: Any) -> None:
    uitslag = await run("--limiet", "1")
    assert "--na 1" in uitslag.stderr
    assert "--op 2026-06-10" in uitslag.stderr
    assert "start" not in uitslag.stdout


async def test_a_summary_counts_per_party_and_kind(run: Any) -> None:
    uitslag = await run("--samenvatting", "--json")
    tallies = {one["soort"]: one for one in json.loads(uitslag.stdout)["tellingen"]}
    assert (tallies["antwoord-verzoek"]["openTeLaat"], tallies["start"]["voldaanOpTijd"]) == (1, 0)
    table = await run("--samenvatting", "--periode", "2026-05")
    assert "2026-05-01 tot en met 2026-05-31" in table.stdout
    assert "start" not in table.stdout


@pytest.mark.parametrize(
    "parts",
    [("--samenvatting", "--open"), ("--periode", "2026"), ("--soort", "kleur"), ("--op", "gisteren"), ("--peil", "0")],
)
async def test_what_does_not_go_together_is_a_wrong_command(run: Any, parts: tuple[str, ...]) -> None:
    assert (await run(*parts)).exit_code == 2

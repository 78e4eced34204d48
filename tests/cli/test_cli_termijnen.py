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

from bellers import beheer
from berichtenverkeer.cli.main import app
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.termijnen.klokken import Vraag
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, met
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    """A request of 1 June 2026 that waits; care since April, assigned on 2 June and reported on 10 June, a day late."""
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(instellingen, klok) as geopend:
        verzoek = met(jw315(), "Client/Bsn", "999900018")
        await ontvangen(geopend, met(verzoek, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1)), AANBIEDER)
        await leg_watermerk_vast(geopend.database, geopend.regio, klok())
        klok.zet(date(2026, 6, 2))
        await ontvangen(geopend, jw301(), GEMEENTE)
        klok.zet(date(2026, 6, 10))
        await ontvangen(geopend, jw305(), AANBIEDER)
        await leg_watermerk_vast(geopend.database, geopend.regio, klok())
        yield geopend


@pytest_asyncio.fixture
async def voer_uit(gateway: Gateway, omgeving: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on this region, at the K of now; it runs a loop of its own, so in a thread of its own."""
    assert gateway.regio == omgeving["BV_REGIO"]
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    nu = await gateway.termijnen.klokken(beheer(gateway), Vraag())

    async def voer(*delen: str, peil: bool = True, op: str = "2026-06-10") -> Any:
        waarvan = ["--peil", str(nu.k)] if peil else []
        return await asyncio.to_thread(CliRunner().invoke, app, ["clocks", "--op", op, *waarvan, *delen])

    return voer


async def _klokken(voer_uit: Any, *delen: str, **opties: Any) -> list[str]:
    uitslag = await voer_uit("--json", *delen, **opties)
    assert uitslag.exit_code == 0, uitslag.output
    return [een["soort"] for een in json.loads(uitslag.stdout)["klokken"]]


async def test_the_table_shows_who_owes_what_and_since_when(voer_uit: Any) -> None:
    uitslag = await voer_uit()
    assert uitslag.exit_code == 0, uitslag.output
    for woord in ("Definitieversie 2", "K = ", "verzoek/VOT1", GEMEENTE, AANBIEDER, "2026-06-08", "start"):
        assert woord in uitslag.stdout
    assert "9999" not in uitslag.stdout


@pytest.mark.parametrize(
    ("delen", "verwacht"),
    [
        ((), ["antwoord-verzoek", "start"]),
        (("--open",), ["antwoord-verzoek"]),
        (("--te-laat", "--soort", "antwoord-verzoek"), ["antwoord-verzoek"]),
        (("--partij", AANBIEDER), ["start"]),
        (("--wederpartij", AANBIEDER), ["antwoord-verzoek"]),
        (("--na", "1"), ["start"]),
    ],
)
async def test_a_list_can_be_narrowed(voer_uit: Any, delen: tuple[str, ...], verwacht: list[str]) -> None:
    assert await _klokken(voer_uit, *delen) == verwacht


async def test_a_day_without_a_k_is_what_was_known_then(voer_uit: Any) -> None:
    assert await _klokken(voer_uit, peil=False, op="2026-06-01") == ["antwoord-verzoek"]


async def test_a_list_that_is_cut_says_how_to_go_on(voer_uit: Any) -> None:
    uitslag = await voer_uit("--limiet", "1")
    assert "--na 1" in uitslag.stderr
    assert "--op 2026-06-10" in uitslag.stderr
    assert "start" not in uitslag.stdout


async def test_a_summary_counts_per_party_and_kind(voer_uit: Any) -> None:
    uitslag = await voer_uit("--samenvatting", "--json")
    tellingen = {een["soort"]: een for een in json.loads(uitslag.stdout)["tellingen"]}
    assert (tellingen["antwoord-verzoek"]["openTeLaat"], tellingen["start"]["voldaanOpTijd"]) == (1, 0)
    tabel = await voer_uit("--samenvatting", "--periode", "2026-05")
    assert "2026-05-01 tot en met 2026-05-31" in tabel.stdout
    assert "start" not in tabel.stdout


@pytest.mark.parametrize(
    "delen",
    [("--samenvatting", "--open"), ("--periode", "2026"), ("--soort", "kleur"), ("--op", "gisteren"), ("--peil", "0")],
)
async def test_what_does_not_go_together_is_a_wrong_command(voer_uit: Any, delen: tuple[str, ...]) -> None:
    assert (await voer_uit(*delen)).exit_code == 2

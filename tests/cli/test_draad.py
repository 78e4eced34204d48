# SPDX-License-Identifier: EUPL-1.2
"""`thread` as a real process: a tree to read, JSON for machines, and nothing of a person."""

import json
import uuid
from collections.abc import AsyncIterator

import pytest_asyncio

from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.werk import Bon
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305
from dienst import voer_uit
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen


@pytest_asyncio.fixture
async def bonnen(instellingen: Instellingen) -> AsyncIterator[tuple[Gateway, Bon, Bon]]:
    """A toewijzing and a start before it, which was rejected."""
    async with gateway_met_register(instellingen, StaandeKlok()) as gateway:
        start = await ontvangen(gateway, jw305(), AANBIEDER)
        yield gateway, start, await ontvangen(gateway, jw301(), GEMEENTE)


async def test_a_thread_is_a_tree_that_an_operator_can_read(
    bonnen: tuple[Gateway, Bon, Bon], omgeving: dict[str, str]
) -> None:
    _, start, toewijzing = bonnen
    uitvoer = voer_uit("thread", str(toewijzing.id), omgeving=omgeving)
    assert (uitvoer.returncode, uitvoer.stderr) == (0, "")
    regels = [regel.rstrip() for regel in uitvoer.stdout.splitlines()]
    wie, terug = f"{AANBIEDER} -> {GEMEENTE}", f"{GEMEENTE} -> {AANBIEDER}"
    codes = ", ".join(sorted({een.code for een in start.bevindingen}))
    assert regels[0] == "toewijzing/0363/1"
    assert regels[1].startswith(f"├── JW305 JW305-1  {wie}  2026-06-01 12:00 via api  afgekeurd ({codes})  {start.id}")
    assert regels[2].startswith("│   └── JW306 BV")
    assert f"{terug} namens  2026-06-01 12:00 via gateway" in regels[2]
    assert regels[3].startswith(
        f"└── JW301 JW301-1  {terug}  2026-06-01 12:00 via api  goedgekeurd  {toewijzing.id}  <- gevraagd"
    )
    assert "volgorde van ontvangst" in uitvoer.stdout
    assert BSN not in uitvoer.stdout
    assert "Berg" not in uitvoer.stdout


async def test_the_same_as_json(bonnen: tuple[Gateway, Bon, Bon], omgeving: dict[str, str]) -> None:
    _, start, toewijzing = bonnen
    uitvoer = voer_uit("thread", str(start.retour_id), "--json", omgeving=omgeving)
    assert (uitvoer.returncode, uitvoer.stderr) == (0, "")
    draad = json.loads(uitvoer.stdout)
    assert draad["bericht"] == str(start.retour_id)
    assert [een["id"] for een in draad["takken"][0]["berichten"]] == [str(start.id), str(toewijzing.id)]


async def test_what_is_not_known_is_said(bonnen: tuple[Gateway, Bon, Bon], omgeving: dict[str, str]) -> None:
    del bonnen
    onbekend = voer_uit("thread", str(uuid.uuid4()), omgeving=omgeving)
    assert onbekend.returncode == 1
    assert "niet bekend" in onbekend.stderr
    assert voer_uit("thread", "x", omgeving=omgeving).returncode == 2

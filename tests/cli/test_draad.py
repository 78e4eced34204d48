# SPDX-License-Identifier: EUPL-1.2
"""`thread` and `why` as real processes: to read, JSON for machines, and nothing of a person."""

import json
import uuid
from collections.abc import AsyncIterator

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Receipt
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305
from dienst import run
from gatewaybouw import StaandeKlok, gateway_met_register, received


@pytest_asyncio.fixture
async def receipts(config: Settings) -> AsyncIterator[tuple[Gateway, Receipt, Receipt]]:
    """A toewijzing and a start before it, which was rejected."""
    async with gateway_met_register(config, StaandeKlok()) as gateway:
        start = await received(gateway, jw305(), AANBIEDER)
        yield gateway, start, await received(gateway, jw301(), GEMEENTE)


async def test_a_thread_is_a_tree_that_an_operator_can_read(
    receipts: tuple[Gateway, Receipt, Receipt], environment: dict[str, str]
) -> None:
    _, start, toewijzing = receipts
    uitvoer = run("thread", str(toewijzing.id), environment=environment)
    assert (uitvoer.returncode, uitvoer.stderr) == (0, "")
    regels = [regel.rstrip() for regel in uitvoer.stdout.splitlines()]
    who, back = f"{AANBIEDER} -> {GEMEENTE}", f"{GEMEENTE} -> {AANBIEDER}"
    codes = ", ".join(sorted({one.code for one in start.bevindingen}))
    assert regels[0] == "toewijzing/0363/1"
    assert regels[1].startswith(f"├── JW305 JW305-1  {who}  2026-06-01 12:00 via api  afgekeurd ({codes})  {start.id}")
    assert regels[2].startswith("│   └── JW306 BV")
    assert f"{back} namens  2026-06-01 12:00 via gateway" in regels[2]
    assert regels[3].startswith(
        f"└── JW301 JW301-1  {back}  2026-06-01 12:00 via api  goedgekeurd  {toewijzing.id}  <- gevraagd"
    )
    assert "volgorde van ontvangst" in uitvoer.stdout
    assert BSN not in uitvoer.stdout
    assert "Berg" not in uitvoer.stdout


async def test_the_same_as_json(receipts: tuple[Gateway, Receipt, Receipt], environment: dict[str, str]) -> None:
    _, start, toewijzing = receipts
    uitvoer = run("thread", str(start.retour_id), "--json", environment=environment)
    assert (uitvoer.returncode, uitvoer.stderr) == (0, "")
    draad = json.loads(uitvoer.stdout)
    assert draad["bericht"] == str(start.retour_id)
    assert [one["id"] for one in draad["takken"][0]["berichten"]] == [str(start.id), str(toewijzing.id)]


async def test_why_it_was_judged_so_as_text_and_as_json(
    receipts: tuple[Gateway, Receipt, Receipt], environment: dict[str, str]
) -> None:
    _, start, _ = receipts
    uitvoer = run("why", str(start.id), environment=environment)
    assert (uitvoer.returncode, uitvoer.stderr) == (0, "")
    for text in (
        f"JW305 JW305-1  {AANBIEDER} -> {GEMEENTE}: afgekeurd\nBeoordeeld op 2026-06-01 12:00, positie ",
        *(f"  {one.code} gebroken: " for one in start.bevindingen),
        "Met wat toen bekend was: afgekeurd, hetzelfde als is geboekt.",
        "Met wat nu bekend is: goedgekeurd, anders dan is geboekt.",
    ):
        assert text in uitvoer.stdout, uitvoer.stdout
    assert BSN not in uitvoer.stdout
    told = json.loads(run("why", str(start.id), "--json", environment=environment).stdout)
    assert (told["bericht"], told["toen"]["wijktAf"], told["nu"]["wijktAf"]) == (str(start.id), False, True)
    unknown = run("why", str(uuid.uuid4()), environment=environment)
    assert (unknown.returncode, "niet bekend" in unknown.stderr) == (1, True)


async def test_what_is_not_known_is_said(
    receipts: tuple[Gateway, Receipt, Receipt], environment: dict[str, str]
) -> None:
    del receipts
    unknown = run("thread", str(uuid.uuid4()), environment=environment)
    assert unknown.returncode == 1
    assert "niet bekend" in unknown.stderr
    assert run("thread", "x", environment=environment).returncode == 2

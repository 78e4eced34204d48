# SPDX-License-Identifier: EUPL-1.2
"""The official sample berichten through the whole gateway."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Refused
from berichtenverkeer.validation.examining import Oordeel
from gatewaybouw import gateway_met_register, received, stuur

VOORBEELDEN = Path(__file__).parents[1] / "voorbeelden"
PRODUCT = "JW301/Client/ToegewezenProducten/ToegewezenProduct"
START = "JW305/Client/StartProducten/StartProduct"


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    async with gateway_met_register(config) as geopend:
        yield geopend


def example(name: str) -> bytes:
    return (VOORBEELDEN / f"{name}.xml").read_bytes()


async def test_the_sample_start_has_no_toewijzing_and_no_other_fault(gateway: Gateway) -> None:
    receipt = await received(gateway, example("JW305"), "65656055")
    assert [(b.code, b.retourcode, b.pad) for b in receipt.bevindingen] == [
        ("TR019", "9019", f"{START}[1]/ToewijzingNummer"),
        ("TR019", "9019", f"{START}[2]/ToewijzingNummer"),
    ]


async def test_the_sample_toewijzing_refers_to_requests_that_are_not_there(gateway: Gateway) -> None:
    receipt = await received(gateway, example("JW301"), "0384")
    assert [(b.code, b.retourcode, b.pad) for b in receipt.bevindingen] == [
        ("TR379", "9379", f"{PRODUCT}[1]/ReferentieAanbieder"),
        ("TR379", "9379", f"{PRODUCT}[2]/ReferentieAanbieder"),
    ]


async def test_the_sample_toewijzing_is_booked_after_the_repaired_sample_request(gateway: Gateway) -> None:
    verzoek = example("JW315")
    refused = await stuur(gateway, verzoek, "42420001")
    assert isinstance(refused, Refused)
    assert [bevinding.regelnummer for bevinding in refused.bevindingen] == [44, 66]
    hersteld = verzoek.replace(b"2027-06-31", b"2027-06-30")
    assert (await received(gateway, hersteld, "42420001")).oordeel is Oordeel.GOEDGEKEURD
    assert (await received(gateway, example("JW301"), "0384")).oordeel is Oordeel.GOEDGEKEURD


async def test_the_sample_answer_is_to_a_request_that_is_not_there(gateway: Gateway) -> None:
    receipt = await received(gateway, example("JW319"), "0384")
    assert [(b.code, b.retourcode) for b in receipt.bevindingen] == [("TR355", "9355")]


async def test_the_sample_change_and_the_sample_declaratie_are_wrong_within_themselves(gateway: Gateway) -> None:
    for name, code in (("JW317", "CS003"), ("JW323", "TR101")):
        receipt = await received(gateway, example(name), "65656055")
        assert {(b.code, b.retourcode) for b in receipt.bevindingen} == {(code, "0001")}

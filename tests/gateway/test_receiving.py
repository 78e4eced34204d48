# SPDX-License-Identifier: EUPL-1.2
"""Receiving: receipts, repeats, rejections, refusals; each against a real database."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
import pytest_asyncio
from lxml import etree

from bellers import as_
from berichtenverkeer.berichten import every, soort, write
from berichtenverkeer.berichten.jw306 import JW306
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import RefusalGround, Refused
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, with_
from gatewaybouw import StaandeKlok, gateway_met_register, received, retour_van, stuur

IDENTIFICATIE = "Header/BerichtIdentificatie/Identificatie"
START = "Client/StartProducten/StartProduct/StatusAanlevering"


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    async with gateway_met_register(config, StaandeKlok()) as geopend:
        yield geopend


async def _count(gateway: Gateway, table: str) -> int:
    async with gateway.database.lees() as conn:
        count: int = await conn.fetchval(f"select count(*) from {table} where regio = $1", gateway.regio)
        return count


async def test_an_approved_bericht_is_kept_answered_delivered_and_booked(gateway: Gateway) -> None:
    data = write(jw301())
    receipt = await received(gateway, data, GEMEENTE)
    assert (receipt.oordeel, receipt.bevindingen, receipt.sha256) == (
        Oordeel.GOEDGEKEURD,
        (),
        hashlib.sha256(data).digest(),
    )
    assert await gateway.postvak.payload(as_(gateway, AANBIEDER), receipt.id) == data
    assert await gateway.postvak.payload(as_(gateway, GEMEENTE), receipt.id) == data
    retour: Any = await retour_van(gateway, receipt, GEMEENTE)
    assert (retour.header.retour_codes, retour.client) == (None, None)
    assert await _count(gateway, "toewijzing") == 1


async def test_a_bericht_rejected_within_itself_books_and_delivers_nothing(gateway: Gateway) -> None:
    receipt = await received(gateway, with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    assert [bevinding.code for bevinding in receipt.bevindingen] == ["CS002"]
    retour: Any = await retour_van(gateway, receipt, AANBIEDER)
    assert retour.header.retour_codes.retour_code == ("0001",)
    assert retour.client is None
    assert await _count(gateway, "verzoek") == 0
    assert await gateway.postvak.payload(as_(gateway, GEMEENTE), receipt.id) is None


async def test_one_fault_across_berichten_rejects_the_whole_bericht(gateway: Gateway) -> None:
    await received(gateway, jw301(), GEMEENTE)
    listing = "Client/StartProducten/StartProduct"
    two = with_(with_(jw305(), f"{listing}[2]/ToewijzingNummer", 77), f"{listing}[2]/Begindatum", "2026-04-04")
    receipt = await received(gateway, two, AANBIEDER)
    assert [(b.code, b.pad) for b in receipt.bevindingen] == [("TR019", f"JW305/{listing}[2]/ToewijzingNummer")]
    retour: Any = await retour_van(gateway, receipt, AANBIEDER)
    assert isinstance(retour, JW306)
    assert {
        pad: part.retour_codes.retour_code for pad, part in every(retour) if getattr(part, "retour_codes", None)
    } == {
        "JW306/Header": ("0200",),
        "JW306/Client": ("0200",),
        "JW306/Client/StartProducten/StartProduct[1]": ("0200",),
        "JW306/Client/StartProducten/StartProduct[2]": ("9019",),
    }
    assert await _count(gateway, "levering") == 0


async def test_the_line_of_a_finding_is_the_line_in_the_bytes(gateway: Gateway) -> None:
    data = write(jw305())
    receipt = await received(gateway, data, AANBIEDER)
    (bevinding,) = receipt.bevindingen
    assert bevinding.regelnummer is not None
    assert b"ToewijzingNummer" in data.splitlines()[bevinding.regelnummer - 1]


async def test_the_same_bytes_get_the_same_receipt(gateway: Gateway) -> None:
    one = await received(gateway, jw315(), AANBIEDER)
    two = await received(gateway, jw315(), AANBIEDER)
    assert (two.id, two.retour_id, two.ontvangen_op) == (one.id, one.retour_id, one.ontvangen_op)
    assert (one.is_herhaald, two.is_herhaald) == (False, True)
    assert await _count(gateway, "bericht") == 2


async def test_the_same_bytes_at_the_same_moment_are_kept_once(gateway: Gateway) -> None:
    receipts = await asyncio.gather(*(received(gateway, jw315(), AANBIEDER) for _ in range(40)))
    assert len({receipt.id for receipt in receipts}) == 1
    assert sum(not receipt.is_herhaald for receipt in receipts) == 1


async def test_other_bytes_under_a_used_identificatie_are_kept_and_rejected_with_9056(gateway: Gateway) -> None:
    await received(gateway, jw315(), AANBIEDER)
    other = with_(jw315(), "Client/Bsn", "999900018")
    receipt = await received(gateway, other, AANBIEDER)
    assert [(b.code, b.retourcode) for b in receipt.bevindingen] == [("TR056", "9056")]
    retour: Any = await retour_van(gateway, receipt, AANBIEDER)
    assert retour.header.retour_codes.retour_code == ("9056",)
    assert retour.client is None
    repeated = await received(gateway, other, AANBIEDER)
    assert (repeated.id, repeated.is_herhaald) == (receipt.id, True)


async def test_a_fault_inside_does_not_hide_a_used_identificatie(gateway: Gateway) -> None:
    await received(gateway, jw315(), AANBIEDER)
    receipt = await received(gateway, with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    assert [b.code for b in receipt.bevindingen] == ["TR056"]


async def test_a_rejected_bericht_uses_its_identificatie_and_a_refused_one_does_not(gateway: Gateway) -> None:
    afgekeurd = with_(jw315(), "Client/Bsn", "999900007")
    await received(gateway, afgekeurd, AANBIEDER)
    assert (await received(gateway, jw315(), AANBIEDER)).bevindingen[0].code == "TR056"
    tweede = with_(jw315(), IDENTIFICATIE, "TWEEDE")
    refused = await stuur(gateway, write(tweede).replace(b"<jw315:Geslacht>2", b"<jw315:Geslacht>9"), AANBIEDER)
    assert isinstance(refused, Refused)
    assert (await received(gateway, tweede, AANBIEDER)).oordeel is Oordeel.GOEDGEKEURD


async def test_the_same_identificatie_is_free_for_another_soort_and_another_sender(gateway: Gateway) -> None:
    same = {IDENTIFICATIE: "ZELFDE"}
    await received(gateway, jw315(same), AANBIEDER)
    assert not (await received(gateway, jw301(same), GEMEENTE)).bevindingen
    assert not (await received(gateway, jw305(same), AANBIEDER)).bevindingen


async def test_a_proef_judges_and_keeps_nothing(gateway: Gateway) -> None:
    receipt = await received(gateway, jw305(), AANBIEDER, is_proef=True)
    assert [b.code for b in receipt.bevindingen] == ["TR019"]
    assert (receipt.is_proef, receipt.retour_id) == (True, None)
    for table in ("bericht", "wachtend", "weigering", "levering"):
        assert await _count(gateway, table) == 0
    assert isinstance(await stuur(gateway, b"geen xml", AANBIEDER, is_proef=True), Refused)
    assert await _count(gateway, "weigering") == 0


@pytest.mark.parametrize(
    ("data", "verzender", "ground", "code"),
    [
        (b"", AANBIEDER, RefusalGround.ONJUIST, None),
        (write(jw315()).replace(b"<jw315:Geslacht>2", b"<jw315:Geslacht>9"), AANBIEDER, RefusalGround.ONJUIST, None),
        (write(jw315({"Header/Ontvanger": "1680"})), AANBIEDER, RefusalGround.ONJUIST, "ONTVANGER-ONBEKEND"),
        (write(jw315()), "42420001", RefusalGround.ONBEVOEGD, "NIET-DE-AFZENDER"),
        (write(jw315()), GEMEENTE, RefusalGround.ONBEVOEGD, "VERKEERDE-RICHTING"),
        (write(jw301()), AANBIEDER, RefusalGround.ONBEVOEGD, "VERKEERDE-RICHTING"),
    ],
)
async def test_what_is_refused_leaves_a_weigering_and_no_bytes(
    gateway: Gateway, data: bytes, verzender: str, ground: RefusalGround, code: str | None
) -> None:
    refused = await stuur(gateway, data, verzender)
    assert isinstance(refused, Refused)
    assert refused.ground is ground
    assert refused.bevindingen
    assert code in (None, refused.bevindingen[0].code)
    async with gateway.database.lees() as conn:
        row = await conn.fetchrow("select * from weigering where regio = $1", gateway.regio)
    key = await gateway.reception._vault.existing_key(gateway.database, gateway.regio, row["sleutel_maand"])
    summed = key.unseal_hash(row["sha256_verzegeld"])
    assert (row["partij"], summed, row["grootte"]) == (verzender, hashlib.sha256(data).digest(), len(data))
    assert row["codes"] == [bevinding.code for bevinding in refused.bevindingen]
    assert await _count(gateway, "bericht") == 0


async def test_a_retour_that_a_party_sends_itself_is_kept_flagged_and_not_delivered(gateway: Gateway) -> None:
    receipt = await received(gateway, jw315(), AANBIEDER)
    own = retourbericht(jw315(), (), "EIGEN1", date(2026, 6, 1))
    reception = await received(gateway, own, GEMEENTE)
    assert [b.code for b in reception.bevindingen] == ["SIGNAAL-RETOUR-DUBBEL"]
    assert reception.oordeel is Oordeel.GOEDGEKEURD
    bij_aanbieder = await gateway.postvak.listing(as_(gateway, AANBIEDER), PostvakQuery(richting=Richting.IN))
    assert [piece.bericht_id for piece in bij_aanbieder.pieces] == [receipt.retour_id]
    async with gateway.database.lees() as conn:
        content = await conn.fetchval(
            "select inhoud ->> 'wijkt_af' from gebeurtenis where regio = $1 and soort = 'RetourOntvangen'",
            gateway.regio,
        )
    assert content == "false"
    assert (await received(gateway, own, GEMEENTE)).is_herhaald
    other = retourbericht(jw315(), (), "EIGEN1", date(2026, 6, 2))
    assert (await received(gateway, other, GEMEENTE)).bevindingen[0].code == "TR056"


async def test_a_retour_on_an_unknown_heenbericht_is_kept_and_rejected(gateway: Gateway) -> None:
    own = retourbericht(jw315({IDENTIFICATIE: "NOOIT"}), (), "EIGEN1", date(2026, 6, 1))
    receipt = await received(gateway, own, GEMEENTE)
    assert (receipt.oordeel, [b.code for b in receipt.bevindingen]) == (Oordeel.AFGEKEURD, ["RETOUR-ONBEKEND"])
    assert isinstance(await stuur(gateway, own, AANBIEDER), Refused)


async def test_berichten_of_one_client_in_one_batch_are_handled_in_order(gateway: Gateway) -> None:
    assert (await received(gateway, jw301(), GEMEENTE)).oordeel == Oordeel.GOEDGEKEURD
    receipts = await asyncio.gather(
        received(gateway, jw305(), AANBIEDER),
        received(gateway, jw305({START: "3", IDENTIFICATIE: "weg"}), AANBIEDER),
        received(gateway, jw305({IDENTIFICATIE: "anders"}), AANBIEDER),
    )
    assert [receipt.oordeel for receipt in receipts] == [Oordeel.GOEDGEKEURD] * 3, "what is removed is there"
    assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def test_every_party_in_a_race_sees_only_its_own_mailbox(gateway: Gateway) -> None:
    receipt = await received(gateway, jw315(), AANBIEDER)
    for other in ("42420001", "0384"):
        assert await gateway.postvak.view(as_(gateway, other), receipt.id) is None
        assert await gateway.postvak.payload(as_(gateway, other), receipt.id) is None
        assert not await gateway.postvak.collect(as_(gateway, other), receipt.id)
        assert not (await gateway.postvak.listing(as_(gateway, other), PostvakQuery())).pieces


async def test_a_bericht_is_taken_once_and_can_still_be_downloaded(gateway: Gateway) -> None:
    receipt = await received(gateway, jw315(), AANBIEDER)
    assert not await gateway.postvak.collect(as_(gateway, AANBIEDER), receipt.id), "the sender cannot take what he sent"
    assert await gateway.postvak.collect(as_(gateway, GEMEENTE), receipt.id)
    assert await gateway.postvak.collect(as_(gateway, GEMEENTE), receipt.id)
    assert await gateway.postvak.payload(as_(gateway, GEMEENTE), receipt.id) == write(jw315())
    waiting = await gateway.postvak.listing(
        as_(gateway, GEMEENTE), PostvakQuery(richting=Richting.IN, is_afgehaald=False)
    )
    assert not waiting.pieces
    assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())


async def test_paging_shows_every_bericht_once(gateway: Gateway) -> None:
    for number in range(7):
        await received(gateway, jw305({IDENTIFICATIE: f"P{number}"}), AANBIEDER)
    seen, na = [], 0
    while True:
        page = await gateway.postvak.listing(as_(gateway, AANBIEDER), PostvakQuery(after=na, limit=3))
        seen += [piece.bericht_id for piece in page.pieces]
        if page.volgende is None:
            break
        na = page.volgende
    assert len(seen) == len(set(seen)) == 14
    afgekeurd = await gateway.postvak.listing(as_(gateway, AANBIEDER), PostvakQuery(oordeel="afgekeurd"))
    assert len(afgekeurd.pieces) == 7


async def test_every_retour_that_is_sent_is_valid_xml_of_the_standard(gateway: Gateway) -> None:
    for bericht, verzender in ((jw315(), AANBIEDER), (jw301(), GEMEENTE), (jw305(), AANBIEDER)):
        receipt = await received(gateway, bericht, verzender)
        retour = await retour_van(gateway, receipt, verzender)
        assert xsd(soort(retour)).validate(etree.fromstring(write(retour)))


async def test_levels_of_the_findings_tell_where_they_come_from(gateway: Gateway) -> None:
    toekomst = with_(jw315(), "Header/BerichtIdentificatie/Dagtekening", "2026-07-01")
    receipt = await received(gateway, toekomst, AANBIEDER)
    assert [(b.code, b.niveau) for b in receipt.bevindingen] == [("TR135", Niveau.EXTERN)]

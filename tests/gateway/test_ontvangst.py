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

from bellers import als
from berichtenverkeer.berichten import alle, soort, write
from berichtenverkeer.berichten.jw306 import JW306
from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Geweigerd, Grond
from berichtenverkeer.postvak.bak import Richting, Zoekvraag
from berichtenverkeer.standaard.schemas import xsd
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, met
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, retour_van, stuur

IDENTIFICATIE = "Header/BerichtIdentificatie/Identificatie"


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    async with gateway_met_register(instellingen, StaandeKlok()) as geopend:
        yield geopend


async def _aantal(gateway: Gateway, tabel: str) -> int:
    async with gateway.database.lees() as conn:
        aantal: int = await conn.fetchval(f"select count(*) from {tabel} where regio = $1", gateway.regio)
        return aantal


async def test_an_approved_bericht_is_kept_answered_delivered_and_booked(gateway: Gateway) -> None:
    data = write(jw301())
    bon = await ontvangen(gateway, data, GEMEENTE)
    assert (bon.oordeel, bon.bevindingen, bon.sha256) == (Oordeel.GOEDGEKEURD, (), hashlib.sha256(data).digest())
    assert await gateway.postvak.payload(als(gateway, AANBIEDER), bon.id) == data
    assert await gateway.postvak.payload(als(gateway, GEMEENTE), bon.id) == data
    retour: Any = await retour_van(gateway, bon, GEMEENTE)
    assert (retour.header.retour_codes, retour.client) == (None, None)
    assert await _aantal(gateway, "toewijzing") == 1


async def test_a_bericht_rejected_within_itself_books_and_delivers_nothing(gateway: Gateway) -> None:
    bon = await ontvangen(gateway, met(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    assert [bevinding.code for bevinding in bon.bevindingen] == ["CS002"]
    retour: Any = await retour_van(gateway, bon, AANBIEDER)
    assert retour.header.retour_codes.retour_code == ("0001",)
    assert retour.client is None
    assert await _aantal(gateway, "verzoek") == 0
    assert await gateway.postvak.payload(als(gateway, GEMEENTE), bon.id) is None


async def test_one_fault_across_berichten_rejects_the_whole_bericht(gateway: Gateway) -> None:
    await ontvangen(gateway, jw301(), GEMEENTE)
    lijst = "Client/StartProducten/StartProduct"
    twee = met(met(jw305(), f"{lijst}[2]/ToewijzingNummer", 77), f"{lijst}[2]/Begindatum", "2026-04-04")
    bon = await ontvangen(gateway, twee, AANBIEDER)
    assert [(b.code, b.pad) for b in bon.bevindingen] == [("TR019", f"JW305/{lijst}[2]/ToewijzingNummer")]
    retour: Any = await retour_van(gateway, bon, AANBIEDER)
    assert isinstance(retour, JW306)
    assert {
        pad: deel.retour_codes.retour_code for pad, deel in alle(retour) if getattr(deel, "retour_codes", None)
    } == {
        "JW306/Header": ("0200",),
        "JW306/Client": ("0200",),
        "JW306/Client/StartProducten/StartProduct[1]": ("0200",),
        "JW306/Client/StartProducten/StartProduct[2]": ("9019",),
    }
    assert await _aantal(gateway, "levering") == 0


async def test_the_line_of_a_finding_is_the_line_in_the_bytes(gateway: Gateway) -> None:
    data = write(jw305())
    bon = await ontvangen(gateway, data, AANBIEDER)
    (bevinding,) = bon.bevindingen
    assert bevinding.regelnummer is not None
    assert b"ToewijzingNummer" in data.splitlines()[bevinding.regelnummer - 1]


async def test_the_same_bytes_get_the_same_receipt(gateway: Gateway) -> None:
    een = await ontvangen(gateway, jw315(), AANBIEDER)
    twee = await ontvangen(gateway, jw315(), AANBIEDER)
    assert (twee.id, twee.retour_id, twee.ontvangen_op) == (een.id, een.retour_id, een.ontvangen_op)
    assert (een.is_herhaald, twee.is_herhaald) == (False, True)
    assert await _aantal(gateway, "bericht") == 2


async def test_the_same_bytes_at_the_same_moment_are_kept_once(gateway: Gateway) -> None:
    bonnen = await asyncio.gather(*(ontvangen(gateway, jw315(), AANBIEDER) for _ in range(40)))
    assert len({bon.id for bon in bonnen}) == 1
    assert sum(not bon.is_herhaald for bon in bonnen) == 1


async def test_other_bytes_under_a_used_identificatie_are_kept_and_rejected_with_9056(gateway: Gateway) -> None:
    await ontvangen(gateway, jw315(), AANBIEDER)
    ander = met(jw315(), "Client/Bsn", "999900018")
    bon = await ontvangen(gateway, ander, AANBIEDER)
    assert [(b.code, b.retourcode) for b in bon.bevindingen] == [("TR056", "9056")]
    retour: Any = await retour_van(gateway, bon, AANBIEDER)
    assert retour.header.retour_codes.retour_code == ("9056",)
    assert retour.client is None
    herhaald = await ontvangen(gateway, ander, AANBIEDER)
    assert (herhaald.id, herhaald.is_herhaald) == (bon.id, True)


async def test_a_fault_inside_does_not_hide_a_used_identificatie(gateway: Gateway) -> None:
    await ontvangen(gateway, jw315(), AANBIEDER)
    bon = await ontvangen(gateway, met(jw315(), "Client/Bsn", "999900007"), AANBIEDER)
    assert [b.code for b in bon.bevindingen] == ["TR056"]


async def test_a_rejected_bericht_uses_its_identificatie_and_a_refused_one_does_not(gateway: Gateway) -> None:
    afgekeurd = met(jw315(), "Client/Bsn", "999900007")
    await ontvangen(gateway, afgekeurd, AANBIEDER)
    assert (await ontvangen(gateway, jw315(), AANBIEDER)).bevindingen[0].code == "TR056"
    tweede = met(jw315(), IDENTIFICATIE, "TWEEDE")
    geweigerd = await stuur(gateway, write(tweede).replace(b"<jw315:Geslacht>2", b"<jw315:Geslacht>9"), AANBIEDER)
    assert isinstance(geweigerd, Geweigerd)
    assert (await ontvangen(gateway, tweede, AANBIEDER)).oordeel is Oordeel.GOEDGEKEURD


async def test_the_same_identificatie_is_free_for_another_soort_and_another_sender(gateway: Gateway) -> None:
    zelfde = {IDENTIFICATIE: "ZELFDE"}
    await ontvangen(gateway, jw315(zelfde), AANBIEDER)
    assert not (await ontvangen(gateway, jw301(zelfde), GEMEENTE)).bevindingen
    assert not (await ontvangen(gateway, jw305(zelfde), AANBIEDER)).bevindingen


async def test_a_proef_judges_and_keeps_nothing(gateway: Gateway) -> None:
    bon = await ontvangen(gateway, jw305(), AANBIEDER, is_proef=True)
    assert [b.code for b in bon.bevindingen] == ["TR019"]
    assert (bon.is_proef, bon.retour_id) == (True, None)
    for tabel in ("bericht", "postvak", "weigering", "levering"):
        assert await _aantal(gateway, tabel) == 0
    assert isinstance(await stuur(gateway, b"geen xml", AANBIEDER, is_proef=True), Geweigerd)
    assert await _aantal(gateway, "weigering") == 0


@pytest.mark.parametrize(
    ("data", "verzender", "grond", "code"),
    [
        (b"", AANBIEDER, Grond.ONJUIST, None),
        (write(jw315()).replace(b"<jw315:Geslacht>2", b"<jw315:Geslacht>9"), AANBIEDER, Grond.ONJUIST, None),
        (write(jw315({"Header/Ontvanger": "1680"})), AANBIEDER, Grond.ONJUIST, "ONTVANGER-ONBEKEND"),
        (write(jw315()), "42420001", Grond.ONBEVOEGD, "NIET-DE-AFZENDER"),
        (write(jw315()), GEMEENTE, Grond.ONBEVOEGD, "VERKEERDE-RICHTING"),
        (write(jw301()), AANBIEDER, Grond.ONBEVOEGD, "VERKEERDE-RICHTING"),
    ],
)
async def test_what_is_refused_leaves_a_weigering_and_no_bytes(
    gateway: Gateway, data: bytes, verzender: str, grond: Grond, code: str | None
) -> None:
    geweigerd = await stuur(gateway, data, verzender)
    assert isinstance(geweigerd, Geweigerd)
    assert geweigerd.grond is grond
    assert geweigerd.bevindingen
    assert code in (None, geweigerd.bevindingen[0].code)
    async with gateway.database.lees() as conn:
        rij = await conn.fetchrow("select * from weigering where regio = $1", gateway.regio)
    sleutel = await gateway.ontvangst._kluis.bestaande_sleutel(gateway.database, gateway.regio, rij["sleutel_maand"])
    som = sleutel.ontzegel_hash(rij["sha256_verzegeld"])
    assert (rij["partij"], som, rij["grootte"]) == (verzender, hashlib.sha256(data).digest(), len(data))
    assert rij["codes"] == [bevinding.code for bevinding in geweigerd.bevindingen]
    assert await _aantal(gateway, "bericht") == 0


async def test_a_retour_that_a_party_sends_itself_is_kept_flagged_and_not_delivered(gateway: Gateway) -> None:
    bon = await ontvangen(gateway, jw315(), AANBIEDER)
    eigen = retourbericht(jw315(), (), "EIGEN1", date(2026, 6, 1))
    ontvangst = await ontvangen(gateway, eigen, GEMEENTE)
    assert [b.code for b in ontvangst.bevindingen] == ["SIGNAAL-RETOUR-DUBBEL"]
    assert ontvangst.oordeel is Oordeel.GOEDGEKEURD
    bij_aanbieder = await gateway.postvak.lijst(als(gateway, AANBIEDER), Zoekvraag(richting=Richting.IN))
    assert [stuk.bericht_id for stuk in bij_aanbieder.stukken] == [bon.retour_id]
    async with gateway.database.lees() as conn:
        inhoud = await conn.fetchval(
            "select inhoud ->> 'wijkt_af' from gebeurtenis where regio = $1 and soort = 'RetourOntvangen'",
            gateway.regio,
        )
    assert inhoud == "false"
    assert (await ontvangen(gateway, eigen, GEMEENTE)).is_herhaald
    ander = retourbericht(jw315(), (), "EIGEN1", date(2026, 6, 2))
    assert (await ontvangen(gateway, ander, GEMEENTE)).bevindingen[0].code == "TR056"


async def test_a_retour_on_an_unknown_heenbericht_is_kept_and_rejected(gateway: Gateway) -> None:
    eigen = retourbericht(jw315({IDENTIFICATIE: "NOOIT"}), (), "EIGEN1", date(2026, 6, 1))
    bon = await ontvangen(gateway, eigen, GEMEENTE)
    assert (bon.oordeel, [b.code for b in bon.bevindingen]) == (Oordeel.AFGEKEURD, ["RETOUR-ONBEKEND"])
    assert isinstance(await stuur(gateway, eigen, AANBIEDER), Geweigerd)


async def test_berichten_of_one_client_in_one_batch_are_handled_in_order(gateway: Gateway) -> None:
    bonnen = await asyncio.gather(
        ontvangen(gateway, jw315(), AANBIEDER),
        ontvangen(gateway, jw301(), GEMEENTE),
        ontvangen(gateway, jw305(), AANBIEDER),
    )
    assert [bon.oordeel for bon in bonnen] == [Oordeel.GOEDGEKEURD] * 3
    assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


async def test_every_party_in_a_race_sees_only_its_own_mailbox(gateway: Gateway) -> None:
    bon = await ontvangen(gateway, jw315(), AANBIEDER)
    for ander in ("42420001", "0384"):
        assert await gateway.postvak.inzage(als(gateway, ander), bon.id) is None
        assert await gateway.postvak.payload(als(gateway, ander), bon.id) is None
        assert not await gateway.postvak.haal_af(als(gateway, ander), bon.id)
        assert not (await gateway.postvak.lijst(als(gateway, ander), Zoekvraag())).stukken


async def test_a_bericht_is_taken_once_and_can_still_be_downloaded(gateway: Gateway) -> None:
    bon = await ontvangen(gateway, jw315(), AANBIEDER)
    assert not await gateway.postvak.haal_af(als(gateway, AANBIEDER), bon.id), "the sender cannot take what he sent"
    assert await gateway.postvak.haal_af(als(gateway, GEMEENTE), bon.id)
    assert await gateway.postvak.haal_af(als(gateway, GEMEENTE), bon.id)
    assert await gateway.postvak.payload(als(gateway, GEMEENTE), bon.id) == write(jw315())
    wachtend = await gateway.postvak.lijst(als(gateway, GEMEENTE), Zoekvraag(richting=Richting.IN, is_afgehaald=False))
    assert not wachtend.stukken
    assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())


async def test_paging_shows_every_bericht_once(gateway: Gateway) -> None:
    for nummer in range(7):
        await ontvangen(gateway, jw305({IDENTIFICATIE: f"P{nummer}"}), AANBIEDER)
    gezien, na = [], 0
    while True:
        pagina = await gateway.postvak.lijst(als(gateway, AANBIEDER), Zoekvraag(na=na, limiet=3))
        gezien += [stuk.bericht_id for stuk in pagina.stukken]
        if pagina.volgende is None:
            break
        na = pagina.volgende
    assert len(gezien) == len(set(gezien)) == 14
    afgekeurd = await gateway.postvak.lijst(als(gateway, AANBIEDER), Zoekvraag(oordeel="afgekeurd"))
    assert len(afgekeurd.stukken) == 7


async def test_every_retour_that_is_sent_is_valid_xml_of_the_standard(gateway: Gateway) -> None:
    for bericht, verzender in ((jw315(), AANBIEDER), (jw301(), GEMEENTE), (jw305(), AANBIEDER)):
        bon = await ontvangen(gateway, bericht, verzender)
        retour = await retour_van(gateway, bon, verzender)
        assert xsd(soort(retour)).validate(etree.fromstring(write(retour)))


async def test_levels_of_the_findings_tell_where_they_come_from(gateway: Gateway) -> None:
    toekomst = met(jw315(), "Header/BerichtIdentificatie/Dagtekening", "2026-07-01")
    bon = await ontvangen(gateway, toekomst, AANBIEDER)
    assert [(b.code, b.niveau) for b in bon.bevindingen] == [("TR135", Niveau.EXTERN)]

# SPDX-License-Identifier: EUPL-1.2
"""A thief of the database or of a backup learns no BSN, name or birth date, whatever he tries (docs/privacy.md)."""

import asyncio
import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from aanval import BSNS, Buit, lees_alles, sommen
from bellers import als, beheer
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.embedded import BEHEERDER, EIGENAAR, TOEPASSING, Server
from berichtenverkeer.core.errors import InhoudVernietigd
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.pgprogramma import voer_uit
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.plafonds import verschuif_peilmaand
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.ledger.reservekopie import backup
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw307, jw315, jw317, jw319, jw325, met
from gateway.test_declareren import WIJZIGING, declaratie
from gateway.test_declareren import toewijzing as gedeclareerd
from gateway.test_plafonds_in_de_gateway import BSN as CLIENTEN_MET_VERZOEK
from gateway.test_plafonds_in_de_gateway import rijen, toewijzing, verzoek
from gateway.test_zelf import PARTIJEN as MET_WIE_ZELF_ANTWOORDT
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, partijen, stuur

PERSOON = (b"Berg", b"Amsterdam", b"1012AB", b"0201234567", b"2012-05-20", b"20120520")
CLIENTEN = tuple(bsn.encode() for bsn in (*CLIENTEN_MET_VERZOEK, "999900007"))


@pytest.fixture
def eigen(instellingen: Instellingen, server: Server, eigen_database: str) -> Instellingen:
    """The settings of a gateway with a database of its own."""
    return msgspec.structs.replace(
        instellingen,
        database_url=server.url(TOEPASSING, eigen_database),
        eigenaar_url=server.url(EIGENAAR, eigen_database),
    )


@pytest_asyncio.fixture
async def beheerder(server: Server, eigen_database: str) -> AsyncIterator[Any]:
    verbinding = await asyncpg.connect(server.url(BEHEERDER, eigen_database))
    yield verbinding
    await verbinding.close()


def _verkeer() -> list[tuple[Bericht | bytes, str]]:
    """Berichten of every kind, right and wrong, and bytes that are none."""
    return [
        (gedeclareerd(), GEMEENTE),
        (jw305(), AANBIEDER),
        (jw317(WIJZIGING), AANBIEDER),
        (declaratie("D1", 5000, "D", R9={}), AANBIEDER),
        (jw325(), GEMEENTE),
        (jw307(), AANBIEDER),
        (jw315(), AANBIEDER),
        (jw319(), GEMEENTE),
        *((verzoek(nummer), AANBIEDER) for nummer in range(1, 4)),
        (toewijzing(1), GEMEENTE),
        (met(jw315(), "Client/Bsn", "999900007"), AANBIEDER),
        (write(jw305())[:-200], AANBIEDER),
        (write(jw305()).replace(b"2012-05-20", b"999900006 Berg"), AANBIEDER),
    ]


ZELF = {"gemeente": "0384", "aanbieder": "42420001"}
"""Parties that answer themselves: what is confirmed beneath what waits has tables of its own."""


def _partijen() -> list[Partij]:
    return [msgspec.structs.replace(een, retour="zelf") if een.code in ZELF.values() else een for een in partijen()]


def _zelf() -> list[tuple[Bericht, bool]]:
    """Berichten between them, and whether they are answered: a stop, a version and an answer to a request are not."""
    t, v = "Client/ToegewezenProducten/ToegewezenProduct[1]/", "Client/AangevraagdeProducten/AangevraagdProduct[1]/"
    versie = {f"{t}ToewijzingNummer": 9, f"{t}Toewijzingstijd": "10:30:00", f"{t}Einddatum": "2026-11-30"}
    verhaal: list[tuple[Bericht, bool]] = [
        (jw315({f"{v}ReferentieAanbieder": "Z1"}), True),
        (jw301({f"{t}ToewijzingNummer": 9}), True),
        (met(jw305(), "Client/StartProducten/StartProduct[1]/ToewijzingNummer", 9), True),
        (met(jw307(), "Client/StopProducten/StopProduct[1]/ToewijzingNummer", 9), False),
        (jw301(versie), False),
        (jw319({"Antwoord/ReferentieAanbieder": "Z1"}), False),
    ]
    return [(_tussen_hen(bericht, volg), beantwoord) for volg, (bericht, beantwoord) in enumerate(verhaal)]


def _tussen_hen(bericht: Bericht, volg: int) -> Bericht:
    van, naar = ("gemeente", "aanbieder") if len(bericht.header.afzender) == 4 else ("aanbieder", "gemeente")
    bericht = met(met(bericht, "Header/Afzender", ZELF[van]), "Header/Ontvanger", ZELF[naar])
    return met(bericht, "Header/BerichtIdentificatie/Identificatie", f"Z{volg}")


async def _antwoord_zelf(gateway: Gateway) -> None:
    for volg, (bericht, beantwoord) in enumerate(_zelf()):
        await ontvangen(gateway, bericht, bericht.header.afzender)
        if beantwoord:
            retour = retourbericht(bericht, (), f"ZA{volg}", date(2026, 6, 1))
            await ontvangen(gateway, retour, bericht.header.ontvanger)


async def _leef(gateway: Gateway, klok: StaandeKlok) -> None:
    verkeer = _verkeer()
    gateway.ontvangst._weigeringen = Weigeringen(gateway.database, gateway.regio, per_uur=2)
    for bericht, wie in [*verkeer, *verkeer[:5], (b"<a/>", AANBIEDER)]:
        await stuur(gateway, bericht, wie)
    await _antwoord_zelf(gateway)
    bon = await ontvangen(gateway, gedeclareerd(), GEMEENTE)
    await gateway.postvak.haal_af(als(gateway, AANBIEDER), bon.id)
    await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await leg_watermerk_vast(gateway.database, gateway.regio, klok())
    await verschuif_peilmaand(gateway.database, gateway.regio, klok)


def _geheimen() -> list[tuple[str, bytes]]:
    """What nobody may be able to test a guess of: a BSN in every form, and each bericht with it."""
    heel = [bericht if isinstance(bericht, bytes) else write(bericht) for bericht, _ in _verkeer()]
    nummer = int(BSN)
    vormen = [BSN.encode(), nummer.to_bytes(4, "big"), nummer.to_bytes(8, "big"), nummer.to_bytes(8, "little")]
    return [(f"BSN {vorm!r}", vorm) for vorm in vormen] + [(f"bericht {n}", data) for n, data in enumerate(heel)]


def _verraden(buit: Buit, geheimen: Sequence[tuple[str, bytes]], bekend: Sequence[bytes]) -> list[str]:
    return [f"{wat}: {hoe}" for wat, geheim in geheimen for hoe, som in sommen(geheim, bekend) if buit.verraadt(som)]


@pytest.mark.parametrize(
    "spoor",
    [
        hashlib.sha256(BSN.encode()).digest(),
        hashlib.sha256(BSN.encode()).digest()[:16],
        hashlib.sha1(BSN.encode()).hexdigest(),  # noqa: S324 (an attack)
        json.dumps({"client": b64encode(hashlib.md5(BSN.encode()).digest()).decode()}),  # noqa: S324 (an attack)
        hmac.digest(b"regio", BSN.encode(), "sha256"),
        hashlib.sha256(b"regio\0" + BSN.encode()).digest()[-12:],
        hashlib.blake2b(BSN.encode(), digest_size=16).digest(),
        crc32(BSN.encode()),
        f"1\t\\\\x{hashlib.sha256(BSN.encode()).hexdigest()}\tiets",
        ["iets", hashlib.sha512(BSN.encode()).hexdigest()],
    ],
)
def test_the_attack_finds_what_is_there(spoor: Any) -> None:
    buit = Buit([(1, "iets", spoor), (b"anders", None)])
    assert _verraden(buit, [("BSN", BSN.encode())], [b"regio"])


def test_the_attack_finds_the_one_of_all_bsns_in_a_plain_hash_of_a_bericht() -> None:
    data = write(jw305())
    voor, na = data.split(BSN.encode())
    assert len(BSNS) == 100_000
    assert Buit([(hashlib.sha256(data).digest(),)]).vind(voor, na) == {BSN}
    assert not Buit([(hashlib.sha256(data + b" ").digest(),)]).vind(voor, na)


async def test_no_value_of_any_table_tells_a_bsn_a_name_or_a_birth_date(eigen: Instellingen, beheerder: Any) -> None:
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(eigen, klok, partijen=_partijen(), **rijen()) as gateway:
        await _leef(gateway, klok)
        assert not any((await herbouw(gateway.database, gateway.regio)).verschillen.values())
    alles = await lees_alles(beheerder)
    leeg = [tabel for tabel, inhoud in alles.items() if not inhoud]
    # te_herbouwen: names of regions, between a migration and what comes after it
    assert leeg == ["public.te_herbouwen"], "the run was to reach every table"
    buit = Buit(rij for inhoud in alles.values() for rij in inhoud)
    assert [woord for woord in (*PERSOON, *CLIENTEN, b"<jw3", b"</Bsn") if buit.bevat(woord)] == []
    sleutels = (eigen.hoofdsleutel, eigen.zoeksleutel)
    assert not any(buit.bevat(sleutel) for sleutel in sleutels)
    ids = [waarde for waarde in buit.waarden if len(waarde) == 16][:20]
    bekend = [eigen.regio.encode(), AANBIEDER.encode(), GEMEENTE.encode(), b"2026-04-01", b"JW305", *ids]
    assert _verraden(buit, _geheimen(), bekend) == []
    for bericht in (jw305(), jw315()):
        voor, na = write(bericht).split(BSN.encode())
        assert not buit.vind(voor, na)
    assert not buit.vind(b"", b"")


async def test_a_backup_holds_neither_keys_nor_a_hash_that_can_be_tried(eigen: Instellingen, tmp_path: Path) -> None:
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(eigen, klok, **rijen()) as gateway:
        await _leef(gateway, klok)
    await asyncio.to_thread(backup, eigen, tmp_path / "kopie")
    gelezen = await asyncio.to_thread(voer_uit, "pg_restore", "--file=-", str(tmp_path / "kopie"))
    buit = Buit([gelezen.stdout.split("\t")])
    assert buit.bevat(eigen.regio.encode()), "it was read"
    for geheim in (eigen.hoofdsleutel, eigen.zoeksleutel):
        assert not any(buit.bevat(vorm) for vorm in (geheim, geheim.hex().encode(), b64encode(geheim)))
    assert [woord for woord in (*PERSOON, *CLIENTEN) if buit.bevat(woord)] == []
    assert _verraden(buit, _geheimen(), [eigen.regio.encode()]) == []


async def test_the_same_bytes_in_a_later_month_get_the_receipt_that_they_had(eigen: Instellingen) -> None:
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(eigen, klok) as gateway:
        een = await ontvangen(gateway, jw315(), AANBIEDER)
        klok.zet(date(2026, 6, 1))
        twee = await ontvangen(gateway, jw315(), AANBIEDER)
        anders = await ontvangen(gateway, met(jw315(), "Client/Bsn", "999900018"), AANBIEDER)
    async with gateway_met_register(eigen, klok) as later:  # a process that has seen no key yet
        drie = await ontvangen(later, jw315(), AANBIEDER)
        vier = await ontvangen(later, met(jw315(), "Client/Bsn", "999900018"), AANBIEDER)
    assert (een.is_herhaald, twee.is_herhaald, drie.is_herhaald) == (False, True, True)
    assert een.id == twee.id == drie.id
    assert een.sha256 == twee.sha256 == drie.sha256 == hashlib.sha256(write(jw315())).digest()
    assert ([een.code for een in anders.bevindingen], vier.id) == (["TR056"], anders.id)


async def test_destroying_the_key_of_a_month_leaves_nothing_to_read_and_nothing_to_try(
    eigen: Instellingen, beheerder: Any
) -> None:
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(eigen, klok) as gateway:
        oud = await ontvangen(gateway, jw315(), AANBIEDER)
        klok.zet(date(2026, 6, 1))
        nieuw = await ontvangen(gateway, jw301(), GEMEENTE)
    await beheerder.execute("DELETE FROM datasleutel WHERE maand = '2026-04-01'")
    async with gateway_met_register(eigen, klok) as later:
        with pytest.raises(InhoudVernietigd):
            await later.postvak.payload(als(later, AANBIEDER), oud.id)
        assert await later.postvak.payload(als(later, GEMEENTE), nieuw.id) == write(jw301())
        inzage = await later.postvak.inzage(als(later, AANBIEDER), oud.id)
        assert inzage
        assert (inzage.sha256, inzage.kop.oordeel) == (None, "goedgekeurd")
        # Nobody can say any more that these are the same bytes, so they are others under a used Identificatie.
        weer = await ontvangen(later, jw315(), AANBIEDER)
        assert (weer.is_herhaald, [een.code for een in weer.bevindingen]) == (False, ["TR056"])
        assert (await ontvangen(later, jw315(), AANBIEDER)).id == weer.id
        assert not any((await herbouw(later.database, later.regio)).verschillen.values())


async def test_a_damaged_key_of_an_old_month_does_not_stop_who_answers_a_bericht_of_then(
    eigen: Instellingen, beheerder: Any
) -> None:
    klok = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(eigen, klok, partijen=MET_WIE_ZELF_ANTWOORDT) as gateway:
        await ontvangen(gateway, jw301(), GEMEENTE)
        start = jw305()
        await ontvangen(gateway, start, AANBIEDER)
    await beheerder.execute("UPDATE datasleutel SET versleuteld = $1", b"x" * 40)
    klok.zet(date(2026, 6, 1))
    async with gateway_met_register(eigen, klok, partijen=MET_WIE_ZELF_ANTWOORDT) as later:
        bon = await ontvangen(later, retourbericht(start, (), "R1", date(2026, 6, 1)), GEMEENTE)
        assert (bon.oordeel, bon.bevindingen) == (Oordeel.GOEDGEKEURD, ())

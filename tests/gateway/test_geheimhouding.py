# SPDX-License-Identifier: EUPL-1.2
"""A thief of the database or of a backup learns no BSN, name or day of birth, whatever he tries (docs/privacy.md)."""

import asyncio
import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from aanval import BSNS, Buit, lees_alles, sums
from bellers import administration, as_
from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.core.embedded import ADMINISTRATOR, APPLICATION, OWNER, Server
from berichtenverkeer.core.errors import ContentDestroyed
from berichtenverkeer.core.pg_program import run
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import from_person
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.inzage import InzageAsked
from berichtenverkeer.gateway.plafonds import shift_peilmaand
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.stop_forms import StopAsked
from berichtenverkeer.gateway.tenzij_values import TenzijAsked, TenzijGrant
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.gateway.weigeringen import Weigeringen
from berichtenverkeer.ledger.backup_restore import backup
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw307, jw315, jw317, jw319, jw325, with_
from gateway.test_declareren import WIJZIGING, declaratie
from gateway.test_declareren import toewijzing as gedeclareerd
from gateway.test_plafonds_in_de_gateway import BSN as CLIENTEN_MET_VERZOEK
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from gateway.test_zelf import PARTIJEN as MET_WIE_ZELF_ANTWOORDT
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, partijen, received, stuur

PERSOON = (b"Berg", b"Amsterdam", b"1012AB", b"0201234567", b"2012-05-20", b"20120520")
MONTH_OF_BIRTH = b"2012-05"
CLIENTEN = tuple(bsn.encode() for bsn in (*CLIENTEN_MET_VERZOEK, "999900007"))

IEMAND = Gebruiker(gebruiker="iemand", partij="REGIO", rollen=("controleur",), naam="Iemand", geldig_van=BEGIN)


@pytest.fixture
def own(config: Settings, server: Server, eigen_database: str) -> Settings:
    """The settings of a gateway with a database of its own."""
    return msgspec.structs.replace(
        config,
        database_url=server.url(APPLICATION, eigen_database),
        eigenaar_url=server.url(OWNER, eigen_database),
    )


@pytest_asyncio.fixture
async def administrator(server: Server, eigen_database: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(server.url(ADMINISTRATOR, eigen_database))
    yield connection
    await connection.close()


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
        *((verzoek(number), AANBIEDER) for number in range(1, 4)),
        (toewijzing(1), GEMEENTE),
        (with_(jw315(), "Client/Bsn", "999900007"), AANBIEDER),
        (write(jw305())[:-200], AANBIEDER),
        (write(jw305()).replace(b"2012-05-20", b"999900006 Berg"), AANBIEDER),
    ]


ZELF = {"gemeente": "0384", "aanbieder": "42420001"}
"""Parties that answer themselves: what is confirmed beneath what waits has tables of its own."""


def _partijen() -> list[Partij]:
    return [msgspec.structs.replace(one, retour="zelf") if one.code in ZELF.values() else one for one in partijen()]


def _zelf() -> list[tuple[Bericht, bool]]:
    """Berichten between them, and whether they are answered: a stop, a version and an answer to a request are not."""
    t, v = "Client/ToegewezenProducten/ToegewezenProduct[1]/", "Client/AangevraagdeProducten/AangevraagdProduct[1]/"
    versie = {f"{t}ToewijzingNummer": 9, f"{t}Toewijzingstijd": "10:30:00", f"{t}Einddatum": "2026-11-30"}
    story: list[tuple[Bericht, bool]] = [
        (jw315({f"{v}ReferentieAanbieder": "Z1"}), True),
        (jw301({f"{t}ToewijzingNummer": 9}), True),
        (with_(jw305(), "Client/StartProducten/StartProduct[1]/ToewijzingNummer", 9), True),
        (with_(jw307(), "Client/StopProducten/StopProduct[1]/ToewijzingNummer", 9), False),
        (jw301(versie), False),
        (jw319({"Antwoord/ReferentieAanbieder": "Z1"}), False),
    ]
    return [(_tussen_hen(bericht, volg), answered) for volg, (bericht, answered) in enumerate(story)]


def _tussen_hen(bericht: Bericht, volg: int) -> Bericht:
    van, to = ("gemeente", "aanbieder") if len(bericht.header.afzender) == 4 else ("aanbieder", "gemeente")
    bericht = with_(with_(bericht, "Header/Afzender", ZELF[van]), "Header/Ontvanger", ZELF[to])
    return with_(bericht, "Header/BerichtIdentificatie/Identificatie", f"Z{volg}")


async def _antwoord_zelf(gateway: Gateway) -> None:
    for volg, (bericht, answered) in enumerate(_zelf()):
        await received(gateway, bericht, bericht.header.afzender)
        if answered:
            retour = retourbericht(bericht, (), f"ZA{volg}", date(2026, 6, 1))
            await received(gateway, retour, bericht.header.ontvanger)


async def _besluit_over_geld(gateway: Gateway) -> None:
    """A tenzij that covers care, and a stop: their texts tell what is in a bericht as well."""
    year: dict[str, Any] = {"van": date(2026, 1, 1), "tot": date(2026, 12, 31)}
    product: dict[str, Any] = {"categorie": "45", "code": "45A04", "maximum_cents": 100_000}
    text = f"{PERSOON[0].decode()} ({CLIENTEN_MET_VERZOEK[1]}) kan niet wachten."
    asked = TenzijAsked(
        bsn=CLIENTEN_MET_VERZOEK[1],
        aanbieder=AANBIEDER,
        gemeente=GEMEENTE,
        door="planner",
        kan_niet_wachten=text,
        toelichting=text,
        **(year | product),
    )
    tenzij = (await gateway.tenzijs.ask(as_(gateway, AANBIEDER), asked)).tenzij
    await gateway.tenzijs.grant(as_(gateway, "REGIO"), tenzij.id, TenzijGrant(**(year | product)), "manager", text)
    stop = StopAsked(aanbieder=AANBIEDER, van=date(2026, 6, 1), grond="plafond", toelichting=text)
    await gateway.stops.ask(as_(gateway, AANBIEDER), stop)


async def _leef(gateway: Gateway, clock: StaandeKlok) -> None:
    traffic = _verkeer()
    gateway.reception._weigeringen = Weigeringen(gateway.database, gateway.regio, per_hour=2)
    for bericht, who in [*traffic, *traffic[:5], (b"<a/>", AANBIEDER)]:
        await stuur(gateway, bericht, who)
    await _antwoord_zelf(gateway)
    receipt = await received(gateway, gedeclareerd(), GEMEENTE)
    await gateway.postvak.collect(as_(gateway, AANBIEDER), receipt.id)
    await gateway.access.create(administration(gateway), AANBIEDER)
    await _look_inside(gateway, receipt.id)
    await _besluit_over_geld(gateway)
    await record_watermark(gateway.database, gateway.regio, clock())
    await shift_peilmaand(gateway.database, gateway.regio, clock)


async def _look_inside(gateway: Gateway, bericht_id: UUID) -> None:
    """Somebody logs in, opens a bericht, and another asks who saw this client."""
    link = await gateway.gebruikers.link(administration(gateway), "iemand")
    assert await gateway.sessions.by_link(link)
    await gateway.postvak.payload(as_(gateway, AANBIEDER), bericht_id)
    regio = as_(gateway, "REGIO").partij
    assert regio is not None
    beller = from_person(gateway.regio, IEMAND, regio)
    assert (await gateway.inzage.listing(beller, InzageAsked(bsn=BSN))).rows


def _geheimen() -> list[tuple[str, bytes]]:
    """What nobody may be able to test a guess of: a BSN in every form, and each bericht with it."""
    whole = [bericht if isinstance(bericht, bytes) else write(bericht) for bericht, _ in _verkeer()]
    number = int(BSN)
    forms = [BSN.encode(), number.to_bytes(4, "big"), number.to_bytes(8, "big"), number.to_bytes(8, "little")]
    return [(f"BSN {form!r}", form) for form in forms] + [(f"bericht {n}", data) for n, data in enumerate(whole)]


def _verraden(buit: Buit, geheimen: Sequence[tuple[str, bytes]], known: Sequence[bytes]) -> list[str]:
    return [
        f"{what}: {how}" for what, secret in geheimen for how, summed in sums(secret, known) if buit.verraadt(summed)
    ]


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
    before, na = data.split(BSN.encode())
    assert len(BSNS) == 100_000
    assert Buit([(hashlib.sha256(data).digest(),)]).vind(before, na) == {BSN}
    assert not Buit([(hashlib.sha256(data + b" ").digest(),)]).vind(before, na)


def _peilbestand(folder: Path) -> dict[str, list[list[Any]]]:
    """Every row of every table in it."""
    with open_connection(folder) as bron:
        tables = [file.stem for file in folder.glob("*.parquet")]
        rows = {table: bron.execute(f"from bron.{table}").fetchall() for table in sorted(tables)}
        return {f"peilbestand.{table}": [list(row) for row in some] for table, some in rows.items()}


async def test_no_value_of_any_table_tells_a_bsn_a_name_or_a_day_of_birth(
    own: Settings, administrator: Any, tmp_path: Path
) -> None:
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(own, clock, partijen=_partijen(), gebruikers=[IEMAND], **rows()) as gateway:
        await _leef(gateway, clock)
        assert not any((await rebuild(gateway.database, gateway.regio)).verschillen.values())
        await gateway.figures.copy(administration(gateway), tmp_path / "peilbestand")
    everything = {**await lees_alles(administrator), **_peilbestand(tmp_path / "peilbestand")}
    empty = [table for table, content in everything.items() if not content]
    # backup_note: names of files; rapportset: months and positions; saved_search: choices from lists (its columns);
    # te_herbouwen: names of regions, between a migration and what comes after it;
    # the others: ids, days and amounts
    apart = ["signaalstap", "verrekeningstap", "verrekenregel"]
    nameless = ["public.backup_note", "public.rapportset", "public.saved_search", "public.te_herbouwen"]
    assert empty == [*nameless, *(f"peilbestand.{table}" for table in apart)], "was to reach every table"
    buit = Buit(row for content in everything.values() for row in content)
    assert [word for word in (*PERSOON, *CLIENTEN, b"<jw3", b"</Bsn") if buit.bevat(word)] == []
    tell_month = [table for table, content in everything.items() if Buit(content).bevat(MONTH_OF_BIRTH)]
    assert tell_month == ["public.gebeurtenis"], "what is kept of a birth date is in the ledger alone"
    keys = (own.hoofdsleutel, own.zoeksleutel)
    assert not any(buit.bevat(key) for key in keys)
    ids = [value for value in buit.waarden if len(value) == 16][:20]
    known = [own.regio.encode(), AANBIEDER.encode(), GEMEENTE.encode(), b"2026-04-01", b"JW305", *ids]
    assert _verraden(buit, _geheimen(), known) == []
    for bericht in (jw305(), jw315()):
        before, na = write(bericht).split(BSN.encode())
        assert not buit.vind(before, na)
    assert not buit.vind(b"", b"")


async def test_a_backup_holds_neither_keys_nor_a_hash_that_can_be_tried(own: Settings, tmp_path: Path) -> None:
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(own, clock, gebruikers=[IEMAND], **rows()) as gateway:
        await _leef(gateway, clock)
    await asyncio.to_thread(backup, own, tmp_path / "kopie")
    was_read = await asyncio.to_thread(run, "pg_restore", "--file=-", str(tmp_path / "kopie"))
    buit = Buit([was_read.stdout.split("\t")])
    assert buit.bevat(own.regio.encode()), "it was read"
    for secret in (own.hoofdsleutel, own.zoeksleutel):
        assert not any(buit.bevat(form) for form in (secret, secret.hex().encode(), b64encode(secret)))
    assert [word for word in (*PERSOON, *CLIENTEN) if buit.bevat(word)] == []
    assert _verraden(buit, _geheimen(), [own.regio.encode()]) == []


async def test_the_same_bytes_in_a_later_month_get_the_receipt_that_they_had(own: Settings) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(own, clock) as gateway:
        one = await received(gateway, jw315(), AANBIEDER)
        clock.zet(date(2026, 6, 1))
        two = await received(gateway, jw315(), AANBIEDER)
        otherwise = await received(gateway, with_(jw315(), "Client/Bsn", "999900018"), AANBIEDER)
    async with gateway_met_register(own, clock) as later:  # a process that has seen no key yet
        drie = await received(later, jw315(), AANBIEDER)
        vier = await received(later, with_(jw315(), "Client/Bsn", "999900018"), AANBIEDER)
    assert (one.is_herhaald, two.is_herhaald, drie.is_herhaald) == (False, True, True)
    assert one.id == two.id == drie.id
    assert one.sha256 == two.sha256 == drie.sha256 == hashlib.sha256(write(jw315())).digest()
    assert ([one.code for one in otherwise.bevindingen], vier.id) == (["TR056"], otherwise.id)


async def test_destroying_the_key_of_a_month_leaves_nothing_to_read_and_nothing_to_try(
    own: Settings, administrator: Any
) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(own, clock) as gateway:
        old = await received(gateway, jw315(), AANBIEDER)
        clock.zet(date(2026, 6, 1))
        new = await received(gateway, jw301(), GEMEENTE)
    await administrator.execute("DELETE FROM datasleutel WHERE maand = '2026-04-01'")
    async with gateway_met_register(own, clock) as later:
        with pytest.raises(ContentDestroyed):
            await later.postvak.payload(as_(later, AANBIEDER), old.id)
        assert await later.postvak.payload(as_(later, GEMEENTE), new.id) == write(jw301())
        view = await later.postvak.view(as_(later, AANBIEDER), old.id)
        assert view
        assert (view.sha256, view.envelope.oordeel) == (None, "goedgekeurd")
        # Nobody can say any more that these are the same bytes, so they are others under a used Identificatie.
        again = await received(later, jw315(), AANBIEDER)
        assert (again.is_herhaald, [one.code for one in again.bevindingen]) == (False, ["TR056"])
        assert (await received(later, jw315(), AANBIEDER)).id == again.id
        assert not any((await rebuild(later.database, later.regio)).verschillen.values())


async def test_a_damaged_key_of_an_old_month_does_not_stop_who_answers_a_bericht_of_then(
    own: Settings, administrator: Any
) -> None:
    clock = StaandeKlok(date(2026, 4, 15))
    async with gateway_met_register(own, clock, partijen=MET_WIE_ZELF_ANTWOORDT) as gateway:
        await received(gateway, jw301(), GEMEENTE)
        start = jw305()
        await received(gateway, start, AANBIEDER)
    await administrator.execute("UPDATE datasleutel SET versleuteld = $1", b"x" * 40)
    clock.zet(date(2026, 6, 1))
    async with gateway_met_register(own, clock, partijen=MET_WIE_ZELF_ANTWOORDT) as later:
        receipt = await received(later, retourbericht(start, (), "R1", date(2026, 6, 1)), GEMEENTE)
        assert (receipt.oordeel, receipt.bevindingen) == (Oordeel.GOEDGEKEURD, ())

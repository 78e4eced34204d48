# SPDX-License-Identifier: EUPL-1.2
"""A small region lived over real HTTP, on two processes; and at the counter without HTTP for whatever is slow."""

import asyncio
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import aiohttp
import msgspec
import pytest

from bellers import administration
from berichtenverkeer.berichten import JW315, JW317, JW325
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger import watermark
from berichtenverkeer.voorbeeldregio.attending import running_gateway
from berichtenverkeer.voorbeeldregio.clock import moment_at, open_clock_announcer
from berichtenverkeer.voorbeeldregio.desk import HttpDesk, Proof
from berichtenverkeer.voorbeeldregio.district import live_through, make_district
from berichtenverkeer.voorbeeldregio.layout import point_in
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.shipment import Fault, Shipment
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from berichtenverkeer.voorbeeldregio.verslag import Verslag
from dienst import schoon
from examples import examples
from voorbeeldregio.gatewayloket import Dagklok, GatewayLoket, Maandklok, geopend
from voorbeeldregio.handtelling import Meelezer

REGIO = "voorbeeldregio"
KLEIN = Setup(aanbieders=6, jeugdigen=25, dagen=50, in_zorg=0.8, foutkans=0.6, herhaalkans=0.3)


async def test_weeks_over_http_give_every_mistake_its_code_reject_nothing_else_and_show_what_was_declared(
    config: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    district = make_district(KLEIN)
    players = await point_in(config, district, KLEIN.begin)
    tokens = {code: player.token for code, player in players.items()}
    log = tmp_path / "serve.log"
    async with (
        running_gateway(schoon(environment) | {"BV_PORT": "0"}, log) as (address, _),
        aiohttp.ClientSession() as session,
        open_clock_announcer(config) as clock,
    ):
        post = Meelezer(HttpDesk(session, address, tokens))
        verslag = await Traffic(post, clock).run(district)
        shown = Counter[tuple[str, int]]()
        for jaar in (2025, 2026):
            envelopes = {"Authorization": f"Bearer {players[REGIO].token}"}
            async with session.get(f"{address}/v1/plafonds/{jaar}", headers=envelopes) as antwoord:
                for one in (await antwoord.json())["plafonds"]:
                    shown[one["aanbieder"], jaar] += one["realisatieCents"]
    assert shown == post.realisatie(district.register)
    assert {jaar for (_, jaar), cents in shown.items() if cents} == {2025, 2026}
    geleefd = [one for one in live_through(make_district(KLEIN)) if not one.is_herhaling]
    expected = Counter[Fault](fault for one in geleefd for fault in one.fouten)
    assert verslag.afwijkingen == []
    assert verslag.fouten == expected
    assert len(expected) >= 12
    assert verslag.herhaald > 1
    assert log.read_text() == ""
    assert clock.vandaag == KLEIN.einde


async def test_every_day_of_the_clock_is_in_the_ledger_and_has_its_watermark(
    config: Settings, environment: dict[str, str], tmp_path: Path, database: Database, regio: str
) -> None:
    setup = Setup(aanbieders=6, jeugdigen=8, dagen=20, in_zorg=1.0, foutkans=0.0)
    district = make_district(setup)
    players = await point_in(config, district, setup.begin)
    tokens = {code: player.token for code, player in players.items()}
    async with (
        running_gateway(schoon(environment) | {"BV_PORT": "0"}, tmp_path / "serve.log") as (address, _),
        aiohttp.ClientSession() as session,
        open_clock_announcer(config) as clock,
    ):
        verslag = await Traffic(HttpDesk(session, address, tokens), clock).run(district)
    assert verslag.afwijkingen == []
    async with database.lees() as conn:
        rows = await conn.fetch("select positie, ontvangen_op from bericht where regio = $1", regio)
        for day in {row["ontvangen_op"].astimezone(NETHERLANDS).date() for row in rows}:
            k = await watermark.at_moment(Grootboek(conn, regio), moment_at(date.fromordinal(day.toordinal() + 1)))
            assert {row["positie"] for row in rows if row["positie"] <= k} == {
                row["positie"] for row in rows if row["ontvangen_op"].astimezone(NETHERLANDS).date() <= day
            }


@pytest.mark.parametrize("seed", range(1, 1 + examples(1)))
async def test_a_year_gives_every_mistake_its_code_and_the_realisatie_that_a_hand_count_of_its_berichten_gives(
    config: Settings, seed: int
) -> None:
    setup = Setup(zaad=seed, aanbieders=40, jeugdigen=60, foutkans=0.4)
    clock = Maandklok(setup.begin)
    district = make_district(setup)
    async with geopend(config, district.register, clock) as gateway:
        clock.gateway = gateway
        post = Meelezer(GatewayLoket(gateway, clock))
        verslag = await Traffic(post, clock).run(district)
        stand = await gateway.plafonds.from_regio(administration(gateway), None)
        differences = await gateway.plafonds.recalculate(administration(gateway))
        again = await rebuild(gateway.database, gateway.regio)
    realisatie = Counter[tuple[str, int]]()
    for one in stand.plafonds:
        realisatie[one.aanbieder, one.jaar] += one.realisatie_cents
    assert realisatie == post.realisatie(district.register)
    assert {jaar for (_, jaar), cents in realisatie.items() if cents} == {2025, 2026}
    assert differences == []
    assert set(again.verschillen.values()) == {0}
    assert verslag.afwijkingen == []
    assert len(verslag.fouten) >= 20
    assert verslag.oordelen["JW301", "goedgekeurd"] > 80


class _Loos:
    """A counter that answers what a test tells it to."""

    def __init__(self, *, goedgekeurd: bool, afwijzing: bool = False) -> None:
        self._oordeel = "goedgekeurd" if goedgekeurd else "afgekeurd"
        self._afwijzing = afwijzing
        self._asked: dict[str, list[str]] = {}
        self.gezien = Counter[str]()

    async def send(self, shipment: Shipment) -> Proof:
        self.gezien[shipment.naam] += 1
        if shipment.naam in ("JW315", "JW317"):
            self._asked.setdefault(shipment.verzender, []).append(_referentie(shipment))
        signalen = frozenset({"SIGNAAL-PLAFOND-NEE-PLAFOND"} if self._afwijzing else ())
        return Proof(201, self._oordeel, signalen=signalen, ontvangen_op=moment_at(shipment.dag), retour="r")

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        raise AssertionError((shipment, proof))

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        return self._asked.pop(aanbieder, []) if self._afwijzing else []

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        raise AssertionError(aanbieder)


def _referentie(shipment: Shipment) -> str:
    if isinstance(shipment.bericht, JW317):
        return shipment.bericht.client.verzoek.referentie_aanbieder
    assert isinstance(shipment.bericht, JW315)
    (product,) = shipment.bericht.client.aangevraagde_producten.aangevraagd_product
    return product.referentie_aanbieder


FOUTLOOS = Setup(aanbieders=30, jeugdigen=120, dagen=200, in_zorg=0.0, foutkans=0.0, herhaalkans=0.0, declareert=False)


@pytest.fixture
def clock() -> Dagklok:
    return Dagklok(FOUTLOOS.begin)


async def test_what_is_rejected_against_expectation_is_listed_and_ends_that_thread(clock: Dagklok) -> None:
    desk = _Loos(goedgekeurd=False)
    verslag = await Traffic(desk, clock).run(make_district(FOUTLOOS))
    assert len(verslag.afwijkingen) == verslag.aantal == sum(desk.gezien.values())
    assert all("afgekeurd in plaats van goedgekeurd" in regel for regel in verslag.afwijkingen)
    assert desk.gezien["JW307"] == desk.gezien["JW319"] == 0
    assert "afwijkingen." in "\n".join(verslag.regels())


async def test_after_a_no_of_the_gateway_the_gemeente_answers_no_more(clock: Dagklok) -> None:
    desk = _Loos(goedgekeurd=True, afwijzing=True)
    verslag = await Traffic(desk, clock).run(make_district(FOUTLOOS))
    asked = desk.gezien["JW315"] + desk.gezien["JW317"]
    assert verslag.afgewezen_door_gateway == asked > 20
    assert desk.gezien["JW319"] == 0


class _Slow(_Loos):
    """A counter that answers whom it likes first; per aanbieder what it was sent, in order."""

    def __init__(self, luck: Random) -> None:
        super().__init__(goedgekeurd=True)
        self._luck = luck
        self.row: dict[str, list[str]] = {}

    async def send(self, shipment: Shipment) -> Proof:
        header = shipment.bericht.header
        for _ in range(self._luck.randrange(5)):
            await asyncio.sleep(0)
        self.row.setdefault(max(header.afzender, header.ontvanger, key=len), []).append(shipment.identificatie)
        return await super().send(shipment)


async def test_at_one_aanbieder_berichten_come_in_one_order_however_many_clients_there_are() -> None:
    setup = msgspec.structs.replace(FOUTLOOS, aanbieders=6, jeugdigen=250, dagen=60, in_zorg=0.5)
    rows = []
    for clients in (1, 3, 8):
        desk = _Slow(Random(clients))
        await Traffic(desk, Dagklok(setup.begin), clients).run(make_district(setup))
        rows.append(desk.row)
    assert rows[0] == rows[1] == rows[2]
    assert max(map(len, rows[0].values())) > 50


def test_a_mistake_with_another_code_than_its_label_is_a_deviation() -> None:
    shipment = next(one for one in live_through(make_district(KLEIN)) if one.fout and one.fout.code == "0001")
    assert shipment.fout
    good, otherwise = Verslag(), Verslag()
    proof = Proof(201, "afgekeurd", frozenset({shipment.fout.regel}), retour="r")
    good.note(shipment, proof, frozenset({"0001"}))
    otherwise.note(shipment, proof, frozenset({"0001", "9019"}))
    assert (good.afwijkingen, good.fouten.total()) == ([], 1)
    assert (len(otherwise.afwijkingen), otherwise.fouten.total()) == (1, 0)

# SPDX-License-Identifier: EUPL-1.2
"""Months in which money is short, lived over HTTP: whoever gets a nee asks or is referred, and the sums are right."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from bellers import administration
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.files import bestand
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.core.werkdagen import werkdag_after, werkdagen_between
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand.writing import make as make_peilbestand
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.engine import make
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Question
from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.bureau import Bureau
from berichtenverkeer.voorbeeldregio.courses import make_bureau
from berichtenverkeer.voorbeeldregio.desk import HttpDesk
from berichtenverkeer.voorbeeldregio.district import District, make_district
from berichtenverkeer.voorbeeldregio.layout import point_in
from berichtenverkeer.voorbeeldregio.seeded import STOPS
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.traffic import Traffic
from berichtenverkeer.voorbeeldregio.verslag import Verslag, euro
from berichtenverkeer.web.server import listen
from voorbeeldregio.gatewayloket import Maandklok
from voorbeeldregio.test_figures import shows

SETUP = Setup(zaad=8, aanbieders=24, jeugdigen=70, dagen=225, in_zorg=0.4, trajecten=0.8, foutkans=0.0)
MOST_CENTS = 1_200_000
DECIDED = ("plafonds", "besluiten", "tenzij", "stops", "termijnen", "signalen")
"""Reports about what parties decide with money, by their codes."""

TERM = 5
"""Working days to decide on a tenzij, by the register of the example."""


def short(register: Content) -> Content:
    """The same register with ceilings that a few youths reach."""
    rows = [
        row
        if row.zonder_plafond
        else msgspec.structs.replace(row, bedrag_cents=MOST_CENTS, norm=None, basisjaar=None, basis_cents=None)
        for row in register.rows["plafonds"]
    ]
    return Content(register.regio, {**register.rows, "plafonds": rows})


@dataclass(frozen=True)
class Lived:
    district: District
    gateway: Gateway
    desk: HttpDesk
    bureau: Bureau
    verslag: Verslag

    async def shown(self, pad: str) -> Any:
        """What the region sees."""
        return (await self.desk.ask(self.bureau.regio, pad)).inhoud


@asynccontextmanager
async def lived(config: Settings, setup: Setup) -> AsyncIterator[Lived]:
    district = make_district(setup)
    district.landscape.inhoud = short(district.register)
    players = await point_in(config, district, setup.begin)
    tokens = {code: player.token for code, player in players.items()}
    clock = Maandklok(setup.begin)
    async with (
        open_gateway(config, clock) as gateway,
        listen(Gateways([gateway]), "127.0.0.1", 0) as poort,
        aiohttp.ClientSession() as session,
    ):
        clock.gateway = gateway
        desk = HttpDesk(session, f"http://127.0.0.1:{poort}", tokens)
        bureau = make_bureau(desk.ask, district)
        verslag = await Traffic(desk, clock, bureau=bureau).run(district)
        yield Lived(district, gateway, desk, bureau, verslag)


async def empty_reports(region: Lived, folder: Path) -> set[str]:
    """Of those about what parties decide: which have nothing to show of the months that were lived."""
    async with region.gateway.database.lees(snapshot=True) as conn:
        grootboek = Grootboek(conn, region.gateway.regio)
        k = (await region.shown("/v1/clientenstops"))["k"]
        await make_peilbestand(
            grootboek, Peil(k, SETUP.einde), folder, history=History(0, ""), made_at=datetime.now(UTC)
        )
    months = read_periods(f"{SETUP.begin:%Y-%m}..{SETUP.einde:%Y-%m}")[:-1]
    with open_connection(folder) as connection:
        question = Question(regio=region.gateway.regio, k=k, dag_k=SETUP.einde, periods=months)
        return {code for code in DECIDED if not shows(make(connection, REPORTS[code], question))}


async def test_a_region_that_is_short_of_money_acts_on_every_nee_and_its_sums_are_right(
    config: Settings, tmp_path: Path
) -> None:
    async with lived(config, SETUP) as region:
        assert await empty_reports(region, tmp_path / "peilbestand") == set()
        assert region.verslag.afwijkingen == []
        stops = (await region.shown("/v1/clientenstops?limit=250"))["stops"]
        tenzijs = (await region.shown("/v1/tenzij-verzoeken?limit=250"))["tenzijs"]
        signalen = (await region.shown(f"/v1/plafondsignalen?jaar={SETUP.begin.year}"))["signalen"]
        settled = (await region.shown("/v1/verrekeningen?limit=250"))["verrekeningen"]
        differences = await region.gateway.plafonds.recalculate(administration(region.gateway))
        again = await rebuild(region.gateway.database, region.gateway.regio)
    _the_summary_counts_what_there_is("\n".join(region.bureau.outcome.regels()), stops, tenzijs, settled)
    _stops_are_asked_decided_on_and_lifted(stops)
    _stops_that_the_docs_name_are_there(stops)
    _good_grounds_are_granted_with_a_maximum_and_weak_ones_refused(tenzijs)
    _a_signaal_is_spoken_of_and_decided_on(signalen)
    _who_had_a_tenzij_in_the_first_half_is_settled_in_july(settled, tenzijs)
    _whoever_is_placed_elsewhere_got_nothing_where_it_was_asked(region)
    assert differences == []
    assert set(again.verschillen.values()) == {0}


Shown = list[dict[str, Any]]


def _the_summary_counts_what_there_is(told: str, stops: Shown, tenzijs: Shown, settled: Shown) -> None:
    granted = sum(one["toegekend"]["maximumCents"] for one in tenzijs if one["toegekend"])
    assert f"Tenzij gevraagd: {len(tenzijs)}," in told
    assert f"samen hooguit {euro(granted)};" in told
    assert f"Cliëntenstop gevraagd: {len(stops)}," in told
    assert f"verrekend {len(settled)}, samen {euro(sum(one['verrekendCents'] for one in settled))}." in told
    assert "een toewijzing kregen (zoals van " in told


def _stops_are_asked_decided_on_and_lifted(stops: Shown) -> None:
    statuses = Counter(one["status"] for one in stops)
    assert statuses.keys() >= {"geldt", "afgewezen", "opgeheven"}, statuses
    decided = [one for one in stops if one["beslotenOp"]]
    assert all(one["gevraagdOp"] <= one["beslotenOp"] <= one["van"] for one in decided)
    assert len(decided) > len(stops) / 2
    by_their_own = [one for one in stops if one["grond"] == "plafond" and one["aanbieder"] != "99000110"]
    assert len({one["aanbieder"] for one in by_their_own}) >= 3


def _stops_that_the_docs_name_are_there(stops: Shown) -> None:
    per_aanbieder = {
        code: [(one["status"], one["grond"], one["gemeente"]) for one in stops if one["aanbieder"] == code]
        for code in (one.aanbieder for one in STOPS)
    }
    assert ("opgeheven", "plafond", None) in per_aanbieder["99000110"]  # here nobody had its room before
    assert ("opgeheven", "personeel", "0855") in per_aanbieder["99000107"]
    assert ("afgewezen", "anders", None) in per_aanbieder["99000109"]
    text = bestand("docs/voorbeeldregio.md").read_text(encoding="utf-8")
    assert all(one.aanbieder in text for one in STOPS)


def _good_grounds_are_granted_with_a_maximum_and_weak_ones_refused(tenzijs: Shown) -> None:
    granted, refused = ([one for one in tenzijs if one["status"] == status] for status in ("toegekend", "afgewezen"))
    assert len(granted) >= 3
    assert len(refused) >= 2
    for one in granted:
        assert one["kanNietWachten"]
        assert one["alleenHier"]
        assert 0 < one["toegekend"]["maximumCents"] <= one["gevraagd"]["maximumCents"]
    assert any(one["alternatieven"] for one in granted)
    assert all(one["isZwak"] for one in refused)
    took = [
        werkdagen_between(date.fromisoformat(one["gevraagdOp"]), date.fromisoformat(one["beslotenOp"]))
        for one in (*granted, *refused)
    ]
    assert 0 < sum(days > TERM for days in took) < len(took) / 2
    assert {len(one["gevraagdDoor"]) for one in tenzijs} == {4, 8}  # a gemeente, an aanbieder


def _a_signaal_is_spoken_of_and_decided_on(signalen: Shown) -> None:
    long_ago = werkdag_after(SETUP.einde, -40).isoformat()
    old = [one for one in signalen if one["tot"] is None and one["dag"] < long_ago]
    assert len(old) >= 5
    assert all(one["gesprekOp"] and one["besluitOp"] for one in old)
    assert all(one["dag"] <= one["gesprekOp"] <= one["besluitOp"] for one in old)
    assert len({one["uitkomst"] for one in old}) >= 2
    late = [one for one in old if one["gesprekOp"] > one["gesprekVoor"]]
    assert len(late) < len(old) / 2


def _who_had_a_tenzij_in_the_first_half_is_settled_in_july(settled: Shown, tenzijs: Shown) -> None:
    with_tenzij = {one["aanbieder"] for one in tenzijs if one["toegekend"] and one["toegekend"]["van"] <= "2026-06-30"}
    assert {one["aanbieder"] for one in settled} == with_tenzij
    assert {(one["jaar"], one["helft"], one["status"]) for one in settled} == {(2026, 1, "verrekend")}
    assert all(one["uitgevraagdOp"].startswith("2026-07") for one in settled)
    assert any(one["opgegevenOp"] and one["verrekendOp"].startswith("2026-07") for one in settled)
    assert sum(one["verrekendCents"] for one in settled) > 0


def _whoever_is_placed_elsewhere_got_nothing_where_it_was_asked(region: Lived) -> None:
    placed = region.bureau.outcome.placed
    assert len(placed) >= 2
    for life, plek, offer in placed:
        (request,) = [one for one in life.requests.values() if one.plek == plek and one.answer == offer]
        given = life.toewijzingen.get(plek, {}).values()
        assert request.referentie not in {one.referentie_aanbieder for one in given}

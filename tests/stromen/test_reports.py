# SPDX-License-Identifier: EUPL-1.2
"""Reports on berichten that went through the gateway: what they name, what is behind them, and that they stay."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bellers import administration
from berichtenverkeer.cli import report
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import reports as use
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.reports import Inquiry, Reports
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger.peil import UnknownPeil, read_moment
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Gebied, Gemeente, Product, Segment
from berichtenverkeer.stromen.bewegingen import Choice, Kind
from berichtenverkeer.stromen.order import Dimensie, PeriodeAfterPeil
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, with_
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, register

REGISTER: dict[str, Any] = {
    "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
    "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    "segmenten": [Segment(segment="4", naam="Veelvoorkomend", financieringsvorm="pxq", gewicht=20, geldig_van=BEGIN)],
    "producten": [
        Product(categorie="45", code="45A04", omschrijving="x", segment="4", wachtnorm_dagen=42, geldig_van=BEGIN),
    ],
    "parameters": [Parameters(doorstroomtermijn_dagen=14, geldig_van=BEGIN)],
}
VERHAAL: tuple[tuple[date, Any, str], ...] = (
    (date(2026, 3, 27), jw315(), AANBIEDER),
    (
        date(2026, 4, 1),
        jw301({"Client/ToegewezenProducten/ToegewezenProduct/ReferentieAanbieder": "VOT1"}),
        GEMEENTE,
    ),
    (date(2026, 4, 7), jw305(), AANBIEDER),
    (date(2026, 4, 15), jw307(), AANBIEDER),
)


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """The story of the builders, each bericht on its own day; then it is 31 May 2026."""
    clock = StaandeKlok(date(2026, 1, 1))
    async with gateway_met_register(config, clock, **REGISTER) as geopend:
        for when, bericht, verzender in VERHAAL:
            clock.zet(when)
            gedagtekend = with_(bericht, "Header/BerichtIdentificatie/Dagtekening", when)
            receipt = await received(geopend, gedagtekend, verzender)
            assert receipt.oordeel is Oordeel.GOEDGEKEURD, receipt.bevindingen
            await record_watermark(geopend.database, geopend.regio, clock())
        clock.zet(date(2026, 5, 31))
        yield geopend


def reports(gateway: Gateway) -> Reports:
    return gateway.reports


async def test_a_report_names_what_it_rests_on(gateway: Gateway) -> None:
    question = Inquiry(perioden="2026-01..2026-04")
    waarop = (await reports(gateway).stromen(administration(gateway), question)).verantwoording
    assert (waarop.definitieversie, waarop.regio, waarop.termijn) == (2, gateway.regio, 14)
    assert (waarop.dag_k, waarop.register_dag) == (date(2026, 5, 31), date(2026, 1, 1))
    assert 0 < waarop.register_versie < waarop.k


async def test_a_report_can_be_asked_again_by_k_and_its_day(gateway: Gateway) -> None:
    first = await reports(gateway).stromen(administration(gateway), Inquiry(perioden="2026-05"))
    waarop = first.verantwoording
    later = Inquiry(perioden="2026-05", k=waarop.k, dag_k=waarop.dag_k)
    assert await reports(gateway).stromen(administration(gateway), later) == first
    zonder_dag = Inquiry(perioden="2026-01", k=waarop.k)
    assert (await reports(gateway).stromen(administration(gateway), zonder_dag)).verantwoording.dag_k == date(
        2026, 4, 15
    )


async def test_the_story_is_one_life_of_in_and_uit(gateway: Gateway) -> None:
    result = await reports(gateway).stromen(administration(gateway), Inquiry(perioden="2026-01..2026-05"))
    per_name = {one.periode.naam: one.regio for one in result.perioden}
    april = per_name.pop("2026-04")
    assert (april.instroom, april.uitstroom, april.verwijzers, april.redenen) == (1, 1, {"02": 1}, {"31": 1})
    assert not any(one.in_totaal or one.uit_totaal or one.stand_eind for one in per_name.values())


async def test_behind_a_figure_stand_the_berichten_that_made_it_and_no_client(gateway: Gateway) -> None:
    listing = await reports(gateway).bewegingen(administration(gateway), Inquiry(perioden="2026-01..2026-05"))
    assert listing.is_volledig
    heen, again = listing.bewegingen
    assert (heen.soort, again.soort, heen.plek) == ("instroom", "uitstroom", "4")
    async with gateway.database.lees() as conn:
        question = "select berichtsoort, id from bericht where regio = $1 and bron = 'partij'"
        ids = dict(await conn.fetch(question, gateway.regio))
        client = await conn.fetchval("select client from levering where regio = $1", gateway.regio)
    assert (heen.berichten, again.berichten) == ((ids["JW305"],), (ids["JW307"],))
    assert client.hex().startswith(heen.client)
    assert len(heen.client) < len(client.hex()) / 2


async def test_a_list_holds_the_cell_that_was_asked_and_says_when_it_is_cut(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Inquiry(perioden="2026-01..2026-05")
    one = await reports(gateway).bewegingen(administration(gateway), question, Choice(soort=Kind.UITSTROOM))
    assert [regel.soort for regel in one.bewegingen] == ["uitstroom"]
    assert not (
        await reports(gateway).bewegingen(administration(gateway), question, Choice(plek="onbekend"))
    ).bewegingen
    monkeypatch.setattr(use, "MAX_MOVEMENTS", 1)
    afgebroken = await reports(gateway).bewegingen(administration(gateway), question)
    assert (len(afgebroken.bewegingen), afgebroken.is_volledig) == (1, False)


async def test_waiting_is_that_of_the_story(gateway: Gateway) -> None:
    (month,) = (await reports(gateway).waiting_times(administration(gateway), Inquiry(perioden="2026-04"))).perioden
    regio = month.regio
    assert (regio.antwoordtijd.aantal, regio.antwoordtijd.mediaan) == (1, 3)  # Friday 27 March to Wednesday 1 April
    assert regio.toewijzing_tot_start
    assert regio.wachttijd
    assert (regio.toewijzing_tot_start.mediaan, regio.wachttijd.binnen_norm, regio.doorlooptijd.mediaan) == (2, 1, 8)
    assert regio.wachtenden == 0


async def test_what_was_known_at_k_stays_to_the_byte_whatever_is_corrected_later(gateway: Gateway) -> None:
    questions = [
        Inquiry(perioden="2026-01..2026-03", op=datetime(2026, 4, 8, tzinfo=UTC)),
        Inquiry(perioden="2026-01..2026-04", dimensie=Dimensie.GEBIED),
    ]
    then = [await reports(gateway).stromen(administration(gateway), question) for question in questions]
    wait = await reports(gateway).waiting_times(administration(gateway), questions[1])
    old = [*map(msgspec.json.encode, (*then, wait))]
    questions[1] = msgspec.structs.replace(questions[1], k=then[1].verantwoording.k, dag_k=then[1].verantwoording.dag_k)

    clock: Any = gateway.clock
    clock.zet(date(2026, 6, 1))
    stop_weg = with_(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
    start_weg = with_(jw305(), "Client/StartProducten/StartProduct/StatusAanlevering", "3")
    for bericht in (stop_weg, start_weg):
        gedagtekend = with_(bericht, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1))
        new = with_(gedagtekend, "Header/BerichtIdentificatie/Identificatie", f"N{bericht.header.bericht_code}")
        assert (await received(gateway, new, AANBIEDER)).oordeel is Oordeel.GOEDGEKEURD
    otherwise = {**REGISTER, "gemeenten": [], "producten": []}
    await gateway.register.load(administration(gateway), register(gateway.regio, **otherwise))

    now = await reports(gateway).stromen(administration(gateway), Inquiry(perioden="2026-01..2026-04"))
    assert not any(one.regio.in_totaal for one in now.perioden)
    again = [await reports(gateway).stromen(administration(gateway), question) for question in questions]
    wacht_opnieuw = await reports(gateway).waiting_times(administration(gateway), questions[1])
    assert [*map(msgspec.json.encode, (*again, wacht_opnieuw))] == old


async def test_a_k_or_an_instant_of_which_nothing_is_known_is_refused(gateway: Gateway) -> None:
    make = reports(gateway)
    k = (await make.stromen(administration(gateway), Inquiry(perioden="2026-01"))).verantwoording.k
    earlier = datetime(2025, 12, 1, tzinfo=UTC)
    soon = gateway.clock() + timedelta(hours=1)
    for otherwise in (
        {"k": k + 1},
        {"k": k, "dag_k": date(2026, 4, 14)},
        {"k": k, "dag_k": date(2026, 6, 1)},
        {"op": earlier},
        {"op": soon},
    ):
        with pytest.raises(UnknownPeil):
            await make.stromen(administration(gateway), Inquiry(perioden="2026-01", **otherwise))


async def test_a_period_that_is_not_over_at_k_is_refused(gateway: Gateway) -> None:
    make = reports(gateway)
    with pytest.raises(PeriodeAfterPeil, match="2026-06-30"):
        await make.stromen(administration(gateway), Inquiry(perioden="2026-06"))
    with pytest.raises(PeriodeAfterPeil):
        await make.stromen(administration(gateway), Inquiry(perioden="2026-04", op=datetime(2026, 4, 20, tzinfo=UTC)))


def test_a_day_means_its_end_and_today_means_now() -> None:
    now = datetime(2026, 6, 1, 10, tzinfo=UTC)
    end = read_moment("2026-05-31", now)
    assert end is not None
    assert day(end) == date(2026, 5, 31)
    assert day(end + timedelta(seconds=1)) == date(2026, 6, 1)
    assert read_moment("2026-06-01", now) is None
    assert read_moment("2026-05-31T12:00:00+02:00", now) == datetime(2026, 5, 31, 10, tzinfo=UTC)
    for krom in ("2026-02-30", "gisteren", "2026-05-31T12:00:00"):
        with pytest.raises(UnknownPeil):
            read_moment(krom, now)


# --- the commands ------------------------------------------------------------------------------------------------


@pytest.fixture
def order(gateway: Gateway, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    assert gateway.regio == environment["BV_REGIO"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


async def _voer_uit(order: Any, *parts: str) -> Any:
    """The command runs a loop of its own, so in a thread of its own."""
    return await asyncio.to_thread(order.invoke, report.app, list(parts))


async def test_the_table_shows_figures_transfers_and_what_they_rest_on(order: Any) -> None:
    uitslag = await _voer_uit(order, "stromen", "2026-01..2026-04")
    assert uitslag.exit_code == 0, uitslag.output
    for word in ("Definitieversie 2", "K = ", "4 Veelvoorkomend", "onbekend", "2026-04", "Waarop de cijfers rusten"):
        assert word in uitslag.stdout


async def test_csv_has_a_line_per_period_and_plek_with_its_k(order: Any) -> None:
    uitslag = await _voer_uit(order, "stromen", "2026-01..2026-04", "--csv")
    regels = list(csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";"))
    assert [(one["periode"], one["plek"]) for one in regels[:3]] == [
        ("2026-01", "regio"),
        ("2026-01", "4"),
        ("2026-01", "onbekend"),
    ]
    assert len(regels) == 12
    assert {one["definitieversie"] for one in regels} == {"2"}
    assert {(one["verondersteld"], one["met_verondersteld_einde"]) for one in regels} == {("0", "False")}
    assert sum(int(one["instroom"]) for one in regels if one["plek"] == "regio") == 1


async def test_json_is_the_whole_report(order: Any) -> None:
    stromen = json.loads((await _voer_uit(order, "stromen", "2026-04", "--json")).stdout)
    wachttijden = json.loads((await _voer_uit(order, "wachttijden", "2026-04", "--json")).stdout)
    assert stromen["perioden"][0]["regio"]["volledigheid"]["toewijzingen"] == 1
    assert wachttijden["perioden"][0]["regio"]["antwoordtijd"]["mediaan"] == 3
    assert stromen["verantwoording"]["definitieversie"] == wachttijden["verantwoording"]["definitieversie"] == 2


async def test_movements_and_waiting_are_tables_too(order: Any) -> None:
    bewegingen = await _voer_uit(order, "stromen", "2026-01..2026-04", "--bewegingen", "--soort", "instroom")
    assert "instroom" in bewegingen.stdout
    assert "uitstroom" not in bewegingen.stdout
    assert "wachttijd" in (await _voer_uit(order, "wachttijden", "2026-04")).stdout


async def test_who_waits_and_who_lapsed_are_tables_lists_and_csv(gateway: Gateway, order: Any) -> None:
    async with gateway.database.transaction() as conn:
        await conn.execute("delete from levering where regio = $1", gateway.regio)
        await conn.execute("update toewijzing set einddatum = '2026-05-30' where regio = $1", gateway.regio)
    table = (await _voer_uit(order, "wachttijden", "2026-04..2026-05")).stdout
    assert all(word in table for word in ("wachtenden", "langst", "tot 4", "vervallen", "niet te meten"))
    listing = (await _voer_uit(order, "wachttijden", "2026-04", "--wachtlijst")).stdout
    assert all(word in listing for word in ("Wachtlijst", "45 45A04", "2026-04-01", "29", "42"))
    uitslag = await _voer_uit(order, "wachttijden", "2026-04..2026-05", "--wachtlijst", "--csv")
    (regel,) = csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";")
    assert (regel["periode"], regel["dagen"], regel["over_norm"], regel["definitieversie"]) == (
        "2026-04",
        "29",
        "False",
        "2",
    )
    uitslag = await _voer_uit(order, "wachttijden", "2026-04..2026-05", "--vervallen", "--csv")
    (regel,) = csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";")
    assert (regel["periode"], regel["einddatum"], regel["dagen"]) == ("2026-05", "2026-05-30", "59")
    assert (await _voer_uit(order, "wachttijden", "2026-04", "--vervallen", "--wachtlijst")).exit_code == 2


async def test_what_is_not_to_be_measured_says_so_in_every_form(gateway: Gateway, order: Any) -> None:
    async with gateway.database.transaction() as conn:
        await conn.execute("update levering set toewijzing_nummer = null where regio = $1", gateway.regio)
        await conn.execute("delete from toewijzing where regio = $1", gateway.regio)
    assert "niet te meten" in (await _voer_uit(order, "wachttijden", "2026-04")).stdout
    regels = list(
        csv.DictReader(io.StringIO((await _voer_uit(order, "wachttijden", "2026-04", "--csv")).stdout), delimiter=";")
    )
    assert [
        (one["plek"], one["wachtenden"], one["wachttijd_aantal"], one["wachtlijst_klassen_langer"]) for one in regels
    ] == [
        ("regio", "", "", ""),
        ("4", "", "", ""),
        ("onbekend", "0", "0", "0"),
    ]
    assert all("niet te meten" in one["reden_afwezig"] for one in regels[:2])
    regio = json.loads((await _voer_uit(order, "wachttijden", "2026-04", "--json")).stdout)["perioden"][0]["regio"]
    assert (regio["wachtenden"], regio["wachttijd"], regio["wachtlijst"], regio["nietTeMeten"]) == (None, None, None, 1)


async def test_the_termijn_of_a_waiting_report_can_be_chosen(order: Any) -> None:
    rapporten = [
        json.loads((await _voer_uit(order, "wachttijden", "2026-04", "--json", *parts)).stdout)
        for parts in ((), ("--termijn", "0"))
    ]
    assert [one["verantwoording"]["termijn"] for one in rapporten] == [14, 0]


async def test_what_is_not_confirmed_is_in_the_text_only_when_there_is_some(gateway: Gateway, order: Any) -> None:
    async def texts() -> list[str]:
        verdicts = [
            await _voer_uit(order, "stromen", "2026-04"),
            await _voer_uit(order, "wachttijden", "2026-04"),
            await _voer_uit(order, "stromen", "2026-04", "--bewegingen"),
        ]
        return [uitslag.stdout for uitslag in verdicts]

    assert not any("onbevestigd" in text for text in await texts())
    async with gateway.database.transaction() as conn:
        await conn.execute("update levering set is_voorlopig = true where regio = $1", gateway.regio)
    assert all("onbevestigd" in text for text in await texts())


async def test_a_wrong_period_is_refused_in_words(order: Any) -> None:
    assert isinstance((await _voer_uit(order, "stromen", "maart")).exception, BaseException)
    assert (await _voer_uit(order, "stromen", "2026-01", "--plek", "4")).exit_code == 2

# SPDX-License-Identifier: EUPL-1.2
"""Reports on berichten that went through the gateway: what they name, what is behind them, and that they stay."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from bellers import administration
from berichtenverkeer.core.clock import day
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.ledger.peil import UnknownPeil, read_moment
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Gebied, Gemeente, Product, Segment
from berichtenverkeer.validation.examining import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, with_
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received, register
from stromen import reports as use
from stromen.postgres.bewegingen import Choice, Kind
from stromen.postgres.order import Dimensie, PeriodeAfterPeil
from stromen.reports import Inquiry, Reports, reports_of

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
    return reports_of(gateway)


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

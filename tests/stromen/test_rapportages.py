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

from bellers import beheer
from berichtenverkeer.cli import rapport
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.core.klok import dag
from berichtenverkeer.gateway import rapportages as gebruik
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rapportages import Rapportages, Vraagstelling
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.ledger.peil import PeilOnbekend, lees_moment
from berichtenverkeer.register.rijen import Gebied, Gemeente, Parameters, Product, Segment
from berichtenverkeer.stromen.bewegingen import Keuze, Soort
from berichtenverkeer.stromen.opdracht import Dimensie, PeriodeNaPeil
from berichtenverkeer.validation.toetsing import Oordeel
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw307, jw315, met
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen, register

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
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    """The story of the builders, each bericht on its own day; then it is 31 May 2026."""
    klok = StaandeKlok(date(2026, 1, 1))
    async with gateway_met_register(instellingen, klok, **REGISTER) as geopend:
        for wanneer, bericht, verzender in VERHAAL:
            klok.zet(wanneer)
            gedagtekend = met(bericht, "Header/BerichtIdentificatie/Dagtekening", wanneer)
            bon = await ontvangen(geopend, gedagtekend, verzender)
            assert bon.oordeel is Oordeel.GOEDGEKEURD, bon.bevindingen
            await leg_watermerk_vast(geopend.database, geopend.regio, klok())
        klok.zet(date(2026, 5, 31))
        yield geopend


def rapportages(gateway: Gateway) -> Rapportages:
    return gateway.rapportages


async def test_a_report_names_what_it_rests_on(gateway: Gateway) -> None:
    vraag = Vraagstelling(perioden="2026-01..2026-04")
    waarop = (await rapportages(gateway).stromen(beheer(gateway), vraag)).verantwoording
    assert (waarop.definitieversie, waarop.regio, waarop.termijn) == (2, gateway.regio, 14)
    assert (waarop.dag_k, waarop.register_dag) == (date(2026, 5, 31), date(2026, 1, 1))
    assert 0 < waarop.register_versie < waarop.k


async def test_a_report_can_be_asked_again_by_k_and_its_day(gateway: Gateway) -> None:
    eerst = await rapportages(gateway).stromen(beheer(gateway), Vraagstelling(perioden="2026-05"))
    waarop = eerst.verantwoording
    later = Vraagstelling(perioden="2026-05", k=waarop.k, dag_k=waarop.dag_k)
    assert await rapportages(gateway).stromen(beheer(gateway), later) == eerst
    zonder_dag = Vraagstelling(perioden="2026-01", k=waarop.k)
    assert (await rapportages(gateway).stromen(beheer(gateway), zonder_dag)).verantwoording.dag_k == date(2026, 4, 15)


async def test_the_story_is_one_life_of_in_and_uit(gateway: Gateway) -> None:
    resultaat = await rapportages(gateway).stromen(beheer(gateway), Vraagstelling(perioden="2026-01..2026-05"))
    per_naam = {een.periode.naam: een.regio for een in resultaat.perioden}
    april = per_naam.pop("2026-04")
    assert (april.instroom, april.uitstroom, april.verwijzers, april.redenen) == (1, 1, {"02": 1}, {"31": 1})
    assert not any(een.in_totaal or een.uit_totaal or een.stand_eind for een in per_naam.values())


async def test_behind_a_figure_stand_the_berichten_that_made_it_and_no_client(gateway: Gateway) -> None:
    lijst = await rapportages(gateway).bewegingen(beheer(gateway), Vraagstelling(perioden="2026-01..2026-05"))
    assert lijst.is_volledig
    heen, weer = lijst.bewegingen
    assert (heen.soort, weer.soort, heen.plek) == ("instroom", "uitstroom", "4")
    async with gateway.database.lees() as conn:
        vraag = "select berichtsoort, id from bericht where regio = $1 and bron = 'partij'"
        ids = dict(await conn.fetch(vraag, gateway.regio))
        client = await conn.fetchval("select client from levering where regio = $1", gateway.regio)
    assert (heen.berichten, weer.berichten) == ((ids["JW305"],), (ids["JW307"],))
    assert client.hex().startswith(heen.client)
    assert len(heen.client) < len(client.hex()) / 2


async def test_a_list_holds_the_cell_that_was_asked_and_says_when_it_is_cut(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    vraag = Vraagstelling(perioden="2026-01..2026-05")
    een = await rapportages(gateway).bewegingen(beheer(gateway), vraag, Keuze(soort=Soort.UITSTROOM))
    assert [regel.soort for regel in een.bewegingen] == ["uitstroom"]
    assert not (await rapportages(gateway).bewegingen(beheer(gateway), vraag, Keuze(plek="onbekend"))).bewegingen
    monkeypatch.setattr(gebruik, "MAX_BEWEGINGEN", 1)
    afgebroken = await rapportages(gateway).bewegingen(beheer(gateway), vraag)
    assert (len(afgebroken.bewegingen), afgebroken.is_volledig) == (1, False)


async def test_waiting_is_that_of_the_story(gateway: Gateway) -> None:
    (maand,) = (await rapportages(gateway).wachttijden(beheer(gateway), Vraagstelling(perioden="2026-04"))).perioden
    regio = maand.regio
    assert (regio.antwoordtijd.aantal, regio.antwoordtijd.mediaan) == (1, 3)  # Friday 27 March to Wednesday 1 April
    assert regio.toewijzing_tot_start
    assert regio.wachttijd
    assert (regio.toewijzing_tot_start.mediaan, regio.wachttijd.binnen_norm, regio.doorlooptijd.mediaan) == (2, 1, 8)
    assert regio.wachtenden == 0


async def test_what_was_known_at_k_stays_to_the_byte_whatever_is_corrected_later(gateway: Gateway) -> None:
    vragen = [
        Vraagstelling(perioden="2026-01..2026-03", op=datetime(2026, 4, 8, tzinfo=UTC)),
        Vraagstelling(perioden="2026-01..2026-04", dimensie=Dimensie.GEBIED),
    ]
    toen = [await rapportages(gateway).stromen(beheer(gateway), vraag) for vraag in vragen]
    wacht = await rapportages(gateway).wachttijden(beheer(gateway), vragen[1])
    oud = [*map(msgspec.json.encode, (*toen, wacht))]
    vragen[1] = msgspec.structs.replace(vragen[1], k=toen[1].verantwoording.k, dag_k=toen[1].verantwoording.dag_k)

    klok: Any = gateway.klok
    klok.zet(date(2026, 6, 1))
    stop_weg = met(jw307(), "Client/StopProducten/StopProduct/StatusAanlevering", "3")
    start_weg = met(jw305(), "Client/StartProducten/StartProduct/StatusAanlevering", "3")
    for bericht in (stop_weg, start_weg):
        gedagtekend = met(bericht, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1))
        nieuw = met(gedagtekend, "Header/BerichtIdentificatie/Identificatie", f"N{bericht.header.bericht_code}")
        assert (await ontvangen(gateway, nieuw, AANBIEDER)).oordeel is Oordeel.GOEDGEKEURD
    anders = {**REGISTER, "gemeenten": [], "producten": []}
    await gateway.register.laad(beheer(gateway), register(gateway.regio, **anders))

    nu = await rapportages(gateway).stromen(beheer(gateway), Vraagstelling(perioden="2026-01..2026-04"))
    assert not any(een.regio.in_totaal for een in nu.perioden)
    opnieuw = [await rapportages(gateway).stromen(beheer(gateway), vraag) for vraag in vragen]
    wacht_opnieuw = await rapportages(gateway).wachttijden(beheer(gateway), vragen[1])
    assert [*map(msgspec.json.encode, (*opnieuw, wacht_opnieuw))] == oud


async def test_a_k_or_an_instant_of_which_nothing_is_known_is_refused(gateway: Gateway) -> None:
    maak = rapportages(gateway)
    k = (await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-01"))).verantwoording.k
    eerder = datetime(2025, 12, 1, tzinfo=UTC)
    straks = gateway.klok() + timedelta(hours=1)
    for anders in (
        {"k": k + 1},
        {"k": k, "dag_k": date(2026, 4, 14)},
        {"k": k, "dag_k": date(2026, 6, 1)},
        {"op": eerder},
        {"op": straks},
    ):
        with pytest.raises(PeilOnbekend):
            await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-01", **anders))


async def test_a_period_that_is_not_over_at_k_is_refused(gateway: Gateway) -> None:
    maak = rapportages(gateway)
    with pytest.raises(PeriodeNaPeil, match="2026-06-30"):
        await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-06"))
    with pytest.raises(PeriodeNaPeil):
        await maak.stromen(beheer(gateway), Vraagstelling(perioden="2026-04", op=datetime(2026, 4, 20, tzinfo=UTC)))


def test_a_day_means_its_end_and_today_means_now() -> None:
    nu = datetime(2026, 6, 1, 10, tzinfo=UTC)
    einde = lees_moment("2026-05-31", nu)
    assert einde is not None
    assert dag(einde) == date(2026, 5, 31)
    assert dag(einde + timedelta(seconds=1)) == date(2026, 6, 1)
    assert lees_moment("2026-06-01", nu) is None
    assert lees_moment("2026-05-31T12:00:00+02:00", nu) == datetime(2026, 5, 31, 10, tzinfo=UTC)
    for krom in ("2026-02-30", "gisteren", "2026-05-31T12:00:00"):
        with pytest.raises(PeilOnbekend):
            lees_moment(krom, nu)


# --- the commands ------------------------------------------------------------------------------------------------


@pytest.fixture
def opdracht(gateway: Gateway, omgeving: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Any:
    assert gateway.regio == omgeving["BV_REGIO"]
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)
    return CliRunner()


async def _voer_uit(opdracht: Any, *delen: str) -> Any:
    """The command runs a loop of its own, so in a thread of its own."""
    return await asyncio.to_thread(opdracht.invoke, rapport.app, list(delen))


async def test_the_table_shows_figures_transfers_and_what_they_rest_on(opdracht: Any) -> None:
    uitslag = await _voer_uit(opdracht, "stromen", "2026-01..2026-04")
    assert uitslag.exit_code == 0, uitslag.output
    for woord in ("Definitieversie 2", "K = ", "4 Veelvoorkomend", "onbekend", "2026-04", "Waarop de cijfers rusten"):
        assert woord in uitslag.stdout


async def test_csv_has_a_line_per_period_and_plek_with_its_k(opdracht: Any) -> None:
    uitslag = await _voer_uit(opdracht, "stromen", "2026-01..2026-04", "--csv")
    regels = list(csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";"))
    assert [(een["periode"], een["plek"]) for een in regels[:3]] == [
        ("2026-01", "regio"),
        ("2026-01", "4"),
        ("2026-01", "onbekend"),
    ]
    assert len(regels) == 12
    assert {een["definitieversie"] for een in regels} == {"2"}
    assert {(een["verondersteld"], een["met_verondersteld_einde"]) for een in regels} == {("0", "False")}
    assert sum(int(een["instroom"]) for een in regels if een["plek"] == "regio") == 1


async def test_json_is_the_whole_report(opdracht: Any) -> None:
    stromen = json.loads((await _voer_uit(opdracht, "stromen", "2026-04", "--json")).stdout)
    wachttijden = json.loads((await _voer_uit(opdracht, "wachttijden", "2026-04", "--json")).stdout)
    assert stromen["perioden"][0]["regio"]["volledigheid"]["toewijzingen"] == 1
    assert wachttijden["perioden"][0]["regio"]["antwoordtijd"]["mediaan"] == 3
    assert stromen["verantwoording"]["definitieversie"] == wachttijden["verantwoording"]["definitieversie"] == 2


async def test_movements_and_waiting_are_tables_too(opdracht: Any) -> None:
    bewegingen = await _voer_uit(opdracht, "stromen", "2026-01..2026-04", "--bewegingen", "--soort", "instroom")
    assert "instroom" in bewegingen.stdout
    assert "uitstroom" not in bewegingen.stdout
    assert "wachttijd" in (await _voer_uit(opdracht, "wachttijden", "2026-04")).stdout


async def test_who_waits_and_who_lapsed_are_tables_lists_and_csv(gateway: Gateway, opdracht: Any) -> None:
    async with gateway.database.transactie() as conn:
        await conn.execute("delete from levering where regio = $1", gateway.regio)
        await conn.execute("update toewijzing set einddatum = '2026-05-30' where regio = $1", gateway.regio)
    tabel = (await _voer_uit(opdracht, "wachttijden", "2026-04..2026-05")).stdout
    assert all(woord in tabel for woord in ("wachtenden", "langst", "tot 4", "vervallen", "niet te meten"))
    lijst = (await _voer_uit(opdracht, "wachttijden", "2026-04", "--wachtlijst")).stdout
    assert all(woord in lijst for woord in ("Wachtlijst", "45 45A04", "2026-04-01", "29", "42"))
    uitslag = await _voer_uit(opdracht, "wachttijden", "2026-04..2026-05", "--wachtlijst", "--csv")
    (regel,) = csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";")
    assert (regel["periode"], regel["dagen"], regel["over_norm"], regel["definitieversie"]) == (
        "2026-04",
        "29",
        "False",
        "2",
    )
    uitslag = await _voer_uit(opdracht, "wachttijden", "2026-04..2026-05", "--vervallen", "--csv")
    (regel,) = csv.DictReader(io.StringIO(uitslag.stdout), delimiter=";")
    assert (regel["periode"], regel["einddatum"], regel["dagen"]) == ("2026-05", "2026-05-30", "59")
    assert (await _voer_uit(opdracht, "wachttijden", "2026-04", "--vervallen", "--wachtlijst")).exit_code == 2


async def test_what_is_not_to_be_measured_says_so_in_every_form(gateway: Gateway, opdracht: Any) -> None:
    async with gateway.database.transactie() as conn:
        await conn.execute("update levering set toewijzing_nummer = null where regio = $1", gateway.regio)
        await conn.execute("delete from toewijzing where regio = $1", gateway.regio)
    assert "niet te meten" in (await _voer_uit(opdracht, "wachttijden", "2026-04")).stdout
    regels = list(
        csv.DictReader(
            io.StringIO((await _voer_uit(opdracht, "wachttijden", "2026-04", "--csv")).stdout), delimiter=";"
        )
    )
    assert [
        (een["plek"], een["wachtenden"], een["wachttijd_aantal"], een["wachtlijst_klassen_langer"]) for een in regels
    ] == [
        ("regio", "", "", ""),
        ("4", "", "", ""),
        ("onbekend", "0", "0", "0"),
    ]
    assert all("niet te meten" in een["reden_afwezig"] for een in regels[:2])
    regio = json.loads((await _voer_uit(opdracht, "wachttijden", "2026-04", "--json")).stdout)["perioden"][0]["regio"]
    assert (regio["wachtenden"], regio["wachttijd"], regio["wachtlijst"], regio["nietTeMeten"]) == (None, None, None, 1)


async def test_the_termijn_of_a_waiting_report_can_be_chosen(opdracht: Any) -> None:
    rapporten = [
        json.loads((await _voer_uit(opdracht, "wachttijden", "2026-04", "--json", *delen)).stdout)
        for delen in ((), ("--termijn", "0"))
    ]
    assert [een["verantwoording"]["termijn"] for een in rapporten] == [14, 0]


async def test_what_is_not_confirmed_is_in_the_text_only_when_there_is_some(gateway: Gateway, opdracht: Any) -> None:
    async def teksten() -> list[str]:
        uitslagen = [
            await _voer_uit(opdracht, "stromen", "2026-04"),
            await _voer_uit(opdracht, "wachttijden", "2026-04"),
            await _voer_uit(opdracht, "stromen", "2026-04", "--bewegingen"),
        ]
        return [uitslag.stdout for uitslag in uitslagen]

    assert not any("onbevestigd" in tekst for tekst in await teksten())
    async with gateway.database.transactie() as conn:
        await conn.execute("update levering set is_voorlopig = true where regio = $1", gateway.regio)
    assert all("onbevestigd" in tekst for tekst in await teksten())


async def test_a_wrong_period_is_refused_in_words(opdracht: Any) -> None:
    assert isinstance((await _voer_uit(opdracht, "stromen", "maart")).exception, BaseException)
    assert (await _voer_uit(opdracht, "stromen", "2026-01", "--plek", "4")).exit_code == 2

# SPDX-License-Identifier: EUPL-1.2
"""Commands on a region that lives on a simulated clock, and what a command prints to get the same again."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.watermerken import leg_watermerk_vast
from berichtenverkeer.voorbeeldregio.klok import maak_klok
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, met
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen

DAG = date(2026, 6, 10)
"""What the simulation calls today."""

Voer = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    """A request of 1 June 2026 that waits, care that was reported on 3 June; it is 10 June."""
    klok = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(instellingen, klok) as geopend:
        verzoek = met(jw315(), "Client/Bsn", "999900018")
        await ontvangen(geopend, met(verzoek, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1)), AANBIEDER)
        await ontvangen(geopend, jw301(), GEMEENTE)
        await leg_watermerk_vast(geopend.database, geopend.regio, klok())
        klok.zet(date(2026, 6, 3))
        await ontvangen(geopend, jw305(), AANBIEDER)
        await maak_klok(instellingen, DAG)
        yield geopend


@pytest_asyncio.fixture
async def voer(gateway: Gateway, omgeving: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Voer:
    """Run a command line on this region; its output."""
    assert gateway.regio == omgeving["BV_REGIO"]
    for naam, waarde in omgeving.items():
        monkeypatch.setenv(naam, waarde)

    async def voer(regel: str) -> str:
        uitslag = await asyncio.to_thread(CliRunner().invoke, app, regel.split())
        assert uitslag.exit_code == 0, (regel, uitslag.output, uitslag.exception)
        return uitslag.stdout

    return voer


@pytest.mark.parametrize(
    "regel",
    [
        "report stromen 2026-05",
        "report stromen 2026-05 --op 2026-06-02",
        "report stromen 2026-05 --op 2026-06-09",
        "report stromen 2026-05 --bewegingen",
        "report wachttijden 2026-05",
        "report wachttijden 2026-05 --op 2026-06-01T23:00:00Z",
        "report plafonds",
        "clocks",
        "clocks --op 2026-06-02",
        "clocks --op 2026-06-30 --open",
        "clocks --samenvatting --periode 2026-06",
    ],
)
async def test_what_a_command_prints_gives_the_same_again(voer: Voer, gateway: Gateway, regel: str) -> None:
    eerst = await voer(regel)
    (opties,) = re.findall("Later precies hetzelfde: (.*)", eerst)
    nog_eens = f"{re.sub(' --op [^ ]+', '', regel)} {opties}"
    assert await voer(nog_eens) == eerst
    assert isinstance(gateway.klok, StaandeKlok)
    gateway.klok.zet(DAG)
    await ontvangen(gateway, met(jw301(), "Header/BerichtIdentificatie/Identificatie", "NIEUW"), GEMEENTE)
    assert await voer(nog_eens) == eerst


async def test_a_list_that_is_cut_goes_on_as_printed(voer: Voer) -> None:
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["clocks", "--limiet", "1"])
    (verder,) = re.findall(r"ga verder met (.*)\.", uitslag.stderr)
    assert "antwoord-verzoek" in uitslag.stdout
    rest = await voer(f"clocks {verder}")
    assert "antwoord-verzoek" not in rest
    assert "levering/1/45/45A04/2026-04-03" in rest


async def test_today_is_that_of_the_region(voer: Voer) -> None:
    assert f"op {DAG}" in await voer("clocks --open")
    assert f"Zoals bekend op {DAG}" in await voer("report stromen 2026-05")
    assert f"Zoals bekend op {DAG}" in await voer("report wachttijden 2026-05")
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["report", "stromen", "2026-06"])
    assert str(DAG) in str(uitslag.exception), "a month of the region that is not over"


async def test_a_token_is_given_and_judged_on_the_day_of_the_region(voer: Voer) -> None:
    nummers = {regel.split()[0] for regel in (await voer("token list")).splitlines()[1:]}
    await voer(f"token new {AANBIEDER}")
    (nieuw,) = [regel for regel in (await voer("token list")).splitlines()[1:] if regel.split()[0] not in nummers]
    assert str(DAG) in nieuw
    await voer(f"token rotate {nieuw.split()[0]} --dagen 2")
    assert f"verloopt op {DAG + timedelta(days=2)}" in await voer("token list")


@pytest.mark.usefixtures("voer")
async def test_serve_does_not_mix_now_into_a_simulation() -> None:
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["serve", "--processen", "1"], env={"BV_PORT": "0"})
    assert "simulatie" in str(uitslag.exception)

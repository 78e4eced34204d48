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
from berichtenverkeer.core.clock import in_words
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.watermarks import record_watermark
from berichtenverkeer.voorbeeldregio.clock import make_clock
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305, jw315, with_
from gatewaybouw import StaandeKlok, gateway_met_register, received

DAY = date(2026, 6, 10)
"""What the simulation calls today."""

Voer = Callable[..., Awaitable[str]]


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    """A request of 1 June 2026 that waits, care that was reported on 3 June; it is 10 June."""
    clock = StaandeKlok(date(2026, 6, 1))
    async with gateway_met_register(config, clock) as geopend:
        verzoek = with_(jw315(), "Client/Bsn", "999900018")
        await received(geopend, with_(verzoek, "Header/BerichtIdentificatie/Dagtekening", date(2026, 6, 1)), AANBIEDER)
        await received(geopend, jw301(), GEMEENTE)
        await record_watermark(geopend.database, geopend.regio, clock())
        clock.zet(date(2026, 6, 3))
        await received(geopend, jw305(), AANBIEDER)
        await make_clock(config, DAY)
        yield geopend


@pytest_asyncio.fixture
async def voer(gateway: Gateway, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Voer:
    """Run a command line on this region; its output."""
    assert gateway.regio == environment["BV_REGIO"]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    async def voer(regel: str) -> str:
        uitslag = await asyncio.to_thread(CliRunner().invoke, app, regel.split())
        assert uitslag.exit_code == 0, (regel, uitslag.output, uitslag.exception)
        return uitslag.stdout

    return voer


@pytest.mark.parametrize(
    "regel",
    [
        "report wachtlijst 2026-05",
        "report stromen 2026-05 --op 2026-06-09",
        "report wachttijden 2026-05 --op 2026-06-01T23:00:00Z",
        "plafond stand",
        "clocks",
        "clocks --op 2026-06-02",
        "clocks --op 2026-06-30 --open",
        "clocks --samenvatting --periode 2026-06",
    ],
)
async def test_what_a_command_prints_gives_the_same_again(voer: Voer, gateway: Gateway, regel: str) -> None:
    first = await voer(regel)
    (options,) = re.findall("Later precies hetzelfde: (.*)", first)
    still_once = f"{re.sub(' --op [^ ]+', '', regel)} {options}"
    assert isinstance(gateway.clock, StaandeKlok)
    gateway.clock.zet(DAY)
    await received(gateway, with_(jw301(), "Header/BerichtIdentificatie/Identificatie", "NIEUW"), GEMEENTE)
    assert await voer(still_once) == first


async def test_a_list_that_is_cut_goes_on_as_printed(voer: Voer) -> None:
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["clocks", "--limiet", "1"])
    (further,) = re.findall(r"ga verder met (.*)\.", uitslag.stderr)
    assert "antwoord-verzoek" in uitslag.stdout
    rest = await voer(f"clocks {further}")
    assert "antwoord-verzoek" not in rest
    assert "levering/1/45/45A04/2026-04-03" in rest


async def test_today_is_that_of_the_region(voer: Voer) -> None:
    assert f"op {DAY}" in await voer("clocks --open")
    assert f"Zoals bekend op: {in_words(DAY)}" in await voer("report stromen 2026-05")
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["report", "stromen", "2026-06"])
    assert in_words(DAY) in str(uitslag.exception), "a month of the region that is not over"


async def test_a_token_is_given_and_judged_on_the_day_of_the_region(voer: Voer) -> None:
    numbers = {regel.split()[0] for regel in (await voer("token list")).splitlines()[1:]}
    await voer(f"token new {AANBIEDER}")
    (new,) = [regel for regel in (await voer("token list")).splitlines()[1:] if regel.split()[0] not in numbers]
    assert str(DAY) in new
    await voer(f"token rotate {new.split()[0]} --dagen 2")
    assert f"verloopt op {DAY + timedelta(days=2)}" in await voer("token list")


@pytest.mark.usefixtures("voer")
async def test_serve_does_not_mix_now_into_a_simulation() -> None:
    uitslag = await asyncio.to_thread(CliRunner().invoke, app, ["serve", "--processen", "1"], env={"BV_PORT": "0"})
    assert "simulatie" in str(uitslag.exception)

# SPDX-License-Identifier: EUPL-1.2
"""The demo: a region of its own, one youth's life over HTTP, a year of the whole region, then commands to try."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import aiohttp
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from berichtenverkeer.cli import plafond, prognose
from berichtenverkeer.cli.supervisor import PortInUse, take_port
from berichtenverkeer.core import embedded
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.plafonds import Plafondstand
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.report_worker import ReportWorker
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.voorbeeldregio.attending import running_gateway
from berichtenverkeer.voorbeeldregio.bureau import Bureau
from berichtenverkeer.voorbeeldregio.clock import moment_at, open_clock_announcer
from berichtenverkeer.voorbeeldregio.courses import make_bureau
from berichtenverkeer.voorbeeldregio.desk import HttpDesk
from berichtenverkeer.voorbeeldregio.district import District, make_district
from berichtenverkeer.voorbeeldregio.layout import Player, new_regio, point_in, save_tokens
from berichtenverkeer.voorbeeldregio.letting_in import tell_links
from berichtenverkeer.voorbeeldregio.setup import Setup
from berichtenverkeer.voorbeeldregio.story import AANBIEDER, GEMEENTE, Story, story
from berichtenverkeer.voorbeeldregio.teller import WAITING, Teller, read_order, send_order
from berichtenverkeer.voorbeeldregio.tenzij_story import tell, tenzij_story
from berichtenverkeer.voorbeeldregio.traffic import CLIENTS, Traffic
from berichtenverkeer.voorbeeldregio.verslag import Verslag, euro

HOST = "127.0.0.1"
MOST_USED, LARGEST = 10, 3
YEARS_BEHIND = 2
"""How many years the region lived before, known by their facts and their money alone."""


async def demo(data: Path, poort: int, setup: Setup, *, stop: bool) -> int:
    """Run the demo; its exit status: 1 when anything became of a bericht that should not.

    With `stop` it ends after the year, otherwise when a signal or the end of the gateway says so. Everything it makes
    is in `data`. Raises BerichtenverkeerError when the world is wrong.
    """
    regio = new_regio(system_clock())
    map_ = data / regio
    map_.mkdir(parents=True)
    environment = _environment(data, regio, _free_port(poort))
    config = read_settings(environment)
    the_story, second = story(setup.begin), tenzij_story(setup.begin)
    district = make_district(setup.with_past(YEARS_BEHIND), without=(the_story.bsn, *second.bsns))
    print(f"Regio {regio} wordt gemaakt in {data} ...")
    use = await asyncio.to_thread(embedded.use, config.data)
    try:
        players = await point_in(config, district, setup.begin)
        save_tokens(players, map_ / "tokens")
        async with running_gateway(environment, map_ / "serve.log") as (address, gone):
            print(f"De gateway draait op {address}, op een gesimuleerde klok. Meedoen in een ander venster:")
            print(f"   $ cd {map_.absolute()} && . ./tokens")
            async with aiohttp.ClientSession() as session:
                teller = Teller(address, map_, players, session)
                await _tell(the_story, teller)
                await tell(second, teller)
            verslag, bureau = await _live(district, setup, config, address, players)
            print("\n" + "\n".join(verslag.regels()), flush=True)
            await _report(config, setup)
            print("\n" + "\n".join(bureau.outcome.regels()), flush=True)
            _attempt_himself(the_story, address, map_.absolute(), players)
            if not stop:
                await tell_links(config, address, moment_at(setup.einde))
                print("\nDe gateway blijft draaien. Stop met Ctrl-C.", flush=True)
                await _until_signaal(gone)
    finally:
        await asyncio.to_thread(use.close)
    print("De demo is gestopt.", flush=True)
    return 1 if verslag.afwijkingen else 0


async def _live(
    district: District, setup: Setup, config: Settings, address: str, players: Mapping[str, Player]
) -> tuple[Verslag, Bureau]:
    """A year of the region, with a progress bar."""
    print(f"\nEen regio van {setup.aanbieders} aanbieders en {setup.jeugdigen} jeugdigen leeft van {setup.begin}")
    print(f"tot en met {setup.einde}, met {CLIENTS} clients tegelijk:", flush=True)
    tokens = {code: player.token for code, player in players.items()}
    columns = (
        TextColumn("{task.fields[dag]}"),
        BarColumn(),
        TextColumn("{task.fields[aantal]} berichten"),
        TimeElapsedColumn(),
    )
    async with (
        open_clock_announcer(config) as clock,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CLIENTS)) as session,
    ):
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=setup.dagen, dag=setup.begin, aantal=0)

            def progress(day: date, count: int) -> None:
                bar.update(task, completed=(day - setup.begin).days, dag=day, aantal=count)

            desk = HttpDesk(session, address, tokens)
            bureau = make_bureau(desk.ask, district)
            return await Traffic(desk, clock, bureau=bureau).run(district, progress), bureau


async def _report(config: Settings, setup: Setup) -> None:
    """What the region steers on: flows and waiting per quarter that is over, and the plafonds that are used most."""
    jaar, today = setup.begin.year, setup.einde
    quarters = 4 if today.year > jaar else (today.month - 1) // 3
    database, beller = await Database.open(config), administrator(config.regio)
    questions = Queries.on(database, config.regio, lambda: moment_at(today))
    try:
        if quarters:
            async with ReportWorker(config) as worker:
                reports = Rapportages(database, config.regio, lambda: moment_at(today), worker)
                for code in ("stromen", "wachttijden"):
                    periods = [("periode", f"{jaar}-Q1..{jaar}-Q{quarters}")]
                    print((await reports.report(beller, code, periods, Vorm.TEXT))[1].decode())
        stand = await questions.plafonds.from_regio(beller, jaar)
        use = sorted(stand.plafonds, key=lambda one: one.gebruik_procent or 0, reverse=True)
        print(f"\nDe {MOST_USED} plafonds die het meest gebruikt zijn, en wat ervan wordt:")
        plafond.table(msgspec.structs.replace(stand, plafonds=use[:MOST_USED]))
        prognose.table(msgspec.structs.replace(stand, plafonds=use[:MOST_USED]))
        largest = sorted(_realisatie(stand).items(), key=lambda one: one[1], reverse=True)[:LARGEST]
        parts = [f"{name} {euro(cents)}" for name, cents in largest if cents]
        print(f"Meeste realisatie in {jaar}: {', '.join(parts) or 'nog niets gedeclareerd'}.")
        differences = await questions.plafonds.recalculate(beller)
        print(f"Alle plafonds nagerekend: {len(differences)} verschillen.", flush=True)
    finally:
        await database.close()


def _realisatie(stand: Plafondstand) -> Counter[str]:
    """Cents by the name of the aanbieder."""
    per_name: Counter[str] = Counter()
    for one in stand.plafonds:
        per_name[one.naam or one.aanbieder] += one.realisatie_cents
    return per_name


async def _tell(the_story: Story, teller: Teller) -> None:
    afgekeurd = ""
    for step in the_story.stappen:
        antwoord = await teller.send(step)
        if step.oordeel == "afgekeurd":
            afgekeurd = antwoord.inhoud["retour"]["id"]
    await teller.postvak(AANBIEDER)
    await teller.collect(AANBIEDER, afgekeurd)
    await teller.postvak(GEMEENTE)


def _attempt_himself(the_story: Story, address: str, map_: Path, players: Mapping[str, Player]) -> None:
    good, fault = map_ / "goed.xml", map_ / "met-fout.xml"
    good.write_bytes(the_story.volgende.data)
    fault.write_bytes(the_story.met_fout.data)
    token = players[AANBIEDER].token
    print("\nProbeer zelf (plak de regel in een ander venster):")
    print("\nEen bericht versturen:")
    print(send_order(address, token, good))
    print("\nHet postvak van de gemeente bekijken:")
    print(read_order(address, players[GEMEENTE].token, WAITING))
    print("\nEen bericht nakijken zonder het te versturen (proef):")
    print(send_order(address, token, fault, "?proef=ja"), flush=True)


def _environment(data: Path, regio: str, poort: int) -> dict[str, str]:
    """The environment of the demo: nothing of the user's own gateway may be in it."""
    foreign = {"DATABASE_URL", "DATABASE_OWNER_URL"}
    own = {name: value for name, value in os.environ.items() if name not in foreign and not name.startswith("BV_")}
    return own | {"BV_DATA": str(data.absolute()), "BV_REGIO": regio, "BV_HOST": HOST, "BV_PORT": str(poort)}


def _free_port(poort: int) -> int:
    try:
        holder = take_port(HOST, poort)
    except PortInUse:
        holder = take_port(HOST, 0)
        print(f"Poort {poort} is bezet; de demo gebruikt poort {holder.getsockname()[1]}.")
    with holder:
        free: int = holder.getsockname()[1]
        return free


async def _until_signaal(gone: asyncio.Event) -> None:
    """Until SIGINT or SIGTERM, or until the gateway is gone."""
    loop = asyncio.get_running_loop()
    for signaal in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signaal, gone.set)
    await gone.wait()

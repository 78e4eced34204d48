# SPDX-License-Identifier: EUPL-1.2
"""The commands that keep a gateway running: serve, migrate, rebuild, demo."""

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from berichtenverkeer.cli.database_supervisor import guarded_database
from berichtenverkeer.cli.execution import config as chosen
from berichtenverkeer.cli.execution import per_regio
from berichtenverkeer.cli.supervisor import Supervisor, count_cores, take_port
from berichtenverkeer.core import embedded
from berichtenverkeer.core.logs import point_in
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.rebuild import Rebuild, rebuild_with
from berichtenverkeer.gateway.regio_clock import require_real_clock
from berichtenverkeer.gateway.startup import check_start, update_database
from berichtenverkeer.pages.packed import style_sheet

WORKER = (sys.executable, "-m", "berichtenverkeer.cli.worker")
VOORBEELDREGIO = (sys.executable, "-m", "berichtenverkeer.voorbeeldregio")
MOST = 4
"""Processes by default, at most: each holds its own connections to the database (BV_POOL)."""

Processes = Annotated[
    int | None,
    typer.Option(min=1, max=256, help=f"Aantal werkprocessen; standaard het aantal kernen, hoogstens {MOST}."),
]


def serve(processen: Processes = None) -> None:
    """Start de gateway en houd haar draaiend.

    Luistert op BV_HOST en BV_PORT (standaard 127.0.0.1:8080). Een werkproces dat wegvalt, wordt vervangen; de
    meegeleverde database ook. Stoppen
    gaat met Ctrl-C of SIGTERM: wat al is aangenomen, wordt eerst afgemaakt. Een tweede Ctrl-C stopt meteen.

    \b
    Voorbeeld:
      berichtenverkeer serve --processen 2

    Gaat het mis? De melding zegt wat ontbreekt: een sleutel, een migratie (`berichtenverkeer migrate`), de database
    of een vrije poort. docs/bedienen/installation.md beschrijft de rest.
    """
    point_in()
    config = read_settings()
    style_sheet(config.thema)  # what a person can mend is told before anything starts
    count = processen or min(count_cores(), MOST)
    with contextlib.ExitStack() as batch:
        holder = batch.enter_context(take_port(config.host, config.port))
        if config.is_embedded:
            batch.callback(embedded.use(config.data).close)
        asyncio.run(_check(config))
        poort = holder.getsockname()[1]
        supervisor = Supervisor(
            WORKER,
            count,
            {**os.environ, "BV_PORT": str(poort)},
            ready=lambda: _report_ready(config, poort, count),
        )
        asyncio.run(_guard(supervisor, config))
    print("gestopt", flush=True)


async def _check(config: Settings) -> None:
    await check_start(config)
    for one in config.per_regio():
        await require_real_clock(one)


async def _guard(supervisor: Supervisor, config: Settings) -> None:
    async with guarded_database(config):
        await supervisor.run()


def _report_ready(config: Settings, poort: int, count: int) -> None:
    host = f"[{config.host}]" if ":" in config.host else config.host
    processen = "1 werkproces" if count == 1 else f"{count} werkprocessen"
    regios = " en ".join(config.regios)
    print(f"klaar: http://{host}:{poort} bedient regio {regios} met {processen}; stop met Ctrl-C", flush=True)


def migrate(
    whole: Annotated[
        bool, typer.Option("--helemaal", help="Eindig met status 1 zolang er een migratie wacht.")
    ] = False,
) -> None:
    """Breng de database in de vorm die deze versie verwacht.

    Veilig om vaker uit te voeren: wat er al is, blijft. Kan zonder te stoppen: wat een oudere versie nog nodig heeft,
    verdwijnt pas als u de opdracht opnieuw geeft en geen proces van die versie meer draait. Zonder DATABASE_URL gaat
    het om de meegeleverde database in BV_DATA; anders is DATABASE_OWNER_URL nodig, het adres voor de eigenaar van de
    tabellen. Een sprong waarna deze versie niet op de database zou kunnen werken, wordt geweigerd.

    \b
    Voorbeeld:
      berichtenverkeer migrate
      berichtenverkeer migrate --helemaal     na het vervangen van de oude processen: is alles gedaan?

    Gaat het mis? Er is dan niets gewijzigd: een migratie lukt helemaal of niet. Maak voor een nieuwe versie eerst een
    reservekopie (`berichtenverkeer backup`).
    """
    waiting = asyncio.run(update_database(read_settings()))
    if not waiting:
        print("De database is bij.")
        return
    print(
        f"De database is klaar voor deze versie. Migratie {', '.join(waiting)} wacht: er draaien nog processen van\n"
        "een oudere versie. Vervang die door deze en geef de opdracht dan opnieuw."
    )
    if whole:
        raise typer.Exit(1)


@per_regio
def rebuild() -> None:
    """Bouw alles wat is afgeleid opnieuw op uit het grootboek, en vergelijk.

    Het aannemen van berichten wacht zolang; lezen gaat door. Er hoort niets te verschillen: elke rij die anders is
    dan voorheen, was fout, en de opdracht eindigt dan met status 1.

    \b
    Voorbeeld:
      berichtenverkeer rebuild

    Gaat het mis? Dan is er niets gewijzigd; u kunt de opdracht opnieuw geven. Is het grootboek zelf beschadigd, dan
    noemt zij alles wat kapot is, en eindigt zij met status 3.
    """
    result = asyncio.run(_rebuild(chosen()))
    print(f"Opnieuw opgebouwd uit {result.gebeurtenissen} gebeurtenissen en {result.berichten} berichten.")
    for table, difference in result.verschillen.items():
        print(f"  {table}: {difference} rijen verschillend")
    if any(result.verschillen.values()):
        print(
            "De afgeleide gegevens klopten niet met het grootboek en zijn nu hersteld.\n"
            "Wat te doen: meld dit met de regels hierboven aan de makers; het mag niet voorkomen.",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    print("Niets verschilt: de afgeleide gegevens kloppen met het grootboek.")


async def _rebuild(config: Settings) -> Rebuild:
    columns = (TextColumn("Opbouwen"), BarColumn(), TextColumn("{task.completed} gedaan"), TimeElapsedColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("", total=None)
        return await rebuild_with(config, lambda count: bar.advance(task, count))


def demo(
    stop: Annotated[bool, typer.Option("--stop", help="Stop na het jaar, in plaats van te blijven draaien.")] = False,
    data: Annotated[Path, typer.Option(help="Map voor de database van de demo.")] = Path(".data/demo"),
    poort: Annotated[
        int, typer.Option(min=0, max=65535, help="Poort; is die bezet, dan wordt een vrije gekozen.")
    ] = 8080,
    aanbieders: Annotated[int, typer.Option(min=1, max=900, help="Hoeveel aanbieders de regio heeft.")] = 140,
    jeugdigen: Annotated[int, typer.Option(min=1, max=9000, help="Hoeveel jeugdigen er wonen.")] = 2700,
    dagen: Annotated[int, typer.Option(min=1, max=700, help="Hoeveel dagen de regio leeft.")] = 380,
) -> None:
    """Laat zien wat de gateway doet, met een eigen database en verzonnen gegevens.

    Maakt een regio, laadt de voorbeeldregio, geeft tokens uit, start de gateway op een gesimuleerde klok en verstuurt
    over HTTP de berichten van het leven van een jeugdige. Dan leeft de hele regio een jaar: vragen, wachten, beginnen,
    wisselen, stoppen, te laat, verbeterd, dubbel en met opzettelijke fouten. Wordt er iets anders afgekeurd dan die
    fouten, dan eindigt de opdracht met status 1. Daarna blijft zij draaien, met opdrachten om zelf te proberen.

    \b
    Voorbeeld:
      berichtenverkeer demo
      berichtenverkeer demo --stop --poort 0 --aanbieders 20 --jeugdigen 100

    Gaat het mis? Verwijder de map .data/demo en probeer het opnieuw; er staat niets in dat u nodig hebt.
    """
    scale = ["--aanbieders", str(aanbieders), "--jeugdigen", str(jeugdigen), "--dagen", str(dagen)]
    options = ["--data", str(data), "--poort", str(poort), *scale, *(["--stop"] if stop else [])]
    sys.stdout.flush()
    os.execv(VOORBEELDREGIO[0], [*VOORBEELDREGIO, *options])  # noqa: S606 (our own program, a fixed list)

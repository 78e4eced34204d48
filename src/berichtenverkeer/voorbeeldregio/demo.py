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

from berichtenverkeer.cli import plafond, rapportvorm
from berichtenverkeer.cli.bewaker import PoortBezet, neem_poort
from berichtenverkeer.core import embedded
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.klok import systeemklok
from berichtenverkeer.gateway.beller import beheerder
from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.plafonds import Plafondstand
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.voorbeeldregio.bediening import draaiende_gateway
from berichtenverkeer.voorbeeldregio.inrichting import Speler, bewaar_tokens, nieuwe_regio, richt_in
from berichtenverkeer.voorbeeldregio.klok import moment_op, open_klokkenluider
from berichtenverkeer.voorbeeldregio.loket import HttpLoket
from berichtenverkeer.voorbeeldregio.opzet import Opzet
from berichtenverkeer.voorbeeldregio.streek import Streek, maak_streek
from berichtenverkeer.voorbeeldregio.verhaal import AANBIEDER, GEMEENTE, Verhaal, verhaal
from berichtenverkeer.voorbeeldregio.verkeer import CLIENTS, Verkeer
from berichtenverkeer.voorbeeldregio.verslag import Verslag, euro
from berichtenverkeer.voorbeeldregio.verteller import WACHTEND, Verteller, lees_opdracht, verstuur_opdracht

HOST = "127.0.0.1"
MEEST_GEBRUIKT, GROOTSTE = 10, 3


async def demo(data: Path, poort: int, opzet: Opzet, *, stop: bool) -> int:
    """Run the demo; its exit status: 1 when anything became of a bericht that should not.

    With `stop` it ends after the year, otherwise when a signal or the end of the gateway says so. Everything it makes
    is in `data`. Raises BerichtenverkeerError when the world is wrong.
    """
    regio = nieuwe_regio(systeemklok())
    map_ = data / regio
    map_.mkdir(parents=True)
    omgeving = _omgeving(data, regio, _vrije_poort(poort))
    instellingen = lees_instellingen(omgeving)
    het_verhaal = verhaal(opzet.begin)
    streek = maak_streek(opzet, zonder=(het_verhaal.bsn,))
    print(f"Regio {regio} wordt gemaakt in {data} ...")
    gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data)
    try:
        spelers = await richt_in(instellingen, streek.register, opzet.begin, opzet.einde)
        bewaar_tokens(spelers, map_ / "tokens")
        async with draaiende_gateway(omgeving, map_ / "serve.log") as (adres, weg):
            print(f"De gateway draait op {adres}, op een gesimuleerde klok. Meedoen in een ander venster:")
            print(f"   $ cd {map_.absolute()} && . ./tokens")
            async with aiohttp.ClientSession() as sessie:
                await _vertel(het_verhaal, Verteller(adres, map_, spelers, sessie))
            verslag = await _beleef(streek, instellingen, adres, spelers)
            print("\n" + "\n".join(verslag.regels()), flush=True)
            await _rapporteer(instellingen, opzet)
            _probeer_zelf(het_verhaal, adres, map_.absolute(), spelers)
            if not stop:
                print("\nDe gateway blijft draaien. Stop met Ctrl-C.", flush=True)
                await _tot_signaal(weg)
    finally:
        await asyncio.to_thread(gebruik.sluit)
    print("De demo is gestopt.", flush=True)
    return 1 if verslag.afwijkingen else 0


async def _beleef(streek: Streek, instellingen: Instellingen, adres: str, spelers: Mapping[str, Speler]) -> Verslag:
    """A year of the region, with a progress bar."""
    opzet = streek.opzet
    print(f"\nEen regio van {opzet.aanbieders} aanbieders en {opzet.jeugdigen} jeugdigen leeft van {opzet.begin}")
    print(f"tot en met {opzet.einde}, met {CLIENTS} clients tegelijk:", flush=True)
    tokens = {code: speler.token for code, speler in spelers.items()}
    kolommen = (
        TextColumn("{task.fields[dag]}"),
        BarColumn(),
        TextColumn("{task.fields[aantal]} berichten"),
        TimeElapsedColumn(),
    )
    async with (
        open_klokkenluider(instellingen) as klok,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CLIENTS)) as sessie,
    ):
        with Progress(*kolommen, console=Console(stderr=True), transient=True) as balk:
            taak = balk.add_task("", total=opzet.dagen, dag=opzet.begin, aantal=0)

            def voortgang(dag: date, aantal: int) -> None:
                balk.update(taak, completed=(dag - opzet.begin).days, dag=dag, aantal=aantal)

            return await Verkeer(HttpLoket(sessie, adres, tokens), klok).draai(streek, voortgang)


async def _rapporteer(instellingen: Instellingen, opzet: Opzet) -> None:
    """What the region steers on: flows and waiting per quarter that is over, and the plafonds that are used most."""
    jaar, vandaag = opzet.begin.year, opzet.einde
    kwartalen = 4 if vandaag.year > jaar else (vandaag.month - 1) // 3
    database, beller = await Database.open(instellingen), beheerder(instellingen.regio)
    vragen = Queries.on(database, instellingen.regio, lambda: moment_op(vandaag))
    try:
        if kwartalen:
            vraag = Vraagstelling(perioden=f"{jaar}-Q1..{jaar}-Q{kwartalen}")
            rapportvorm.stromen(await vragen.rapportages.stromen(beller, vraag))
            rapportvorm.wachttijden(await vragen.rapportages.wachttijden(beller, vraag))
        stand = await vragen.plafonds.van_regio(beller, jaar)
        gebruik = sorted(stand.plafonds, key=lambda een: een.gebruik_procent or 0, reverse=True)
        print(f"\nDe {MEEST_GEBRUIKT} plafonds die het meest gebruikt zijn:")
        plafond.tabel(msgspec.structs.replace(stand, plafonds=gebruik[:MEEST_GEBRUIKT]))
        grootste = sorted(_realisatie(stand).items(), key=lambda een: een[1], reverse=True)[:GROOTSTE]
        delen = [f"{naam} {euro(cents)}" for naam, cents in grootste if cents]
        print(f"Meeste realisatie in {jaar}: {', '.join(delen) or 'nog niets gedeclareerd'}.")
        verschillen = await vragen.plafonds.herbereken(beller)
        print(f"Alle plafonds nagerekend: {len(verschillen)} verschillen.", flush=True)
    finally:
        await database.sluit()


def _realisatie(stand: Plafondstand) -> Counter[str]:
    """Cents by the name of the aanbieder."""
    per_naam: Counter[str] = Counter()
    for een in stand.plafonds:
        per_naam[een.naam or een.aanbieder] += een.realisatie_cents
    return per_naam


async def _vertel(het_verhaal: Verhaal, verteller: Verteller) -> None:
    afgekeurd = ""
    for stap in het_verhaal.stappen:
        antwoord = await verteller.verstuur(stap)
        if stap.oordeel == "afgekeurd":
            afgekeurd = antwoord.inhoud["retour"]["id"]
    await verteller.postvak(AANBIEDER)
    await verteller.haal_af(AANBIEDER, afgekeurd)
    await verteller.postvak(GEMEENTE)


def _probeer_zelf(het_verhaal: Verhaal, adres: str, map_: Path, spelers: Mapping[str, Speler]) -> None:
    goed, fout = map_ / "goed.xml", map_ / "met-fout.xml"
    goed.write_bytes(het_verhaal.volgende.data)
    fout.write_bytes(het_verhaal.met_fout.data)
    token = spelers[AANBIEDER].token
    print("\nProbeer zelf (plak de regel in een ander venster):")
    print("\nEen bericht versturen:")
    print(verstuur_opdracht(adres, token, goed))
    print("\nHet postvak van de gemeente bekijken:")
    print(lees_opdracht(adres, spelers[GEMEENTE].token, WACHTEND))
    print("\nEen bericht nakijken zonder het te versturen (proef):")
    print(verstuur_opdracht(adres, token, fout, "?proef=ja"), flush=True)


def _omgeving(data: Path, regio: str, poort: int) -> dict[str, str]:
    """The environment of the demo: nothing of the user's own gateway may be in it."""
    vreemd = {"DATABASE_URL", "DATABASE_OWNER_URL"}
    eigen = {naam: waarde for naam, waarde in os.environ.items() if naam not in vreemd and not naam.startswith("BV_")}
    return eigen | {"BV_DATA": str(data.absolute()), "BV_REGIO": regio, "BV_HOST": HOST, "BV_PORT": str(poort)}


def _vrije_poort(poort: int) -> int:
    try:
        houder = neem_poort(HOST, poort)
    except PoortBezet:
        houder = neem_poort(HOST, 0)
        print(f"Poort {poort} is bezet; de demo gebruikt poort {houder.getsockname()[1]}.")
    with houder:
        vrij: int = houder.getsockname()[1]
        return vrij


async def _tot_signaal(weg: asyncio.Event) -> None:
    """Until SIGINT or SIGTERM, or until the gateway is gone."""
    lus = asyncio.get_running_loop()
    for signaal in (signal.SIGINT, signal.SIGTERM):
        lus.add_signal_handler(signaal, weg.set)
    await weg.wait()

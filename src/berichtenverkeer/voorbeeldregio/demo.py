# SPDX-License-Identifier: EUPL-1.2
"""The demo: a region of its own, one youth's life over HTTP, then three commands to try."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from berichtenverkeer.cli.bewaker import PoortBezet, neem_poort
from berichtenverkeer.core import embedded
from berichtenverkeer.core.instellingen import lees_instellingen
from berichtenverkeer.core.klok import dag, systeemklok
from berichtenverkeer.voorbeeldregio.bediening import draaiende_gateway
from berichtenverkeer.voorbeeldregio.inrichting import Speler, bewaar_tokens, nieuwe_regio, richt_in
from berichtenverkeer.voorbeeldregio.verhaal import AANBIEDER, GEMEENTE, Verhaal, verhaal
from berichtenverkeer.voorbeeldregio.verteller import WACHTEND, Verteller, lees_opdracht, verstuur_opdracht

HOST = "127.0.0.1"


async def demo(data: Path, poort: int, *, stop: bool) -> None:
    """Run the demo; with `stop` it ends after the story, otherwise when a signal or the end of the gateway says so.

    Everything it makes is in `data`. Raises BerichtenverkeerError when the world is wrong.
    """
    nu = systeemklok()
    regio = nieuwe_regio(nu)
    map_ = data / regio
    map_.mkdir(parents=True)
    omgeving = _omgeving(data, regio, _vrije_poort(poort))
    instellingen = lees_instellingen(omgeving)
    print(f"Regio {regio} wordt gemaakt in {data} ...")
    gebruik = await asyncio.to_thread(embedded.gebruik, instellingen.data)
    try:
        spelers = await richt_in(instellingen)
        bewaar_tokens(spelers, map_ / "tokens")
        async with draaiende_gateway(omgeving, map_ / "serve.log") as (adres, weg):
            print(f"De gateway draait op {adres}. Meedoen in een ander venster:")
            print(f"   $ cd {map_.absolute()} && . ./tokens")
            het_verhaal = verhaal(dag(nu))
            async with aiohttp.ClientSession() as sessie:
                await _vertel(het_verhaal, Verteller(adres, map_, spelers, sessie))
            _probeer_zelf(het_verhaal, adres, map_.absolute(), spelers)
            if not stop:
                print("\nDe gateway blijft draaien. Stop met Ctrl-C.", flush=True)
                await _tot_signaal(weg)
    finally:
        await asyncio.to_thread(gebruik.sluit)
    print("De demo is gestopt.", flush=True)


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

# SPDX-License-Identifier: EUPL-1.2
"""The gateway of a simulation beside the program that drives it: a supervisor with processes on the simulated clock."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from berichtenverkeer.cli.bewaker import Bewaker, neem_poort
from berichtenverkeer.cli.databasebewaker import bewaakte_database
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.logboek import richt_in
from berichtenverkeer.gateway.opstart import keur_opstart

OPDRACHT = (sys.executable, "-m", "berichtenverkeer.voorbeeldregio.bediening")
WERKPROCES = (sys.executable, "-m", "berichtenverkeer.voorbeeldregio.werkproces")
PROCESSEN = 2
_START_S = 60.0
_STOP_S = 60.0
_KLAAR = re.compile(rb"klaar: (http://\S+)\n")


class GatewayStartNiet(BerichtenverkeerError):
    """De gateway van de demo start niet."""

    actie = "Lees de laatste regels van het genoemde logboek."


def main() -> None:
    """The supervisor: keep PROCESSEN processes running on BV_HOST and BV_PORT until a signal says stop."""
    richt_in("warning")
    instellingen = lees_instellingen()
    with contextlib.ExitStack() as stapel:
        houder = stapel.enter_context(neem_poort(instellingen.host, instellingen.port))
        if instellingen.is_embedded:
            stapel.callback(embedded.gebruik(instellingen.data).sluit)
        asyncio.run(keur_opstart(instellingen))
        poort = houder.getsockname()[1]
        omgeving = {**os.environ, "BV_PORT": str(poort)}
        klaar = f"klaar: http://{instellingen.host}:{poort}"
        bewaker = Bewaker(WERKPROCES, PROCESSEN, omgeving, klaar=lambda: print(klaar, flush=True))
        asyncio.run(_bewaak(bewaker, instellingen))


async def _bewaak(bewaker: Bewaker, instellingen: Instellingen) -> None:
    async with bewaakte_database(instellingen):
        await bewaker.draai()


@asynccontextmanager
async def draaiende_gateway(omgeving: Mapping[str, str], logboek: Path) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Its address, and an event that is set when it ends. On leaving it is asked to stop, and waited for.

    Raises GatewayStartNiet.
    """
    with logboek.open("ab") as log:
        proces = await asyncio.create_subprocess_exec(
            *OPDRACHT, stdout=asyncio.subprocess.PIPE, stderr=log, env=omgeving, process_group=0
        )
    weg = asyncio.Event()
    volger = asyncio.create_task(_volg(proces, weg))
    try:
        yield await _adres(proces, logboek), weg
    finally:
        with contextlib.suppress(ProcessLookupError):
            proces.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(volger, _STOP_S)
        if proces.returncode is None:
            proces.kill()


async def _volg(proces: asyncio.subprocess.Process, weg: asyncio.Event) -> None:
    await proces.wait()
    weg.set()


async def _adres(proces: asyncio.subprocess.Process, logboek: Path) -> str:
    assert proces.stdout is not None
    with contextlib.suppress(TimeoutError):
        regel = await asyncio.wait_for(proces.stdout.readline(), _START_S)
        if gevonden := _KLAAR.match(regel):
            return gevonden[1].decode()
    raise GatewayStartNiet(f"De gateway van de demo start niet; zie {logboek}.")


if __name__ == "__main__":
    main()

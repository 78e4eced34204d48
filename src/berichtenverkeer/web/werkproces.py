# SPDX-License-Identifier: EUPL-1.2
"""One of the N processes of `serve`; its supervisor starts it as `python -m berichtenverkeer.web.werkproces`."""

import asyncio
import gc
import resource
import sys
from collections.abc import Awaitable, Callable

import uvloop

from berichtenverkeer.core import bewaking
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.logboek import logger, richt_in
from berichtenverkeer.gateway.gateways import open_gateways
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.openapi import uitgever
from berichtenverkeer.web.server import serveer

MEESTE = 10_000
"""Connections of one process, when the system allows it as many file descriptors."""

EIGEN_BESTANDEN = 256
"""File descriptors that are not for clients: the database, its lanes, files."""

OPNIEUW_S = 60.0
"""How long a background task that failed waits before it is begun again."""

WISSEL_S = 0.0005
"""How long a thread may keep the interpreter while others wait: large berichten are handled beside the event loop."""


async def bedien(instellingen: Instellingen) -> None:
    """Serve until SIGTERM, then finish what was accepted. Raises BerichtenverkeerError or OSError when it cannot."""
    async with open_gateways(instellingen) as gateways:
        gc.freeze()  # what is here stays: a collection that walks through all of it holds up every thread
        klaar = asyncio.Event()
        taken = [asyncio.create_task(_meld(klaar))]
        for gateway in gateways:
            for steeds in (gateway.houd_watermerken_bij, gateway.laat_vervallen):
                taken.append(asyncio.create_task(houd_gaande(steeds)))
        try:
            await serveer(
                gateways,
                instellingen.host,
                instellingen.port,
                hergebruik_poort=True,
                klaar=klaar,
                uitgever=uitgever(instellingen),
                metingen_in=instellingen.data / "metingen",
                grenzen=Grenzen(
                    max_bytes=instellingen.max_bericht_bytes,
                    per_seconde=instellingen.verzoeken_per_seconde,
                    stoot=2 * instellingen.verzoeken_per_seconde,
                    verbindingen=_verbindingen(),
                    per_adres=instellingen.verbindingen_per_adres,
                    proxies=instellingen.proxies,
                ),
            )
        finally:
            for taak in taken:
                taak.cancel()
            await asyncio.gather(*taken, return_exceptions=True)


def _verbindingen() -> int:
    """How many connections may be open: as many as there are file descriptors, less what this process needs itself."""
    zacht, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wil = MEESTE + EIGEN_BESTANDEN
    if 0 <= zacht < wil:
        zacht = wil if hard == resource.RLIM_INFINITY else min(wil, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (zacht, hard))
    beschikbaar = wil if zacht == resource.RLIM_INFINITY else zacht
    return max(beschikbaar // 4, min(MEESTE, beschikbaar - EIGEN_BESTANDEN))


async def houd_gaande(taak: Callable[[], Awaitable[None]], opnieuw_s: float = OPNIEUW_S) -> None:
    """Do what never ends, also when a fault of ours ends it: that says so, and is begun again."""
    while True:
        try:
            await taak()
        except Exception as fout:
            logger.error("achtergrondtaak_gestopt", exc_info=fout)
        await asyncio.sleep(opnieuw_s)


async def _meld(klaar: asyncio.Event) -> None:
    await klaar.wait()
    bewaking.meld_klaar()


def main() -> None:
    """The whole life of the process."""
    richt_in()
    bewaking.volg_bewaker()
    sys.setswitchinterval(WISSEL_S)
    try:
        uvloop.run(bedien(lees_instellingen()))
    except (BerichtenverkeerError, OSError) as fout:
        logger.error("werkproces_start_niet", exc_info=fout)
        sys.exit(1)


if __name__ == "__main__":
    main()

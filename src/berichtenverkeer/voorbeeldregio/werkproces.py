# SPDX-License-Identifier: EUPL-1.2
"""One of the processes of a simulation: that of `serve`, on the simulated clock.

Started by its supervisor as `python -m berichtenverkeer.voorbeeldregio.werkproces`. `serve` has no such option.
"""

import asyncio
import sys

import uvloop

from berichtenverkeer.core import bewaking
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.core.logboek import logger, richt_in
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.voorbeeldregio.klok import open_klok
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.server import serveer


async def bedien(instellingen: Instellingen) -> None:
    """Serve until SIGTERM. The watermarks are recorded by whoever moves the clock. Raises BerichtenverkeerError."""
    klaar = asyncio.Event()
    grenzen = Grenzen(
        max_bytes=instellingen.max_bericht_bytes,
        per_seconde=instellingen.verzoeken_per_seconde,
        stoot=2 * instellingen.verzoeken_per_seconde,
    )
    async with (
        open_klok(instellingen) as klok,
        open_gateway(instellingen, klok, klok.stel_bij) as gateway,
        asyncio.TaskGroup() as taken,
    ):
        melder = taken.create_task(_meld(klaar))
        try:
            await serveer(
                Gateways([gateway]),
                instellingen.host,
                instellingen.port,
                hergebruik_poort=True,
                klaar=klaar,
                grenzen=grenzen,
            )
        finally:
            melder.cancel()


async def _meld(klaar: asyncio.Event) -> None:
    await klaar.wait()
    bewaking.meld_klaar()


def main() -> None:
    """The whole life of the process."""
    richt_in("warning")
    bewaking.volg_bewaker()
    try:
        uvloop.run(bedien(lees_instellingen()))
    except* (BerichtenverkeerError, OSError) as fouten:
        logger.error("werkproces_start_niet", exc_info=fouten)
        sys.exit(1)


if __name__ == "__main__":
    main()

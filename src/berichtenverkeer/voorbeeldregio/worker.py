# SPDX-License-Identifier: EUPL-1.2
"""One of the processes of a simulation: that of `serve`, on the simulated clock.

Started by its supervisor as `python -m berichtenverkeer.voorbeeldregio.worker`. `serve` has no such option.
"""

import asyncio
import sys

import uvloop

from berichtenverkeer.core import supervision
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger, point_in
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.pages.opening import open_pages
from berichtenverkeer.voorbeeldregio.clock import open_clock
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.server import serve


async def attend(config: Settings) -> None:
    """Serve until SIGTERM. The watermarks are recorded by whoever moves the clock. Raises BerichtenverkeerError."""
    ready = asyncio.Event()
    limits = Limits(
        max_bytes=config.max_bericht_bytes,
        per_seconde=config.verzoeken_per_seconde,
        stoot=2 * config.verzoeken_per_seconde,
    )
    async with (
        open_clock(config) as clock,
        open_gateway(config, clock, clock.adjust) as gateway,
        asyncio.TaskGroup() as taken,
    ):
        reporter = taken.create_task(_report(ready))
        try:
            gateways = Gateways([gateway])
            await serve(
                gateways,
                config.host,
                config.port,
                reuse_port=True,
                ready=ready,
                limits=limits,
                beside=open_pages(gateways, config),
            )
        finally:
            reporter.cancel()


async def _report(ready: asyncio.Event) -> None:
    await ready.wait()
    supervision.report_ready()


def main() -> None:
    """The whole life of the process."""
    point_in("warning")
    supervision.follow_supervisor()
    try:
        uvloop.run(attend(read_settings()))
    except* (BerichtenverkeerError, OSError) as faults:
        logger.error("werkproces_start_niet", exc_info=faults)
        sys.exit(1)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: EUPL-1.2
"""One of the N processes of `serve`; its supervisor starts it as `python -m berichtenverkeer.cli.worker`."""

import asyncio
import gc
import resource
import sys
from collections.abc import Awaitable, Callable

import uvloop

from berichtenverkeer.core import supervision
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger, point_in
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.gateways import open_gateways
from berichtenverkeer.pages.opening import open_pages
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.openapi import publisher
from berichtenverkeer.web.server import serve

MOST = 10_000
"""Connections of one process, when the system allows it as many file descriptors."""

OWN_FILES = 256
"""File descriptors that are not for clients: the database, its lanes, files."""

COLLECT_AFTER = 10_000
"""How many objects more there may be before the youngest are looked through: more than a batch of berichten has, since
nearly all of those go by themselves when it ends (decision 167)."""

AGAIN_S = 60.0
"""How long a background task that failed waits before it is begun again."""

EXCHANGE_S = 0.0005
"""How long a thread may keep the interpreter while others wait: large berichten are handled beside the event loop."""


async def attend(config: Settings) -> None:
    """Serve until SIGTERM, then finish what was accepted. Raises BerichtenverkeerError or OSError when it cannot."""
    async with open_gateways(config) as gateways:
        gc.freeze()  # what is here stays: a collection that walks through all of it holds up every thread
        gc.set_threshold(COLLECT_AFTER)
        ready = asyncio.Event()
        tasks = [asyncio.create_task(_report(ready))]
        for gateway in gateways:
            for ever in (
                gateway.keep_watermarks,
                gateway.let_lapse,
                gateway.budget_watch.keep,
                gateway.set_timer.keep,
                gateway.rapportages.beat.keep,
            ):
                tasks.append(asyncio.create_task(keep_going(ever)))
        try:
            await serve(
                gateways,
                config.host,
                config.port,
                reuse_port=True,
                ready=ready,
                publisher=publisher(config),
                measurements_in=config.data / "metingen",
                beside=open_pages(gateways, config),
                limits=Limits(
                    max_bytes=config.max_bericht_bytes,
                    per_seconde=config.verzoeken_per_seconde,
                    stoot=2 * config.verzoeken_per_seconde,
                    verbindingen=_connections(),
                    per_adres=config.verbindingen_per_adres,
                    proxies=config.proxies,
                ),
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _connections() -> int:
    """How many connections may be open: as many as there are file descriptors, less what this process needs itself."""
    gentle, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wants = MOST + OWN_FILES
    if 0 <= gentle < wants:
        gentle = wants if hard == resource.RLIM_INFINITY else min(wants, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (gentle, hard))
    available = wants if gentle == resource.RLIM_INFINITY else gentle
    return max(available // 4, min(MOST, available - OWN_FILES))


async def keep_going(task: Callable[[], Awaitable[None]], again_s: float = AGAIN_S) -> None:
    """Do what never ends, also when a fault of ours ends it: that says so, and is begun again."""
    while True:
        try:
            await task()
        except Exception as fault:
            logger.error("achtergrondtaak_gestopt", exc_info=fault)
        await asyncio.sleep(again_s)


async def _report(ready: asyncio.Event) -> None:
    await ready.wait()
    supervision.report_ready()


def main() -> None:
    """The whole life of the process."""
    point_in()
    supervision.follow_supervisor()
    sys.setswitchinterval(EXCHANGE_S)
    try:
        uvloop.run(attend(read_settings()))
    except (BerichtenverkeerError, OSError) as fault:
        logger.error("werkproces_start_niet", exc_info=fault)
        sys.exit(1)


if __name__ == "__main__":
    main()

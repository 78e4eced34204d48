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

from berichtenverkeer.cli.database_supervisor import guarded_database
from berichtenverkeer.cli.supervisor import Supervisor, take_port
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import point_in
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.startup import check_start
from berichtenverkeer.pages.packed import style_sheet

ORDER = (sys.executable, "-m", "berichtenverkeer.voorbeeldregio.attending")
WORKER = (sys.executable, "-m", "berichtenverkeer.voorbeeldregio.worker")
PROCESSES = 2
_START_S = 60.0
_STOP_S = 60.0
_READY = re.compile(rb"klaar: (http://\S+)\n")


class GatewayDoesNotStart(BerichtenverkeerError):
    """De gateway van de demo start niet."""

    actie = "Lees de laatste regels van het genoemde logboek."


def main() -> None:
    """The supervisor: keep PROCESSEN processes running on BV_HOST and BV_PORT until a signal says stop."""
    point_in("warning")
    config = read_settings()
    style_sheet(config.thema)
    with contextlib.ExitStack() as batch:
        holder = batch.enter_context(take_port(config.host, config.port))
        if config.is_embedded:
            batch.callback(embedded.use(config.data).close)
        asyncio.run(check_start(config))
        poort = holder.getsockname()[1]
        environment = {**os.environ, "BV_PORT": str(poort)}
        ready = f"klaar: http://{config.host}:{poort}"
        supervisor = Supervisor(WORKER, PROCESSES, environment, ready=lambda: print(ready, flush=True))
        asyncio.run(_guard(supervisor, config))


async def _guard(supervisor: Supervisor, config: Settings) -> None:
    async with guarded_database(config):
        await supervisor.run()


@asynccontextmanager
async def running_gateway(environment: Mapping[str, str], logs: Path) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Its address, and an event that is set when it ends. On leaving it is asked to stop, and waited for.

    Raises GatewayDoesNotStart.
    """
    with logs.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *ORDER, stdout=asyncio.subprocess.PIPE, stderr=log, env=environment, process_group=0
        )
    gone = asyncio.Event()
    follower = asyncio.create_task(_follow(process, gone))
    try:
        yield await _address(process, logs), gone
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(follower, _STOP_S)
        if process.returncode is None:
            process.kill()


async def _follow(process: asyncio.subprocess.Process, gone: asyncio.Event) -> None:
    await process.wait()
    gone.set()


async def _address(process: asyncio.subprocess.Process, logs: Path) -> str:
    assert process.stdout is not None
    with contextlib.suppress(TimeoutError):
        regel = await asyncio.wait_for(process.stdout.readline(), _START_S)
        if found := _READY.match(regel):
            return found[1].decode()
    raise GatewayDoesNotStart(f"De gateway van de demo start niet; zie {logs}.")


if __name__ == "__main__":
    main()

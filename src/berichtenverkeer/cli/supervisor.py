# SPDX-License-Identifier: EUPL-1.2
"""The supervisor of `serve`: N processes on one port, replaced when they die, stopped together.

What it says to them and they to it: `core/supervision.py`.
"""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.supervision import GRACE_S, READY

STABLE_S = 30.0
"""Who lived this long did not die of its start: the next restart is immediate again."""
_SIGNALEN = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class PortInUse(BerichtenverkeerError):
    """Op dit adres kan niet worden geluisterd."""

    actie = "Kies een andere poort of een ander adres met BV_PORT en BV_HOST (BV_PORT=0 neemt een vrije poort)."


class StartFailed(BerichtenverkeerError):
    """Een werkproces stopte voordat het klaar was."""

    actie = "De oorzaak staat in de regels hierboven."


class Wait(msgspec.Struct, frozen=True):
    """Seconds to wait before a process is started again: doubled for each death soon after the start."""

    begin: float = 0.1
    highest: float = 10.0

    def after(self, times: int) -> float:
        """After `times` deaths in a row, counted from 0."""
        return float(min(self.highest, self.begin * 2 ** min(times, 30)))


def take_port(host: str, poort: int) -> socket.socket:
    """A socket that holds the port without listening, so that the processes can share it and nobody else takes it.

    Refuses a port on which another listens already, also one that would share it. Raises PortInUse.
    """
    try:
        family, soort, _, _, address = socket.getaddrinfo(host, poort, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, soort) as only:
            only.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            only.bind(address)
            chosen = only.getsockname()
    except OSError as fault:
        reden = f"Op {host}:{poort} kan niet worden geluisterd"
        raise PortInUse(f"{reden} ({fault.strerror or fault}).") from fault
    holder = socket.socket(family, soort)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    holder.bind(chosen)
    return holder


class Supervisor:
    """Starts `order` `aantal` times, and keeps it that way until a signal says stop."""

    def __init__(
        self,
        order: Sequence[str],
        count: int,
        environment: Mapping[str, str],
        *,
        ready: Callable[[], None] = lambda: None,
        grace_s: float = GRACE_S,
        wait: Wait | None = None,
    ) -> None:
        """`ready` is called once, when all of them listen for the first time."""
        self._order = order
        self._count = count
        self._environment = environment
        self._report_ready = ready
        self._grace_s = grace_s
        self._wait = wait or Wait()
        self._running: set[asyncio.subprocess.Process] = set()
        self._stop = asyncio.Event()
        self._started: set[int] = set()
        self._failed = False

    async def run(self) -> None:
        """Until a signal; returns when every process has ended. Raises StartFailed when they never all listened."""
        loop = asyncio.get_running_loop()
        for signaal in _SIGNALEN:
            loop.add_signal_handler(signaal, self._ask_to_stop)
        tasks = [asyncio.create_task(self._guard(number)) for number in range(self._count)]
        try:
            await self._stop.wait()
            _, te_laat = await asyncio.wait(tasks, timeout=self._grace_s)
            if te_laat:
                logger.error("werkproces_te_traag", aantal=len(te_laat))
                self._all_of_them(signal.SIGKILL)
            await asyncio.gather(*tasks)
        finally:
            self._all_of_them(signal.SIGKILL)
            for signaal in _SIGNALEN:
                loop.remove_signal_handler(signaal)
        if self._failed:
            raise StartFailed

    def _ask_to_stop(self) -> None:
        """The first signal asks, the second one insists."""
        self._all_of_them(signal.SIGKILL if self._stop.is_set() else signal.SIGTERM)
        self._stop.set()

    def _all_of_them(self, signaal: int) -> None:
        for process in self._running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signaal)

    async def _guard(self, number: int) -> None:
        times = 0
        while not self._stop.is_set():
            begin = time.monotonic()
            code = await self._a_life(number)
            if self._stop.is_set():
                return
            if len(self._started) < self._count:
                self._failed = True
                self._ask_to_stop()
                return
            times = 0 if time.monotonic() - begin > STABLE_S else times + 1
            wait_s = self._wait.after(times - 1) if times else 0.0
            logger.error("werkproces_weg", nummer=number, code=code, wacht_s=wait_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), wait_s)

    async def _a_life(self, number: int) -> int:
        """Start a process and wait for its end; its exit code (negative: the signal)."""
        pipe = asyncio.subprocess.PIPE
        # A group of its own: Ctrl-C in a terminal reaches the supervisor only, which then asks the others.
        process = await asyncio.create_subprocess_exec(
            *self._order, stdin=pipe, stdout=pipe, env=self._environment, process_group=0
        )
        self._running.add(process)
        try:
            if self._stop.is_set():
                process.terminate()
            assert process.stdout is not None
            if await process.stdout.readline() == READY:
                self._note_ready(number, process.pid)
            return await process.wait()
        finally:
            self._running.discard(process)

    def _note_ready(self, number: int, pid: int) -> None:
        logger.info("werkproces_klaar", nummer=number, pid=pid)
        earlier = len(self._started)
        self._started.add(number)
        if earlier < len(self._started) == self._count:
            self._report_ready()


def count_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

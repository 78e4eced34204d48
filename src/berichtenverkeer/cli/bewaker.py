# SPDX-License-Identifier: EUPL-1.2
"""The supervisor of `serve`: N processes on one port, replaced when they die, stopped together.

What it says to them and they to it: `core/bewaking.py`.
"""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from berichtenverkeer.core.bewaking import GENADE_S, KLAAR
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logboek import logger

STABIEL_S = 30.0
"""Who lived this long did not die of its start: the next restart is immediate again."""
_SIGNALEN = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class PoortBezet(BerichtenverkeerError):
    """Op dit adres kan niet worden geluisterd."""

    actie = "Kies een andere poort of een ander adres met BV_PORT en BV_HOST (BV_PORT=0 neemt een vrije poort)."


class StartMislukt(BerichtenverkeerError):
    """Een werkproces stopte voordat het klaar was."""

    actie = "De oorzaak staat in de regels hierboven."


class Wacht(msgspec.Struct, frozen=True):
    """Seconds to wait before a process is started again: doubled for each death soon after the start."""

    begin: float = 0.1
    hoogste: float = 10.0

    def na(self, keren: int) -> float:
        """After `keren` deaths in a row, counted from 0."""
        return float(min(self.hoogste, self.begin * 2 ** min(keren, 30)))


def neem_poort(host: str, poort: int) -> socket.socket:
    """A socket that holds the port without listening, so that the processes can share it and nobody else takes it.

    Refuses a port on which another listens already, also one that would share it. Raises PoortBezet.
    """
    try:
        familie, soort, _, _, adres = socket.getaddrinfo(host, poort, type=socket.SOCK_STREAM)[0]
        with socket.socket(familie, soort) as alleen:
            alleen.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alleen.bind(adres)
            gekozen = alleen.getsockname()
    except OSError as fout:
        reden = f"Op {host}:{poort} kan niet worden geluisterd"
        raise PoortBezet(f"{reden} ({fout.strerror or fout}).") from fout
    houder = socket.socket(familie, soort)
    houder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    houder.bind(gekozen)
    return houder


class Bewaker:
    """Starts `opdracht` `aantal` times, and keeps it that way until a signal says stop."""

    def __init__(
        self,
        opdracht: Sequence[str],
        aantal: int,
        omgeving: Mapping[str, str],
        *,
        klaar: Callable[[], None] = lambda: None,
        genade_s: float = GENADE_S,
        wacht: Wacht | None = None,
    ) -> None:
        """`klaar` is called once, when all of them listen for the first time."""
        self._opdracht = opdracht
        self._aantal = aantal
        self._omgeving = omgeving
        self._meld_klaar = klaar
        self._genade_s = genade_s
        self._wacht = wacht or Wacht()
        self._lopend: set[asyncio.subprocess.Process] = set()
        self._stop = asyncio.Event()
        self._gestart: set[int] = set()
        self._mislukt = False

    async def draai(self) -> None:
        """Until a signal; returns when every process has ended. Raises StartMislukt when they never all listened."""
        lus = asyncio.get_running_loop()
        for signaal in _SIGNALEN:
            lus.add_signal_handler(signaal, self._vraag_stop)
        taken = [asyncio.create_task(self._bewaak(nummer)) for nummer in range(self._aantal)]
        try:
            await self._stop.wait()
            _, te_laat = await asyncio.wait(taken, timeout=self._genade_s)
            if te_laat:
                logger.error("werkproces_te_traag", aantal=len(te_laat))
                self._allen(signal.SIGKILL)
            await asyncio.gather(*taken)
        finally:
            self._allen(signal.SIGKILL)
            for signaal in _SIGNALEN:
                lus.remove_signal_handler(signaal)
        if self._mislukt:
            raise StartMislukt

    def _vraag_stop(self) -> None:
        """The first signal asks, the second one insists."""
        self._allen(signal.SIGKILL if self._stop.is_set() else signal.SIGTERM)
        self._stop.set()

    def _allen(self, signaal: int) -> None:
        for proces in self._lopend:
            with contextlib.suppress(ProcessLookupError):
                proces.send_signal(signaal)

    async def _bewaak(self, nummer: int) -> None:
        keren = 0
        while not self._stop.is_set():
            begin = time.monotonic()
            code = await self._een_leven(nummer)
            if self._stop.is_set():
                return
            if len(self._gestart) < self._aantal:
                self._mislukt = True
                self._vraag_stop()
                return
            keren = 0 if time.monotonic() - begin > STABIEL_S else keren + 1
            wacht_s = self._wacht.na(keren - 1) if keren else 0.0
            logger.error("werkproces_weg", nummer=nummer, code=code, wacht_s=wacht_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), wacht_s)

    async def _een_leven(self, nummer: int) -> int:
        """Start a process and wait for its end; its exit code (negative: the signal)."""
        pijp = asyncio.subprocess.PIPE
        # A group of its own: Ctrl-C in a terminal reaches the supervisor only, which then asks the others.
        proces = await asyncio.create_subprocess_exec(
            *self._opdracht, stdin=pijp, stdout=pijp, env=self._omgeving, process_group=0
        )
        self._lopend.add(proces)
        try:
            if self._stop.is_set():
                proces.terminate()
            assert proces.stdout is not None
            if await proces.stdout.readline() == KLAAR:
                self._noteer_klaar(nummer, proces.pid)
            return await proces.wait()
        finally:
            self._lopend.discard(proces)

    def _noteer_klaar(self, nummer: int, pid: int) -> None:
        logger.info("werkproces_klaar", nummer=nummer, pid=pid)
        eerder = len(self._gestart)
        self._gestart.add(nummer)
        if eerder < len(self._gestart) == self._aantal:
            self._meld_klaar()


def aantal_kernen() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

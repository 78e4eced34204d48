# SPDX-License-Identifier: EUPL-1.2
"""Reports are made in a process of their own: one at a time, in bounded memory, time and number.

What takes a second of all processors has no place beside an event loop that berichten wait for. The process begins
with the first report and ends with the gateway; when it dies, that report fails and the next one gets a new process.
"""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.report_job import HEAD_BYTES, Job, ReportFailed, opened, piece
from berichtenverkeer.ledger.peil import Peil

P = ParamSpec("P")
T = TypeVar("T")

_COMMAND = (sys.executable, "-m", "berichtenverkeer.gateway.report_process")
PATIENCE = 10
"""How many times longer than a report may take its peilbestand to be made: the first one reads all there is."""

END_S = 5.0
"""How long the process may take to end by itself."""


class ReportsBusy(BerichtenverkeerError):
    """Er wachten op dit moment te veel rapporten op hun beurt."""

    actie = "Probeer het over enkele seconden opnieuw."
    status = 503


class ReportTooLong(ReportFailed):
    """Dit rapport duurde te lang en is afgebroken."""

    actie = "Probeer het opnieuw met een kortere periode; de beheerder kan BV_RAPPORT_SECONDEN verhogen."


class ReportWorker:
    """Open it with `async with`; all that asks it does so in one event loop."""

    def __init__(self, config: Settings) -> None:
        self._config = config
        self._turn = asyncio.Lock()
        self._asking = 0
        self._process: Process | None = None

    async def __aenter__(self) -> "ReportWorker":
        return self

    async def __aexit__(self, *_: object) -> None:
        if (process := self._process) is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_S)
        except TimeoutError:
            await self._kill()

    async def run(
        self,
        peil: Peil,
        function: Callable[Concatenate[duckdb.DuckDBPyConnection, P], T],
        *arguments: P.args,
        **none: P.kwargs,
    ) -> T:
        """`function(connection, *arguments)` on a peilbestand that serves `peil`, which is made when there is none.

        The function stands in a module; arguments and outcome can be pickled. Raises ReportsBusy, ReportTooLong,
        ReportTooLarge, ReportFailed, DatabaseGone, and what else of BerichtenverkeerError the function raises.
        """
        assert not none, "by position"
        if self._asking > self._config.rapport_wachtrij:
            raise ReportsBusy
        self._asking += 1
        try:
            async with self._turn:
                limit_s = self._config.rapport_seconden
                outcome = await self._open(Job(peil, opened, ()), limit_s * PATIENCE)
                if outcome is None:
                    outcome = await self._do(Job(peil, function, arguments), limit_s)
        finally:
            self._asking -= 1
        if isinstance(outcome, BerichtenverkeerError):
            raise outcome
        result: T = outcome
        return result

    async def _open(self, job: Job, limit_s: float) -> Any:
        """The first job of a report, by another process when that of the report before died and nobody knew yet."""
        is_used = self._process is not None
        try:
            return await self._do(job, limit_s)
        except ReportTooLong:
            raise
        except ReportFailed:
            if not is_used:
                raise
        return await self._do(job, limit_s)

    async def _do(self, job: Job, limit_s: float) -> Any:
        is_whole = False
        try:
            async with asyncio.timeout(limit_s):
                outcome = await self._exchange(pickle.dumps(job))
            is_whole = True
        except TimeoutError:
            raise ReportTooLong from None
        except (EOFError, OSError) as fault:
            logger.error("rapportproces_weg", fout=type(fault).__name__)
            raise ReportFailed from fault
        finally:
            if not is_whole:
                await self._kill()
        return outcome

    async def _exchange(self, job: bytes) -> Any:
        process = self._process
        if process is None or process.returncode is not None:
            process = await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(piece(job))
        await process.stdin.drain()
        head = await process.stdout.readexactly(HEAD_BYTES)
        content = await process.stdout.readexactly(int.from_bytes(head))
        return pickle.loads(content)  # noqa: S301 (of the process that we began)

    async def _start(self) -> Process:
        self._process = process = await create_subprocess_exec(*_COMMAND, stdin=PIPE, stdout=PIPE)
        assert process.stdin is not None
        process.stdin.write(piece(pickle.dumps(self._config)))
        return process

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()

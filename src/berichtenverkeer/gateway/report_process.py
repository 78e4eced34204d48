# SPDX-License-Identifier: EUPL-1.2
"""The process that makes reports: `python -m berichtenverkeer.gateway.report_process`, begun by `report_worker`.

It reads jobs from stdin and writes what became of each to stdout, one at a time, until there are no more. The
peilbestand that it opened last stays open, and what was made on it is there for the next report: also when that is
asked at a later K, of a newer peilbestand (rapporten/making.py).
"""

import asyncio
import os
import pickle
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import duckdb

from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger, point_in
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.figures import peilbestand_at
from berichtenverkeer.gateway.report_job import Job, ReportFailed, ReportTooLarge, piece, read
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.peilbestand import keeping
from berichtenverkeer.rapporten.opening import Manifest, open_connection, read_from, read_manifest

NICE = 10
"""How much it gives way to the gateway and its database, that berichten wait for (nice; of a free processor it loses
nothing)."""
TRIES = 3
"""How often a peilbestand may be thrown away just before it is opened."""


class Desk:
    """Does jobs, on the peilbestand that is open or on a newer one."""

    def __init__(self, config: Settings) -> None:
        self._config = config
        self._open = ExitStack()
        self._in_use = ExitStack()
        self._folder: Path | None = None
        self._manifest: Manifest
        self._connection: duckdb.DuckDBPyConnection

    def do(self, job: Job) -> bytes:
        """What became of it, pickled: a value, or the error that was raised."""
        try:
            return pickle.dumps(job.function(self._at(job.peil), *job.arguments))
        except BerichtenverkeerError as fault:
            return pickle.dumps(fault)
        except duckdb.OutOfMemoryException:
            return pickle.dumps(ReportTooLarge())
        except Exception:  # whatever is wrong with one report, the next one is made
            logger.exception("rapport_mislukt", rapport=job.function.__qualname__)
            return pickle.dumps(ReportFailed())

    def close(self) -> None:
        """Let go of what is open."""
        self._in_use.close()
        self._open.close()
        self._folder = None

    def _at(self, peil: Peil) -> duckdb.DuckDBPyConnection:
        folder = self._folder
        if folder is not None and not keeping.is_there(folder):
            self.close()
        if folder is None or self._folder is None or int(folder.name) < peil.positie:
            self._move(peil)
        return self._connection

    def _move(self, peil: Peil) -> None:
        """To a peilbestand that serves this peil."""
        for _ in range(TRIES):
            folder = asyncio.run(peilbestand_at(self._config, peil, system_clock))
            with ExitStack() as stack:
                try:
                    stack.enter_context(keeping.in_use(folder))
                except FileNotFoundError:
                    continue
                self._read(folder, read_manifest(folder))
                self._in_use.close()
                self._in_use = stack.pop_all()
            return
        raise ReportFailed

    def _read(self, folder: Path, manifest: Manifest) -> None:
        """Go on with what is open when this tells of the same history; else begin. What does not fit in memory is in
        the folder that was opened first, which is in use for as long."""
        if self._folder is not None and self._manifest.kind == manifest.kind:
            read_from(self._connection, folder, manifest)
        else:
            self.close()
            self._open.enter_context(keeping.in_use(folder))
            memory = f"{self._config.rapport_geheugen_mb}MB"
            opened = open_connection(folder, memory, self._config.rapport_threads, within=folder.parent)
            self._connection = self._open.enter_context(opened)
        self._folder, self._manifest = folder, manifest


def main() -> None:
    """First come the settings, then the jobs."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began this one ends it
    point_in()
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as source, os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever is printed is no outcome
        desk = Desk(read(source))
        while (job := read(source)) is not None:
            target.write(piece(desk.do(job)))
            target.flush()
        desk.close()


if __name__ == "__main__":
    main()

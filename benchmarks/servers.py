# SPDX-License-Identifier: EUPL-1.2
"""A database of its own, and on it the two that are compared: the gateway and the bare handler, each on its port."""

import base64
import contextlib
import json
import os
import pickle
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from benchmarks.belasting import Request
from berichtenverkeer.core import embedded
from berichtenverkeer.core.migrations import migrate

PROCESSES = 2


class Running(NamedTuple):
    """A server that answers: on which port, with which processes."""

    poort: int
    pids: tuple[int, ...]


@contextlib.contextmanager
def server(extra: Mapping[str, str] | None = None) -> Iterator[tuple[embedded.Server, Path]]:
    """A database of its own, and a directory; gone afterwards. `extra` are settings of PostgreSQL.

    It writes no page images: how many there are depends on when the last checkpoint was, not on the berichten.
    """
    map_ = Path(tempfile.mkdtemp(prefix="bv-bench-"))
    use = embedded.use(map_ / "data", {"full_page_writes": "off", **(extra or {})})
    try:
        yield use.server, map_
    finally:
        use.close()
        shutil.rmtree(map_, ignore_errors=True)


async def prepare(server: embedded.Server) -> asyncpg.Connection:
    """Its tables, also that of the bare handler; a connection of their owner."""
    eigenaar = server.url(embedded.OWNER)
    await migrate(eigenaar)
    conn = await asyncpg.connect(eigenaar)
    await conn.execute("create table kaal (id bigserial primary key, inhoud bytea)")
    await conn.execute(f"grant all on kaal to {embedded.APPLICATION}")
    await conn.execute(f"grant all on sequence kaal_id_seq to {embedded.APPLICATION}")
    return conn


def environment_of(server: embedded.Server, map_: Path, regio: str) -> dict[str, str]:
    """Of a gateway that serves one region."""
    return {
        "DATABASE_URL": server.url(embedded.APPLICATION),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER),
        "BV_DATA": str(map_),
        "BV_REGIO": regio,
        "BV_PER_SECONDE": "1000000",  # the yardstick has no limit either
        "BV_HOOFDSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


@contextlib.contextmanager
def running(name: str, soort: str, environment: dict[str, str]) -> Iterator[Running]:
    """The bare handler of a berichtsoort (`name` "bare"), or the gateway, until the block ends."""
    poort = free_port()
    if name == "bare":
        orders = [[sys.executable, "-m", "benchmarks.kaal", str(poort), soort]] * PROCESSES
    else:
        program = str(Path(sys.executable).parent / "berichtenverkeer")
        orders = [[program, "serve", "--processen", str(PROCESSES)]]
    every = [
        subprocess.Popen(
            order,
            env={**os.environ, **environment, "BV_PORT": str(poort)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for order in orders
    ]
    try:
        wait_for(poort)
        yield Running(poort, tuple(process.pid for process in every))
    finally:
        for process in every:
            process.send_signal(signal.SIGTERM)
        for process in every:
            process.wait(30)


def load(
    poort: int, requests: list[Request], map_: Path, verbindingen: int, seconds: float, per_second: float = 0
) -> dict[str, Any]:
    """What became of these, or of as many as were sent in `seconds`: count, per second, p50 and p99 in ms, statuses.
    At an even pace when there is one.

    Anything but 201 stops the run: what was refused is no measurement.
    """
    pakket = map_ / "requests.pickle"
    pakket.write_bytes(pickle.dumps(requests))
    given = (poort, pakket, verbindingen, seconds, per_second)
    order = [sys.executable, "-m", "benchmarks.belasting", *map(str, given)]
    done = subprocess.run(order, capture_output=True, text=True, check=True, timeout=seconds + 60)
    raw: dict[str, Any] = json.loads(done.stdout)
    assert set(raw["statussen"]) == {"201"}, raw["statussen"]
    tijden = raw["tijden"]
    return {
        "count": len(tijden),
        "per_s": len(tijden) / raw["seconden"],
        "p50": tijden[len(tijden) // 2],
        "p99": tijden[int(len(tijden) * 0.99)],
        "statussen": raw["statussen"],
    }


def wait_for(poort: int) -> None:
    """Until the port answers. Raises TimeoutError after two minutes."""
    tot = time.monotonic() + 120
    while time.monotonic() < tot:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", poort), 1):
            time.sleep(1)  # the other processes on the port need a moment too
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def free_port() -> int:
    """A port of the system's choice, free a moment ago."""
    with socket.socket() as plek:
        plek.bind(("127.0.0.1", 0))
        poort: int = plek.getsockname()[1]
        return poort

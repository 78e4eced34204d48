# SPDX-License-Identifier: EUPL-1.2
"""A command in a process of its own, forked from one that has imported the program: as any, but a second sooner.

Run as a program it is that process: it reads an order on stdin, one JSON a line, and writes the pid of who carries it
out, and then how that ended. `serve`, its processes and what a start must show are started plainly (dienst.py).
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Forker:
    """The process that forks; one command at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        atexit.register(self._end)

    def run(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], seconds: float, folder: Path | None
    ) -> subprocess.CompletedProcess[str]:
        """One command to its end. Raises TimeoutExpired."""
        with self._turn, tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as errors:
            order = {"arguments": arguments, "environment": dict(environment), "folder": str(folder or Path.cwd())}
            self._send(order | {"out": out.name, "errors": errors.name})
            pid = self._read(60)
            try:
                status = self._read(seconds)
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._read(60)
                raise subprocess.TimeoutExpired(arguments, seconds) from None
            return subprocess.CompletedProcess(arguments, status, out.read().decode(), errors.read().decode())

    def _send(self, order: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def _read(self, seconds: float) -> int:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            raise TimeoutError
        return int.from_bytes(self._process.stdout.read(4), signed=True)

    def _end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


def _serve() -> None:
    from berichtenverkeer.cli.main import main

    while line := sys.stdin.buffer.readline():
        if not (pid := os.fork()):
            _carry_out(main, json.loads(line))
        os.write(1, pid.to_bytes(4))
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.write(1, status.to_bytes(4, signed=True))


def _carry_out(main: Any, order: dict[str, Any]) -> None:
    """In the process that was forked: become what a command is, and end as one."""
    for number, (file, flags) in enumerate(
        ((os.devnull, os.O_RDONLY), (order["out"], os.O_WRONLY), (order["errors"], os.O_WRONLY))
    ):
        os.dup2(os.open(file, flags), number)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["berichtenverkeer", *order["arguments"]]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve()

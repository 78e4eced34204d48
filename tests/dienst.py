# SPDX-License-Identifier: EUPL-1.2
"""The program as users run it: real processes, each with a deadline, and none of them left behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from forked import Forker

PROGRAMMA = (sys.executable, "-W", "error", "-m", "berichtenverkeer.cli.main")
_OWN = {"DATABASE_URL", "DATABASE_OWNER_URL"}

T = TypeVar("T")


@cache
def _forker() -> Forker:
    return Forker()


def schoon(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` over that of the test run, without settings that the developer has of his own."""
    basis = {k: v for k, v in os.environ.items() if k not in _OWN and not k.startswith("BV_")}
    return basis | dict(environment)


def run(
    *arguments: str, environment: Mapping[str, str], seconds: float = 60, map_: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return _forker().run(arguments, schoon(environment), seconds, map_)


class Dienst:
    """A running `serve`."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.proces = process
        self.adres = address

    @property
    def poort(self) -> int:
        return int(self.adres.rpartition(":")[2])

    def kinderen(self) -> set[int]:
        """The pids of its processes."""
        return children(self.proces.pid)

    def werkprocessen(self) -> list[int]:
        """The pids of those that serve; a database of its own is a child too."""
        return [child for child in self.kinderen() if b"worker" in Path(f"/proc/{child}/cmdline").read_bytes()]

    def stop(self, seconds: float = 30) -> int:
        """Ask it to stop; its exit status."""
        self.proces.send_signal(signal.SIGTERM)
        return self.proces.wait(seconds)


@contextmanager
def dienst(environment: Mapping[str, str], processen: int = 2) -> Iterator[Dienst]:
    """Start `serve` on a free port and wait until it says that it is ready."""
    order = [*PROGRAMMA, "serve", "--processen", str(processen)]
    # The log goes to a file: a pipe that nobody reads would stop a busy service.
    with tempfile.TemporaryFile("w+") as logs:
        process = subprocess.Popen(
            order, env=schoon(environment) | {"BV_PORT": "0"}, stdout=subprocess.PIPE, stderr=logs, text=True
        )
        families = {process.pid}
        try:
            assert process.stdout is not None
            regel = process.stdout.readline()
            found = re.match(r"klaar: (http://\S+) ", regel)
            assert found, (regel, logs.seek(0), logs.read())
            families |= children(process.pid)
            yield Dienst(process, found[1])
        finally:
            families |= children(process.pid)
            for pid in families:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.communicate(timeout=30)


def children(pid: int) -> set[int]:
    """The pids of the children of a process, zombies not counted."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return {
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
            if lives_on(int(child))
        }
    return set()


def lives_on(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(question: Callable[[], T], seconds: float = 20) -> T:
    """The first answer that is true; fails when there is none in time."""
    end = time.monotonic() + seconds
    while not (antwoord := question()):
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)
    return antwoord

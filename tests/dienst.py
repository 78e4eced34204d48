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
from pathlib import Path
from typing import TypeVar

PROGRAMMA = (sys.executable, "-W", "error", "-m", "berichtenverkeer.cli.main")
_EIGEN = {"DATABASE_URL", "DATABASE_OWNER_URL"}

T = TypeVar("T")


def schoon(omgeving: Mapping[str, str]) -> dict[str, str]:
    """`omgeving` over that of the test run, without settings that the developer has of his own."""
    basis = {k: v for k, v in os.environ.items() if k not in _EIGEN and not k.startswith("BV_")}
    return basis | dict(omgeving)


def voer_uit(
    *argumenten: str, omgeving: Mapping[str, str], seconden: float = 60, map_: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [*PROGRAMMA, *argumenten],
        env=schoon(omgeving),
        cwd=map_,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconden,
    )


class Dienst:
    """A running `serve`."""

    def __init__(self, proces: "subprocess.Popen[str]", adres: str) -> None:
        self.proces = proces
        self.adres = adres

    @property
    def poort(self) -> int:
        return int(self.adres.rpartition(":")[2])

    def kinderen(self) -> set[int]:
        """The pids of its processes."""
        return kinderen(self.proces.pid)

    def werkprocessen(self) -> list[int]:
        """The pids of those that serve; a database of its own is a child too."""
        return [kind for kind in self.kinderen() if b"werkproces" in Path(f"/proc/{kind}/cmdline").read_bytes()]

    def stop(self, seconden: float = 30) -> int:
        """Ask it to stop; its exit status."""
        self.proces.send_signal(signal.SIGTERM)
        return self.proces.wait(seconden)


@contextmanager
def dienst(omgeving: Mapping[str, str], processen: int = 2) -> Iterator[Dienst]:
    """Start `serve` on a free port and wait until it says that it is ready."""
    opdracht = [*PROGRAMMA, "serve", "--processen", str(processen)]
    # The log goes to a file: a pipe that nobody reads would stop a busy service.
    with tempfile.TemporaryFile("w+") as logboek:
        proces = subprocess.Popen(
            opdracht, env=schoon(omgeving) | {"BV_PORT": "0"}, stdout=subprocess.PIPE, stderr=logboek, text=True
        )
        families = {proces.pid}
        try:
            assert proces.stdout is not None
            regel = proces.stdout.readline()
            gevonden = re.match(r"klaar: (http://\S+) ", regel)
            assert gevonden, (regel, logboek.seek(0), logboek.read())
            families |= kinderen(proces.pid)
            yield Dienst(proces, gevonden[1])
        finally:
            families |= kinderen(proces.pid)
            for pid in families:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            proces.communicate(timeout=30)


def kinderen(pid: int) -> set[int]:
    """The pids of the children of a process, zombies not counted."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return {
            int(kind)
            for taak in Path(f"/proc/{pid}/task").iterdir()
            for kind in (taak / "children").read_text().split()
            if leeft(int(kind))
        }
    return set()


def leeft(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wacht_op(vraag: Callable[[], T], seconden: float = 20) -> T:
    """The first answer that is true; fails when there is none in time."""
    einde = time.monotonic() + seconden
    while not (antwoord := vraag()):
        assert time.monotonic() < einde, "did not happen in time"
        time.sleep(0.05)
    return antwoord

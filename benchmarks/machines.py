# SPDX-License-Identifier: EUPL-1.2
"""Machines that share a wire and no more: network namespaces, inside one that the program makes and that ends with it.

Between them is 198.18.0.0/15, which is for measuring (RFC 2544). They reach nothing else.
"""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PORT = 8080
INSIDE = "BV_BENCH_INSIDE"
_READY_S = 60


def enter(module: str) -> None:
    """Start `module` again with the same arguments, in namespaces of network, mounts and processes of its own: when it
    ends, or is killed, all that it began ends as well, and the namespaces with it. Returns where that was done already.
    """
    if os.environ.get(INSIDE):
        return
    if os.geteuid():
        sys.exit("Needs root: it makes network namespaces.")
    apart = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    os.environ[INSIDE] = "1"
    os.execvp("unshare", [*apart, sys.executable, "-m", module, *sys.argv[1:]])  # noqa: S606, S607  # no shell


class Machine(NamedTuple):
    """One namespace with a wire to the place where the database is."""

    number: int

    @property
    def name(self) -> str:
        return f"machine{self.number}"

    @property
    def address(self) -> str:
        """Its own."""
        return f"198.18.{self.number}.2"

    @property
    def database(self) -> str:
        """Where it finds the database."""
        return f"198.18.{self.number}.1"

    def make(self) -> None:
        """The namespace and its wire."""
        wire, there = f"wire{self.number}", ("-n", self.name)
        _ip("netns", "add", self.name)
        _ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", self.name)
        _ip("address", "add", f"{self.database}/30", "dev", wire)
        _ip("link", "set", wire, "up")
        _ip(*there, "address", "add", f"{self.address}/30", "dev", "eth0")
        for one in ("lo", "eth0"):
            _ip(*there, "link", "set", one, "up")

    def wire(self, *, whole: bool) -> None:
        """Cut its wire, or mend it. Nobody is told: what is under way gets no answer."""
        _ip("link", "set", f"wire{self.number}", "up" if whole else "down")

    @contextlib.contextmanager
    def serving(self, processes: int, environment: dict[str, str], map_: Path) -> Iterator[None]:
        """The gateway, until the block ends."""
        own = {
            **os.environ,
            **environment,
            "DATABASE_URL": f"postgresql://bv_toepassing@{self.database}:5432/berichtenverkeer",
            "BV_DATA": str(map_ / self.name),
            "BV_HOST": self.address,
            "BV_PORT": str(PORT),
        }
        program = str(Path(sys.executable).parent / "berichtenverkeer")
        order = ["ip", "netns", "exec", self.name, program, "serve", "--processen", str(processes)]
        with (map_ / f"{self.name}.log").open("ab") as log:
            process = subprocess.Popen(order, env=own, stdout=log, stderr=log)
        try:
            self._wait()
            yield
        finally:
            process.terminate()
            process.wait(60)

    def _wait(self) -> None:
        end = time.monotonic() + _READY_S
        while time.monotonic() < end:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://{self.address}:{PORT}/readyz", timeout=2),
            ):
                return
            time.sleep(0.2)
        raise TimeoutError(f"{self.name} did not come up")


def make(count: int) -> list[Machine]:
    """So many, each with its wire. Where `ip` keeps their names nobody else looks."""
    Path("/run/netns").mkdir(exist_ok=True)
    subprocess.run(("mount", "-t", "tmpfs", "tmpfs", "/run/netns"), check=True)  # noqa: S607  # where the system has it
    _ip("link", "set", "lo", "up")
    every = [Machine(number) for number in range(1, count + 1)]
    for one in every:
        one.make()
    return every


def _ip(*arguments: str) -> None:
    subprocess.run(("ip", *arguments), check=True)  # noqa: S607  # where the system has it

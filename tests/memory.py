# SPDX-License-Identifier: EUPL-1.2
"""A test run writes in memory where there is room: nothing of it need survive the machine.

Where databases are made and copied and backups put back, writing to a disk is a quarter of the work of the tests.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (everybody's, as /tmp is)
NEEDED = 4 * 2**30
"""Bytes. A run has 600 MB there at most; the processes need the rest."""


@contextmanager
def temporary_files() -> Iterator[None]:
    """What is temporary, of this process and of all that it starts, is there; unless TMPDIR says where."""
    if "TMPDIR" in os.environ or not _has_room():
        yield
        return
    own = MEMORY / f"bv-tests-{os.getpid()}"
    own.mkdir(mode=0o755)  # the embedded database may be another user
    os.environ["TMPDIR"], tempfile.tempdir = str(own), None
    try:
        yield
    finally:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
        shutil.rmtree(own, ignore_errors=True)


def _has_room() -> bool:
    """Also beside the runs that are under way; what one left that was killed is taken away first."""
    if not MEMORY.is_dir():
        return False
    for left in MEMORY.glob("bv-tests-*"):
        pid = left.name.rpartition("-")[2]
        if pid == str(os.getpid()) or not Path("/proc", pid).exists():  # a number comes back
            shutil.rmtree(left, ignore_errors=True)
    return min(shutil.disk_usage(MEMORY).free, *_memory()) >= NEEDED


def _memory() -> Iterator[int]:
    """Bytes that are free: of the machine, and of what it lends to us."""
    lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    yield int(lines["MemAvailable"].split()[0]) * 1024
    most, current = (Path("/sys/fs/cgroup", name) for name in ("memory.max", "memory.current"))
    if most.exists() and (text := most.read_text().strip()) != "max":
        yield int(text) - int(current.read_text())

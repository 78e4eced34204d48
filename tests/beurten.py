# SPDX-License-Identifier: EUPL-1.2
"""What the processes of one run may do one at a time only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def om_beurten(bestand: Path) -> Iterator[None]:
    """Nobody else is in a block of this file, which is made and stays."""
    lock = os.open(bestand, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)

# SPDX-License-Identifier: EUPL-1.2
"""What a supervisor and its processes agree on (`cli/supervisor.py`, `cli/worker.py`).

A process says "klaar" on its stdout when it listens. Its stdin is a pipe that only the supervisor holds: when the
supervisor is gone, however it ended, the pipe closes and the process stops by itself.
"""

import contextlib
import os
import signal
import sys
import threading
import time

from berichtenverkeer.core.logs import logger

READY = b"klaar\n"
GRACE_S = 40.0
"""How long a process may take to finish what it accepted; more than `web.server.FINISHING_S`."""


def report_ready() -> None:
    """Tell the supervisor that this process listens. From here on stdout is stderr: nobody reads that pipe any more."""
    os.write(sys.stdout.fileno(), READY)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def follow_supervisor() -> None:
    """Send this process SIGTERM when the supervisor is gone, and end it when it does not heed that."""
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    with contextlib.suppress(OSError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    logger.warning("bewaker_weg")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)

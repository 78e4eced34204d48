# SPDX-License-Identifier: EUPL-1.2
"""What a supervisor and its processes agree on (`cli/bewaker.py`, `web/werkproces.py`).

A process says "klaar" on its stdout when it listens. Its stdin is a pipe that only the supervisor holds: when the
supervisor is gone, however it ended, the pipe closes and the process stops by itself.
"""

import contextlib
import os
import signal
import sys
import threading
import time

from berichtenverkeer.core.logboek import logger

KLAAR = b"klaar\n"
GENADE_S = 40.0
"""How long a process may take to finish what it accepted; more than `web.server.AFRONDEN_S`."""


def meld_klaar() -> None:
    """Tell the supervisor that this process listens. From here on stdout is stderr: nobody reads that pipe any more."""
    os.write(sys.stdout.fileno(), KLAAR)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def volg_bewaker() -> None:
    """Send this process SIGTERM when the supervisor is gone, and end it when it does not heed that."""
    threading.Thread(target=_volg, daemon=True).start()


def _volg() -> None:
    with contextlib.suppress(OSError):
        while os.read(sys.stdin.fileno(), 1024):
            pass
    logger.warning("bewaker_weg")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GENADE_S)
    os._exit(1)

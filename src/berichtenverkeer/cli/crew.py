# SPDX-License-Identifier: EUPL-1.2
"""Checking many berichten at once: a process on every core, results in the order of the input."""

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_all_start_methods, get_context

from berichtenverkeer.cli.supervisor import count_cores
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.validation.nagekeken import Nagekeken, Piece, check

Pieces = Iterable[Piece | Nagekeken]
Looker = Callable[[Pieces], Iterator[Nagekeken]]
"""Looks at what has to be looked at and passes on what is known already."""

_PER_CORE = 8
_AT_MOST_BYTES = 64 * 1024 * 1024
"""What waits for a core, in berichten and in bytes: enough to keep every core busy, no more in memory."""


class CrewGone(BerichtenverkeerError):
    """Een proces dat meekeek is weggevallen, waarschijnlijk door te weinig geheugen."""

    actie = "Kijk minder of kleinere bestanden tegelijk na."


@contextmanager
def crew(*, is_many: bool) -> Iterator[Looker]:
    """A Kijker: for few files this process itself, for many a process per core, until the block ends."""
    cores = count_cores()
    if not is_many or cores == 1:
        yield _one_by_one
        return
    # A fork has everything loaded at once, but is safe only while there is one thread.
    can_split = "fork" in get_all_start_methods() and threading.active_count() == 1
    group = ProcessPoolExecutor(
        cores, mp_context=get_context("fork" if can_split else "spawn"), initializer=_leave_ctrl_c_to_the_parent
    )
    try:
        group.submit(int)  # starts the processes now, before the progress bar has a thread
        yield partial(_together, group, cores)
    except BrokenProcessPool as fault:
        raise CrewGone from fault
    finally:
        group.shutdown(cancel_futures=True)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _one_by_one(pieces: Pieces) -> Iterator[Nagekeken]:
    for piece in pieces:
        yield piece if isinstance(piece, Nagekeken) else check(piece)


def _together(group: ProcessPoolExecutor, cores: int, pieces: Pieces) -> Iterator[Nagekeken]:
    waiting: deque[tuple[Nagekeken | Future[Nagekeken], int]] = deque()
    size = 0
    for piece in pieces:
        if isinstance(piece, Nagekeken):
            waiting.append((piece, 0))
        else:
            waiting.append((group.submit(check, piece), len(piece.data)))
            size += len(piece.data)
        while len(waiting) > _PER_CORE * cores or size > _AT_MOST_BYTES:
            one, size = waiting.popleft()
            size -= size
            yield _ready(one)
    yield from (_ready(one) for one, _ in waiting)


def _ready(one: "Nagekeken | Future[Nagekeken]") -> Nagekeken:
    return one if isinstance(one, Nagekeken) else one.result()

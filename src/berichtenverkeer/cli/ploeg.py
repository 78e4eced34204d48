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

from berichtenverkeer.cli.bewaker import aantal_kernen
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.validation.nagekeken import Nagekeken, Stuk, kijk_na

Stukken = Iterable[Stuk | Nagekeken]
Kijker = Callable[[Stukken], Iterator[Nagekeken]]
"""Looks at what has to be looked at and passes on what is known already."""

_PER_KERN = 8
_HOOGSTENS_BYTES = 64 * 1024 * 1024
"""What waits for a core, in berichten and in bytes: enough to keep every core busy, no more in memory."""


class PloegWeg(BerichtenverkeerError):
    """Een proces dat meekeek is weggevallen, waarschijnlijk door te weinig geheugen."""

    actie = "Kijk minder of kleinere bestanden tegelijk na."


@contextmanager
def ploeg(*, is_veel: bool) -> Iterator[Kijker]:
    """A Kijker: for few files this process itself, for many a process per core, until the block ends."""
    kernen = aantal_kernen()
    if not is_veel or kernen == 1:
        yield _een_voor_een
        return
    # A fork has everything loaded at once, but is safe only while there is one thread.
    kan_splitsen = "fork" in get_all_start_methods() and threading.active_count() == 1
    groep = ProcessPoolExecutor(
        kernen, mp_context=get_context("fork" if kan_splitsen else "spawn"), initializer=_laat_ctrl_c_aan_de_ouder
    )
    try:
        groep.submit(int)  # starts the processes now, before the progress bar has a thread
        yield partial(_samen, groep, kernen)
    except BrokenProcessPool as fout:
        raise PloegWeg from fout
    finally:
        groep.shutdown(cancel_futures=True)


def _laat_ctrl_c_aan_de_ouder() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _een_voor_een(stukken: Stukken) -> Iterator[Nagekeken]:
    for stuk in stukken:
        yield stuk if isinstance(stuk, Nagekeken) else kijk_na(stuk)


def _samen(groep: ProcessPoolExecutor, kernen: int, stukken: Stukken) -> Iterator[Nagekeken]:
    wachtend: deque[tuple[Nagekeken | Future[Nagekeken], int]] = deque()
    omvang = 0
    for stuk in stukken:
        if isinstance(stuk, Nagekeken):
            wachtend.append((stuk, 0))
        else:
            wachtend.append((groep.submit(kijk_na, stuk), len(stuk.data)))
            omvang += len(stuk.data)
        while len(wachtend) > _PER_KERN * kernen or omvang > _HOOGSTENS_BYTES:
            een, grootte = wachtend.popleft()
            omvang -= grootte
            yield _klaar(een)
    yield from (_klaar(een) for een, _ in wachtend)


def _klaar(een: "Nagekeken | Future[Nagekeken]") -> Nagekeken:
    return een if isinstance(een, Nagekeken) else een.result()

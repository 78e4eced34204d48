# SPDX-License-Identifier: EUPL-1.2
"""The peilbestanden of a region on disk: which one serves, who uses one, who makes one, and which are thrown away.

Locks are of the system (flock), so that they end with the process that holds them. Who uses a peilbestand shares the
lock of its manifest; it is thrown away by who has that lock alone. One process of a region makes one at a time.
"""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.peilbestand.catalogue import LAYOUT
from berichtenverkeer.rapporten.opening import MANIFEST, read_manifest

_TURN = "beurt.lock"


def folder_of(data: Path, regio: str) -> Path:
    """Where the peilbestanden of a region are, one folder for each K; `data` is the data directory."""
    return data / "peilbestand" / regio


def newest(root: Path, history: History) -> Path | None:
    """The folder with the highest K that these declarations made of this history."""
    return next((folder for folder in _by_k(root) if _fits(folder, history)), None)


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """For as long as the block lasts nobody throws it away. Raises FileNotFoundError when somebody just did."""
    with (folder / MANIFEST).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        if not is_there(folder):
            raise FileNotFoundError(folder)
        yield


def is_there(folder: Path) -> bool:
    """Whether it was not thrown away."""
    return (folder / MANIFEST).exists()


@contextmanager
def turn(root: Path) -> Iterator[None]:
    """Who may make one; waits for who does. What a maker left behind that was broken off is gone."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / _TURN).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in root.glob(".*"):
            shutil.rmtree(left)
        yield


def tidy(root: Path, history: History, minutes: int) -> None:
    """Throw away what nobody uses: what does not fit any more, and what is older than this but for the newest. In a
    turn."""
    kept = newest(root, history)
    for folder in _by_k(root):
        if folder != kept and (not _fits(folder, history) or _age_s(folder) > minutes * 60):
            _throw_away(folder)


def forget(data: Path, regio: str) -> None:
    """Throw away all of a region, also what is in use: it is made anew."""
    root = folder_of(data, regio)
    if root.exists():
        with turn(root):
            for folder in _by_k(root):
                remove(folder)


def remove(folder: Path) -> None:
    """Throw it away: first that it is one."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _throw_away(folder: Path) -> None:
    try:
        with (folder / MANIFEST).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(folder)
    except BlockingIOError:
        return  # somebody uses it
    except FileNotFoundError:
        remove(folder)


def _by_k(root: Path) -> list[Path]:
    """The highest K first."""
    folders = [folder for folder in root.glob("*") if folder.name.isdecimal()]
    return sorted(folders, key=lambda folder: int(folder.name), reverse=True)


def _fits(folder: Path, history: History) -> bool:
    try:
        manifest = read_manifest(folder)
    except (OSError, msgspec.MsgspecError):
        return False
    return manifest.kind == (LAYOUT, history.begin, history.server)


def _age_s(folder: Path) -> float:
    return time.time() - (folder / MANIFEST).stat().st_mtime

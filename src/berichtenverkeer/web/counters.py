# SPDX-License-Identifier: EUPL-1.2
"""Counters that all processes of one machine share: each writes a file of its own, whoever is asked adds them up.

A file is mapped into memory, so that counting is an addition and what a process counted outlives it, however it ended.
The files of processes that are gone are gathered in one when the next process starts: counters only grow.
"""

import fcntl
import mmap
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from berichtenverkeer.core.ids import new_id

Key = tuple[str, ...]
"""What is counted: a name and labels that have few values. Nothing of a client."""

_BEGIN_BYTES = 64 * 1024
_WORD = 8
_GONE = "gegaan"
"""File of those that are gone, and in it the key of each that it has in it."""

_LOCK = "slot"


class Counters:
    """What this process counts."""

    def __init__(self, map_: Path | None = None) -> None:
        """With `map_`, a folder, in a file there, beside those of the others. Raises OSError when that cannot be."""
        self._folder = map_
        self._fd = -1
        if map_ is not None:
            map_.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _lock(map_, fcntl.LOCK_EX):
                _gather(map_)
                self._fd = os.open(map_ / f"{new_id()}.tellers", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
                fcntl.flock(self._fd, fcntl.LOCK_EX)  # for as long as this process lives
                os.posix_fallocate(self._fd, 0, _BEGIN_BYTES)
        self._bytes = mmap.mmap(self._fd, _BEGIN_BYTES)
        self._words = memoryview(self._bytes).cast("q")
        self._words[0] = 1
        self._indexes: dict[Key, int] = {}

    def count_up(self, key: Key, count: int = 1) -> None:
        """Add to a counter."""
        self.add(self.index_of(key), count)

    def index_of(self, key: Key) -> int:
        """Which one it is among the counters, for as long as they are open."""
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = self._make(key)
        return index

    def add(self, index: int, count: int) -> None:
        """Add to the counter that `index_of` named."""
        self._words[index] += count

    def summed(self) -> Mapping[Key, int]:
        """The counters of all processes together, also of those that are gone."""
        if self._folder is None:
            return dict(_read(bytes(self._bytes)))
        with _lock(self._folder, fcntl.LOCK_SH):
            return _summed(self._folder)

    def close(self) -> None:
        """Let go of the file: its counts stay."""
        self._words.release()
        self._bytes.close()
        if self._fd >= 0:
            os.close(self._fd)

    def _make(self, key: Key) -> int:
        """A new counter: the length of its key, its key, and the word that counts. Returns where that is."""
        text = msgspec.json.encode(key)
        text += b" " * (-len(text) % _WORD)
        begin = self._words[0]
        index = begin + 1 + len(text) // _WORD
        while (index + 1) * _WORD > len(self._bytes):
            self._grow()
        self._bytes[(begin + 1) * _WORD : index * _WORD] = text
        self._words[begin] = len(text)
        self._words[0] = index + 1  # last: who reads meanwhile sees it whole or not at all
        return index

    def _grow(self) -> None:
        new = 2 * len(self._bytes)
        self._words.release()
        if self._fd >= 0:
            os.posix_fallocate(self._fd, 0, new)
            self._bytes.resize(new)
        else:  # what has no file does not grow with its mapping: it would end the process (SIGBUS)
            before, self._bytes = self._bytes, mmap.mmap(-1, new)
            self._bytes[: len(before)] = before[:]
            before.close()
        self._words = memoryview(self._bytes).cast("q")


@contextmanager
def _lock(map_: Path, operation: int) -> Iterator[None]:
    """Who gathers is alone; readers are together."""
    fd = os.open(map_ / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, operation)
        yield
    finally:
        os.close(fd)


def _read(content: bytes) -> Iterator[tuple[Key, int]]:
    """What a file counts; of one that is damaged, what comes before."""
    words = memoryview(content[: len(content) // _WORD * _WORD]).cast("q")
    index, end = 1, min(words[0], len(words)) if words else 0
    while index < end:
        length = words[index]
        value = index + 1 + length // _WORD
        if not 0 < length <= len(content) or value >= end:
            return
        try:
            key = msgspec.json.decode(content[(index + 1) * _WORD : value * _WORD], type=tuple[str, ...])
        except msgspec.DecodeError:
            return
        yield key, words[value]
        index = value + 1


def _summed(map_: Path) -> Counter[Key]:
    summed = Counter(dict(_read_file(map_ / _GONE)))
    for bestand in map_.glob("*.tellers"):
        if (_GONE, bestand.name) not in summed:
            summed.update(dict(_read_file(bestand)))
    return Counter({key: count for key, count in summed.items() if key[0] != _GONE})


def _read_file(bestand: Path) -> Iterator[tuple[Key, int]]:
    return _read(bestand.read_bytes()) if bestand.exists() else iter(())


def _gather(map_: Path) -> None:
    """Put what processes counted that are gone into one file, and name them in it before they are removed."""
    gone = [bestand for bestand in map_.glob("*.tellers") if _is_loose(bestand)]
    if not gone:
        return
    old = Counter(dict(_read_file(map_ / _GONE)))
    new = Counters()
    for key, count in old.items():
        if key[0] != _GONE:
            new.count_up(key, count)
    for bestand in gone:
        if (_GONE, bestand.name) not in old:
            for key, count in _read_file(bestand):
                new.count_up(key, count)
        new.count_up((_GONE, bestand.name))
    temporary = map_ / f"{_GONE}.nieuw"
    temporary.write_bytes(bytes(new._bytes))
    new.close()
    temporary.replace(map_ / _GONE)
    for bestand in gone:
        bestand.unlink()


def _is_loose(bestand: Path) -> bool:
    """Whether no process holds it any more."""
    fd = os.open(bestand, os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return True

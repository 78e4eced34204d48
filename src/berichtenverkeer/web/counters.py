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

from berichtenverkeer.core.ids import nieuw_id

Key = tuple[str, ...]
"""What is counted: a name and labels that have few values. Nothing of a client."""

_BEGIN_BYTES = 64 * 1024
_WOORD = 8
_GEGAAN = "gegaan"
"""File of those that are gone, and in it the key of each that it has in it."""

_SLOT = "slot"


class Counters:
    """What this process counts."""

    def __init__(self, map_: Path | None = None) -> None:
        """With `map_`, a folder, in a file there, beside those of the others. Raises OSError when that cannot be."""
        self._map = map_
        self._fd = -1
        if map_ is not None:
            map_.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _slot(map_, fcntl.LOCK_EX):
                _verzamel(map_)
                self._fd = os.open(map_ / f"{nieuw_id()}.tellers", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
                fcntl.flock(self._fd, fcntl.LOCK_EX)  # for as long as this process lives
                os.posix_fallocate(self._fd, 0, _BEGIN_BYTES)
        self._bytes = mmap.mmap(self._fd, _BEGIN_BYTES)
        self._woorden = memoryview(self._bytes).cast("q")
        self._woorden[0] = 1
        self._plekken: dict[Key, int] = {}

    def tel(self, key: Key, aantal: int = 1) -> None:
        """Add to a counter."""
        plek = self._plekken.get(key)
        if plek is None:
            plek = self._plekken[key] = self._maak(key)
        self._woorden[plek] += aantal

    def som(self) -> Mapping[Key, int]:
        """The counters of all processes together, also of those that are gone."""
        if self._map is None:
            return dict(_lees(bytes(self._bytes)))
        with _slot(self._map, fcntl.LOCK_SH):
            return _som(self._map)

    def sluit(self) -> None:
        """Let go of the file: its counts stay."""
        self._woorden.release()
        self._bytes.close()
        if self._fd >= 0:
            os.close(self._fd)

    def _maak(self, key: Key) -> int:
        """A new counter: the length of its key, its key, and the word that counts. Returns where that is."""
        tekst = msgspec.json.encode(key)
        tekst += b" " * (-len(tekst) % _WOORD)
        begin = self._woorden[0]
        plek = begin + 1 + len(tekst) // _WOORD
        while (plek + 1) * _WOORD > len(self._bytes):
            self._groei()
        self._bytes[(begin + 1) * _WOORD : plek * _WOORD] = tekst
        self._woorden[begin] = len(tekst)
        self._woorden[0] = plek + 1  # last: who reads meanwhile sees it whole or not at all
        return plek

    def _groei(self) -> None:
        nieuw = 2 * len(self._bytes)
        if self._fd >= 0:
            os.posix_fallocate(self._fd, 0, nieuw)
        self._woorden.release()
        self._bytes.resize(nieuw)
        self._woorden = memoryview(self._bytes).cast("q")


@contextmanager
def _slot(map_: Path, soort: int) -> Iterator[None]:
    """Who gathers is alone; readers are together."""
    fd = os.open(map_ / _SLOT, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, soort)
        yield
    finally:
        os.close(fd)


def _lees(inhoud: bytes) -> Iterator[tuple[Key, int]]:
    """What a file counts; of one that is damaged, what comes before."""
    woorden = memoryview(inhoud[: len(inhoud) // _WOORD * _WOORD]).cast("q")
    plek, einde = 1, min(woorden[0], len(woorden)) if woorden else 0
    while plek < einde:
        lengte = woorden[plek]
        waarde = plek + 1 + lengte // _WOORD
        if not 0 < lengte <= len(inhoud) or waarde >= einde:
            return
        try:
            key = msgspec.json.decode(inhoud[(plek + 1) * _WOORD : waarde * _WOORD], type=tuple[str, ...])
        except msgspec.DecodeError:
            return
        yield key, woorden[waarde]
        plek = waarde + 1


def _som(map_: Path) -> Counter[Key]:
    som = Counter(dict(_uit_bestand(map_ / _GEGAAN)))
    for bestand in map_.glob("*.tellers"):
        if (_GEGAAN, bestand.name) not in som:
            som.update(dict(_uit_bestand(bestand)))
    return Counter({key: aantal for key, aantal in som.items() if key[0] != _GEGAAN})


def _uit_bestand(bestand: Path) -> Iterator[tuple[Key, int]]:
    return _lees(bestand.read_bytes()) if bestand.exists() else iter(())


def _verzamel(map_: Path) -> None:
    """Put what processes counted that are gone into one file, and name them in it before they are removed."""
    gegaan = [bestand for bestand in map_.glob("*.tellers") if _is_los(bestand)]
    if not gegaan:
        return
    oud = Counter(dict(_uit_bestand(map_ / _GEGAAN)))
    nieuw = Counters()
    for key, aantal in oud.items():
        if key[0] != _GEGAAN:
            nieuw.tel(key, aantal)
    for bestand in gegaan:
        if (_GEGAAN, bestand.name) not in oud:
            for key, aantal in _uit_bestand(bestand):
                nieuw.tel(key, aantal)
        nieuw.tel((_GEGAAN, bestand.name))
    tijdelijk = map_ / f"{_GEGAAN}.nieuw"
    tijdelijk.write_bytes(bytes(nieuw._bytes))
    nieuw.sluit()
    tijdelijk.replace(map_ / _GEGAAN)
    for bestand in gegaan:
        bestand.unlink()


def _is_los(bestand: Path) -> bool:
    """Whether no process holds it any more."""
    fd = os.open(bestand, os.O_RDWR)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(fd)
    return True

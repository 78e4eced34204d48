# SPDX-License-Identifier: EUPL-1.2
"""A set of reports on disk: made beside its place, file by file, and put there whole."""

import re
import shutil
from datetime import date
from pathlib import Path

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError

MARK = "set.json"
_OF_MONTH = re.compile(r"\.?(\d{4}-\d{2})(\.bezig)?")


class SetThere(BerichtenverkeerError):
    """In deze map staat al iets anders."""

    actie = "Kies een map die er nog niet is, of die van dezelfde set."
    status = 409


class Mark(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Which set it is."""

    regio: str
    maand: str
    k: int
    dag_k: date

    @property
    def peil(self) -> tuple[tuple[str, str], ...]:
        """As a question about a report names it."""
        return ("k", str(self.k)), ("dagK", str(self.dag_k))


class SetFolder:
    """The place of one set."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._part = place.with_name(f".{place.name}.bezig")

    @classmethod
    def of_month(cls, data: Path, regio: str, month: str) -> "SetFolder":
        """Where the sets that the gateway makes itself are; `data` is the data directory."""
        return cls(_root(data, regio) / month)

    def begun(self) -> Mark | None:
        """Which set is there, or was begun."""
        return _mark_of(self._place) or _mark_of(self._part)

    def is_there(self, mark: Mark) -> bool:
        """Whether this very set is there. Raises SetThere when something else is."""
        if self._place.exists() and _mark_of(self._place) != mark:
            raise SetThere
        return self._place.exists()

    def begin(self, mark: Mark) -> None:
        """Make place for its files; what was begun of another set is gone."""
        if self._part.exists() and _mark_of(self._part) != mark:
            shutil.rmtree(self._part)
        self._part.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.put(MARK, msgspec.json.encode(mark))

    def has(self, name: str) -> bool:
        """Whether this file of the set that was begun is made."""
        return (self._part / name).exists()

    def put(self, name: str, data: bytes) -> None:
        """A file of the set that was begun: whole, or not at all."""
        beside = self._part / f".{name}"
        beside.write_bytes(data)
        beside.rename(self._part / name)

    def finish(self) -> None:
        """All files are made: it is there."""
        self._part.rename(self._place)

    def forget(self) -> None:
        """What is there, and what was begun, is gone."""
        for folder in (self._place, self._part):
            shutil.rmtree(folder, ignore_errors=True)

    def names(self) -> list[str]:
        """The files of the set that is there; none when there is none."""
        return sorted(path.name for path in self._place.glob("*"))

    def read(self, name: str) -> bytes:
        """One of `names`. Raises OSError when it is thrown away meanwhile."""
        return (self._place / name).read_bytes()


def throw_away_before(data: Path, regio: str, month: str) -> list[str]:
    """Of the sets that the gateway made itself, those of months before this one are gone; their months."""
    folders = {folder: _OF_MONTH.fullmatch(folder.name) for folder in _root(data, regio).glob("*")}
    old = {folder: found[1] for folder, found in folders.items() if found and found[1] < month}
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return sorted(set(old.values()))


def _root(data: Path, regio: str) -> Path:
    return data / "rapportsets" / regio


def _mark_of(folder: Path) -> Mark | None:
    try:
        return msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
    except (OSError, msgspec.MsgspecError):
        return None

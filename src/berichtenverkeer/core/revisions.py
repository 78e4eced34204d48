# SPDX-License-Identifier: EUPL-1.2
"""The migrations as one line: what each asks of the processes that run, and on which databases this release can work.

A migration says its `phase`:
- `before`: only adds; processes that do not know it go on beside it. Runs before the new release is started.
- `after`: takes away or tightens what those need. Runs when no process is left that does not know it.
- `stopped`, and none, as all were once: every process is stopped first.
A jump is what `migrate` is asked to do at once. It may when it ends on a database on which this release can work.
The floor of a database is the last migration it had that is not `before`: who knows that one can work on it, also when
the database is further than he is.
"""

import os
import re
import time
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from socket import gethostname

import msgspec

from berichtenverkeer.core.files import bestand

PROGRAM = "berichtenverkeer"
_BEGAN = int(time.time())
_PARTS = len(("head", "release", "host", "pid", "began"))

_UNKNOWN = (
    "De database staat op versie {version}; deze release kent die niet en gaat tot {head}. Zij is van een latere "
    "release, of van een die te oud is om in één stap bij te werken."
)
_TOO_FAR = (
    "Van versie {version} naar {head} kan niet zolang er processen draaien die migratie {first} niet kennen: "
    "deze release zou er niet op kunnen werken."
)
_SAID = re.compile(r'^(revision|down_revision|phase) = "(\w+)"$', re.MULTILINE)


class Phase(StrEnum):
    """When a migration may run."""

    BEFORE = "before"
    AFTER = "after"
    STOPPED = "stopped"


class Line:
    """The revisions of a release, oldest first, each with its phase. `more` are folders with what follows on ours.

    Every process needs them when it opens a database: they are read from the files, in the order of their names, and
    not by alembic, which loads all of them (0.5 s). Raises ValueError when they are no line, or for another phase.
    """

    def __init__(self, *more: Path) -> None:
        self.folders = (bestand("migrations") / "versions", *more)
        files = [file for folder in self.folders for file in sorted(folder.glob("*.py"))]
        said: list[dict[str, str]] = [dict(_SAID.findall(file.read_text(encoding="utf-8"))) for file in files]
        for earlier, later in pairwise(said):
            if later.get("down_revision") != earlier["revision"]:
                raise ValueError(f"migration {later['revision']} does not follow {earlier['revision']}")
        self.phases: dict[str, Phase] = {one["revision"]: Phase(one.get("phase", Phase.STOPPED)) for one in said}

    @property
    def head(self) -> str:
        """The newest revision that this release knows."""
        return next(reversed(self.phases))

    def missing(self, version: str | None) -> list[str]:
        """What a database at `version` has yet to get (None: everything); nothing when it is further than we are."""
        known = list(self.phases)
        return known[known.index(version) + 1 :] if version in self.phases else known if version is None else []

    def accepts(self, version: str | None, floor: str | None) -> bool:
        """Whether this release can work on a database at `version` with that floor."""
        if version in self.phases:
            return all(self.phases[revision] is Phase.AFTER for revision in self.missing(version))
        return version is not None and floor in self.phases

    def runnable(self, version: str | None, running: frozenset[str], *, in_use: bool = False) -> list[str]:
        """What may run now, beside processes of which the newest known revisions are `running` ("": it did not say).

        `in_use`: the application role is connected otherwise, as it was before processes said what they are. Nobody
        works on an empty database.
        """
        missing = self.missing(version)
        if version is None:
            return missing
        for number, revision in enumerate(missing):
            phase = self.phases[revision]
            waits = phase is Phase.STOPPED and (running or in_use)
            if waits or (phase is Phase.AFTER and not all(self._knows(head, revision) for head in running)):
                return missing[:number]
        return missing

    def refused(self, version: str | None, floor: str | None, runnable: list[str]) -> str | None:
        """Why a database at `version` may not make the jump over `runnable` to this release; None: it may.

        A Dutch sentence and what to do. It may not when this release could not work on what comes of it.
        """
        if version is not None and version not in self.phases:
            return None if self.accepts(version, floor) else _UNKNOWN.format(version=version, head=self.head)
        reached = runnable[-1] if runnable else version
        if self.accepts(reached, None):
            return None
        return _TOO_FAR.format(version=version, head=self.head, first=self.missing(reached)[0])

    def floor(self, version: str) -> str:
        """Of a database at `version`."""
        known = list(self.phases)
        return next(
            (one for one in reversed(known[: known.index(version) + 1]) if self.phases[one] is not Phase.BEFORE),
            version,
        )

    def _knows(self, head: str, revision: str) -> bool:
        known = list(self.phases)
        return bool(head) and (head not in self.phases or known.index(head) >= known.index(revision))


@cache
def line() -> Line:
    """The migrations of this release."""
    return Line()


class Process(msgspec.Struct, frozen=True):
    """A process as it names itself; empty where it does not say. `began` is in seconds since 1970."""

    head: str
    release: str
    host: str
    pid: int
    began: int


def application_name() -> str:
    """How a process names itself to the database, so that `migrate` sees which release it is of, and people who runs.

    PostgreSQL keeps 63 characters of it.
    """
    return f"{PROGRAM}/{line().head}/{version(PROGRAM)}/{gethostname()[:12]}/{os.getpid()}/{_BEGAN}"


def process_of(name: str) -> Process:
    """What a process with this application name says of itself."""
    parts = [*name.split("/"), *[""] * _PARTS][1 : _PARTS + 1]
    pid, began = (int(one) if one.isascii() and one.isdigit() else 0 for one in parts[3:])
    return Process(parts[0], parts[1], parts[2], pid, began)


def head_of(name: str) -> str:
    """The newest revision that a process with this application name knows; "" when it does not say."""
    return process_of(name).head

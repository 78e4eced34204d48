# SPDX-License-Identifier: EUPL-1.2
"""Which migrations may run beside which processes, and which release can work on which database."""

import os
import re
import time
from pathlib import Path

import pytest

from berichtenverkeer.core import revisions
from berichtenverkeer.core.revisions import Line

NEW = (("9001", "before"), ("9002", "after"), ("9003", "before"))


def write(map_: Path, *following: tuple[str, str], content: str = "pass", na: str | None = None) -> Path:
    """A folder with migrations that follow on those of this release, or on `na`."""
    previous = na or revisions.line().head
    for revisie, phase in following:
        (map_ / f"{revisie}_made_up.py").write_text(
            f'from alembic import op\nrevision = "{revisie}"\ndown_revision = "{previous}"\nphase = "{phase}"\n'
            f"def upgrade():\n    {content}\n"
        )
        previous = revisie
    return map_


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(write(tmp_path, *NEW))


def test_of_all_migrations_those_that_do_not_say_their_phase_come_first() -> None:
    """Since the first that says its phase, all do: who wants everybody stopped says that too."""
    files = [file for folder in revisions.line().folders for file in sorted(folder.glob("*.py"))]
    says = [bool(re.search(r"^phase = ", file.read_text(encoding="utf-8"), re.MULTILINE)) for file in files]
    assert says == sorted(says)


def test_what_takes_away_waits_for_processes_that_do_not_know_it(line: Line) -> None:
    old = revisions.line().head
    assert line.runnable(old, frozenset()) == ["9001", "9002", "9003"]
    for head, may in (
        ("", ["9001"]),  # a release that did not say
        ("0001", ["9001"]),
        (old, ["9001"]),
        ("9001", ["9001"]),
        ("9002", ["9001", "9002", "9003"]),
        ("9999", ["9001", "9002", "9003"]),  # of a later release
    ):
        assert line.runnable(old, frozenset({head, "9003"})) == may, head
    assert line.runnable("9001", frozenset({old})) == []
    assert line.runnable("9999", frozenset({old})) == []
    assert line.runnable(None, frozenset())[0] == "0001"


def test_a_release_works_on_its_own_database_and_on_a_later_one_that_lacks_nothing(line: Line) -> None:
    old, head = revisions.line(), revisions.line().head
    assert old.accepts(head, None)
    assert old.accepts("9001", line.floor("9001"))
    assert not old.accepts("9002", line.floor("9002"))
    assert not old.accepts("9003", line.floor("9003"))
    assert not old.accepts("9003", None)
    assert [line.accepts(versie, line.floor(versie)) for versie in (head, "9001", "9002", "9003")] == [
        False,
        False,
        False,
        True,
    ]
    assert not line.accepts(None, None)


def test_a_release_starts_before_what_takes_away_has_run(tmp_path: Path) -> None:
    line = Line(write(tmp_path, *NEW[:2]))
    assert not line.accepts(revisions.line().head, None)
    assert line.accepts("9001", line.floor("9001"))
    assert line.missing("9001") == ["9002"]


def test_a_jump_ends_on_a_database_on_which_the_release_works_or_is_refused(line: Line, tmp_path: Path) -> None:
    old = revisions.line().head

    def refused(line: Line, version: str | None, *running: str, in_use: bool = False) -> str:
        return line.refused(version, version, line.runnable(version, frozenset(running), in_use=in_use)) or ""

    assert not refused(line, old)
    assert not refused(line, None, old, in_use=True), "nobody works on an empty database"
    assert "9002" in refused(line, old, old), "a release is skipped beside processes that need what it took away"
    assert not refused(line, old, "9002")
    assert "kent die niet" in refused(revisions.line(), "9002"), "of a later release, of which nothing is known"
    assert not revisions.line().refused("9001", old, []), "of a later release that took nothing away"
    stopped = Line(write(tmp_path, ("9004", "stopped"), na="9003"))
    assert "9004" in refused(stopped, "9003", "9003")
    assert "9004" in refused(stopped, "9003", in_use=True)
    assert not refused(stopped, "9003")


def test_a_phase_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ooit"):
        Line(write(tmp_path, ("9001", "ooit")))


def test_a_process_says_which_release_it_is_of() -> None:
    assert revisions.head_of(revisions.application_name()) == revisions.line().head
    assert revisions.head_of("berichtenverkeer") == revisions.process_of("berichtenverkeer").host == ""
    own = revisions.process_of(revisions.application_name())
    assert (own.pid, own.began <= time.time()) == (os.getpid(), True)
    assert len(revisions.application_name()) < 64, "PostgreSQL keeps no more of it"

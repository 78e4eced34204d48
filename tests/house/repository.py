# SPDX-License-Identifier: EUPL-1.2
"""What the house rules look at: the files of this repository, by their path from its root."""

from itertools import takewhile
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
HOUSE = Path(__file__).parent
ROOMS = sorted(room.parent for room in ROOT.glob("src/berichtenverkeer/*/__init__.py"))
CODE = ("src", "tests", "benchmarks", "migrations")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*roots: str) -> list[Path]:
    return sorted(path for root in roots for path in (ROOT / root).rglob("*.py"))


def documents() -> list[Path]:
    """Every README and every page of docs: what must be true today (a decision tells of its own day)."""
    readmes = [path for root in (*CODE, "deploy") for path in (ROOT / root).rglob("README.md")]
    return sorted([ROOT / "README.md", *readmes, *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/bedienen").glob("*.md")])


def kept(file: str) -> dict[str, dict[str, object]]:
    content = yaml.safe_load((HOUSE / file).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def renew(path: Path, content: str) -> None:
    """Write a kept list anew under the comment that it begins with."""
    head = takewhile(lambda line: line.startswith("#"), path.read_text(encoding="utf-8").splitlines(keepends=True))
    path.write_text("".join(head) + content, encoding="utf-8")

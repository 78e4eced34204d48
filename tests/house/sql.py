# SPDX-License-Identifier: EUPL-1.2
"""The SQL of src: where it stands, how long it is, which tables it names and whose those are."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Table

from berichtenverkeer.core.metadata import ROOMS_WITH_TABLES, metadata
from house.repository import ROOT, sources

PACKAGE = ROOT / "src/berichtenverkeer"
FIGURES = ("rapporten",)
"""Rooms whose SQL is for DuckDB, on a peilbestand: it names no table of PostgreSQL (tests/rapporten runs all of it)."""

SQL = re.compile(
    r"\b(select|insert into|update|delete from|with)\b[\s\S]*\b(from|set|values|as|select)\b", re.IGNORECASE
)
_TABLE = re.compile(r"\b(?:from|join|into|update|table|only|using|references)\s+(?:only\s+)?([a-z_]+)\b", re.IGNORECASE)
_CTE = re.compile(r"\b([a-z_]+)(?:\s*\([^()]*\))?\s+as\s+(?:(?:not\s+)?materialized\s+)?\(", re.IGNORECASE)
_COMMENT = re.compile(r"--.*")
_CAT = re.compile(r"`cat ([\w./]+)`")


class Sql(NamedTuple):
    """A piece of SQL as it is written: a whole file, or one text in Python."""

    path: Path
    line: int
    lines: int
    text: str

    @property
    def room(self) -> str:
        return self.path.relative_to(PACKAGE).parts[0]

    @property
    def tables(self) -> set[str]:
        """The tables that it names; a name that it gives to a query of its own is none."""
        text = _COMMENT.sub("", self.text)
        return {name.lower() for name in _TABLE.findall(text)} & OWNER.keys() - set(_CTE.findall(text))


def _owners() -> dict[str, str]:
    """Table -> the room that owns it."""
    modules = {room: import_module(f"berichtenverkeer.{room}.tables") for room in ROOMS_WITH_TABLES}
    owner = {
        one.name: room for room, module in modules.items() for one in vars(module).values() if isinstance(one, Table)
    }
    assert owner.keys() == metadata.tables.keys(), "every table stands in a tables.py under a name"
    return owner


OWNER = _owners()


def in_python(path: Path) -> Iterator[Sql]:
    """Every text of a program that looks like SQL, docstrings excepted; an f-string with what is put into it."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    docstrings = {part.value for part in ast.walk(tree) if isinstance(part, ast.Expr)}
    inside = {part for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for part in ast.walk(text)}
    for part in ast.walk(tree):
        whole = isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        if not whole or part in docstrings or (part in inside and not isinstance(part, ast.JoinedStr)):
            continue
        assert isinstance(part, ast.Constant | ast.JoinedStr)
        assert part.end_lineno is not None
        text = _text(part)
        if SQL.search(text) or _TABLE.search(text):
            yield Sql(path, part.lineno, part.end_lineno - part.lineno + 1, text)


def _text(part: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "".join(str(piece.value) if isinstance(piece, ast.Constant) else "{}" for piece in part.values)


def files() -> list[Path]:
    """Every file of SQL: queries, and the parts that they are made of."""
    return sorted(path for path in PACKAGE.rglob("*.sql") if path.relative_to(PACKAGE).parts[0] not in FIGURES)


def queries() -> list[Path]:
    """Those that are a whole statement."""
    parts = parts_of_all()
    return [path for path in files() if path not in parts]


def parts_of_all() -> set[Path]:
    """Those that others are made of."""
    named = (path.parent / part for path in PACKAGE.rglob("*sql") for part in _CAT.findall(path.read_text()))
    return {path.resolve() for path in named}


@cache
def all_sql() -> list[Sql]:
    """All of it."""
    texts = [one for path in sources("src") for one in in_python(path)]
    for path in files():
        text = path.read_text(encoding="utf-8")
        texts.append(Sql(path, 1, text.count("\n"), text))
    return texts


def foreign() -> dict[str, list[str]]:
    """`file` -> the tables of other rooms that its SQL names."""
    found: dict[str, set[str]] = {}
    for one in all_sql():
        for table in one.tables:
            if OWNER[table] != one.room:
                found.setdefault(one.path.relative_to(PACKAGE).as_posix(), set()).add(table)
    return {path: sorted(tables) for path, tables in sorted(found.items())}

# SPDX-License-Identifier: EUPL-1.2
"""Nothing in src is there for nobody: what no one or only a test uses goes, or dead_code.yaml says why it stays."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NamedTuple

import vulture

from house.repository import ROOT, kept, name, sources

OUTSIDE = ("src", "benchmarks", "migrations")
CALLED_BY_OTHERS = ["@regel", "@*.command", "@*.callback", "@*.listens_for", "@pytest.fixture"]
"""What a decorator hands to a registry, a program or a library."""


class Told(NamedTuple):
    """What a file says: every word in its texts, keywords that its calls hand in, those that its functions do without.

    Of the last where it stands, and its name.
    """

    words: set[str]
    given: set[str]
    optional: dict[str, str]


@cache
def told(path: Path) -> Told:
    """Read and walked through once, for all that asks; of the tree itself nothing is kept."""
    parts = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    apart = set(docstrings(parts))
    texts = (one.value for one in parts if isinstance(one, ast.Constant) and one not in apart)
    words = {word for text in texts if isinstance(text, str) for word in re.findall(r"\w+", text)}
    given = {one.arg for one in parts if isinstance(one, ast.keyword) and one.arg is not None}
    return Told(words, given, {f"{path}::{where}": option for where, option in optional(parts)})


def docstrings(parts: list[ast.AST]) -> Iterator[ast.Constant]:
    """Texts that stand alone: they tell of a name and do not use it."""
    for part in parts:
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            yield part.value


def optional(parts: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """Every keyword that may be left out: where it stands, its name."""
    for part in parts:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not part.decorator_list:
            for one, default in zip(part.args.kwonlyargs, part.args.kw_defaults, strict=True):
                if default is not None:
                    yield f"{part.name}({one.arg}=)", one.arg


def quoted_words(paths: list[Path]) -> set[str]:
    """Every word in a text of the code: a column in SQL, a name that is given to getattr, or that a template shows."""
    words: set[str] = set()
    for folder in {path.parent for path in paths}:
        for beside in (*folder.glob("*.sql"), *folder.glob("templates/**/*.html")):
            words |= set(re.findall(r"\w+", beside.read_text(encoding="utf-8")))
    return words.union(*(told(path).words for path in paths))


def unused(roots: list[Path]) -> set[str]:
    """`path::name` of every function, class, attribute and variable that no code and no text names."""
    paths = [path for root in roots for path in sorted(root.rglob("*.py"))]
    finder = vulture.Vulture(ignore_decorators=CALLED_BY_OTHERS)
    finder.scavenge(paths)
    words = quoted_words(paths)
    return {f"{one.filename}::{one.name}" for one in finder.get_unused_code() if one.name not in words}


def never_given(paths: list[Path]) -> set[str]:
    """`path::function(name=)` of every option of a function whose name no call hands in."""
    given = {option for path in paths for option in told(path).given}
    return {where for path in paths for where, option in told(path).optional.items() if option not in given}


def test_all_code_is_used_or_kept_for_a_reason() -> None:
    found = {name(Path(one)) for one in unused([ROOT / root for root in OUTSIDE]) | never_given(sources(*OUTSIDE))}
    patterns = {str(pattern): reason for reason, some in kept("dead_code.yaml").items() for pattern in some}
    left = {one for one in found if not any(fnmatch(one, pattern) for pattern in patterns)}
    assert not left, "use it, delete it, or say in dead_code.yaml why it stays"
    about = {pattern for pattern in patterns if not any(fnmatch(one, pattern) for one in found)}
    assert not about, "used by now, or gone: take it off dead_code.yaml"


def test_what_nobody_names_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        '"""Tells of told and dead."""\n'
        "class Row:\n    read: int\n    in_sql: int\n    dead: int\n\n"
        "def told(row): return row.read\n\n"
        "SQL = f'select in_sql from {Row}'\nprint(SQL)\n"
    )
    assert {one.partition("::")[2] for one in unused([tmp_path])} == {"dead", "told"}


def test_an_option_that_nobody_takes_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one(*, taken=1, free=2, must): ...\n\none(must=1, taken=3)\n")
    assert {where.partition("::")[2] for where in never_given([tmp_path / "a.py"])} == {"one(free=)"}

# SPDX-License-Identifier: EUPL-1.2
"""Nothing in src is there for nobody: what no one or only a test uses goes, or dead_code.yaml says why it stays."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import vulture

from house.repository import ROOT, kept, name, sources

OUTSIDE = ("src", "benchmarks", "migrations")
CALLED_BY_OTHERS = ["@regel", "@*.command", "@*.callback", "@*.listens_for", "@pytest.fixture"]
"""What a decorator hands to a registry, a program or a library."""


def docstrings(code: ast.Module) -> Iterator[ast.Constant]:
    """Texts that stand alone: they tell of a name and do not use it."""
    for part in ast.walk(code):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
            yield part.value


def quoted_words(paths: list[Path]) -> set[str]:
    """Every word in a text of the code: a column in SQL, a name that is given to getattr, or that a template shows."""
    words: set[str] = set()
    for folder in {path.parent for path in paths}:
        for beside in (*folder.glob("*.sql"), *folder.glob("templates/**/*.html")):
            words |= set(re.findall(r"\w+", beside.read_text(encoding="utf-8")))
    for path in paths:
        code = ast.parse(path.read_text(encoding="utf-8"))
        told = set(docstrings(code))
        for part in ast.walk(code):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part not in told:
                words |= set(re.findall(r"\w+", part.value))
    return words


def unused(roots: list[Path]) -> set[str]:
    """`path::name` of every function, class, attribute and variable that no code and no text names."""
    paths = [path for root in roots for path in sorted(root.rglob("*.py"))]
    finder = vulture.Vulture(ignore_decorators=CALLED_BY_OTHERS)
    finder.scavenge(paths)
    words = quoted_words(paths)
    return {f"{one.filename}::{one.name}" for one in finder.get_unused_code() if one.name not in words}


def optional(trees: dict[Path, ast.Module]) -> Iterator[tuple[str, str]]:
    """Every keyword that may be left out: where it stands, its name."""
    for path, code in trees.items():
        for part in ast.walk(code):
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) and not part.decorator_list:
                for one, default in zip(part.args.kwonlyargs, part.args.kw_defaults, strict=True):
                    if default is not None:
                        yield f"{path}::{part.name}({one.arg}=)", one.arg


def never_given(paths: list[Path]) -> set[str]:
    """`path::function(name=)` of every option of a function whose name no call hands in."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    given = {part.arg for code in trees.values() for part in ast.walk(code) if isinstance(part, ast.keyword)}
    return {where for where, option in optional(trees) if option not in given}


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

# SPDX-License-Identifier: EUPL-1.2
"""How large files and functions are; `python -m house.sizes` lowers sizes.yaml to what is left of it."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from house.repository import CODE, HOUSE, ROOT, kept, name, renew, sources

LINES_OF_A_FILE, LINES_OF_A_FUNCTION, COMPLEXITY = 400, 50, 15
KEPT = "sizes.yaml"

Sizes = dict[str, dict[str, int]]
"""Measure -> place -> size, of what is larger than the measure allows."""


def functions(code: ast.AST, within: str = "") -> Iterator[tuple[str, int, int]]:
    """Every function, a nested one under the name of what holds it: name, first line, lines."""
    for part in ast.iter_child_nodes(code):
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if isinstance(part, ast.stmt | ast.ExceptHandler | ast.match_case):  # an expression holds none
                yield from functions(part, within)
            continue
        if not isinstance(part, ast.ClassDef):
            assert part.end_lineno is not None
            yield within + part.name, part.lineno, part.end_lineno - part.lineno + 1
        yield from functions(part, f"{within}{part.name}.")


def complexities(paths: list[Path], above: int) -> dict[str, int]:
    """McCabe's number of every function above a bound, as ruff counts it."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--select", "C901"]
    bound = ["--config", f"lint.mccabe.max-complexity={above}", "--output-format", "json"]
    told = subprocess.run([*command, *bound, *paths], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    found = {}
    for one in json.loads(told):
        path, line = Path(one["filename"]), one["location"]["row"]
        at = next(which for which, first, _ in functions(ast.parse(path.read_text())) if first == line)
        number = re.search(r"\((\d+) > ", one["message"])
        assert number is not None
        found[f"{name(path)}::{at}"] = int(number[1])
    return found


@cache
def measured() -> Sizes:
    files: dict[str, int] = {}
    long: dict[str, int] = {}
    for path in sources(*CODE):
        text = path.read_text(encoding="utf-8")
        files[name(path)] = len(text.splitlines())
        long |= {f"{name(path)}::{which}": lines for which, _, lines in functions(ast.parse(text))}
    return {
        "lines of a file": {where: size for where, size in files.items() if size > LINES_OF_A_FILE},
        "lines of a function": {where: size for where, size in long.items() if size > LINES_OF_A_FUNCTION},
        "complexity of a function": complexities([ROOT / root for root in CODE], COMPLEXITY),
    }


def lowered(now: Sizes, before: Sizes) -> Sizes:
    """What was allowed and is still needed; nothing is added or raised."""
    return {
        measure: {where: min(size, now[measure][where]) for where, size in sizes.items() if where in now[measure]}
        for measure, sizes in before.items()
    }


if __name__ == "__main__":
    left = lowered(measured(), kept(KEPT))  # type: ignore[arg-type] # the file holds numbers
    renew(HOUSE / KEPT, yaml.safe_dump(left, sort_keys=True, width=120))

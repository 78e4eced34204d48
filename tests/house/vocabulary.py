# SPDX-License-Identifier: EUPL-1.2
"""The words of src, and where each comes from: the glossary, the standard, or the list of English words.

`python -m house.vocabulary` drops from words_left.txt what is used no more; nothing is ever added to it.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command

from berichtenverkeer.cli.main import app
from berichtenverkeer.web import openapi
from house.repository import HOUSE, ROOT, name, renew, sources

LEFT = HOUSE / "words_left.txt"
DATA = (
    "src/berichtenverkeer/ledger/gebeurtenissen",
    "src/berichtenverkeer/register/rows.py",
    "src/berichtenverkeer/register/money_rows.py",
    "src/berichtenverkeer/register/figure_rows.py",
    "src/berichtenverkeer/register/user_rows.py",
    "src/berichtenverkeer/register/parameters.py",
    "src/berichtenverkeer/core/settings.py",
    "src/berichtenverkeer/berichten/",
)
"""Where the fields of classes are what is stored, configured, or said by the standard."""

CODES = "src/berichtenverkeer/standaard/codes.py"
"""The codes of the standard, each under the name that its list gives it."""


def split(identifier: str) -> list[str]:
    """The words of a name, in lower case. An abbreviation is one; a letter, a digit and the code of a rule are none."""
    if re.fullmatch(r"_*[A-Z]{2}\d{3}(X\d)?", identifier):
        return []
    words = re.findall(r"[A-Z]+(?![a-zé])|[A-Z]?[a-zé]+", identifier)
    return [word.lower() for word in words if len(word) > 1]


def lines(path: Path) -> set[str]:
    content = path.read_text(encoding="utf-8").splitlines()
    return {line for line in content if line and not line.startswith("#")}


def decorators(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return {ast.unparse(one).partition("(")[0].rpartition(".")[2] for one in function.decorator_list}


def defined(code: ast.AST) -> Iterator[str]:
    """Every name that a module gives. A rule's name is a claim in the language of the standard, and is left out."""
    for part in ast.walk(code):
        match part:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if "regel" not in decorators(part):
                    yield part.name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.alias(asname=str(name)):
                yield name
            case _:
                pass


def columns(code: ast.AST) -> Iterator[str]:
    """The first text of every `Column(...)` and `Table(...)`."""
    for part in ast.walk(code):
        match part:
            case ast.Call(func=ast.Attribute(attr="Column" | "Table"), args=[ast.Constant(value=str(name)), *_]):
                yield name
            case _:
                pass


def options(command: Any) -> Iterator[str]:
    """The arguments and options of a command, or of all that are under it."""
    for one in getattr(command, "commands", {}).values():
        yield from options(one)
    yield from (one.name for one in command.params)


def fields(code: ast.AST) -> Iterator[str]:
    for part in ast.walk(code):
        if isinstance(part, ast.ClassDef):
            for one in part.body:
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                    yield one.target.id


def said_by_the_api(document: object) -> Iterator[str]:
    """The properties and parameters that the API describes, and the names of its schemas."""
    if isinstance(document, dict):
        yield from document.get("properties", ())
        yield from document.get("schemas", ())
        if "in" in document and "name" in document:
            yield document["name"]
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            yield from said_by_the_api(part)


@cache
def names_of_data() -> frozenset[str]:
    """Names that are stored, sent, typed or configured: who holds such a value calls it by that name."""
    names = set(options(get_command(app)))
    names |= set(defined(ast.parse((ROOT / CODES).read_text(encoding="utf-8"))))
    api = set(said_by_the_api(json.loads(openapi.document(openapi.EXAMPLE))))
    names |= api | {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one).lower() for one in api}
    for path in sources("src"):
        code = ast.parse(path.read_text(encoding="utf-8"))
        names |= set(columns(code))
        if name(path).startswith(DATA):
            names |= {*fields(code), *(part.name for part in ast.walk(code) if isinstance(part, ast.ClassDef))}
    return frozenset(names)


@cache
def used() -> dict[str, set[str]]:
    """Word -> the identifiers of src that have it; a name of data as a whole is no question of words."""
    found: dict[str, set[str]] = {}
    for path in sources("src"):
        for one in (path.stem, *defined(ast.parse(path.read_text(encoding="utf-8")))):
            if one.strip("_").lower() not in names_of_data() and one not in names_of_data():
                for word in split(one):
                    found.setdefault(word, set()).add(one)
    return found


def heads() -> list[str]:
    """The first column of the glossary."""
    rows = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    return [row.split("|")[1].strip() for row in rows if row.startswith("| ")][1:]


@cache
def field_words() -> frozenset[str]:
    """The Dutch words: those of the glossary, and those in the names of the standard's schemas."""
    schemas = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("schemas/**/*.xsd"))
    standard = re.findall(r'name="([^"]+)"', schemas)
    return frozenset(word for text in (*heads(), *standard) for word in split(text.replace("-", "")))


def is_form_of(word: str, known: Iterable[str]) -> bool:
    """The word itself, or what Dutch makes of it for more than one: plafonds, berichten, saldi, tarieven, signalen."""
    singular = [word, *(word.removesuffix(end) for end in ("s", "n", "en", "es") if word.endswith(end))]
    singular += [word.removesuffix("sen")] if word.endswith("nissen") else []
    singular += [stem + "o" for stem in [word.removesuffix("i")] if word.endswith("i")]
    singular += [stem[:-1] + stem[-2:] for stem in singular if re.search(r"[^aeiou][aeou][^aeiou]$", stem)]
    singular += [re.sub(r"([aeou])([^aeiou])$", r"\1\1\2", stem) for stem in singular]
    singular += [re.sub(r"v$", "f", stem) for stem in singular] + [re.sub(r"z$", "s", stem) for stem in singular]
    return any(stem in known for stem in singular)


def is_field_word(word: str) -> bool:
    """A word of the field in one of its forms, or two of them in one: termijnklok, plafondregel."""
    known = field_words()
    if is_form_of(word, known):
        return True
    return any(is_form_of(word[:at], known) and is_form_of(word[at:], known) for at in range(3, len(word) - 2))


@cache
def outside() -> dict[str, set[str]]:
    """The words that are in no list, with the identifiers that have them."""
    english = lines(HOUSE / "english.txt")
    return {word: names for word, names in sorted(used().items()) if word not in english and not is_field_word(word)}


if __name__ == "__main__":
    renew(LEFT, "".join(f"{word}\n" for word in sorted(lines(LEFT) & outside().keys())))

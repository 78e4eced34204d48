# SPDX-License-Identifier: EUPL-1.2
"""What the pages say in Dutch, and the catalogue of each topic that holds it in another language.

`python -m catalogues` in tests/ writes what has no translation yet into the catalogue of its topic, with nothing behind
it, and drops what nobody says any more.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

import berichtenverkeer.pages
from berichtenverkeer.pages.budgets import KINDS as LINE_KINDS
from berichtenverkeer.pages.budgets import LINES
from berichtenverkeer.pages.entry import Section
from berichtenverkeer.pages.languages import LOCALE
from berichtenverkeer.pages.map import PAGES
from berichtenverkeer.pages.notices import NOTICES
from berichtenverkeer.pages.seals import NAMES
from berichtenverkeer.pages.supervision import TEXTS as SUPERVISED
from berichtenverkeer.pages.tenzij import STEPS
from berichtenverkeer.pages.termijnen import KINDS
from berichtenverkeer.pages.work_list import TEXTS
from berichtenverkeer.rapporten.key_figures import KEY_FIGURES
from berichtenverkeer.web.problem import TITLES

Said = str | tuple[str, str]
"""A text, or what is said of one and of more."""

_TOLD: tuple[tuple[Mapping[Any, str], str], ...] = (
    (TEXTS, "work_list"),
    (SUPERVISED, "overview"),
    (KINDS, "termijnen"),
    (STEPS, "tenzij"),
    (LINE_KINDS, "budgets"),
    (LINES, "budgets"),
    (NAMES, "seals"),
)
"""What a module has in a table, with its topic."""

ROOM = Path(berichtenverkeer.pages.__file__).parent
HEAD = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
OPTIONS = {"extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false", "newstyle_gettext": "true"}


def of_key_figures() -> dict[str, str]:
    figures = [one for of_one in KEY_FIGURES.values() for one in of_one]
    return {text: text for one in figures for text in (one.text, one.of) if text}


def declared() -> Iterator[tuple[str, str]]:
    """What pages declare, each of the topic of its handler; and what is of all pages."""
    for entry in PAGES:
        name = entry.handler.__module__.rpartition(".")[2]
        yield from ((entry.question, name), (entry.label, name))
    for text in (*map(str, Section), *NOTICES.values(), *TITLES.values(), "Dit lukt niet"):
        yield text, "base"
    for texts, name in (*_TOLD, (of_key_figures(), "overview")):
        yield from ((text, name) for text in texts.values())


def topic(path: Path) -> str:
    """A folder of templates, or a module; what is of all pages is `base`."""
    name = path.parent.name if path.suffix == ".html" else path.stem
    return "base" if name in ("templates", "parts") else name


def said() -> dict[Said, str]:
    """Text -> the topic that says it first."""
    found: dict[Said, str] = {one: name for one, name in declared() if re.sub(r"{\w*}|\W", "", one)}
    for path in sorted([*ROOM.rglob("*.py"), *ROOM.rglob("*.html")]):
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        options = OPTIONS if path.suffix == ".html" else {}
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, DEFAULT_KEYWORDS, options=options):
                one = message if isinstance(message, str) else (str(message[0]), str(message[1]))
                found.setdefault(one, topic(path))
    return found


def catalogues(code: str) -> dict[str, Catalog]:
    """By topic."""
    found = {}
    for path in sorted(LOCALE.glob(f"{code}/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, code)
    return found


def translated(code: str) -> dict[Said, tuple[str, object]]:
    """Text -> its topic and what stands for it; a text of two topics reads the same in both."""
    found: dict[Said, tuple[str, object]] = {}
    for name, catalogue in catalogues(code).items():
        for message in catalogue:
            if message.id:
                one = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
                before, text = found.setdefault(one, (name, message.string))
                assert text == message.string, f"{one} reads otherwise in {before} than in {name}"
    return found


def renew(code: str) -> None:
    known, now = translated(code), said()
    texts = {one: known.get(one, (name, "")) for one, name in now.items()}
    for name in {*catalogues(code), *(name for name, _ in texts.values())}:
        catalogue = Catalog(code)
        for one in sorted((one for one, (where, _) in texts.items() if where == name), key=str):
            catalogue.add(one, texts[one][1])  # type: ignore[arg-type] # as it was read
        buffer = BytesIO()
        write_po(buffer, catalogue, width=120, omit_header=True)
        path = LOCALE / code / "LC_MESSAGES" / f"{name}.po"
        path.write_text(f"{HEAD}{buffer.getvalue().decode()}".rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew("en")

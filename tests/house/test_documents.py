# SPDX-License-Identifier: EUPL-1.2
"""What the READMEs and pages of docs name exists: files, links, commands with their options, addresses."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.exceptions import TyperException
from typer.main import get_command

from berichtenverkeer.cli.main import app
from berichtenverkeer.web import openapi
from house.repository import ROOMS, ROOT, documents, name

DOCUMENTS = {name(path): path for path in documents()}
EVERYWHERE = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_a_room_says_in_twenty_lines_what_lives_in_it(room: Path) -> None:
    lines = (room / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# {room.name}"
    assert len(lines) <= 20


def quoted(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))


@EVERYWHERE
def test_every_file_that_is_named_is_there(document: Path) -> None:
    """A path is meant from the root, from the package, or from where the document stands or what it is about."""
    paths = [
        text
        for text in quoted(document)
        if re.fullmatch(r"[\w./-]+\.(py|md|csv|toml|xsd|yaml|service|ini|sql|psql)|[\w./-]+/", text)
    ]
    package, about = ROOT / "src/berichtenverkeer", document.stem
    beside = (document.parent, document.parent.parent)
    places = (ROOT, package, *beside, package / about, ROOT / "tests" / about, ROOT / "deploy/voorbeeldregio")
    assert not [path for path in paths if not any((place / path).exists() for place in places)]


@EVERYWHERE
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        page = document.parent / path if path else document
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}, target


def command_lines(text: str) -> Iterator[str]:
    """What follows every `berichtenverkeer` in a document, in a block or between quotes, up to a remark."""
    for line in text.splitlines():
        for piece in re.findall(r"`([^`]+)`", line) or [line]:
            yield from re.findall(r"(?:^| |bin/)berichtenverkeer ([a-z].*?)(?= && |\s+#|$)", piece)


def parse(arguments: list[str]) -> None:
    """Let the parser of a command look at its arguments: are there such options, is nothing left over or missing?

    A command alone, without arguments, is only named."""
    command: Any = get_command(app)
    while hasattr(command, "commands"):
        command = command.commands[arguments.pop(0)]
    named = not arguments
    values, too_many, _ = command.make_parser(command.context_class(command)).parse_args(arguments)
    assert not too_many
    assert named or all(values.get(one.name) is not None for one in command.params if one.required)


COMMANDS = sorted({line for path in DOCUMENTS.values() for line in command_lines(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_shown_can_be_given(line: str) -> None:
    parse(shlex.split(line))


@pytest.mark.parametrize("line", ["nothing", "rules --nothing", "report stromen --json", "clock now", "clocks --soort"])
def test_a_command_that_is_none_is_noticed(line: str) -> None:
    with pytest.raises((KeyError, AssertionError, TyperException)):
        parse(shlex.split(line))


API = json.loads(openapi.document(openapi.EXAMPLE))
ADDRESSES = sorted(
    {
        re.split(r"[\"'>]", found)[0].rstrip(".,;:")
        for path in DOCUMENTS.values()
        for found in re.findall(
            r"(?<![\w.])/(?:v1/|metrics\b|healthz\b|readyz\b)[^\s`)|]*", path.read_text(encoding="utf-8")
        )
    }
)


def segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def leads_to(path: str) -> str | None:
    """The address of the API that a path of the docs is an example of."""
    for known in API["paths"]:
        pairs = list(zip(segments(known), segments(path), strict=False))
        if len(segments(known)) == len(segments(path)) and all(a == b or a.startswith("{") for a, b in pairs):
            return str(known)
    return None


def questions(address: str) -> set[str]:
    """The names that may stand behind the question mark of an address."""
    item = API["paths"][address]
    described = [one for method in item.values() if isinstance(method, dict) for one in method.get("parameters", [])]
    return {one["name"] for one in described if one["in"] == "query"}


@pytest.mark.parametrize("shown", ADDRESSES)
def test_every_address_that_is_shown_exists_with_what_is_asked(shown: str) -> None:
    path, _, query = shown.partition("?")
    address = leads_to(path)
    assert address is not None
    assert {pair.partition("=")[0] for pair in query.split("&") if pair and pair != "..."} <= questions(address)


def test_an_address_that_is_none_is_noticed() -> None:
    assert leads_to("/v1/berichten/1") == "/v1/berichten/{id}"
    assert leads_to("/v1/messages") is None
    assert leads_to("/v1/berichten/1/2/3") is None

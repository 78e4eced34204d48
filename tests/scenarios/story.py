# SPDX-License-Identifier: EUPL-1.2
"""A story as it stands in its file. The notation is in README.md beside this file."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from berichtenverkeer.register.rows import TABLES, Partij
from gatewaybouw import BEGIN, partijen

HIER = Path(__file__).parent
VERHALEN = sorted(HIER.glob("*.txt"))

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Part(msgspec.Struct, frozen=True):
    """One part of a bericht, between ` + `: `wijzigt nr=2 tot=-` is a word and two kenmerken."""

    woorden: Sequence[str]
    kenmerken: Mapping[str, str]


class Regel(msgspec.Struct, frozen=True):
    """One line of a story."""

    dag: date
    soort: str
    delen: Sequence[Part]
    antwoord: str
    stand: str


class Story(msgspec.Struct, frozen=True):
    """The rows that a story adds to the register, by file, and its lines."""

    register: Mapping[str, Sequence[Any]]
    regels: Sequence[Regel]


def read(pad: Path) -> Story:
    """The story in a file; `=` as the state stands for the state of the line before."""
    register: dict[str, list[Any]] = {}
    regels: list[Regel] = []
    for text in pad.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.split("|")]
        if len(cells) == 3 and cells[0] == "register":
            register.setdefault(cells[1], []).append(_row(cells[1], _part(cells[2])))
        elif len(cells) == 5 and _DAY.fullmatch(cells[0]):
            day, soort, content, antwoord, stand = cells
            parts = [_part(part) for part in content.split(" + ")]
            stand = regels[-1].stand if stand == "=" else stand
            regels.append(Regel(date.fromisoformat(day), soort, parts, antwoord, stand))
        else:
            assert "|" not in text, f"{pad.name}: {text}"
    assert regels, pad
    if "partijen" in register:
        own = {partij.code for partij in register["partijen"]}
        register["partijen"] += [partij for partij in partijen() if partij.code not in own]
    return Story(register, regels)


def _part(text: str) -> Part:
    words = [word for word in text.split() if "=" not in word]
    return Part(words, dict(word.split("=", 1) for word in text.split() if "=" in word))


def _row(bestand: str, part: Part) -> Any:
    soort = TABLES[bestand].row
    marks = {"geldig_van": BEGIN.isoformat(), **part.kenmerken}
    if soort is Partij:
        marks["naam"] = marks["code"]
    return msgspec.convert(marks, soort, strict=False)

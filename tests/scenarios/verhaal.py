# SPDX-License-Identifier: EUPL-1.2
"""A story as it stands in its file. The notation is in README.md beside this file."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from berichtenverkeer.register.rijen import TABELLEN, Partij
from gatewaybouw import BEGIN, partijen

HIER = Path(__file__).parent
VERHALEN = sorted(HIER.glob("*.txt"))

_DAG = re.compile(r"\d{4}-\d\d-\d\d")


class Deel(msgspec.Struct, frozen=True):
    """One part of a bericht, between ` + `: `wijzigt nr=2 tot=-` is a word and two kenmerken."""

    woorden: Sequence[str]
    kenmerken: Mapping[str, str]


class Regel(msgspec.Struct, frozen=True):
    """One line of a story."""

    dag: date
    soort: str
    delen: Sequence[Deel]
    antwoord: str
    stand: str


class Verhaal(msgspec.Struct, frozen=True):
    """The rows that a story adds to the register, by file, and its lines."""

    register: Mapping[str, Sequence[Any]]
    regels: Sequence[Regel]


def lees(pad: Path) -> Verhaal:
    """The story in a file; `=` as the state stands for the state of the line before."""
    register: dict[str, list[Any]] = {}
    regels: list[Regel] = []
    for tekst in pad.read_text(encoding="utf-8").splitlines():
        cellen = [cel.strip() for cel in tekst.split("|")]
        if len(cellen) == 3 and cellen[0] == "register":
            register.setdefault(cellen[1], []).append(_rij(cellen[1], _deel(cellen[2])))
        elif len(cellen) == 5 and _DAG.fullmatch(cellen[0]):
            dag, soort, inhoud, antwoord, stand = cellen
            delen = [_deel(deel) for deel in inhoud.split(" + ")]
            stand = regels[-1].stand if stand == "=" else stand
            regels.append(Regel(date.fromisoformat(dag), soort, delen, antwoord, stand))
        else:
            assert "|" not in tekst, f"{pad.name}: {tekst}"
    assert regels, pad
    if "partijen" in register:
        eigen = {partij.code for partij in register["partijen"]}
        register["partijen"] += [partij for partij in partijen() if partij.code not in eigen]
    return Verhaal(register, regels)


def _deel(tekst: str) -> Deel:
    woorden = [woord for woord in tekst.split() if "=" not in woord]
    return Deel(woorden, dict(woord.split("=", 1) for woord in tekst.split() if "=" in woord))


def _rij(bestand: str, deel: Deel) -> Any:
    soort = TABELLEN[bestand].rij
    kenmerken = {"geldig_van": BEGIN.isoformat(), **deel.kenmerken}
    if soort is Partij:
        kenmerken["naam"] = kenmerken["code"]
    return msgspec.convert(kenmerken, soort, strict=False)

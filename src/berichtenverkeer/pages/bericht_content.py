# SPDX-License-Identifier: EUPL-1.2
"""A bericht as a person reads it: each element of its schema in words, and what was found at the line it is about."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from lxml import etree

from berichtenverkeer.berichten.reading import parser
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.pages.labels import name_of
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.standaard.structure import Component, structure

CENTS = frozenset({"LDT_Bedrag", "LDT_TotaalBedrag", "LDT_Budget"})
"""Datatypes that hold cents."""

LINES = 400
"""Elements on one page."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One element. `depth` from 1; `value` is None of what holds others, `cents` where it is an amount.

    `words` of a code is what its list says. `number` counts the elements of the bericht from 1.
    """

    number: int
    path: str
    depth: int
    name: str
    value: str | None
    cents: int | None
    words: str
    found: Sequence[Bevinding]


class Content(msgspec.Struct, frozen=True):
    """A page of it. `following` is the `number` with which the next begins.

    `places`: all that was found, with the number of its element (0: the bericht as a whole) and whether that is on this
    page.
    """

    lines: Sequence[Line]
    following: int | None
    places: Sequence[tuple[Bevinding, int, bool]]


def content_of(data: bytes, soort: Berichtsoort, found: Sequence[Bevinding], since: int) -> Content:
    """The elements of a well-formed bericht from number `since`, each finding at its element or the deepest above it.

    A large one takes a second: call this in a thread.
    """
    codelijsten = {one.datatype: one.codes for one in soort.release.codelijsten.values()}
    every = list(_walk(etree.fromstring(data, parser()), structure(soort), soort.naam, 0))
    numbers = {path: number for number, (path, *_) in enumerate(every)}
    at: dict[int, list[Bevinding]] = {}
    for one in found:
        at.setdefault(_nearest(numbers, one.pad), []).append(one)
    begin = min(max(since, 1), len(every))
    shown = range(begin, min(begin + LINES, len(every)))
    lines = [_line(number, *every[number], codelijsten, at.get(number, ())) for number in shown]
    places = [(one, number, number in shown) for number in sorted(at) for one in at[number]]
    return Content(lines, shown.stop if shown.stop < len(every) else None, places)


def _walk(
    element: etree._Element, component: Component, path: str, depth: int
) -> Iterator[tuple[str, int, Component, str]]:
    """Every element with its path as findings have it, the root first."""
    yield path, depth, component, (element.text or "").strip() if not component.kinderen else ""
    counted: dict[str, int] = {}
    for child in element:
        place = component.plaats.get(str(child.tag))
        if place is None:
            continue
        own = component.kinderen[place]
        counted[own.naam] = counted.get(own.naam, 0) + 1
        index = f"[{counted[own.naam]}]" if own.herhaalt else ""
        yield from _walk(child, own, f"{path}/{own.naam}{index}", depth + 1)


def _nearest(numbers: Mapping[str, int], path: str) -> int:
    """The element at a path, or the deepest above it that the bericht has; 0 for the bericht as a whole."""
    while path and path not in numbers:
        path = path.rpartition("/")[0]
    return numbers.get(path, 0)


def _line(
    number: int,
    path: str,
    depth: int,
    component: Component,
    text: str,
    codelijsten: Mapping[str, Mapping[str, str]],
    found: Sequence[Bevinding],
) -> Line:
    datatype = (component.datatype or "").rpartition("}")[2]
    is_amount = datatype in CENTS and text.isascii() and text.isdigit()
    index = path.rpartition("[")[2].rstrip("]") if component.herhaalt else ""
    return Line(
        number=number,
        path=path,
        depth=depth,
        name=f"{name_of(component.naam)} {index}".rstrip(),
        value=None if component.kinderen else text,
        cents=int(text) if is_amount else None,
        words=codelijsten.get(datatype, {}).get(text, ""),
        found=found,
    )

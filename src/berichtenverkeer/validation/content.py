# SPDX-License-Identifier: EUPL-1.2
"""The child elements of one part laid beside the schema: which are missing, unknown, misplaced or too many.

All content in iJw is a plain sequence, so the elements that are in order are the longest chain of children that
does not go back in the schema. What stands outside that chain is a fault, each once.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.structure import Component

# What may be shown of a name that the sender made up: a word without a run of digits that could be a number of someone.
_PRINTABLE = re.compile(r"(?:\{[^}]*\})?([A-Za-z](?:[A-Za-z_.-]|\d{1,2}(?!\d)){0,39})")
_SIMILAR = 0.75
_MAX_COMPARED = 50  # unknown names per part that are held beside the known ones


class Fault(msgspec.Struct, frozen=True):
    """A fault before it has a full path: `tail` goes behind the path of the part, `kind` is the child it is about."""

    melding: Melding
    tekst: str
    actie: str
    tail: str = ""
    kind: int | None = None


def printable(name: str) -> str:
    """The local name of `name` if it can do no harm in a finding, otherwise nothing."""
    parts = _PRINTABLE.fullmatch(name)
    return parts[1] if parts else ""


def lay_beside(tags: Sequence[str], part: Component, otherwise: str) -> tuple[Iterator[Fault], list[int | None]]:
    """Compare child elements (`{namespace}Name`) with what the schema has for `part`.

    Gives the faults, worked out as they are asked for, and for each child the place in the schema that it takes (None
    for an unknown one). `otherwise` is the tag of the part itself when that was wrong and reported: children that share
    its wrong namespace are the same fault.
    """
    per_name = {child.naam: place for place, child in enumerate(part.kinderen)}
    order = [per_name.get(_name(tag)) for tag in tags]
    misspelt = _misspelt(tags, order, part)
    places = [misspelt.get(number, place) for number, place in enumerate(order)]
    sequence_numbers = _sequence_numbers(places, part)
    sequence = _sequence(order, part)
    faults = chain(
        _names(tags, order, misspelt, sequence_numbers, part, otherwise),
        _ordering(order, sequence, sequence_numbers, part),
        _missing(order, sequence, set(places), part),
    )
    return faults, places


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _space(tag: str) -> str:
    return tag.rpartition("}")[0]


def _misspelt(tags: Sequence[str], order: list[int | None], part: Component) -> dict[int, int]:
    """Unknown children whose name is nearly that of an absent one (`BSN` for `Bsn`): child -> place in the schema."""
    present = set(order)
    absent = {child.naam.lower(): place for place, child in enumerate(part.kinderen) if place not in present}
    found: dict[int, int] = {}
    unknown = (number for number, place in enumerate(order) if place is None)
    for number in islice(unknown, _MAX_COMPARED):
        resembles = difflib.get_close_matches(_name(tags[number])[:60].lower(), absent, n=1, cutoff=_SIMILAR)
        if resembles:
            found[number] = absent.pop(resembles[0])
    return found


def _sequence_numbers(places: list[int | None], part: Component) -> list[int]:
    """For each child its number among those of the same name, from 1; 0 for an unknown one."""
    counters = [0] * len(part.kinderen)
    numbers = []
    for place in places:
        if place is not None:
            counters[place] += 1
        numbers.append(0 if place is None else counters[place])
    return numbers


def _tail(child: Component, sequence_number: int) -> str:
    return f"{child.naam}[{sequence_number}]" if child.herhaalt else child.naam


def _sequence(order: list[int | None], part: Component) -> list[int]:
    """The longest chain of children that stand in the order of the schema, single ones once."""
    # Per place in the schema: the length of the best chain that ends there, and its links from back to front.
    best: list[tuple[int, Any]] = [(0, None)] * len(part.kinderen)
    for number, place in enumerate(order):
        if place is None:
            continue
        tot = place + 1 if part.kinderen[place].herhaalt else place
        length, joint = max(best[:tot], key=_length, default=(0, None))
        if length + 1 > best[place][0]:
            best[place] = (length + 1, (number, joint))
    _, joint = max(best, key=_length, default=(0, None))
    sequence = []
    while joint is not None:
        number, joint = joint
        sequence.append(number)
    return sequence[::-1]


def _length(sequence: tuple[int, Any]) -> int:
    return sequence[0]


def _names(
    tags: Sequence[str],
    order: list[int | None],
    misspelt: dict[int, int],
    sequence_numbers: list[int],
    part: Component,
    otherwise: str,
) -> Iterator[Fault]:
    """Children with a name or namespace that the schema does not have here."""
    for number, (tag, place) in enumerate(zip(tags, order, strict=True)):
        if number in misspelt:
            child = part.kinderen[misspelt[number]]
            text = f"{part.naam} kent dit element niet; het lijkt op {child.naam}."
            action = f"Noem het element precies {child.naam}."
            yield Fault(schema.UNKNOWN, text, action, _tail(child, sequence_numbers[number]), number)
        elif place is None:
            name = printable(tag)
            text = f"{part.naam} kent geen element {name}".rstrip() + "."
            yield Fault(schema.UNKNOWN, text, "Verwijder het element of zet het waar het hoort.", name, number)
        elif tag != part.kinderen[place].tag and not (otherwise and _space(tag) == _space(otherwise)):
            child = part.kinderen[place]
            text = f"{child.naam} staat in de verkeerde naamruimte."
            action = f"Gebruik hier de naamruimte {_space(child.tag)[1:]}."
            yield Fault(schema.NAMESPACE, text, action, _tail(child, sequence_numbers[number]), number)


def _ordering(
    order: list[int | None], sequence: list[int], sequence_numbers: list[int], part: Component
) -> Iterator[Fault]:
    """Known children outside the chain: a second one of what may stand once, or one in the wrong place."""
    in_sequence = set(sequence)
    present = {order[number] for number in sequence}
    for number, place in enumerate(order):
        if place is None or number in in_sequence:
            continue
        child = part.kinderen[place]
        if place in present and not child.herhaalt:
            text = f"{child.naam} staat vaker dan één keer in {part.naam}."
            yield Fault(
                schema.TOO_OFTEN, text, f"Laat één {child.naam} staan.", _tail(child, sequence_numbers[number]), number
            )
        else:
            text = f"{child.naam} staat op de verkeerde plaats in {part.naam}."
            action = f"Zet {child.naam} {_where(place, present, part)}."
            yield Fault(schema.VOLGORDE, text, action, _tail(child, sequence_numbers[number]), number)
        present.add(place)


def _missing(
    order: list[int | None], sequence: list[int], present: set[int | None], part: Component
) -> Iterator[Fault]:
    """Required children that are nowhere, each at the element behind the gap."""
    for place, child in enumerate(part.kinderen):
        if not child.verplicht or place in present:
            continue
        after_it = next((number for number in sequence if (order[number] or 0) > place), None)
        fill = f", met {child.waarde.verwacht}" if child.waarde else ""
        yield Fault(
            schema.MISSING,
            f"Het verplichte element {child.naam} ontbreekt in {part.naam}.",
            f"Zet {child.naam} {_where(place, present, part)}{fill}.",
            _tail(child, 1),
            after_it,
        )


def _where(place: int, present: set[int | None], part: Component) -> str:
    before = max((other for other in present if other is not None and other < place), default=None)
    return f"vooraan in {part.naam}" if before is None else f"direct na {part.kinderen[before].naam}"

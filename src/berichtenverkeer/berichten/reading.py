# SPDX-License-Identifier: EUPL-1.2
"""From XML to frozen objects.

`read` is meant for a bericht that passed its schema, but trusts nobody: its only error is `ReadError`.
"""

from collections.abc import Mapping
from typing import Any, cast

import msgspec
from lxml import etree

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.generated_xml import reader
from berichtenverkeer.berichten.kinds import CLASS_PER_TAG, Bericht
from berichtenverkeer.berichten.reading_plan import Child, Onleesbaar, ReadingPlan, reading_plan


class ReadingPlace(msgspec.Struct, frozen=True):
    """Where reading failed and why, in Dutch; never the value itself."""

    pad: str
    regelnummer: int | None
    tekst: str


class ReadError(Exception):
    """The XML cannot be held by the types of the standard. `plekken` has every place, class by class."""

    def __init__(self, plekken: list[ReadingPlace]) -> None:
        super().__init__(f"{len(plekken)} onleesbare plek(ken)")
        self.plekken = plekken


SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "huge_tree": False,
}
"""How any parser of ours is set: it loads nothing from outside, expands nothing, and drops what is not content."""


def parser() -> etree.XMLParser:
    """A parser for a whole tree."""
    return etree.XMLParser(**SAFE)


def read(tree: etree._Element | bytes, per_tag: Mapping[str, type[Bericht]] = CLASS_PER_TAG) -> Bericht:
    """The bericht in `tree`: a parsed root element, or bytes (UTF-8, at most what libxml2 reads by default).

    `per_tag` has the berichten that can be read, by the tag of their root: iJw 3.2, unless it says more. Raises
    Leesfout for everything that is none of those or that no calendar can hold (year 12026).
    """
    if isinstance(tree, bytes):
        try:
            tree = etree.fromstring(tree, parser())
        except etree.XMLSyntaxError as fault:
            raise ReadError([ReadingPlace("", fault.lineno, "Dit is geen goed gevormde XML.")]) from None
    class_ = per_tag.get(tree.tag) if isinstance(tree.tag, str) else None
    if class_ is None:
        raise ReadError([ReadingPlace("", _line_number(tree), "Dit is geen bericht dat hier te lezen is.")])
    try:
        return cast("Bericht", reader(class_, class_.berichtsoort).call(tree))
    except Onleesbaar:
        return _read_by_plan(tree, class_)


def _read_by_plan(tree: etree._Element, class_: type[Bericht]) -> Bericht:
    """The same of what is not quite as its schema has it: allowed, or at fault."""
    faults: list[ReadingPlace] = []
    bericht = read_part(tree, reading_plan(class_, class_.berichtsoort), (None, class_.__name__, 0), faults)
    if faults or bericht is None:
        raise ReadError(faults)
    return bericht  # type: ignore[return-value]  # `per_tag` holds classes of the Bericht union


Plek = tuple["Plek | None", str, int]
"""What an element hangs under, its name, its number (0: it cannot repeat). Only a fault makes a path of it."""


def read_part(node: etree._Element, plan: ReadingPlan, here: Plek, faults: list[ReadingPlace]) -> Class | None:
    """The object for `node`; None after adding to `faults` when it has a fault."""
    begin = len(faults)
    values: dict[str, Any] = {}
    for node_under in node:
        child = plan.kinderen.get(node_under.tag)
        if child is None:
            if not isinstance(node_under, _NO_CONTENT):
                faults.append(_fault(here, node_under, "Hier staat een element dat het bericht niet kent."))
        elif child.herhaalt:
            series = values.setdefault(child.attribuut, [])
            series.append(_value(node_under, child, (here, child.element, len(series) + 1), faults))
        elif child.attribuut in values:
            faults.append(_fault((here, child.element, 0), node_under, "Dit element staat er meer dan eens."))
        else:
            values[child.attribuut] = _value(node_under, child, (here, child.element, 0), faults)
    if not plan.verplicht <= values.keys():
        for child in plan.kinderen.values():
            if child.attribuut in plan.verplicht - values.keys():
                faults.append(_fault((here, child.element, 0), node, "Dit verplichte element ontbreekt."))
    if len(faults) > begin:
        return None
    for name in plan.herhaalt:
        values[name] = tuple(values[name])
    return plan.klasse(**values)


def _value(node: etree._Element, child: Child, here: Plek, faults: list[ReadingPlace]) -> Any:
    if child.plan is not None:
        return read_part(node, child.plan, here, faults)
    try:
        return child.omzetting(_text(node) if len(node) else node.text or "")
    except Onleesbaar as fault:
        faults.append(_fault(here, node, str(fault)))
        return None


_NO_CONTENT = (etree._Comment, etree._ProcessingInstruction)


def _text(node: etree._Element) -> str:
    """A value in one piece, whatever comments stand inside it."""
    parts = [node.text or ""]
    for onderbreking in node:
        if not isinstance(onderbreking, _NO_CONTENT):
            raise Onleesbaar("Hier hoort alleen een waarde te staan, geen elementen.")
        parts.append(onderbreking.tail or "")
    return "".join(parts)


def _fault(plek: Plek, node: etree._Element, text: str) -> ReadingPlace:
    parts: list[str] = []
    above: Plek | None = plek
    while above is not None:
        above, name, number = above
        parts.append(f"{name}[{number}]" if number else name)
    return ReadingPlace("/".join(reversed(parts)), _line_number(node), text)


def _line_number(node: etree._Element) -> int | None:
    return cast("int | None", node.sourceline)  # the stubs of lxml do not know its type

# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht does not fit its schema: every fault once, with its place, in Dutch.

lxml says whether a bericht is right but skips the rest of a part after its first misplaced element. Here the elements
are laid beside the schema, so that no fault hides the next. A sentence names elements and what belongs there, never a
value: that may be a BSN or a name.
"""

from collections.abc import Collection, Iterable
from itertools import islice

from lxml import etree

from berichtenverkeer.berichten.reading_plan import UNSOUND_DATUM
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema as meldingen
from berichtenverkeer.standaard.structure import Component
from berichtenverkeer.standaard.values import XML_WHITE, Value
from berichtenverkeer.validation.content import Fault, lay_beside
from berichtenverkeer.validation.line_numbers import regel_of

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_EVERYWHERE_ALLOWED = {f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"}
_MAX_OORDELEN = 10_000
"""How many values xmlschema may judge: about a second. Ordinary values never come that far."""
_MAX_LISTING = 50_000
_MAX_LENGTH = 1_000
"""Longer than any number, date or code; long texts are judged before they come this far."""


class Full(Exception):
    """Enough has been found, or it costs too much to look on."""


def explain(tree: etree._Element, schema: Component, at_most: int) -> tuple[list[Bevinding], bool]:
    """At most `at_most` faults of `tree` by line, and whether those are all. `schema` is the root of its schema.

    A fault is one element that is missing, unknown, misplaced, too many or wrongly filled; a misspelt name is one
    fault, not an unknown and a missing one.
    """
    explanation = Explanation(schema, at_most)
    try:
        explanation.walk_through(tree, schema, schema.naam, "")
    except Full:
        return explanation.on_regel(), False
    return explanation.on_regel(), True


class Explanation:
    """One walk over one bericht: what it found and what it cost.

    A large bericht is walked in parts; `ready` has the elements whose inside was seen to and is gone.
    """

    def __init__(self, schema: Component, at_most: int, ready: Collection[etree._Element] = ()) -> None:
        self.bevindingen: list[Bevinding] = []
        self._schema = schema
        self._at_most = at_most
        self._ready = ready
        self._oordelen = 0

    def on_regel(self) -> list[Bevinding]:
        """What was found, by line; on one line in the order of the schema, then as it was found."""
        return sorted(self.bevindingen, key=lambda one: (one.regelnummer or 0, _order(self._schema, one.pad)))

    def walk_through(self, element: etree._Element, part: Component, pad: str, otherwise: str) -> None:
        """Look at `element`, which is meant as `part`; `otherwise` its tag if that is not right."""
        if element.keys():
            self._attributes(element, part, pad)
        if part.waarde is not None:
            self._value(element, part, part.waarde, pad)
            return
        # A list makes the three walks over the children cheaper, but a million children would be a gigabyte of objects.
        children = list(element) if len(element) <= _MAX_LISTING else element
        self._loose_text(element, children, part, pad)
        places = [part.plaats.get(child.tag) for child in children]
        if not _is_tidy(places, part):
            places = self._lay_beside(element, part, pad, otherwise)
        numbers = [0] * len(part.kinderen)
        for child, place in zip(children, places, strict=True):
            if place is None:
                continue
            under = part.kinderen[place]
            numbers[place] += 1
            if child in self._ready:
                continue
            here = f"{pad}/{under.naam}[{numbers[place]}]" if under.herhaalt else f"{pad}/{under.naam}"
            self.walk_through(child, under, here, "" if child.tag == under.tag else str(child.tag))

    def _lay_beside(self, element: etree._Element, part: Component, pad: str, otherwise: str) -> list[int | None]:
        """Report what is wrong with the children themselves; the place of each child in the schema."""
        alike: dict[str, str] = {}
        tags = [alike.setdefault(str(child.tag), str(child.tag)) for child in element]
        faults, places = lay_beside(tags, part, otherwise)
        children = _Children(element)
        for fault in faults:
            plek = element if fault.kind is None else children[fault.kind]
            self._report(fault, f"{pad}/{fault.tail}" if fault.tail else pad, plek)
        return places

    def _report(self, fault: Fault, pad: str, element: etree._Element) -> None:
        if len(self.bevindingen) >= self._at_most:
            raise Full
        self.bevindingen.append(fault.melding.at(pad, regel_of(element), text=fault.tekst, action=fault.actie))

    def _attributes(self, element: etree._Element, part: Component, pad: str) -> None:
        for name in element.keys():  # noqa: SIM118 (an element is no mapping); `items` is quadratic
            if name in _EVERYWHERE_ALLOWED:
                continue
            if name == f"{_XSI}type":
                soort = _type(element, element.get(name, ""))
                if soort is not None and soort == part.datatype:
                    continue
                fault = Fault(
                    meldingen.TYPE, f"{part.naam} heeft een xsi:type dat hier niet past.", "Laat xsi:type weg."
                )
            elif name == f"{_XSI}nil":
                action = "Laat het element weg." if not part.verplicht else "Laat xsi:nil weg en vul het element."
                fault = Fault(meldingen.NIL, f"{part.naam} is met xsi:nil leeg gemeld; dat kent iJw niet.", action)
            else:
                text = f"{part.naam} heeft een attribuut; dat kent iJw niet."
                fault = Fault(meldingen.ATTRIBUTE, text, "Laat het attribuut weg.")
            self._report(fault, pad, element)

    def _loose_text(
        self, element: etree._Element, children: Iterable[etree._Element], part: Component, pad: str
    ) -> None:
        text = f"In {part.naam} staat tekst buiten de elementen."
        fault = Fault(meldingen.TEXT, text, "Verwijder de losse tekst of zet haar in het juiste element.")
        if element.text and element.text.strip(XML_WHITE):
            self._report(fault, pad, element)
        for child in children:
            if child.tail and child.tail.strip(XML_WHITE):
                self._report(fault, pad, child)

    def _value(self, element: etree._Element, part: Component, value: Value, pad: str) -> None:
        if len(element):
            text = f"In {part.naam} hoort een waarde te staan, maar er staan elementen."
            self._report(Fault(meldingen.STRUCTURE, text, f"Nodig is {value.verwacht}."), pad, element)
            return
        text = element.text or ""
        if value.is_gewoon(text):
            return
        if not self._may(value, text):
            gone = "" if part.verplicht else " Volgens het schema mag het element ook weg."
            fault = Fault(
                meldingen.VALUE, f"{part.naam} {self._cause(value, text)}.", f"Nodig is {value.verwacht}.{gone}"
            )
            self._report(fault, pad, element)
        elif not value.is_houdbaar(text):
            self._report(Fault(meldingen.UNSOUND, UNSOUND_DATUM, meldingen.UNSOUND.actie), pad, element)

    def _cause(self, value: Value, text: str) -> str:
        core = text.strip(XML_WHITE)
        if not core:
            return "is leeg"
        if value.hoogstens is not None and len(core) > value.hoogstens:
            return f"is te lang: hoogstens {value.hoogstens} tekens"
        if core != text and (value.is_gewoon(core) or self._may(value, core)):
            return "heeft spaties of regeleinden om de waarde"
        return "heeft een waarde die niet past"

    def _may(self, value: Value, text: str) -> bool:
        if len(text) > (value.hoogstens or _MAX_LENGTH):
            return False
        self._oordelen += 1
        if self._oordelen > _MAX_OORDELEN:
            raise Full
        return value.mag(text)


class _Children:
    """The children of an element by number, asked for in a few rising rows: lxml counts from the first for each."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._row, self._following = iter(element), 0

    def __getitem__(self, number: int) -> etree._Element:
        if number < self._following:
            self._row, self._following = iter(self._element), 0
        about, self._following = number - self._following, number + 1
        return next(islice(self._row, about, None))


def _order(schema: Component, pad: str) -> list[tuple[int, int]]:
    """Where the schema has an element; one that it does not have stands behind the others."""
    part: Component | None = schema
    order = []
    for step in pad.split("/")[1:]:
        name, _, number = step.rstrip("]").partition("[")
        names = [child.naam for child in part.kinderen] if part else []
        place = names.index(name) if name in names else len(names)
        part = part.kinderen[place] if part and name in names else None
        order.append((place, int(number or 0)))
    return order


def _is_tidy(places: list[int | None], part: Component) -> bool:
    """Whether the children are all known, in order, not too many, and none is missing."""
    previous, expected = -1, 0
    children = part.kinderen
    for place in places:
        if place is None or place < previous:
            return False
        if place == previous:
            if not children[place].herhaalt:
                return False
            continue
        while expected < place:
            if children[expected].verplicht:
                return False
            expected += 1
        previous, expected = place, place + 1
    return not any(under.verplicht for under in children[expected:])


def _type(element: etree._Element, value: str) -> str | None:
    """The qualified name in an xsi:type, in Clark notation; None for a prefix without a namespace."""
    prefix, _, name = value.strip(XML_WHITE).rpartition(":")
    space = element.nsmap.get(prefix or None)
    return f"{{{space}}}{name}" if space else None

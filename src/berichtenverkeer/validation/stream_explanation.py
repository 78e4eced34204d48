# SPDX-License-Identifier: EUPL-1.2
"""The explanation of a large bericht, part by part while it is parsed: what was looked at is let go.

A part that stands exactly where the schema has it is explained when it has ended. What is left (headers, the empty
parts themselves, whatever stands elsewhere) is explained at the end, so the findings are those of the whole tree.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NoReturn, cast

from lxml import etree

from berichtenverkeer.berichten.reading import SAFE
from berichtenverkeer.berichten.stroom import BITE
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.structure import Component
from berichtenverkeer.validation.explanation import Explanation, Full

_MAX_ELEMENTS = 250_000
"""So many elements in memory (some 60 MB) before the search ends: one bericht has them only where nothing is right."""
_DEPENDS_ON_LATER = {schema.MISSING.code, schema.VOLGORDE.code}
_COUNT = etree.XPath("count(.//*)")


def explain_streamed(data: bytes, schema: Component, at_most: int) -> tuple[list[Bevinding], bool]:
    """Like `explanation.explain`, from well-formed bytes. Beyond its limits it says what was found so far."""
    stroom = _Stroom(schema, at_most)
    try:
        stroom.lees(data)
    except Full:
        return stroom.explanation.on_regel(), False
    return stroom.explanation.on_regel(), True


class _Stroom:
    def __init__(self, schema: Component, at_most: int) -> None:
        self._schema = schema
        self._parts: dict[tuple[str, ...], tuple[Component, ...]] = {}
        self._search((schema,))
        self._ready: set[etree._Element] = set()
        self._counters: dict[tuple[str, int], tuple[etree._Element | None, int]] = {}
        self._in_tree = 0
        self.explanation = Explanation(schema, at_most, self._ready)

    def _search(self, sequence: tuple[Component, ...]) -> None:
        """Note every part that repeats, by the tags from itself up to the root."""
        for child in sequence[-1].kinderen:
            under = (*sequence, child)
            if child.herhaalt and child.kinderen:
                self._parts[tuple(part.tag for part in reversed(under))] = under
            self._search(under)

    def lees(self, data: bytes) -> None:
        """Explain the whole; raises Full when a limit is reached."""
        names = {sequence[-1].naam for sequence in self._parts.values()}
        tags = [f"{{*}}{name}" for name in sorted({"Bericht", *names})]
        reader = etree.XMLPullParser(events=("start", "end"), tag=tags, **SAFE)
        root = previous = None
        for plek in range(0, len(data), BITE):
            bite = data[plek : plek + BITE]
            reader.feed(bite)
            self._in_tree += bite.count(b"<") - sum(bite.count(no) for no in (b"</", b"<!", b"<?"))
            for gebeurtenis, element in cast("Iterator[tuple[str, etree._Element]]", reader.read_events()):
                if root is None:
                    root = element
                if gebeurtenis == "end":
                    # One behind: a line number can depend on the text that follows a part.
                    if previous is not None:
                        self._part(previous)
                    previous = element
            if self._in_tree > _MAX_ELEMENTS and root is not None:
                self._break_off(root)
        reader.close()
        assert root is not None, "level TRANSPORT saw the root"
        self.explanation.walk_through(root, self._schema, self._schema.naam, "")

    def _part(self, element: etree._Element) -> None:
        """Explain one part, unless it stands where the schema has no such part, and let its inside go."""
        higher = list(element.iterancestors())
        self._count_up(element, len(higher))
        sequence = self._parts.get((str(element.tag), *(str(above.tag) for above in higher)))
        if sequence is None:
            return
        parts = enumerate(zip(sequence, [*reversed(higher), element], strict=True))
        pad = "/".join(self._step(part, this, depth, is_open=this is not element) for depth, (part, this) in parts)
        self.explanation.walk_through(element, sequence[-1], pad, "")
        self._in_tree -= int(cast("float", _COUNT(element)))
        self._ready.difference_update(element.iterdescendants())
        self._ready.add(element)
        _prune(element)

    def _count_up(self, element: etree._Element, depth: int) -> None:
        """Count the elements of one name, in whatever namespace, under one parent."""
        key = etree.QName(element).localname, depth
        older = element.getparent()
        previous_older, count = self._counters.get(key, (None, 0))
        self._counters[key] = older, count + 1 if older is previous_older else 1

    def _step(self, part: Component, element: etree._Element, depth: int, *, is_open: bool) -> str:
        if not part.herhaalt:
            return part.naam
        older, count = self._counters.get((part.naam, depth), (None, 0))
        return f"{part.naam}[{(count if older is element.getparent() else 0) + is_open}]"

    def _break_off(self, root: etree._Element) -> NoReturn:
        """Explain what is there, without what the rest could still mend."""
        last = root
        while len(last):
            last = last[-1]
        if (above := last.getparent()) is not None:
            above.remove(last)
        bevindingen = self.explanation.bevindingen
        earlier = len(bevindingen)
        with suppress(Full):
            self.explanation.walk_through(root, self._schema, self._schema.naam, "")
        bevindingen[earlier:] = [one for one in bevindingen[earlier:] if one.code not in _DEPENDS_ON_LATER]
        raise Full


def _prune(element: etree._Element) -> None:
    """Take away the inside of a part, but for what `regel_of` looks at."""
    while len(element):
        if element.text:
            del element[:]
            return
        del element[1:]
        element = element[0]

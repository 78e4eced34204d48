# SPDX-License-Identifier: EUPL-1.2
"""Reading a large bericht while it is parsed: no more of its tree is in memory than the part that is being read."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, cast

from lxml import etree

from berichtenverkeer.berichten.class_ import Class
from berichtenverkeer.berichten.kinds import Bericht
from berichtenverkeer.berichten.plan import Field, fields, tag
from berichtenverkeer.berichten.plekken import volgorde
from berichtenverkeer.berichten.reading import SAFE, Plek, ReadError, ReadingPlace, read_part
from berichtenverkeer.berichten.reading_plan import Child, ReadingPlan, conversion, reading_plan

BITE = 16 * 1024
"""So many bytes go to the parser at once: well under the time that other threads may wait for their turn. For every
fault in one bite libxml2 counts the elements before it, so the faults of a bite must be few."""

_AT_MOST = 256 * 1024
"""So many bytes without the end of a part no bericht has. libxml2 judges a value in quadratic time: `&#57;` a million
times would take minutes."""
_AT_THE_SAME_TIME = 1_000
_REMEMBERED = 1_024  # different values per field that are shared; codes and months are few, numbers are not worth it


class Verbose(Exception):
    """One value, or what stands between two parts, goes on for ever. `plek` is where in the bytes it was given up."""

    def __init__(self, plek: int) -> None:
        super().__init__("een deel is te lang")
        self.plek = plek


def read_streamed(data: bytes, class_: type[Bericht], schema: etree.XMLSchema) -> Bericht | None:
    """The bericht of `class_` in `data`, judged by its `schema` on the way; None when it is not valid.

    Meant for well-formed bytes. Equal to what `read` makes of them, in about the memory of its objects: equal values
    of one field are one object. Raises ReadError like `read`, places in document order, lines only below 65,535; and
    Langdradig.
    """
    reader = _StreamReader(class_)
    last = 0
    parser = etree.XMLPullParser(events=("end",), tag=reader.tags, schema=schema, **SAFE)
    try:
        for plek in range(0, len(data), BITE):
            parser.feed(data[plek : plek + BITE])
            if parser.feed_error_log.filter_from_errors():
                return None
            for _, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
                reader.lees(element)
                last = plek
            if plek - last > _AT_MOST:
                raise Verbose(plek)
        root = parser.close()
    except etree.XMLSyntaxError:
        return None
    # With a schema `close` is silent about an end that is missing or not the last.
    if root is None or not reader.is_ended or parser.feed_error_log.filter_from_errors():
        return None
    return reader.bericht(root)


class _StreamReader:
    """Makes an object of each repeating part when it ends, and keeps it for the part around it.

    Of the part itself an empty element stays behind, so that the part around it still counts its children.
    """

    def __init__(self, class_: type[Bericht]) -> None:
        self._class = class_
        self._faults: list[ReadingPlace] = []
        # By the tag of the part and the tag of what it stands in: JW301 has a Contact that does not repeat as well.
        self._parts: dict[tuple[str, str], Callable[[etree._Element], None]] = {}
        root = class_.berichtsoort.tag
        self._plan = self._stream_plan(class_, root, lambda: (None, class_.__name__, 0))
        self.tags = sorted({root, *(from_part for from_part, _ in self._parts)})
        self.is_ended = False

    def lees(self, element: etree._Element) -> None:
        """Read `element`, which has just ended, if it is a part that repeats. What came before it was valid."""
        older = element.getparent()
        if older is None:
            self.is_ended = True
        elif (part := self._parts.get((element.tag, older.tag))) is not None:
            part(element)

    def bericht(self, root: etree._Element) -> Bericht:
        """The whole, once all of it was read and is valid."""
        bericht = read_part(root, self._plan, (None, self._class.__name__, 0), self._faults)
        if self._faults or bericht is None:
            raise ReadError(sorted(self._faults, key=lambda plek: volgorde(plek.pad, self._class)))
        return bericht  # type: ignore[return-value]  # the object of a class of the Bericht union

    def _stream_plan(self, class_: type[Class], above: str, here: Callable[[], Plek]) -> ReadingPlan:
        """The plan of `class_` in which a part that repeats is no longer read but taken from what was read.

        `above` is the tag of the element of `class_`; `here` tells the place of the part that is being read.
        """
        soort = self._class.berichtsoort
        plain = reading_plan(class_, soort)
        tags = {tag(field, class_, soort): field for field in fields(class_)}
        children = {own: self._child(field, own, above, here) for own, field in tags.items()}
        return ReadingPlan(class_, children, plain.verplicht, plain.herhaalt)

    def _child(self, field: Field, own: str, above: str, here: Callable[[], Plek]) -> Child:
        if field.klasse is None:
            return Child(field.attribuut, field.element, field.herhaalt, None, _remembering(conversion(field)))
        if not field.herhaalt:
            plan = self._stream_plan(field.klasse, own, lambda: (here(), field.element, 0))
            return Child(field.attribuut, field.element, False, plan, str)
        was_read: deque[Class | None] = deque()

        def place() -> Plek:
            return here(), field.element, len(was_read) + 1

        plan = self._stream_plan(field.klasse, own, place)

        def read(element: etree._Element) -> None:
            was_read.append(read_part(element, plan, place(), self._faults))
            _empty(element)

        assert (own, above) not in self._parts, own
        self._parts[own, above] = read
        return Child(field.attribuut, field.element, True, None, lambda _empty: was_read.popleft())


def _empty(element: etree._Element) -> None:
    """Let the inside of a part go. What it has many of goes by the thousand: lxml lets no other thread in meanwhile."""
    for under in element:
        while len(under) > _AT_THE_SAME_TIME:
            del under[-_AT_THE_SAME_TIME:]
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs of lxml do not know it


def _remembering(put_about: Callable[[str], Any]) -> Callable[[str], Any]:
    """`put_about`, but for the values that come first the same text gives the same object."""
    known: dict[str, Any] = {}

    def remembered(text: str) -> Any:
        value = known.get(text)
        if value is None:
            value = put_about(text)
            if len(known) < _REMEMBERED:
                known[text] = value
        return value

    return remembered

# SPDX-License-Identifier: EUPL-1.2
"""Reading a large bericht while it is parsed: no more of its tree is in memory than the part that is being read."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, cast

from lxml import etree

from berichtenverkeer.berichten.klasse import Klasse
from berichtenverkeer.berichten.leesplan import Kind, Leesplan, leesplan, omzetting
from berichtenverkeer.berichten.lezen import VEILIG, Leesfout, Leesplek, Plek, lees_deel
from berichtenverkeer.berichten.plan import Veld, tag, velden
from berichtenverkeer.berichten.plekken import volgorde
from berichtenverkeer.berichten.soorten import Bericht

HAP = 16 * 1024
"""So many bytes go to the parser at once: well under the time that other threads may wait for their turn. For every
fault in one bite libxml2 counts the elements before it, so the faults of a bite must be few."""

_HOOGSTENS = 256 * 1024
"""So many bytes without the end of a part no bericht has. libxml2 judges a value in quadratic time: `&#57;` a million
times would take minutes."""
_TEGELIJK = 1_000
_ONTHOUDEN = 1_024  # different values per field that are shared; codes and months are few, numbers are not worth it


class Langdradig(Exception):
    """One value, or what stands between two parts, goes on for ever. `plek` is where in the bytes it was given up."""

    def __init__(self, plek: int) -> None:
        super().__init__("een deel is te lang")
        self.plek = plek


def lees_stromend(data: bytes, klasse: type[Bericht], schema: etree.XMLSchema) -> Bericht | None:
    """The bericht of `klasse` in `data`, judged by its `schema` on the way; None when it is not valid.

    Meant for well-formed bytes. Equal to what `read` makes of them, in about the memory of its objects: equal values
    of one field are one object. Raises Leesfout like `read`, places in document order, lines only below 65,535; and
    Langdradig.
    """
    lezer = _Stroomlezer(klasse)
    laatste = 0
    parser = etree.XMLPullParser(events=("end",), tag=lezer.tags, schema=schema, **VEILIG)
    try:
        for plek in range(0, len(data), HAP):
            parser.feed(data[plek : plek + HAP])
            if parser.feed_error_log.filter_from_errors():
                return None
            for _, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
                lezer.lees(element)
                laatste = plek
            if plek - laatste > _HOOGSTENS:
                raise Langdradig(plek)
        wortel = parser.close()
    except etree.XMLSyntaxError:
        return None
    # With a schema `close` is silent about an end that is missing or not the last.
    if wortel is None or not lezer.is_geeindigd or parser.feed_error_log.filter_from_errors():
        return None
    return lezer.bericht(wortel)


class _Stroomlezer:
    """Makes an object of each repeating part when it ends, and keeps it for the part around it.

    Of the part itself an empty element stays behind, so that the part around it still counts its children.
    """

    def __init__(self, klasse: type[Bericht]) -> None:
        self._klasse = klasse
        self._fouten: list[Leesplek] = []
        # By the tag of the part and the tag of what it stands in: JW301 has a Contact that does not repeat as well.
        self._delen: dict[tuple[str, str], Callable[[etree._Element], None]] = {}
        wortel = klasse.berichtsoort.tag
        self._plan = self._stroomplan(klasse, wortel, lambda: (None, klasse.__name__, 0))
        self.tags = sorted({wortel, *(van_deel for van_deel, _ in self._delen)})
        self.is_geeindigd = False

    def lees(self, element: etree._Element) -> None:
        """Read `element`, which has just ended, if it is a part that repeats. What came before it was valid."""
        ouder = element.getparent()
        if ouder is None:
            self.is_geeindigd = True
        elif (deel := self._delen.get((element.tag, ouder.tag))) is not None:
            deel(element)

    def bericht(self, wortel: etree._Element) -> Bericht:
        """The whole, once all of it was read and is valid."""
        bericht = lees_deel(wortel, self._plan, (None, self._klasse.__name__, 0), self._fouten)
        if self._fouten or bericht is None:
            raise Leesfout(sorted(self._fouten, key=lambda plek: volgorde(plek.pad, self._klasse)))
        return bericht  # type: ignore[return-value]  # the object of a class of the Bericht union

    def _stroomplan(self, klasse: type[Klasse], boven: str, hier: Callable[[], Plek]) -> Leesplan:
        """The plan of `klasse` in which a part that repeats is no longer read but taken from what was read.

        `boven` is the tag of the element of `klasse`; `hier` tells the place of the part that is being read.
        """
        soort = self._klasse.berichtsoort
        gewoon = leesplan(klasse, soort)
        tags = {tag(veld, klasse, soort): veld for veld in velden(klasse)}
        kinderen = {eigen: self._kind(veld, eigen, boven, hier) for eigen, veld in tags.items()}
        return Leesplan(klasse, kinderen, gewoon.verplicht, gewoon.herhaalt)

    def _kind(self, veld: Veld, eigen: str, boven: str, hier: Callable[[], Plek]) -> Kind:
        if veld.klasse is None:
            return Kind(veld.attribuut, veld.element, veld.herhaalt, None, _onthoudend(omzetting(veld)))
        if not veld.herhaalt:
            plan = self._stroomplan(veld.klasse, eigen, lambda: (hier(), veld.element, 0))
            return Kind(veld.attribuut, veld.element, False, plan, str)
        gelezen: deque[Klasse | None] = deque()

        def plaats() -> Plek:
            return hier(), veld.element, len(gelezen) + 1

        plan = self._stroomplan(veld.klasse, eigen, plaats)

        def lees(element: etree._Element) -> None:
            gelezen.append(lees_deel(element, plan, plaats(), self._fouten))
            _leeg(element)

        assert (eigen, boven) not in self._delen, eigen
        self._delen[eigen, boven] = lees
        return Kind(veld.attribuut, veld.element, True, None, lambda _leeg: gelezen.popleft())


def _leeg(element: etree._Element) -> None:
    """Let the inside of a part go. What it has many of goes by the thousand: lxml lets no other thread in meanwhile."""
    for onder in element:
        while len(onder) > _TEGELIJK:
            del onder[-_TEGELIJK:]
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs of lxml do not know it


def _onthoudend(zet_om: Callable[[str], Any]) -> Callable[[str], Any]:
    """`zet_om`, but for the values that come first the same text gives the same object."""
    bekend: dict[str, Any] = {}

    def onthouden(tekst: str) -> Any:
        waarde = bekend.get(tekst)
        if waarde is None:
            waarde = zet_om(tekst)
            if len(bekend) < _ONTHOUDEN:
                bekend[tekst] = waarde
        return waarde

    return onthouden

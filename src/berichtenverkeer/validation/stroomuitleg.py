# SPDX-License-Identifier: EUPL-1.2
"""The explanation of a large bericht, part by part while it is parsed: what was looked at is let go.

A part that stands exactly where the schema has it is explained when it has ended. What is left (headers, the empty
parts themselves, whatever stands elsewhere) is explained at the end, so the findings are those of the whole tree.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import NoReturn, cast

from lxml import etree

from berichtenverkeer.berichten.lezen import VEILIG
from berichtenverkeer.berichten.stroom import HAP
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.meldingen import schema
from berichtenverkeer.standaard.structuur import Onderdeel
from berichtenverkeer.validation.uitleg import Uitleg, Vol

_MAX_ELEMENTEN = 250_000
"""So many elements in memory (some 60 MB) before the search ends: one bericht has them only where nothing is right."""
_HANGT_AF_VAN_LATER = {schema.ONTBREEKT.code, schema.VOLGORDE.code}
_AANTAL = etree.XPath("count(.//*)")


def leg_stromend_uit(data: bytes, schema: Onderdeel, hoogstens: int) -> tuple[list[Bevinding], bool]:
    """Like `uitleg.leg_uit`, from well-formed bytes. Beyond its limits it says what was found so far."""
    stroom = _Stroom(schema, hoogstens)
    try:
        stroom.lees(data)
    except Vol:
        return stroom.uitleg.op_regel(), False
    return stroom.uitleg.op_regel(), True


class _Stroom:
    def __init__(self, schema: Onderdeel, hoogstens: int) -> None:
        self._schema = schema
        self._delen: dict[tuple[str, ...], tuple[Onderdeel, ...]] = {}
        self._zoek((schema,))
        self._klaar: set[etree._Element] = set()
        self._tellers: dict[tuple[str, int], tuple[etree._Element | None, int]] = {}
        self._in_boom = 0
        self.uitleg = Uitleg(schema, hoogstens, self._klaar)

    def _zoek(self, keten: tuple[Onderdeel, ...]) -> None:
        """Note every part that repeats, by the tags from itself up to the root."""
        for kind in keten[-1].kinderen:
            onder = (*keten, kind)
            if kind.herhaalt and kind.kinderen:
                self._delen[tuple(deel.tag for deel in reversed(onder))] = onder
            self._zoek(onder)

    def lees(self, data: bytes) -> None:
        """Explain the whole; raises Vol when a limit is reached."""
        namen = {keten[-1].naam for keten in self._delen.values()}
        tags = [f"{{*}}{naam}" for naam in sorted({"Bericht", *namen})]
        lezer = etree.XMLPullParser(events=("start", "end"), tag=tags, **VEILIG)
        wortel = vorige = None
        for plek in range(0, len(data), HAP):
            hap = data[plek : plek + HAP]
            lezer.feed(hap)
            self._in_boom += hap.count(b"<") - sum(hap.count(geen) for geen in (b"</", b"<!", b"<?"))
            for gebeurtenis, element in cast("Iterator[tuple[str, etree._Element]]", lezer.read_events()):
                if wortel is None:
                    wortel = element
                if gebeurtenis == "end":
                    # One behind: a line number can depend on the text that follows a part.
                    if vorige is not None:
                        self._deel(vorige)
                    vorige = element
            if self._in_boom > _MAX_ELEMENTEN and wortel is not None:
                self._breek_af(wortel)
        lezer.close()
        assert wortel is not None, "level TRANSPORT saw the root"
        self.uitleg.loop_na(wortel, self._schema, self._schema.naam, "")

    def _deel(self, element: etree._Element) -> None:
        """Explain one part, unless it stands where the schema has no such part, and let its inside go."""
        hoger = list(element.iterancestors())
        self._tel(element, len(hoger))
        keten = self._delen.get((str(element.tag), *(str(boven.tag) for boven in hoger)))
        if keten is None:
            return
        delen = enumerate(zip(keten, [*reversed(hoger), element], strict=True))
        pad = "/".join(self._stap(deel, dit, diepte, is_open=dit is not element) for diepte, (deel, dit) in delen)
        self.uitleg.loop_na(element, keten[-1], pad, "")
        self._in_boom -= int(cast("float", _AANTAL(element)))
        self._klaar.difference_update(element.iterdescendants())
        self._klaar.add(element)
        _snoei(element)

    def _tel(self, element: etree._Element, diepte: int) -> None:
        """Count the elements of one name, in whatever namespace, under one parent."""
        sleutel = etree.QName(element).localname, diepte
        ouder = element.getparent()
        vorige_ouder, aantal = self._tellers.get(sleutel, (None, 0))
        self._tellers[sleutel] = ouder, aantal + 1 if ouder is vorige_ouder else 1

    def _stap(self, deel: Onderdeel, element: etree._Element, diepte: int, *, is_open: bool) -> str:
        if not deel.herhaalt:
            return deel.naam
        ouder, aantal = self._tellers.get((deel.naam, diepte), (None, 0))
        return f"{deel.naam}[{(aantal if ouder is element.getparent() else 0) + is_open}]"

    def _breek_af(self, wortel: etree._Element) -> NoReturn:
        """Explain what is there, without what the rest could still mend."""
        laatste = wortel
        while len(laatste):
            laatste = laatste[-1]
        if (boven := laatste.getparent()) is not None:
            boven.remove(laatste)
        bevindingen = self.uitleg.bevindingen
        eerder = len(bevindingen)
        with suppress(Vol):
            self.uitleg.loop_na(wortel, self._schema, self._schema.naam, "")
        bevindingen[eerder:] = [een for een in bevindingen[eerder:] if een.code not in _HANGT_AF_VAN_LATER]
        raise Vol


def _snoei(element: etree._Element) -> None:
    """Take away the inside of a part, but for what `regel_van` looks at."""
    while len(element):
        if element.text:
            del element[:]
            return
        del element[1:]
        element = element[0]

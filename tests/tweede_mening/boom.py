# SPDX-License-Identifier: EUPL-1.2
"""A bericht as a tree of elements, made from the XSD files alone, and written down in any way that XML allows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import escape

from generator import Datatype, complexe_typen
from tweede_mening.schrijfwijzen import goed

_RUIMTE = "http://www.istandaarden.nl/ijw/3_2/{}/schema"


@dataclass
class Element:
    """One element. `ruimte` is the prefix of its namespace (`ijw`, `jw301`), "" for none.

    `rauw` is its content as XML and stands in for `tekst` and `kinderen`; `attributen` goes into its start tag as is.
    """

    naam: str
    ruimte: str
    soort: Datatype | tuple[str, str]
    verplicht: bool
    herhaalt: bool
    tekst: str = ""
    kinderen: list["Element"] = field(default_factory=list)
    rauw: str | None = None
    attributen: str = ""
    ervoor: str = ""

    @property
    def is_waarde(self) -> bool:
        return isinstance(self.soort, Datatype)

    def alle(self) -> Iterator["Element"]:
        """Itself and everything under it."""
        yield self
        for kind in self.kinderen:
            yield from kind.alle()

    def met_ouders(self) -> Iterator[tuple["Element", "Element"]]:
        """Everything under it, each with what it hangs under."""
        for kind in self.kinderen:
            yield kind, self
            yield from kind.met_ouders()


def ruimte(prefix: str) -> str:
    """The namespace of a prefix."""
    return _RUIMTE.format("basisschema" if prefix == "ijw" else prefix)


def maak(naam: str, rnd: Random, vol: float | None = None, keren: int | None = None) -> Element:
    """A valid bericht (`JW305`) with values by chance.

    `vol` is the share of what is optional (0 to 1), `keren` how often at most what can repeat; both by chance if None.
    """
    prefix = naam.lower()
    wortel = Element("Bericht", prefix, (prefix, "Root"), True, False)
    vol = rnd.choice((0.0, 0.3, 0.7, 1.0)) if vol is None else vol
    vul(wortel, rnd, vol, keren or rnd.choice((1, 1, 2, 3)))
    return wortel


def vul(element: Element, rnd: Random, vol: float, keren: int) -> None:
    """Give an empty element its value or its children; `vol` and `keren` as in `maak`."""
    if isinstance(element.soort, Datatype):
        element.tekst = goed(element.soort, rnd)
        return
    prefix, _ = element.soort
    for kind in complexe_typen(prefix)[element.soort[1]]:
        if kind.verplicht or rnd.random() < vol:
            for _ in range(rnd.randint(1, keren) if kind.herhaalt else 1):
                onder = Element(kind.element, prefix, kind.soort, kind.verplicht, kind.herhaalt)
                vul(onder, rnd, vol, keren)
                element.kinderen.append(onder)


class Stijl:
    """One way to write a tree: prefixes, quotes, line ends, how text is escaped, what stands between elements."""

    def __init__(self, rnd: Random, prefix: str) -> None:
        self._rnd = rnd
        self.prefixen = {"ijw": rnd.choice(("ijw", "b", "ns1")), prefix: rnd.choice((prefix, "", "x.y-_1"))}
        self._einde = rnd.choice(("\r\n", "\n", ""))
        self._tussen = rnd.choice(("", "", "<!-- x -->", "<?pi y?>", "\t", " \n"))
        self._aanhaling = rnd.choice("\"'")
        self._breuk = rnd.choice((0.0, 0.0, 0.3))

    def schrijf(self, wortel: Element) -> bytes:
        """The bytes of a document."""
        q = self._aanhaling
        ruimten = " ".join(
            f"xmlns{':' if prefix else ''}{prefix}={q}{ruimte(naam)}{q}" for naam, prefix in self.prefixen.items()
        )
        wortel.attributen = f"{ruimten} {wortel.attributen}"
        kop = f"<?xml version={q}1.0{q} encoding={q}UTF-8{q}?>{self._einde}{self._tussen}"
        return (kop + "".join(self._element(wortel)) + self._einde).encode()

    def naam(self, element: Element) -> str:
        """The qualified name of an element."""
        prefix = self.prefixen.get(element.ruimte, element.ruimte)
        return f"{prefix}:{element.naam}" if prefix else element.naam

    def _element(self, element: Element) -> Iterator[str]:
        naam = self.naam(element)
        attributen = f" {element.attributen.strip()}" if element.attributen.strip() else ""
        yield f"{element.ervoor}<{naam}{attributen}>"
        if element.rauw is not None:
            yield element.rauw
        elif element.is_waarde:
            yield self.tekst(element.tekst)
        else:
            for kind in element.kinderen:
                yield self._einde + self._tussen
                yield from self._element(kind)
            yield self._einde
        yield f"</{naam}>"

    def tekst(self, tekst: str) -> str:
        """Text as XML; with luck broken by what means nothing: comments, instructions, CDATA, character references."""
        heel = escape(tekst, {"\r": "&#13;"})
        if self._rnd.random() >= self._breuk:
            return heel
        plek = self._rnd.randint(0, len(tekst))
        voor, na = (escape(deel, {"\r": "&#13;"}) for deel in (tekst[:plek], tekst[plek:]))
        return self._rnd.choice(
            (
                f"{voor}<!-- - -->{na}",
                f"{voor}<?pi?>{na}",
                f"<![CDATA[]]>{voor}<!---->{na}<?pi ?>",
                heel if "]]>" in tekst or "\r" in tekst else f"{voor}<![CDATA[{tekst[plek:]}]]>",
                "".join(f"&#{ord(teken)};" for teken in tekst),
                "".join(f"&#x{ord(teken):X};" for teken in tekst),
            )
        )

# SPDX-License-Identifier: EUPL-1.2
"""A bericht as a tree of elements, made from the XSD files alone, and written down in any way that XML allows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from xml.sax.saxutils import escape

from generator import Datatype, complexe_typen
from tweede_mening.schrijfwijzen import good

_SPACE = "http://www.istandaarden.nl/ijw/3_2/{}/schema"


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

    def copied(self) -> "Element":
        """Itself and everything under it once more, to be changed."""
        twin = object.__new__(Element)
        twin.__dict__ = self.__dict__ | {"kinderen": [child.copied() for child in self.kinderen]}
        return twin

    def alle(self) -> Iterator["Element"]:
        """Itself and everything under it."""
        yield self
        for child in self.kinderen:
            yield from child.alle()

    def met_ouders(self) -> Iterator[tuple["Element", "Element"]]:
        """Everything under it, each with what it hangs under."""
        for child in self.kinderen:
            yield child, self
            yield from child.met_ouders()


def space(prefix: str) -> str:
    """The namespace of a prefix."""
    return _SPACE.format("basisschema" if prefix == "ijw" else prefix)


def make(name: str, rnd: Random, full: float | None = None, times: int | None = None) -> Element:
    """A valid bericht (`JW305`) with values by chance.

    `full` is the share of what is optional (0 to 1), `times` how often at most what can repeat; both by chance if None.
    """
    prefix = name.lower()
    root = Element("Bericht", prefix, (prefix, "Root"), True, False)
    full = rnd.choice((0.0, 0.3, 0.7, 1.0)) if full is None else full
    fill(root, rnd, full, times or rnd.choice((1, 1, 2, 3)))
    return root


def fill(element: Element, rnd: Random, full: float, times: int) -> None:
    """Give an empty element its value or its children; `full` and `times` as in `make`."""
    if isinstance(element.soort, Datatype):
        element.tekst = good(element.soort, rnd)
        return
    prefix, _ = element.soort
    for child in complexe_typen(prefix)[element.soort[1]]:
        if child.verplicht or rnd.random() < full:
            for _ in range(rnd.randint(1, times) if child.herhaalt else 1):
                under = Element(child.element, prefix, child.soort, child.verplicht, child.herhaalt)
                fill(under, rnd, full, times)
                element.kinderen.append(under)


class Stijl:
    """One way to write a tree: prefixes, quotes, line ends, how text is escaped, what stands between elements."""

    def __init__(self, rnd: Random, prefix: str) -> None:
        self._rnd = rnd
        self.prefixen = {"ijw": rnd.choice(("ijw", "b", "ns1")), prefix: rnd.choice((prefix, "", "x.y-_1"))}
        self._end = rnd.choice(("\r\n", "\n", ""))
        self._tussen = rnd.choice(("", "", "<!-- x -->", "<?pi y?>", "\t", " \n"))
        self._aanhaling = rnd.choice("\"'")
        self._breuk = rnd.choice((0.0, 0.0, 0.3))

    def schrijf(self, root: Element) -> bytes:
        """The bytes of a document."""
        q = self._aanhaling
        ruimten = " ".join(
            f"xmlns{':' if prefix else ''}{prefix}={q}{space(name)}{q}" for name, prefix in self.prefixen.items()
        )
        root.attributen = f"{ruimten} {root.attributen}"
        envelope = f"<?xml version={q}1.0{q} encoding={q}UTF-8{q}?>{self._end}{self._tussen}"
        return (envelope + "".join(self._element(root)) + self._end).encode()

    def naam(self, element: Element) -> str:
        """The qualified name of an element."""
        prefix = self.prefixen.get(element.ruimte, element.ruimte)
        return f"{prefix}:{element.naam}" if prefix else element.naam

    def _element(self, element: Element) -> Iterator[str]:
        name = self.naam(element)
        attributes = f" {element.attributen.strip()}" if element.attributen.strip() else ""
        yield f"{element.ervoor}<{name}{attributes}>"
        if element.rauw is not None:
            yield element.rauw
        elif element.is_waarde:
            yield self.tekst(element.tekst)
        else:
            for child in element.kinderen:
                yield self._end + self._tussen
                yield from self._element(child)
            yield self._end
        yield f"</{name}>"

    def tekst(self, text: str) -> str:
        """Text as XML; with luck broken by what means nothing: comments, instructions, CDATA, character references."""
        whole = escape(text, {"\r": "&#13;"})
        if self._rnd.random() >= self._breuk:
            return whole
        plek = self._rnd.randint(0, len(text))
        before, na = (escape(part, {"\r": "&#13;"}) for part in (text[:plek], text[plek:]))
        return self._rnd.choice(
            (
                f"{before}<!-- - -->{na}",
                f"{before}<?pi?>{na}",
                f"<![CDATA[]]>{before}<!---->{na}<?pi ?>",
                whole if "]]>" in text or "\r" in text else f"{before}<![CDATA[{text[plek:]}]]>",
                "".join(f"&#{ord(sign)};" for sign in text),
                "".join(f"&#x{ord(sign):X};" for sign in text),
            )
        )

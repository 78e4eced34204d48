# SPDX-License-Identifier: EUPL-1.2
"""A page as it was sent, before a browser makes anything of it: where it leads, and what it is made of."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import html
from lxml.html import HtmlElement

from berichtenverkeer.pages.assets import ADDRESS

_NO_SHAPE = {"href", "value", "title", "datetime", "aria-current", "action"}
_ROWS = {"tr", "li", "option"}
_CURRENT = re.compile(r" (class=bv-navigation__current )?aria-current")
_WORD = 20


class Sent:
    """Of a page of a site of the tests."""

    def __init__(self, text: str) -> None:
        self._tree = html.document_fromstring(text)

    @property
    def title(self) -> str:
        return str(self._tree.findtext("head/title"))

    def has(self, xpath: str) -> bool:
        """Whether there is such an element."""
        return bool(self._tree.xpath(xpath))

    def links(self) -> list[str]:
        """Pages of this site, each from its top: from a part of it the keyboard reaches only what comes after."""
        found = [one.get("href") or one.get("src") or "" for one in self._tree.iter("a", "img")]
        paths = dict.fromkeys(one.partition("#")[0] for one in found)
        return [one for one in paths if one.startswith("/") and not one.startswith(ADDRESS)]

    @cached_property
    def main(self) -> str:
        """The shape of what it is about: what axe and a small screen have to do with, which is all but where links
        and forms lead, words unless one is long, and how many rows are alike."""
        (main,) = self._tree.iter("main")
        return _shape(main)

    @cached_property
    def around(self) -> str:
        """The shape of the rest: whether the place where one is stands in a menu, whichever of its items that is."""
        around = _shape(self._tree.find("body")).replace(self.main, "")
        elsewhere, count = _CURRENT.subn("", around)
        return f"{count} {elsewhere}"


def _shape(node: HtmlElement) -> str:
    own = " ".join(name if name in _NO_SHAPE else f"{name}={value}" for name, value in node.items())
    return f"<{node.tag} {own}>{' '.join(_inside(node))}</>"


def _inside(node: HtmlElement) -> Iterator[str]:
    yield _said(node.text)
    rows: set[str] = set()
    for child in node:
        if isinstance(child.tag, str):
            shape = _shape(child)
            if child.tag not in _ROWS or shape not in rows:
                yield shape
            if child.tag in _ROWS:
                rows.add(shape)
        yield _said(child.tail)


def _said(text: str | None) -> str:
    """How long the longest word is, from where that matters."""
    words = text.split() if text else ()
    return str(max(_WORD, *map(len, words))) if words else ""

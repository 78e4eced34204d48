# SPDX-License-Identifier: EUPL-1.2
"""The handleidingen (docs/handleiding/), read once, each heading with an anchor; and which part explains a page.

A page names parts as `guide#anchor` (entry.py): who looks gets that of a guide for his rol, else the first.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from berichtenverkeer.core.files import bestand
from berichtenverkeer.gateway.beller import UserRole
from berichtenverkeer.pages.visiting import Visitor

GUIDES = (
    *("iedereen", "contractmanager", "backoffice", "aanbieder"),
    *("zonder-software", "controller", "beheerder", "controleur"),
)
"""In the order in which they are listed."""

_OF: Mapping[tuple[UserRole, str | None], Sequence[str]] = {
    (UserRole.CONTRACTMANAGER, "regio"): ("contractmanager",),
    (UserRole.BACKOFFICE, "gemeente"): ("backoffice",),
    (UserRole.BACKOFFICE, "aanbieder"): ("zonder-software", "aanbieder"),
    (UserRole.LEZER, "gemeente"): ("controller",),
    (UserRole.LEZER, "aanbieder"): ("aanbieder",),
    (UserRole.BEHEERDER, "regio"): ("beheerder",),
    (UserRole.CONTROLEUR, "regio"): ("controleur",),
}
"""By rol and kind of partij: the guides of who has it."""


class Guide(msgspec.Struct, frozen=True):
    """Its title, the rest as HTML, and its headings by their anchors."""

    title: str
    html: Markup
    parts: Mapping[str, str]


class Help(msgspec.Struct, frozen=True):
    """Where a page is explained, and under which heading."""

    address: str
    heading: str


@cache
def guide(name: str) -> Guide:
    """One of GUIDES: text of ours, in which no HTML can stand."""
    title, _, rest = bestand(f"docs/handleiding/{name}.md").read_text(encoding="utf-8").partition("\n")
    markdown, parts = MarkdownIt("commonmark", {"html": False}), {}
    tokens = markdown.parse(rest)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            parts[_named(token, inside.content)] = inside.content
    html = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704  # ours
    return Guide(title.removeprefix("# "), html, parts)


def help_of(parts: Sequence[str], visitor: Visitor | None) -> Help:
    """The part that explains a page best to who looks. Raises KeyError for one that is not there."""
    own = _guides_of(visitor)
    part = next((one for one in parts if one.partition("#")[0] in own), parts[0])
    name, _, anchor = part.partition("#")
    return Help(f"/handleiding/{part}", guide(name).parts[anchor])


def _guides_of(visitor: Visitor | None) -> set[str]:
    if visitor is None:
        return set()
    beller = visitor.beller
    return {name for role in beller.rollen for name in _OF.get((role, beller.soort), ())}


def _named(token: Token, heading: str) -> str:
    """Gives a heading its anchor: its words, in small letters."""
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    anchor = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    token.attrSet("id", anchor)
    return anchor

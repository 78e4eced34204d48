# SPDX-License-Identifier: EUPL-1.2
"""The languages of the pages: Dutch is the source, another one a catalogue for each topic in locale/.

What comes from elsewhere (rules, errors, reports, the register) is Dutch in every language.
"""

import gettext
import io
import re
from functools import cache
from pathlib import Path

import msgspec
from aiohttp import web
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"


class Language(msgspec.Struct, frozen=True):
    """One language: its code, its own name, and what it makes of a Dutch text."""

    code: str
    name: str
    catalogue: gettext.NullTranslations

    def gettext(self, text: str) -> str:
        """A text in this language; the Dutch one when it has none."""
        return self.catalogue.gettext(text)

    def ngettext(self, one: str, more: str, count: int) -> str:
        """The same of what is said otherwise of one than of more."""
        return self.catalogue.ngettext(one, more, count)


@cache
def languages() -> dict[str, Language]:
    """Those that there are, by code; Dutch first."""
    dutch = Language("nl", "Nederlands", gettext.NullTranslations())
    others = [Language(code, name, _catalogue(LOCALE / code)) for code, name in {"en": "English"}.items()]
    return {one.code: one for one in (dutch, *others)}


def language_of(request: web.Request) -> Language:
    """That of `taal=` in the address, else the one that the browser likes best, else Dutch."""
    known = languages()
    wishes = [request.query.get("taal", ""), *_wishes(request.headers.get("Accept-Language", ""))]
    return next((known[code] for code in wishes if code in known), known["nl"])


def _wishes(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the best liked first; what cannot be read is no wish."""
    found = re.findall(r"([a-z]{2})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d+)?))?\s*(?:,|$)", accepted[:500].lower())
    return [code for code, _ in sorted(found, key=lambda one: -float(one[1] or 1))]


def _catalogue(folder: Path) -> gettext.NullTranslations:
    """All topics of one language together."""
    whole: gettext.NullTranslations | None = None
    for path in sorted(folder.glob("LC_MESSAGES/*.po")):
        with path.open(encoding="utf-8") as text:
            read = read_po(text)
        compiled = io.BytesIO()
        write_mo(compiled, read)
        compiled.seek(0)
        topic = gettext.GNUTranslations(compiled)
        if whole is not None:
            topic.add_fallback(whole)
        whole = topic
    return whole or gettext.NullTranslations()

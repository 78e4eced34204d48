# SPDX-License-Identifier: EUPL-1.2
"""From a page and who looks at it to HTML: templates, filters, navigation, breadcrumb."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from berichtenverkeer.pages.assets import Assets
from berichtenverkeer.pages.entry import Entry, Section
from berichtenverkeer.pages.guide_texts import Help, help_of
from berichtenverkeer.pages.languages import Language, languages
from berichtenverkeer.pages.notices import NOTICES
from berichtenverkeer.pages.visit import Form
from berichtenverkeer.pages.visiting import Visitor
from berichtenverkeer.pages.wording import Wording

TEMPLATES = Path(__file__).parent / "templates"

WRONG = ("iedereen#er-gaat-iets-mis",)
"""What explains a page that is not one of ours."""


class Link(NamedTuple):
    """Where it leads and what it says."""

    address: str
    label: str
    is_current: bool = False


class Part(NamedTuple):
    """A section of the navigation with the pages in it that the visitor may open."""

    label: str
    links: list[Link]

    @property
    def is_current(self) -> bool:
        """Whether the page that is shown is in it."""
        return any(link.is_current for link in self.links)


class Site:
    """All pages together, as far as each one shows of the others."""

    def __init__(self, entries: Iterable[Entry], regio: str, assets: Assets) -> None:
        """`regio` is the name of the region in the head of every page."""
        self._assets = assets
        self._entries = tuple(entries)
        self._by_address = {one.address: one for one in self._entries if one.method == "GET"}
        self._regio = regio
        self._environments = {one.code: _environment(one) for one in languages().values()}

    def html(
        self,
        template: str,
        request: web.Request,
        language: Language,
        visitor: Visitor | None,
        entry: Entry | None,
        title: str,
        form: Form,
        values: Mapping[str, Any],
    ) -> str:
        """A whole page."""
        return (
            self._environments[language.code]
            .get_template(template)
            .render(
                {
                    "request": request,
                    "language": language,
                    "languages": _in_other_languages(request),
                    "visitor": visitor,
                    "csrf": visitor.csrf if visitor is not None else "",
                    "regio": self._regio,
                    "assets": self._assets,
                    "title": title,
                    "form": form,
                    "addresses": {one.address for one in self._entries if one.is_open_to(visitor)},
                    "help": self.help_for(entry, visitor),
                    "navigation": self._navigation(visitor, entry),
                    "breadcrumb": self._breadcrumb(request, language, visitor, entry),
                    "notice": NOTICES.get(request.query.get("gelukt", "")),
                    **values,
                }
            )
        )

    def help_for(self, entry: Entry | None, visitor: Visitor | None) -> Help:
        """The part of a handleiding that explains a page."""
        while entry is not None and not entry.help:
            above = self._by_address.get(entry.address if entry.method == "POST" else entry.above)
            entry = above or self._by_address[entry.above]
        return help_of(entry.help if entry is not None else WRONG, visitor)

    def _navigation(self, visitor: Visitor | None, entry: Entry | None) -> list[Part]:
        current = self._in_navigation(entry)
        shown = [one for one in self._entries if one.section is not None and one.is_open_to(visitor)]
        parts = [
            Part(section, [Link(one.address, one.label, one is current) for one in shown if one.section is section])
            for section in Section
        ]
        return [part for part in parts if part.links]

    def _in_navigation(self, entry: Entry | None) -> Entry | None:
        """The page in the navigation under which this one is."""
        while entry is not None and entry.section is None and entry.address != "/":
            entry = self._by_address.get(entry.above)
        return entry

    def _breadcrumb(
        self, request: web.Request, language: Language, visitor: Visitor | None, entry: Entry | None
    ) -> list[Link]:
        """The pages above this one that the visitor may open, the first first."""
        steps: list[Link] = []
        while entry is not None and entry.address != "/":
            entry = self._by_address[entry.above]
            if not entry.is_open_to(visitor):
                continue
            parts = {name: request.match_info[name] for name in entry.parts}
            address = entry.address.format(**{name: quote(text, safe="") for name, text in parts.items()})
            steps.insert(0, Link(address, language.gettext(entry.label).format(**parts)))
        return steps


def _in_other_languages(request: web.Request) -> list[tuple[Language, str]]:
    """Each language, and the address of this page in it."""
    kept = [(name, text) for name, text in request.query.items() if name != "taal"]
    return [(one, f"{request.path}?{urlencode([*kept, ('taal', one.code)])}") for one in languages().values()]


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    wording = Wording(language.code)
    for name in ("day", "month", "moment", "count", "cents"):
        environment.filters[name] = getattr(wording, name)
    return environment

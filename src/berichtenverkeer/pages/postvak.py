# SPDX-License-Identifier: EUPL-1.2
"""The mailbox of a partij: what came in and what it sent, the newest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from berichtenverkeer.berichten.literal import key_text
from berichtenverkeer.core.clock import NETHERLANDS, day
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Form, Page, Visit
from berichtenverkeer.postvak.saved import Search
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.validation.examining import Oordeel

PIECES = 50
"""Berichten on one page."""

CHOICES = ("richting", "oordeel", "opgehaald", "berichtsoort", "partij", "dagen")
"""Filters of which every value is from a list: what can be kept of a search."""

FILTERS = (*CHOICES, "identificatie")
DAYS = (1, 7, 30, 90)
_TAKEN: Mapping[str, bool] = {"ja": True, "nee": False}
SOORTEN: Sequence[tuple[str, str]] = [
    (soort.naam, f"{soort.naam} {soort.omschrijving}") for soort in BERICHTSOORTEN.values()
]
"""The berichtsoorten as a choice."""


async def listing(visit: Visit) -> Page:
    """GET /postvak. A filter that cannot be read asks nothing."""
    form = visit.form
    search = search_of(visit)
    question = question_of(form, search, visit.gateway.clock())
    page = await visit.gateway.postvak.listing(visit.beller, question)
    kept = [(name, text) for name in FILTERS if (text := form.value(name))]
    values = {
        "pieces": page.pieces,
        "name": names(visit),
        "soorten": SOORTEN,
        "oordelen": [(one, visit.language.gettext(one)) for one in Oordeel],
        "is_filtered": bool(kept),
        "can_be_kept": search != Search() and not form.value("identificatie"),
        "choices": [(name, text) for name, text in kept if name in CHOICES],
        "partijen": _others(visit),
        "days": [
            (str(one), visit.language.ngettext("%(num)d dag", "%(num)d dagen", one) % {"num": one}) for one in DAYS
        ],
        "first": f"?{urlencode(kept)}" if form.value("na") else None,
        "following": f"?{urlencode([*kept, ('na', page.volgende)])}" if page.volgende is not None else None,
    }
    return Page("postvak/listing.html", values)


def search_of(visit: Visit) -> Search:
    """What the choices ask; what is in no list asks nothing. Only what came in can be taken."""
    form = visit.form
    taken = _TAKEN.get(form.value("opgehaald"))
    richting, days = form.value("richting"), form.value("dagen")
    return Search(
        richting=str(Richting.IN) if taken is not None else richting if richting in list(Richting) else None,
        oordeel=form.value("oordeel") if form.value("oordeel") in list(Oordeel) else None,
        is_afgehaald=taken,
        berichtsoort=form.value("berichtsoort") if form.value("berichtsoort") in BERICHTSOORTEN else None,
        wederpartij=form.value("partij") if form.value("partij") in dict(_others(visit)) else None,
        days=int(days) if days in map(str, DAYS) else None,
    )


def filters_of(search: Search) -> list[tuple[str, str]]:
    """The same as `search_of` reads it."""
    taken = {True: "ja", False: "nee", None: ""}[search.is_afgehaald]
    values = search.richting, search.oordeel, taken, search.berichtsoort, search.wederpartij, search.days
    return [(name, str(value)) for name, value in zip(CHOICES, values, strict=True) if value]


def _others(visit: Visit) -> list[tuple[str, str]]:
    """With whom berichten may be exchanged: the partijen of the other kind."""
    rows = visit.gateway.register.stand.rows(Partij)
    own = {one.soort for one in rows if one.code == visit.beller.code}
    found = {one.code: f"{one.naam} ({one.code})" for one in rows if one.soort not in own and one.soort != "regio"}
    return sorted(found.items(), key=lambda pair: pair[1])


def question_of(form: Form, search: Search, now: datetime) -> PostvakQuery:
    """What the filters ask, at this moment."""
    position = form.value("na")
    first = day(now) - timedelta(days=search.days - 1) if search.days else None
    return PostvakQuery(
        richting=Richting(search.richting) if search.richting else None,
        oordeel=search.oordeel,
        is_afgehaald=search.is_afgehaald,
        berichtsoort=search.berichtsoort,
        wederpartij=search.wederpartij,
        since=datetime.combine(first, time(), NETHERLANDS) if first else None,
        identificatie=key_text(form.value("identificatie")) or None,
        before=int(position) if position.isascii() and position.isdigit() and len(position) < 19 else MAX_POSITION,
        limit=PIECES,
    )

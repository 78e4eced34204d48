# SPDX-License-Identifier: EUPL-1.2
"""The mailbox of a partij: what came in and what it sent, the newest first."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from berichtenverkeer.berichten.literal import key_text
from berichtenverkeer.core.ids import MAX_POSITION
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Form, Page, Visit
from berichtenverkeer.postvak.tray import PostvakQuery, Richting
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.validation.examining import Oordeel

PIECES = 50
"""Berichten on one page."""

FILTERS = ("richting", "oordeel", "opgehaald", "berichtsoort", "identificatie")
_TAKEN: Mapping[str, bool] = {"ja": True, "nee": False}
SOORTEN: Sequence[tuple[str, str]] = [
    (soort.naam, f"{soort.naam} {soort.omschrijving}") for soort in BERICHTSOORTEN.values()
]
"""The berichtsoorten as a choice."""


async def listing(visit: Visit) -> Page:
    """GET /postvak. A filter that cannot be read asks nothing."""
    form, question = visit.form, question_of(visit.form)
    page = await visit.gateway.postvak.listing(visit.beller, question)
    kept = [(name, text) for name in FILTERS if (text := form.value(name))]
    values = {
        "pieces": page.pieces,
        "name": names(visit),
        "soorten": SOORTEN,
        "oordelen": [(one, visit.language.gettext(one)) for one in Oordeel],
        "is_filtered": bool(kept),
        "first": f"?{urlencode(kept)}" if form.value("na") else None,
        "following": f"?{urlencode([*kept, ('na', page.volgende)])}" if page.volgende is not None else None,
    }
    return Page("postvak/listing.html", values)


def question_of(form: Form) -> PostvakQuery:
    """What the filters ask. Only what came in can be taken: `opgehaald` implies that."""
    taken = _TAKEN.get(form.value("opgehaald"))
    richting = form.value("richting")
    position = form.value("na")
    return PostvakQuery(
        richting=Richting.IN if taken is not None else Richting(richting) if richting in list(Richting) else None,
        oordeel=form.value("oordeel") if form.value("oordeel") in list(Oordeel) else None,
        is_afgehaald=taken,
        berichtsoort=form.value("berichtsoort") if form.value("berichtsoort") in BERICHTSOORTEN else None,
        identificatie=key_text(form.value("identificatie").replace("\0", "")) or None,
        before=int(position) if position.isascii() and position.isdigit() and len(position) < 19 else MAX_POSITION,
        limit=PIECES,
    )

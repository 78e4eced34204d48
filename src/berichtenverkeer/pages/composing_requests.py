# SPDX-License-Identifier: EUPL-1.2
"""What a gemeente is asked: open verzoeken with their clocks, and one of them with what the gateway said of it."""

from collections.abc import Mapping
from typing import Any

from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.producten import omvang_in_words, product_names
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.termijnen.clocks import Question, Termijnklok
from berichtenverkeer.termijnen.kinds import Kind

_CLOCKS = (Kind.ANTWOORD_VERZOEK, Kind.ANTWOORD_WIJZIGING, Kind.EINDANTWOORD)
_MOST = 400

Key = tuple[str, str]
"""Aanbieder and ReferentieAanbieder."""


async def listing(visit: Visit) -> Page:
    """GET /verzoeken: what is open, the oldest first."""
    found = await visit.gateway.own_care.verzoeken(visit.beller)
    values = {"verzoeken": found.verzoeken, "anew": found.anew, "clocks": await _clocks(visit)}
    return Page("composing_requests/listing.html", values | _named(visit))


async def one(visit: Visit) -> Page:
    """GET /verzoeken/een: one verzoek, what became of its money, where else the youth can go."""
    key = visit.form.value("aanbieder"), visit.form.value("referentie")
    asked = await visit.gateway.own_care.verzoek(visit.beller, *key)
    view = await visit.gateway.postvak.view(visit.beller, asked.bericht_id) if asked.bericht_id else None
    clocks = await _clocks(visit)
    verzoek = asked.verzoek
    values = {
        "asked": asked,
        "clock": clocks.get(key),
        "found": view.envelope.bevindingen if view else (),
        "omvang": omvang_in_words(verzoek.volume, verzoek.eenheid, verzoek.frequentie),
    }
    ways_out = view.ways_out.ways_out if view and view.ways_out else []
    own = [way for way in ways_out if way.referentie == verzoek.referentie]
    anew = [one for one in view.ways_out.anew if one.referentie == verzoek.referentie] if view and view.ways_out else []
    return Page("composing_requests/one.html", {**values, **_named(visit), "ways_out": own, "anew": anew})


def _named(visit: Visit) -> dict[str, Any]:
    return {"name": names(visit), "product": product_names(visit)}


async def _clocks(visit: Visit) -> Mapping[Key, Termijnklok]:
    """By when each is to be answered: of two clocks the first that ends."""
    question = Question(soorten=_CLOCKS, partij=visit.beller.code, is_open=True, limiet=_MOST)
    beller = visit.beller
    page = await visit.gateway.ask(beller, lambda there: there.termijnen.klokken(beller, question))
    found: dict[Key, Termijnklok] = {}
    for clock in page.klokken:
        found.setdefault((clock.wederpartij, clock.sleutel.partition("/")[2]), clock)
    return found

# SPDX-License-Identifier: EUPL-1.2
"""The rules of the standard and our own codes, for anyone: searched by code or word, and each by itself."""

from collections.abc import Iterable
from functools import cache

from berichtenverkeer.core.bevinding import Consequence
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.regels.catalogue import NIVEAUS, CatalogueRegel, catalogue, own_codes
from berichtenverkeer.regels.melding import Melding
from berichtenverkeer.regels.regel import Staat
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.web.problem import Afwijzing

GEVOLGEN = {
    Consequence.WEIGERING: "Het bericht wordt niet aangenomen; bewaard wordt alleen dat het is geweigerd.",
    Consequence.AFKEURING: "Het bericht wordt bewaard en afgekeurd: het wordt niet bezorgd en niet geboekt.",
    Consequence.ONBOEKBAAR: "Het bericht wordt bezorgd, maar niet geboekt, wat de ontvanger er ook op antwoordt.",
    Consequence.ONBEZORGD: "Het bericht wordt bewaard, maar niet bezorgd.",
    Consequence.AFWIJZING: "Het verzoek past niet: er wordt niets voor gereserveerd.",
    Consequence.GEEN: "Geen: het wordt gemeld, meer niet.",
}

STATES = {
    Staat.LOOPT: "De gateway beoordeelt alles wat de regel noemt.",
    Staat.DEELS: "De gateway beoordeelt een deel van wat de regel noemt.",
    Staat.SCHEMA: "Het schema houdt de regel tegen; de bevinding heeft een code XSD-...",
    Staat.WACHT: "De gateway beoordeelt deze regel nog niet.",
}

Explained = CatalogueRegel | Melding


@cache
def _explained() -> dict[str, Explained]:
    """By code, the rules of the standard first."""
    explained: list[Explained] = [*catalogue(), *own_codes()]
    return {one.code: one for one in explained}


async def listing(visit: Visit) -> Page:
    """GET /regels: all, or those with these words, of this berichtsoort, of this level."""
    form = visit.form
    words = form.value("zoek").lower().split()
    found = [
        one
        for one in _explained().values()
        if all(word in _text(one) for word in words)
        and form.value("niveau") in ("", one.niveau)
        and form.value("bericht") in ("", *getattr(one, "berichten", ()))
    ]
    regels = [one for one in found if isinstance(one, CatalogueRegel)]
    own = [one for one in found if isinstance(one, Melding)]
    choices = {"berichtsoorten": _pairs(sorted(BERICHTSOORTEN)), "niveaus": _pairs(NIVEAUS)}
    return Page("regels/listing.html", {"regels": regels, "own": own, **choices})


async def one(visit: Visit) -> Page:
    """GET /regels/{code}."""
    found = _explained().get(visit.part("code"))
    if found is None:
        raise Afwijzing(404, "Deze code kennen wij niet. Zoek haar op de pagina Regels.")
    is_own = isinstance(found, Melding)
    happens = GEVOLGEN[found.gevolg] if isinstance(found, Melding) else STATES[found.staat]
    title = visit.language.gettext("Wat vraagt {code}?").format(code=found.code)
    return Page("regels/one.html", {"regel": found, "is_own": is_own, "happens": happens}, title=title)


def _pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    """To choose from: what is sent, what is read."""
    return [(str(one), str(one)) for one in values]


def _text(one: Explained) -> str:
    return f"{one.code} {one.tekst} {one.actie} {one.niveau} {one.retourcode or ''}".lower()

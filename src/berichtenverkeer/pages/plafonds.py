# SPDX-License-Identifier: EUPL-1.2
"""Ceilings: who reaches his, and when; of one aanbieder all that hangs with it; and the boekingen behind a number."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from berichtenverkeer.core.clock import day
from berichtenverkeer.gateway.gateway import Queries
from berichtenverkeer.gateway.plafonds import PlafondFigures, Plafondstand
from berichtenverkeer.gateway.rights import Bereik, zicht_of
from berichtenverkeer.pages.given import position_of
from berichtenverkeer.pages.visit import Page, Visit
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.web import questions
from berichtenverkeer.web.problem import Afwijzing

_NEVER = date.max

REKENINGEN = tuple((str(one), str(one).lower().replace("_", " ")) for one in Rekening)
"""To choose from: what is sent, what is read."""


async def listing(visit: Visit) -> Page:
    """GET /plafonds: of all aanbieders, who is full first; an aanbieder sees his own room."""
    if zicht_of(visit.beller, "plafonds.from_aanbieder").bereik is not Bereik.REGIO:
        return await _room(visit, visit.beller.code)
    jaar, k = year_of(visit), position_of(visit)
    stand = await visit.gateway.ask(visit.beller, lambda there: there.plafonds.from_regio(visit.beller, jaar, k))
    words = visit.form.value("zoek").lower()
    shown = [one for one in stand.plafonds if words in f"{one.naam or ''} {one.aanbieder}".lower()]
    if visit.form.value("voor"):
        shown = [
            one for one in shown if one.prognose.bereikt_op is not None and one.prognose.bereikt_op < _before(visit)
        ]
    values = {**_known(visit, stand), "jaar": jaar, "plafonds": sorted(shown, key=_urgency), "link": _room_address}
    return Page("plafonds/listing.html", values)


async def one(visit: Visit) -> Page:
    """GET /plafonds/{agb}."""
    return await _room(visit, visit.part("agb"))


async def _room(visit: Visit, agb: str) -> Page:
    jaar, k = year_of(visit), position_of(visit)
    room = await visit.gateway.ask(
        visit.beller, lambda there: there.plafonds.from_aanbieder(visit.beller, agb, jaar, k)
    )
    name = next((one.naam for one in room.plafonds if one.naam), agb)
    values = {
        **_known(visit, room),
        "agb": agb,
        "jaar": jaar,
        "plafonds": room.plafonds,
        "signalen": room.signalen,
        "tenzijs": room.tenzijs,
        "stops": room.clientenstops,
        "behind": _boekingen_address,
    }
    return Page(
        "plafonds/one.html", values, title=visit.language.gettext("Hoeveel ruimte heeft {name}?").format(name=name)
    )


async def boekingen(visit: Visit) -> Page:
    """GET /plafonds/{agb}/boekingen: what a number is the sum of, page by page."""
    agb, jaar = visit.part("agb"), year_of(visit)
    asked = {name: text for name in ("perceel", "segment", "rekening", "k", "na") if (text := visit.form.value(name))}
    given = questions.read(asked, questions.BOEKINGEN)
    question = questions.boekingen_query(agb, jaar, given)

    async def read(there: Queries) -> Any:
        return await there.plafonds.boekingen(visit.beller, question, given.get("k"))

    found = await visit.gateway.ask(visit.beller, read)
    own = {"jaar": str(jaar), "k": str(found.k)} | {
        name: text for name, text in asked.items() if name not in ("k", "na")
    }
    address = f"/plafonds/{agb}/boekingen"
    following = None
    if found.volgende is not None:
        following = f"{address}?{urlencode({**own, 'na': '{}.{}'.format(*found.volgende)})}"
    values = {
        "agb": agb,
        "jaar": jaar,
        "k": found.k,
        "boekingen": found.boekingen,
        "rekeningen": REKENINGEN,
        "following": following,
        "first": f"{address}?{urlencode(own)}" if "na" in asked else None,
        "back": _room_address(agb, jaar, found.k),
    }
    return Page("plafonds/boekingen.html", values)


def _known(visit: Visit, stand: Plafondstand) -> dict[str, Any]:
    """`signal`: from which use on a plafond gives a signal, in percents."""
    return {"k": stand.k, "register_dag": stand.register_dag, "signal": signal_percent(visit)}


def signal_percent(visit: Visit) -> int:
    """From which use on a plafond gives a signal today."""
    return visit.gateway.register.stand.parameters(day(visit.gateway.clock())).signaaldrempel_procent


def _urgency(one: PlafondFigures) -> tuple[Any, ...]:
    """Who is full first; then who uses most."""
    return (one.prognose.bereikt_op or _NEVER, -(one.gebruik_procent or 0), one.naam or "", one.aanbieder)


def year_of(visit: Visit) -> int:
    """The year that is asked, by default that of today. Raises Afwijzing (400)."""
    text = visit.form.value("jaar")
    if not text:
        return day(visit.gateway.clock()).year
    if not (len(text) == 4 and text.isascii() and text.isdigit()):
        raise Afwijzing(400, "Dit is geen jaar; een jaar heeft vier cijfers, bijvoorbeeld 2026.")
    return int(text)


def _before(visit: Visit) -> date:
    """Until when somebody wants to know who is full. Raises Afwijzing (400)."""
    try:
        return date.fromisoformat(visit.form.value("voor"))
    except ValueError:
        raise Afwijzing(400, "Dit is geen dag; schrijf haar als 2026-10-01.") from None


def _room_address(agb: str, jaar: int, k: int) -> str:
    return f"/plafonds/{agb}?{urlencode({'jaar': jaar, 'k': k})}"


def _boekingen_address(one: PlafondFigures, k: int, rekening: str = "") -> str:
    this = {"jaar": one.jaar, "k": k, "perceel": one.perceel, "segment": one.segment, "rekening": rekening}
    return f"/plafonds/{one.aanbieder}/boekingen?{urlencode({name: value for name, value in this.items() if value})}"

# SPDX-License-Identifier: EUPL-1.2
"""People who may log in, for who keeps the gateway: who there are, where they are logged in, a link, an end.

A user is named in the body of a form, never in an address.
"""

from uuid import UUID

from berichtenverkeer.gateway.gebruikers import KnownUser, UnknownUser
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.gateway.sessions import UnknownSession
from berichtenverkeer.pages.cookies import FRONT
from berichtenverkeer.pages.given import may
from berichtenverkeer.pages.partijen import names
from berichtenverkeer.pages.visit import Page, Redirect, Visit
from berichtenverkeer.regels.meldingen.verzoek import CONTENT

ADDRESS = "/beheer/gebruikers"


async def listing(visit: Visit) -> Page:
    """GET /beheer/gebruikers: who may log in today first; `zoek` is in a name, a key or a partij."""
    return await _listing(visit)


async def link(visit: Visit) -> Page:
    """POST /beheer/gebruikers/link: it stands on the answer and nowhere else."""
    try:
        secret = await visit.gateway.gebruikers.link(visit.beller, _user(visit))
    except UnknownUser:
        return await _refused(visit)
    base = visit.request.app[FRONT].adres or str(visit.request.url.origin())
    values = {"gebruiker": _user(visit), "link": f"{base}/inloggen/link/{secret}"}
    return Page("users/link.html", values)


async def end_sessions(visit: Visit) -> Redirect:
    """POST /beheer/gebruikers/sessies: one of them when the form names it, else all of this user."""
    gebruikers, session = visit.gateway.gebruikers, visit.form.value("sessie")
    if not session:
        await gebruikers.end_sessions(visit.beller, _user(visit))
        return Redirect(ADDRESS, "sessies-beeindigd")
    try:
        await gebruikers.end_session(visit.beller, _user(visit), UUID(session))
    except ValueError:
        raise UnknownSession from None
    return Redirect(ADDRESS, "sessie-beeindigd")


async def end(visit: Visit) -> Page | Redirect:
    """POST /beheer/gebruikers/einde: he may log in no more, as of now."""
    try:
        await visit.gateway.gebruikers.end(visit.beller, _user(visit))
    except UnknownUser:
        return await _refused(visit)
    return Redirect(ADDRESS, "gebruiker-beeindigd")


async def _refused(visit: Visit) -> Page:
    text, action = "Deze gebruiker staat vandaag niet in het register.", "Kies iemand die nu mag inloggen."
    return await _listing(visit, WrongForm([CONTENT.at("gebruiker", text=text, action=action)]))


async def _listing(visit: Visit, fault: WrongForm | None = None) -> Page:
    rows = await visit.gateway.gebruikers.listing(visit.beller)
    wanted = visit.form.value("zoek").casefold()
    found = sorted((one for one in rows if _has(one, wanted)), key=lambda one: not one.is_valid)
    links = await visit.gateway.gebruikers.links(visit.beller)
    values = {
        "links": links,
        "rows": found,
        "every": len(rows),
        "name": names(visit),
        "own": visit.beller.persoon,
        "may_end": may(visit, "gebruikers.end"),
    }
    form = visit.form.with_fault(fault) if fault else None
    return Page("users/listing.html", values, 400 if fault else 200, form=form)


def _has(one: KnownUser, wanted: str) -> bool:
    row = one.gebruiker
    return any(wanted in text.casefold() for text in (row.gebruiker, row.naam, row.partij))


def _user(visit: Visit) -> str:
    return visit.form.value("gebruiker")

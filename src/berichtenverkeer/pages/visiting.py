# SPDX-License-Identifier: EUPL-1.2
"""Who is looking at a page: the person behind the cookie of a session."""

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.pages.cookies import cookie_of, csrf_of, session_of
from berichtenverkeer.web.access import AANVRAAG, pattern_of


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A person who logged in, for as long as his session lasts.

    `naam` is what a page calls him. `csrf` stands in every form that he posts; `session` is the key of his session,
    never the secret of his cookie.
    """

    beller: Beller
    naam: str
    csrf: str
    session: str


async def visitor_of(request: web.Request, gateways: Gateways) -> Visitor | None:
    """Who sent this request; None for somebody without a session that still holds. Raises DatabaseGone."""
    regio, key = session_of(request)
    gateway = gateways.of(regio)
    person = await gateway.sessions.person(key) if gateway else None
    if person is None:
        return None
    return Visitor(
        beller=person.beller(regio, request.get(AANVRAAG), pattern_of(request)),
        naam=person.gebruiker.naam,
        csrf=csrf_of(cookie_of(request)),
        session=str(person.session),
    )

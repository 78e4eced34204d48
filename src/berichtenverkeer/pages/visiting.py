# SPDX-License-Identifier: EUPL-1.2
"""Who is looking at a page: the person behind the cookie of a session."""

import msgspec
from aiohttp import web

from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateways import Gateways


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A person who logged in, for as long as his session lasts.

    `naam` is what a page calls him. `csrf` stands in every form that he posts; `session` is the key of his session,
    never the secret of his cookie.
    """

    beller: Beller
    naam: str
    csrf: str
    session: str


async def visitor_of(request: web.Request, gateways: Gateways) -> Visitor | None:  # noqa: ARG001  # nobody can log in
    """Who sent this request; None for somebody without a session that still holds. Raises DatabaseGone."""
    return None

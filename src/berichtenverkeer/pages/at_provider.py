# SPDX-License-Identifier: EUPL-1.2
"""The addresses for who logs in at a provider: there, back, and what the provider says by itself.

State, nonce and verifier follow from the cookie of who is nobody yet: they are of this browser alone, and nothing is
kept for somebody who never comes back.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from aiohttp import web
from yarl import URL

from berichtenverkeer.pages.attempts import note_attempt, was_no_attempt
from berichtenverkeer.pages.cookies import cookie_for, cookie_of, derived
from berichtenverkeer.pages.login import come_in, local
from berichtenverkeer.pages.provider import PROVIDER, LoginRefused, Provider
from berichtenverkeer.pages.visit import Answer, Page, Redirect, Visit
from berichtenverkeer.web.problem import Afwijzing


async def go(visit: Visit) -> Answer:
    """GET /inloggen/provider: to the provider, with what must come back."""
    provider, cookie = _provider(visit), cookie_for(visit.request)
    to = local(visit.form.value("naar", "/"))
    address = await provider.login_address(_state(cookie, to), derived(cookie, "nonce"), derived(cookie, "verifier"))
    return Redirect(address, cookie=cookie)


async def back(visit: Visit) -> Answer:
    """GET /inloggen/terug: with a code for who logged in there."""
    note_attempt(visit.request)
    provider, cookie, form = _provider(visit), cookie_of(visit.request), visit.form
    to = _to(form.value("state"))
    is_this = bool(cookie) and hmac.compare_digest(form.value("state").encode(), _state(cookie, to).encode())
    if not is_this or form.value("iss", provider.issuer) != provider.issuer or not form.value("code"):
        raise LoginRefused
    found = await provider.identity(form.value("code"), derived(cookie, "nonce"), derived(cookie, "verifier"))
    for gateway in visit.gateways:
        if key := await gateway.sessions.by_provider(provider.issuer, found.subject, found.session):
            return await come_in(visit, gateway.regio, str(key), to)
    return Page("login/unknown.html", {"subject": found.subject}, 403)


async def ended(visit: Visit) -> web.Response:
    """POST /inloggen/afmelden: the provider itself says that a session there has ended."""
    note_attempt(visit.request)
    provider = _provider(visit)
    try:
        found = await provider.ended(visit.form.value("logout_token"))
    except LoginRefused:
        raise Afwijzing(400, "Dit is geen bericht van de provider.") from None
    was_no_attempt(visit.request)  # it says so of everybody, from one address
    for gateway in visit.gateways:
        await gateway.sessions.end_at_provider(found.session or "")
    return web.Response(status=200)


async def ended_in_front(visit: Visit) -> web.Response:
    """GET /inloggen/afmelden?iss=&sid=: the same, said by the browser in a frame on a page of the provider.

    Its cookie of ours does not come along there (SameSite), so a session ends by what the provider calls it, which
    nobody can guess. X-Frame-Options gives way to frame-ancestors (CSP 2).
    """
    provider, session = _provider(visit), visit.form.value("sid")
    if visit.form.value("iss") != provider.issuer or not session:
        raise Afwijzing(400, "Dit is geen bericht van de provider.")
    note_attempt(visit.request)  # before it is looked up: who guesses too often is not heard
    if sum([await gateway.sessions.end_at_provider(session) for gateway in visit.gateways]):
        was_no_attempt(visit.request)
    policy = f"default-src 'none'; frame-ancestors {URL(provider.issuer).origin()}"
    return web.Response(headers={"Content-Security-Policy": policy})


def _provider(visit: Visit) -> Provider:
    """Raises Afwijzing (404) where people log in by a link alone."""
    if PROVIDER not in visit.request.app:
        raise Afwijzing(404, "Hier logt u in met een eenmalige link.")
    return visit.request.app[PROVIDER]


def _state(cookie: str, to: str) -> str:
    """What must come back as it went: for this browser, and to where he wanted."""
    return f"{derived(cookie, f'state {to}')}.{urlsafe_b64encode(to.encode()).decode()}"


def _to(state: str) -> str:
    try:
        return local(urlsafe_b64decode(state.partition(".")[2]).decode())
    except ValueError:
        return "/"

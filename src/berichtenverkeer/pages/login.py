# SPDX-License-Identifier: EUPL-1.2
"""Logging in and out, and who somebody is here."""

import re
from contextlib import suppress
from uuid import UUID

from berichtenverkeer.gateway.sessions import UnknownSession
from berichtenverkeer.pages.attempts import note_attempt
from berichtenverkeer.pages.cookies import cookie_for, csrf_of, repeats
from berichtenverkeer.pages.provider import PROVIDER, ProviderGone
from berichtenverkeer.pages.visit import Answer, Page, Redirect, Visit

_LOCAL = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")


def local(address: str) -> str:
    """An address of ours as it is; the first page in place of any other, so that no link leads elsewhere by us."""
    return address if _LOCAL.fullmatch(address) else "/"


async def login(visit: Visit) -> Answer:
    """GET /inloggen."""
    to = local(visit.form.value("naar", "/"))
    if visit.visitor is not None:
        return Redirect(to)
    provider, there = visit.request.app.get(PROVIDER), None
    if provider is not None and visit.form.value("bij") == "provider":
        with suppress(ProviderGone):
            there = await provider.logout_address()
    return Page("login/login.html", {"to": to, "has_provider": provider is not None, "logout_there": there})


async def link(visit: Visit) -> Page:
    """GET /inloggen/link/{link}: only a button, for what fetches links in mail must not use one up."""
    return _with_button(visit)


async def use_link(visit: Visit) -> Answer:
    """POST /inloggen/link/{link}."""
    note_attempt(visit.request)
    if not repeats(visit.request, visit.form.value("csrf")):
        fault = visit.language.gettext("Dit formulier is te oud; uw link is nog niet gebruikt. Probeer het opnieuw.")
        return _with_button(visit, fault)
    for gateway in visit.gateways:
        if key := await gateway.sessions.by_link(visit.part("link")):
            return await come_in(visit, gateway.regio, str(key), "/")
    gone = visit.language.gettext(
        "Deze link werkt niet (meer): een link werkt één keer, een kwartier lang. Vraag een nieuwe."
    )
    return _with_button(visit, gone)


async def come_in(visit: Visit, regio: str, key: str, to: str) -> Redirect:
    """With the cookie of a new session; the one before it, of whoever that was, ends."""
    await _end_session(visit)
    return Redirect(to, cookie=f"{regio}.{key}")


async def logout(visit: Visit) -> Answer:
    """POST /uitloggen. Who came from a provider is still logged in there: the next page says where to end that."""
    assert visit.visitor is not None, "LOGGED_IN"
    own = await visit.gateway.sessions.own(visit.beller)
    is_there = any(str(one.id) == visit.visitor.session and one.wijze == "provider" for one in own)
    await _end_session(visit)
    return Redirect("/inloggen?bij=provider" if is_there else "/inloggen", "uitgelogd", cookie="")


async def _end_session(visit: Visit) -> None:
    if visit.visitor is None:
        return
    try:
        await visit.gateway.sessions.end_own(visit.beller, UUID(visit.visitor.session))
    except UnknownSession:  # it ended meanwhile
        return


async def me(visit: Visit) -> Page:
    """GET /mijn."""
    assert visit.visitor is not None, "LOGGED_IN"
    values = {"sessions": await visit.gateway.sessions.own(visit.beller), "current": visit.visitor.session}
    return Page("login/me.html", {**values, "beller": visit.beller, "naam": visit.visitor.naam})


async def end_session(visit: Visit) -> Answer:
    """POST /mijn/sessie."""
    assert visit.visitor is not None, "LOGGED_IN"
    wanted = visit.form.value("sessie")
    if wanted == visit.visitor.session:
        return await logout(visit)
    try:
        await visit.gateway.sessions.end_own(visit.beller, UUID(wanted))
    except ValueError:
        raise UnknownSession from None
    return Redirect("/mijn", "sessie-beeindigd")


def _with_button(visit: Visit, fault: str = "") -> Page:
    cookie = cookie_for(visit.request)
    values = {"csrf": csrf_of(cookie), "address": visit.request.path, "fault": fault}
    return Page("login/link.html", values, 401 if fault else 200, cookie=cookie)

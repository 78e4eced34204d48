# SPDX-License-Identifier: EUPL-1.2
"""From a request to a page: who looks, may he, what did he fill in; and a page as well for what goes wrong."""

from collections.abc import Sequence
from hmac import compare_digest
from urllib.parse import quote, urlsplit

from aiohttp import web

from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.pages.assets import ADDRESS, Assets
from berichtenverkeer.pages.attempts import ATTEMPTS, Attempts
from berichtenverkeer.pages.cookies import FRONT, Front, with_cookie
from berichtenverkeer.pages.entry import ANYONE, Entry
from berichtenverkeer.pages.filling import Intake
from berichtenverkeer.pages.languages import language_of
from berichtenverkeer.pages.notices import NOTICES
from berichtenverkeer.pages.provider import PROVIDER, Provider
from berichtenverkeer.pages.rendering import Site
from berichtenverkeer.pages.visit import Answer, Download, Form, Page, Redirect, Visit
from berichtenverkeer.pages.visiting import Visitor, visitor_of
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import wait_with_body
from berichtenverkeer.web.limits import Gatekeeper, Limits
from berichtenverkeer.web.middleware import PARTIJ, REGIO, Handler
from berichtenverkeer.web.problem import TITLES, Afwijzing

ENTRY = web.RequestKey("pagina", Entry)
"""The page that was asked, for what is told when it goes wrong."""

VISITOR = web.RequestKey("bezoeker", Visitor)
"""Who asked it, once that is known."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURE = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
}
"""On every page, beside what every answer carries."""


class Pages:
    """The door for people (web/beside.py)."""

    def __init__(self, gateways: Gateways, entries: Sequence[Entry], regio: str, assets: Assets, front: Front) -> None:
        """`regio` is the name of the region in the head of every page."""
        self._assets = assets
        self._front = front
        self._gateways = gateways
        self._entries = entries
        self._addresses = {entry.address for entry in entries} | {f"{ADDRESS}{{name}}"}
        self._site = Site(entries, regio, assets)

    def add_to(self, app: web.Application, limits: Limits, gatekeeper: Gatekeeper, budget: Budget) -> None:
        """See Beside."""
        for method in ("GET", "HEAD"):
            app.router.add_route(method, f"{ADDRESS}{{name}}", self._assets.answer)
        app[FRONT], app[ATTEMPTS] = self._front, Attempts()
        if self._front.oidc is not None and self._front.adres is not None:
            app[PROVIDER] = Provider(self._front.oidc, self._front.adres)
        for entry in self._entries:
            handler = self._handler(entry, Intake(limits, budget), gatekeeper)
            for method in ("GET", "HEAD") if entry.method == "GET" else (entry.method,):
                app.router.add_route(method, entry.address, handler, expect_handler=wait_with_body)

    def is_here(self, request: web.Request) -> bool:
        """See Beside: at our own addresses, and what a browser asks that nobody has."""
        resource = request.match_info.route.resource
        if resource is None:
            return "text/html" in request.headers.get("Accept", "")
        return resource.canonical in self._addresses

    def told(self, request: web.Request, afwijzing: Afwijzing, aanvraag: str) -> web.Response | None:
        """See Beside: for our own addresses, and for what a browser asks."""
        if ENTRY not in request and "text/html" not in request.headers.get("Accept", ""):
            return None
        values = {
            "status": afwijzing.status,
            "detail": afwijzing.detail,
            "bevindingen": afwijzing.bevindingen,
            "aanvraag": aanvraag,
            "back": request.path if request.method == "GET" and ENTRY in request else "/",
        }
        language = language_of(request)
        title = language.gettext(TITLES.get(afwijzing.status, "Dit lukt niet"))
        told = self._page(request, Page("told.html", values, afwijzing.status, title=title), Form())
        told.headers.update(afwijzing.headers)
        if afwijzing.close:
            told.force_close()
        return told

    def _handler(self, entry: Entry, intake: Intake, gatekeeper: Gatekeeper) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            request[ENTRY] = entry
            visitor = await visitor_of(request, self._gateways)
            if visitor is None:
                return await self._for_nobody(entry, request, intake)
            request[VISITOR] = visitor
            request[REGIO], request[PARTIJ] = holder = visitor.beller.regio, visitor.beller.code
            gatekeeper.enter(holder)
            try:
                entry.require(visitor.beller)
                return await self._answer(entry, request, visitor, intake)
            finally:
                gatekeeper.leave(holder)

        return answer

    async def _for_nobody(self, entry: Entry, request: web.Request, intake: Intake) -> web.StreamResponse:
        """What anyone may see; for the rest he logs in first, and comes back."""
        if entry.right == ANYONE:
            return await self._answer(entry, request, None, intake)
        if request.method == "POST":
            raise Afwijzing(401, "U bent niet (meer) ingelogd; er is niets gewijzigd. Log in en doe het opnieuw.")
        return web.Response(status=303, headers={**SECURE, "Location": f"/inloggen?naar={quote(request.path_qs)}"})

    async def _answer(
        self, entry: Entry, request: web.Request, visitor: Visitor | None, intake: Intake
    ) -> web.StreamResponse:
        holder = (request.get(REGIO), request.get(PARTIJ) or request.remote or "")
        async with intake.filled(request, entry.takes_files, holder) as (form, uploads):
            if request.method == "POST":
                require_own(request, form, visitor)
            visit = Visit(
                request=request,
                gateways=self._gateways,
                visitor=visitor,
                language=language_of(request),
                form=form,
                uploads=uploads,
            )
            return self._response(request, await entry.handler(visit), form)

    def _response(self, request: web.Request, answer: Answer, form: Form) -> web.StreamResponse:
        match answer:
            case Page():
                return with_cookie(request, self._page(request, answer, form), answer.cookie)
            case Redirect(address=address, notice=notice):
                response = web.Response(status=303, headers={**SECURE, "Location": told_at(address, notice)})
                return with_cookie(request, response, answer.cookie)
            case Download(data=data, media_type=media_type, name=name):
                headers = {**SECURE, "Content-Type": media_type}
                if name:
                    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
                return web.Response(body=data, headers=headers)
            case _:
                return answer

    def _page(self, request: web.Request, page: Page, form: Form) -> web.Response:
        language, entry = language_of(request), request.get(ENTRY)
        title = page.title or (language.gettext(entry.question) if entry is not None else "")
        text = self._site.html(
            page.template,
            request=request,
            language=language,
            visitor=request.get(VISITOR),
            entry=entry,
            title=title,
            form=page.form or form,
            values=page.values,
        )
        headers = {**SECURE, "Content-Type": "text/html; charset=utf-8", "Content-Language": language.code}
        return web.Response(status=page.status, body=text.encode(), headers=headers)


def require_own(request: web.Request, form: Form, visitor: Visitor | None) -> None:
    """That a form was sent from a page of ours, in this session. Raises Afwijzing (403)."""
    origin = request.headers.get("Origin", "")
    is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
    is_foreign = is_foreign or (origin != "" and urlsplit(origin).netloc != request.host)
    token = request.headers.get("X-CSRF-Token") or form.value("csrf")
    if is_foreign or (visitor is not None and not compare_digest(token.encode(), visitor.csrf.encode())):
        text = "Dit formulier is te oud, of kwam niet van deze site; er is niets gewijzigd. Open de pagina opnieuw."
        raise Afwijzing(403, text)


def told_at(address: str, notice: str) -> str:
    """The address, with what to say there."""
    assert not notice or notice in NOTICES, notice
    return f"{address}{'&' if '?' in address else '?'}gelukt={notice}" if notice else address

# SPDX-License-Identifier: EUPL-1.2
"""The one cookie: of a session, or, before that, of a browser that is about to log in.

What a form must repeat (`csrf_of`) follows from the cookie by a hash: nothing is kept for it, and who cannot read the
cookie cannot make it. At login the browser always gets another one, so that nobody can have given it in advance.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from typing import Any

import msgspec
from aiohttp import web

from berichtenverkeer.core.settings import Network, Oidc, Settings
from berichtenverkeer.register.sessions import Key
from berichtenverkeer.web.door import address_of, is_trusted

_NAME = "bv_sessie"
_NOBODY = re.compile(r"\.[A-Za-z0-9_-]{43}")
"""The cookie of who is nobody yet."""


class Front(msgspec.Struct, frozen=True):
    """How people reach us: the address in the settings, else that of the request; proxies that are believed; the
    provider where they log in."""

    adres: str | None = None
    proxies: tuple[Network, ...] = ()
    oidc: Oidc | None = None

    @staticmethod
    def of(config: Settings) -> "Front":
        """As the settings say."""
        return Front(config.adres, config.proxies, config.oidc)


FRONT = web.AppKey("front", Front)


def is_safe(request: web.Request) -> bool:
    """Whether the browser came by https: so says our address, the connection, or a proxy that we trust."""
    front = request.app.get(FRONT, Front())
    if front.adres is not None:
        return front.adres.startswith("https:")
    peer = request.transport.get_extra_info("peername") if request.transport else None
    from_proxy = is_trusted(address_of(peer), front.proxies)
    return request.secure or (from_proxy and request.headers.get("X-Forwarded-Proto") == "https")


def cookie_of(request: web.Request) -> str:
    """What the browser sent; empty for nothing."""
    return request.cookies.get(_name(request), "")


def session_of(request: web.Request) -> tuple[str, str]:
    """Regio and key of the session in the cookie, unjudged; empty for none."""
    regio, _, key = cookie_of(request).partition(".")
    return (regio, key) if regio and Key.read(key) else ("", "")


def cookie_for(request: web.Request) -> str:
    """A cookie for who has none: the one he has, or a new one. To be set on the answer."""
    known = cookie_of(request)
    is_one = any(session_of(request)) or _NOBODY.fullmatch(known)
    return known if is_one else f".{secrets.token_urlsafe(32)}"


def with_cookie(request: web.Request, answer: web.Response, cookie: str | None) -> web.Response:
    """The answer that gives the browser this cookie until it is closed, takes it away (empty), or does neither."""
    options: dict[str, Any] = {"path": "/", "secure": is_safe(request), "httponly": True, "samesite": "Lax"}
    if cookie:
        answer.set_cookie(_name(request), cookie, **options)
    elif cookie is not None:
        answer.del_cookie(_name(request), **options)
    return answer


def derived(cookie: str, purpose: str) -> str:
    """43 characters that only who has the cookie can make."""
    summed = hmac.digest(cookie.encode(), purpose.encode(), hashlib.sha256)
    return urlsafe_b64encode(summed).decode().rstrip("=")


def csrf_of(cookie: str) -> str:
    """What each form must repeat."""
    return derived(cookie, "csrf")


def repeats(request: web.Request, given: str) -> bool:
    """Whether a form of who is nobody yet comes from a page that this browser got from us."""
    cookie = cookie_of(request)
    return bool(cookie) and hmac.compare_digest(csrf_of(cookie).encode(), given.encode())


def _name(request: web.Request) -> str:
    """With the prefix that keeps other hosts from setting it, where browsers allow that: by https."""
    return f"__Host-{_NAME}" if is_safe(request) else _NAME

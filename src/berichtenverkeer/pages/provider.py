# SPDX-License-Identifier: EUPL-1.2
"""Logging in at an OpenID Connect provider: code flow with PKCE, state and nonce; and its word that a session ended.

It says who somebody is, never what he may do here (decision 142). Of its tokens nothing is kept but the name that it
gives the session, so that it can end it.
"""

import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import msgspec
from aiohttp import web
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from yarl import URL

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.settings import Oidc

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""With a key pair of the provider's: our own secret signs nothing."""

_FRESH_S = 3600.0
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LEEWAY_S = 60
"""How far the clock of the provider may be from ours."""

_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class ProviderGone(BerichtenverkeerError):
    """De dienst waar u inlogt is nu niet bereikbaar."""

    actie = "Probeer het over een minuut opnieuw, of vraag de beheerder om een eenmalige link."
    status = 503


class LoginRefused(BerichtenverkeerError):
    """Het inloggen is niet gelukt."""

    actie = "Probeer het opnieuw; lukt het weer niet, vraag het dan aan de beheerder van uw regio."
    status = 401


class Identity(msgspec.Struct, frozen=True):
    """Whom the provider says it is, and what it calls his session there."""

    subject: str
    session: str | None


class Provider:
    """One provider, and where people come back to."""

    def __init__(self, oidc: Oidc, address: str) -> None:
        """`address`: ours, without a slash behind it."""
        self.issuer = oidc.issuer
        self._oidc = oidc
        self._back = f"{address}/inloggen/terug"
        self._home = f"{address}/inloggen"
        pair = f"{quote_plus(oidc.client_id)}:{quote_plus(oidc.secret)}"  # RFC 6749, 2.3.1
        self._who = f"Basic {b64encode(pair.encode()).decode()}"
        self._about: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._fresh_until = 0.0

    async def login_address(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to log in. Raises ProviderGone."""
        about = await self._known()
        return str(
            prepare_grant_uri(
                about["authorization_endpoint"],
                self._oidc.client_id,
                "code",
                redirect_uri=self._back,
                scope="openid",
                state=state,
                nonce=nonce,
                code_challenge=create_s256_code_challenge(verifier),
                code_challenge_method="S256",
            )
        )

    async def logout_address(self) -> str | None:
        """Where the browser goes to log out there too; None when the provider has none. Raises ProviderGone."""
        about = await self._known()
        if (endpoint := about.get("end_session_endpoint")) is None:
            return None
        params = {"client_id": self._oidc.client_id, "post_logout_redirect_uri": self._home}
        return str(URL(endpoint).update_query(params))

    async def identity(self, code: str, nonce: str, verifier: str) -> Identity:
        """Who came back with this code. Raises LoginRefused, ProviderGone."""
        about = await self._known()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier}
        answer = await self._ask("POST", about["token_endpoint"], form)
        params = {"nonce": nonce, "client_id": self._oidc.client_id, "access_token": answer.get("access_token")}
        claims = await self._claims(str(answer.get("id_token", "")), params)
        subject, session = claims.get(self._oidc.claim), claims.get("sid")
        if not isinstance(subject, str) or not subject:
            raise LoginRefused
        return Identity(subject, session if isinstance(session, str) else None)

    async def ended(self, token: str) -> Identity:
        """Whose session the provider says has ended (back-channel logout). Raises LoginRefused, ProviderGone."""
        await self._known()
        claims = await self._claims(token, {"client_id": self._oidc.client_id})
        events = claims.get("events")
        session = claims.get("sid")
        if not isinstance(events, dict) or _LOGOUT_EVENT not in events or "nonce" in claims or not session:
            raise LoginRefused
        return Identity(str(claims["sub"]) if "sub" in claims else "", str(session))

    async def _claims(self, token: str, params: dict[str, Any]) -> Mapping[str, Any]:
        """What a token of the provider says, when it is signed by it, for us, now. Raises LoginRefused."""
        try:
            decoded = jwt.decode(token, await self._key_set(), algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            try:  # it may have new keys
                decoded = jwt.decode(token, await self._key_set(new=True), algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                raise LoginRefused from None
        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._oidc.client_id},
        }
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        try:
            claims.validate(now=int(time.time()), leeway=_LEEWAY_S)
        except JoseError:
            raise LoginRefused from None
        return dict(claims)

    async def _known(self) -> Mapping[str, Any]:
        """What the provider tells of itself, at most an hour old."""
        if not self._about or time.monotonic() > self._fresh_until:
            about = await self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != self.issuer:
                raise ProviderGone
            self._about, self._keys = about, None
            self._fresh_until = time.monotonic() + _FRESH_S
        return self._about

    async def _key_set(self, *, new: bool = False) -> KeySet:
        if self._keys is None or new:
            self._keys = KeySet.import_key_set(await self._ask("GET", self._about["jwks_uri"]))  # type: ignore[arg-type]
        return self._keys

    async def _ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        """An answer in JSON. Raises LoginRefused for a 4xx, ProviderGone."""
        headers = {"Authorization": self._who} if form is not None else None
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.request(method, address, data=form, headers=headers, allow_redirects=False) as answer,
            ):
                if 400 <= answer.status < 500 and form is not None:
                    raise LoginRefused
                answer.raise_for_status()
                found = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise ProviderGone from None
        if not isinstance(found, dict):
            raise ProviderGone
        return found


PROVIDER = web.AppKey("provider", Provider)

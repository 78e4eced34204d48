# SPDX-License-Identifier: EUPL-1.2
"""Until when the certificates last that people meet: of our own address, and of the provider where they log in.

TLS is for the proxy in front (docs/bedienen/), so a certificate is looked at as a browser does: by connecting.
"""

import asyncio
import ssl
import time
from collections.abc import Sequence
from datetime import datetime

import msgspec
from cryptography import x509
from yarl import URL

from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.settings import Settings

_WAIT_S = 3.0
_FRESH_S = 3600.0


class Certificate(msgspec.Struct, frozen=True):
    """Of an address; `until` is None when it could not be looked at."""

    address: str
    until: datetime | None


class Certificates:
    """Looked at once an hour at most."""

    def __init__(self, addresses: Sequence[str]) -> None:
        """`addresses` begin with https://."""
        self._addresses = addresses
        self._known: Sequence[Certificate] = ()
        self._fresh_until = 0.0

    @staticmethod
    def of(config: Settings) -> "Certificates":
        """Those that the settings name."""
        named = (config.adres, config.oidc.issuer if config.oidc else None)
        return Certificates([one for one in named if one is not None and one.startswith("https:")])

    async def known(self) -> Sequence[Certificate]:
        """In the order of the settings."""
        if time.monotonic() > self._fresh_until:
            self._known = await asyncio.gather(*map(_look, self._addresses))
            self._fresh_until = time.monotonic() + _FRESH_S
        return self._known


async def _look(address: str) -> Certificate:
    url = URL(address)
    shown = f"{url.host}:{url.port}"
    try:
        data = await asyncio.wait_for(_shown_by(url), _WAIT_S)
        return Certificate(shown, x509.load_der_x509_certificate(data).not_valid_after_utc)
    except (OSError, TimeoutError, ValueError) as fault:
        logger.warning("certificaat_niet_gezien", adres=shown, fout=type(fault).__name__)
        return Certificate(shown, None)


async def _shown_by(url: URL) -> bytes:
    """What it shows, also when it is not valid (any more): that is what is asked. Nothing is sent to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection(url.host, url.port, ssl=context, server_hostname=url.host)
    try:
        return writer.get_extra_info("ssl_object").getpeercert(binary_form=True) or b""
    finally:
        writer.close()

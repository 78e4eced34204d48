# SPDX-License-Identifier: EUPL-1.2
"""How often one address may try to log in: a secret of 256 bits is not guessed, but nobody needs to keep trying."""

import time
from collections import OrderedDict

from aiohttp import web

from berichtenverkeer.pages.cookies import FRONT
from berichtenverkeer.web.door import address_of, named_address
from berichtenverkeer.web.problem import Afwijzing

AT_ONCE = 20
"""Attempts of one address that may come at once; a whole office may be behind it."""

AGAIN_S = 6.0
"""Seconds after which one more is allowed."""

_ADDRESSES = 10_000
"""Of so many addresses the last attempts are known; the oldest is forgotten."""


class Attempts:
    """Of one process. For each address: how many were made, less what time has given back, and when that was."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def note(self, address: str, now: float) -> None:
        """One more. Raises Afwijzing (429) when that is one too many."""
        count, before = self._made.pop(address, (0.0, now))
        count = max(0.0, count - (now - before) / AGAIN_S)
        is_too_many = count >= AT_ONCE
        self._made[address] = (count if is_too_many else count + 1, now)
        if len(self._made) > _ADDRESSES:
            self._made.popitem(last=False)
        if is_too_many:
            detail = "Vanaf uw adres is te vaak geprobeerd in te loggen. Wacht een minuut en probeer het opnieuw."
            raise Afwijzing(429, detail, headers={"Retry-After": "60"})

    def take_back(self, address: str) -> None:
        """One that was none: it does not count."""
        count, before = self._made.get(address, (0.0, 0.0))
        if count:
            self._made[address] = (max(0.0, count - 1), before)


ATTEMPTS = web.AppKey("attempts", Attempts)


def note_attempt(request: web.Request) -> None:
    """Somebody tries to log in. Raises Afwijzing (429)."""
    request.app[ATTEMPTS].note(_address(request), time.monotonic())


def was_no_attempt(request: web.Request) -> None:
    """What was noted of this request showed what nobody can guess: of those there may be any number."""
    request.app[ATTEMPTS].take_back(_address(request))


def _address(request: web.Request) -> str:
    peer = request.transport.get_extra_info("peername") if request.transport else None
    proxies = request.app[FRONT].proxies
    return (named_address(request.transport, request.headers, proxies) if proxies else None) or address_of(peer)

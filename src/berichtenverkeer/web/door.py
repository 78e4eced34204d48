# SPDX-License-Identifier: EUPL-1.2
"""The open connections of one process: how many in all and of one address, and who makes room for a new one.

A connection without a request under way never keeps another out: the one that is open longest makes room.
"""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Protocol

from aiohttp import web

from berichtenverkeer.core.settings import Network
from berichtenverkeer.web.access import Headers
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.problem import WAIT_S, Afwijzing

UNKNOWN = "-"
"""The address of who has none that can be read."""


class Visitor(Protocol):
    """A connection, as far as the door looks at it."""

    @property
    def is_quiet(self) -> bool:
        """No request is under way on it."""

    def break_off(self) -> None:
        """Break the connection off."""


class Door:
    """Counts connections by address; behind a proxy that is trusted, requests under way by the address it names."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._visitors: dict[str, dict[Visitor, None]] = {}
        self._verzoeken: Counter[str] = Counter()
        self.count = 0

    def enter(self, visitor: Visitor, address: str) -> None:
        """Note a new connection; when there are too many, one that is still is broken off, or else the new one."""
        from_address = self._visitors.setdefault(address, {})
        from_address[visitor] = None
        self.count += 1
        if len(from_address) > self._limits.per_adres and not is_trusted(address, self._limits.proxies):
            self._make_place([address], visitor, address)
        elif self.count > self._limits.verbindingen:
            busiest = sorted(self._visitors, key=lambda one: -len(self._visitors[one]))
            self._make_place(busiest, visitor, address)

    def leave(self, visitor: Visitor, address: str) -> None:
        """The connection has ended; one that had to make room was taken off before."""
        from_address = self._visitors.get(address, {})
        if visitor in from_address:
            del from_address[visitor]
            self.count -= 1
            if not from_address:
                del self._visitors[address]

    def _make_place(self, addresses: Sequence[str], newest: Visitor, van: str) -> None:
        """Break off the longest open that is still, of the first address that has one; else the newest itself."""
        quiet = ((one, address) for address in addresses for one in self._visitors[address] if one.is_quiet)
        gone, address = next(quiet, (newest, van))
        self.leave(gone, address)  # not when it is really gone: until then it would be chosen again
        gone.break_off()

    @contextmanager
    def verzoek(self, transport: asyncio.BaseTransport | None, headers: Headers) -> Iterator[None]:
        """One request, while the block lasts. Raises Afwijzing (429) like `begin`."""
        address = self.begin(transport, headers)
        try:
            yield
        finally:
            self.end(address)

    def begin(self, transport: asyncio.BaseTransport | None, headers: Headers) -> str | None:
        """Count a request that came through a trusted proxy, by the address that is returned; `end` takes that.

        Raises Afwijzing (429) for too many of one client.
        """
        address = named_address(transport, headers, self._limits.proxies) if self._limits.proxies else None
        if address is None:
            return None
        if self._verzoeken[address] >= self._limits.per_adres:
            detail = "Er zijn te veel verzoeken van uw adres tegelijk onderweg. Wacht en verstuur het verzoek opnieuw."
            raise Afwijzing(429, detail, headers={"Retry-After": str(WAIT_S)})
        self._verzoeken[address] += 1
        return address

    def end(self, address: str | None) -> None:
        """It was answered."""
        if address is not None:
            self._verzoeken[address] -= 1
            if not self._verzoeken[address]:
                del self._verzoeken[address]


def address_of(peername: object) -> str:
    """The address that a connection counts under: of IPv6 the first 64 bits, which one client has all of."""
    return _block(str(peername[0])) if isinstance(peername, tuple) else UNKNOWN


@lru_cache(maxsize=4096)
def _block(text: str) -> str:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False))


@lru_cache(maxsize=4096)
def is_trusted(address: str, proxies: Sequence[Network]) -> bool:
    """Whether this address is that of a proxy that the settings name."""
    if not proxies or address == UNKNOWN:
        return False
    block = ipaddress.ip_network(address)
    return any(block.version == one.version and block.network_address in one for one in proxies)


def named_address(transport: asyncio.BaseTransport | None, headers: Headers, proxies: Sequence[Network]) -> str | None:
    """Whom a trusted proxy says that it speaks for: the last in X-Forwarded-For that is no proxy of ours itself.

    None when the connection is not from such a proxy: then the header is a claim of the client, and not read.
    """
    peer = address_of(transport.get_extra_info("peername") if transport is not None else None)
    if not is_trusted(peer, proxies):
        return None
    named = ",".join(headers.getall("X-Forwarded-For", [])).split(",")
    for text in reversed(named):
        address = _block(text.strip())
        if not is_trusted(address, proxies):
            return address
    return UNKNOWN


DOOR = web.AppKey("door", Door)

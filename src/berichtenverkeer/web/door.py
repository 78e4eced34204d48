# SPDX-License-Identifier: EUPL-1.2
"""The open connections of one process: how many in all and of one address, and who makes room for a new one.

A connection without a request under way never keeps another out: the one that is open longest makes room.
"""

import ipaddress
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Protocol

from aiohttp import web
from aiohttp.web_request import BaseRequest

from berichtenverkeer.core.instellingen import Netwerk
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.probleem import WACHT_S, Afwijzing

ONBEKEND = "-"
"""The address of who has none that can be read."""


class Visitor(Protocol):
    """A connection, as far as the door looks at it."""

    @property
    def is_stil(self) -> bool:
        """No request is under way on it."""

    def ontvang_niet(self) -> None:
        """Break the connection off."""


class Door:
    """Counts connections by address; behind a proxy that is trusted, requests under way by the address it names."""

    def __init__(self, grenzen: Grenzen) -> None:
        self._grenzen = grenzen
        self._visitors: dict[str, dict[Visitor, None]] = {}
        self._verzoeken: Counter[str] = Counter()
        self.aantal = 0

    def binnen(self, visitor: Visitor, adres: str) -> None:
        """Note a new connection; when there are too many, one that is still is broken off, or else the new one."""
        van_adres = self._visitors.setdefault(adres, {})
        van_adres[visitor] = None
        self.aantal += 1
        if len(van_adres) > self._grenzen.per_adres and not is_vertrouwd(adres, self._grenzen.proxies):
            self._maak_plaats([adres], visitor, adres)
        elif self.aantal > self._grenzen.verbindingen:
            drukste = sorted(self._visitors, key=lambda een: -len(self._visitors[een]))
            self._maak_plaats(drukste, visitor, adres)

    def buiten(self, visitor: Visitor, adres: str) -> None:
        """The connection has ended; one that had to make room was taken off before."""
        van_adres = self._visitors.get(adres, {})
        if visitor in van_adres:
            del van_adres[visitor]
            self.aantal -= 1
            if not van_adres:
                del self._visitors[adres]

    def _maak_plaats(self, adressen: Sequence[str], nieuwste: Visitor, van: str) -> None:
        """Break off the longest open that is still, of the first address that has one; else the newest itself."""
        stille = ((een, adres) for adres in adressen for een in self._visitors[adres] if een.is_stil)
        weg, adres = next(stille, (nieuwste, van))
        self.buiten(weg, adres)  # not when it is really gone: until then it would be chosen again
        weg.ontvang_niet()

    @contextmanager
    def verzoek(self, verzoek: BaseRequest) -> Iterator[None]:
        """One request that came through a trusted proxy. Raises Afwijzing (429) for too many of one client."""
        adres = genoemd_adres(verzoek, self._grenzen.proxies) if self._grenzen.proxies else None
        if adres is None:
            yield
            return
        if self._verzoeken[adres] >= self._grenzen.per_adres:
            detail = "Er zijn te veel verzoeken van uw adres tegelijk onderweg. Wacht en verstuur het verzoek opnieuw."
            raise Afwijzing(429, detail, headers={"Retry-After": str(WACHT_S)})
        self._verzoeken[adres] += 1
        try:
            yield
        finally:
            self._verzoeken[adres] -= 1
            if not self._verzoeken[adres]:
                del self._verzoeken[adres]


def adres_van(peername: object) -> str:
    """The address that a connection counts under: of IPv6 the first 64 bits, which one client has all of."""
    return _blok(str(peername[0])) if isinstance(peername, tuple) else ONBEKEND


@lru_cache(maxsize=4096)
def _blok(tekst: str) -> str:
    try:
        adres = ipaddress.ip_address(tekst.partition("%")[0])
    except ValueError:
        return ONBEKEND
    if isinstance(adres, ipaddress.IPv4Address):
        return str(adres)
    if adres.ipv4_mapped is not None:
        return str(adres.ipv4_mapped)
    return str(ipaddress.IPv6Network((adres, 64), strict=False))


@lru_cache(maxsize=4096)
def is_vertrouwd(adres: str, proxies: Sequence[Netwerk]) -> bool:
    """Whether this address is that of a proxy that the settings name."""
    if not proxies or adres == ONBEKEND:
        return False
    blok = ipaddress.ip_network(adres)
    return any(blok.version == een.version and blok.network_address in een for een in proxies)


def genoemd_adres(verzoek: BaseRequest, proxies: Sequence[Netwerk]) -> str | None:
    """Whom a trusted proxy says that it speaks for: the last in X-Forwarded-For that is no proxy of ours itself.

    None when the connection is not from such a proxy: then the header is a claim of the client, and not read.
    """
    transport = verzoek.transport
    peer = adres_van(transport.get_extra_info("peername") if transport is not None else None)
    if not is_vertrouwd(peer, proxies):
        return None
    genoemd = ",".join(verzoek.headers.getall("X-Forwarded-For", [])).split(",")
    for tekst in reversed(genoemd):
        adres = _blok(tekst.strip())
        if not is_vertrouwd(adres, proxies):
            return adres
    return ONBEKEND


DOOR = web.AppKey("door", Door)

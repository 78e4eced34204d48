# SPDX-License-Identifier: EUPL-1.2
"""The address /v1/validaties: berichten looked at without being sent; nothing of them is kept, no weigering either."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

import msgspec
from aiohttp import web

from berichtenverkeer.core.klok import dag
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.validation.bundel import OVER_HTTP, pak_zip_uit
from berichtenverkeer.validation.nagekeken import Bundelverslag, Nagekeken, Stuk, Verzameling, beoordeel
from berichtenverkeer.validation.verslagpagina import BELEID, als_pagina
from berichtenverkeer.validation.verslagtekst import als_tekst
from berichtenverkeer.web import vragen
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.inlezen import Lichaam, lees_bundel, ontdoe
from berichtenverkeer.web.probleem import WACHT_S, Afwijzing
from berichtenverkeer.web.toegang import kies_vorm

T = TypeVar("T")

LOS_BERICHT = "bericht.xml"
"""What a bericht that did not come in a zip is called in the report."""

_VORMEN = ("application/json", "text/html", "text/plain")
_VAN_PAGINA = {
    "Content-Security-Policy": f"{BELEID}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""What the page says of itself, in the headers too: and nothing on it may run, be sent or be framed."""

_DRADEN = 2


class Validaties:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway, grenzen: Grenzen, budget: Budget) -> None:
        self._gateway = gateway
        self._grenzen = grenzen
        self._budget = budget
        self._uitpakken = asyncio.Semaphore(grenzen.zwaar)
        self._bezig: set[str] = set()
        # A few threads of their own: each keeps its own schemas, and receiving must not wait for them.
        self._draden = ThreadPoolExecutor(_DRADEN, thread_name_prefix="validaties")

    async def kijk_na(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/validaties."""
        vorm = kies_vorm(verzoek, _VORMEN)
        is_historisch = vragen.lees(verzoek.query, vragen.VALIDATIE).get("historie") == "ja"
        self._vereis_plaats(beller)  # before the body comes, so that nobody sends it in vain; it is taken after
        with Lichaam(self._budget, (beller.regio, beller.code)) as lichaam:
            is_zip = await lees_bundel(verzoek, self._grenzen, lichaam)
            self._vereis_plaats(beller)
            self._bezig.add(beller.code)
            try:
                data = await ontdoe(verzoek, self._grenzen, lichaam, self._uitpakken)
                stukken = pak_zip_uit("", data, OVER_HTTP) if is_zip else iter([Stuk(LOS_BERICHT, data)])
                verslag = await self._verslag(stukken, beller, is_historisch=is_historisch)
                inhoud = await self._apart(_opgemaakt, verslag, vorm, self._gateway.klok())
            finally:
                self._bezig.discard(beller.code)
        soort = vorm if vorm == _VORMEN[0] else f"{vorm}; charset=utf-8"
        return web.Response(body=inhoud, headers={"Content-Type": soort, **(_VAN_PAGINA if "html" in vorm else {})})

    def _vereis_plaats(self, beller: Beller) -> None:
        if beller.code in self._bezig:
            raise _wacht(429, "Er worden al berichten van u nagekeken.")
        if len(self._bezig) >= self._grenzen.validaties:
            raise _wacht(503, "Er worden nu te veel berichten tegelijk nagekeken.")

    async def _verslag(
        self, stukken: Iterator[Stuk | Nagekeken], beller: Beller, *, is_historisch: bool
    ) -> Bundelverslag:
        verzameling = Verzameling(historie=is_historisch, hoogstens=OVER_HTTP.bevindingen)
        while (stuk := await self._apart(next, stukken, None)) is not None:
            verzameling.neem_op(await self._nagekeken(stuk, beller, is_historisch=is_historisch))
        return verzameling.verslag()

    async def _nagekeken(self, stuk: Stuk | Nagekeken, beller: Beller, *, is_historisch: bool) -> Nagekeken:
        if isinstance(stuk, Nagekeken):
            return stuk
        eerst = await self._apart(beoordeel, stuk, self._gateway.standaarden, dag(self._gateway.klok()))
        return await self._gateway.nakijken.met_historie(beller, stuk, eerst) if is_historisch else eerst.nagekeken

    async def _apart(self, taak: Callable[..., T], *argumenten: object) -> T:
        """Do it outside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._draden, taak, *argumenten)


def _opgemaakt(verslag: Bundelverslag, vorm: str, moment: datetime) -> bytes:
    if vorm == "text/html":
        return als_pagina(verslag, moment).encode()
    if vorm == "text/plain":
        return "".join(f"{regel}\n" for regel in als_tekst(verslag)).encode()
    return msgspec.json.encode(verslag)


def _wacht(status: int, reden: str) -> Afwijzing:
    detail = f"{reden} Wacht het aantal seconden in Retry-After en verstuur het verzoek dan opnieuw."
    return Afwijzing(status, detail, headers={"Retry-After": str(WACHT_S)})

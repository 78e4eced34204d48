# SPDX-License-Identifier: EUPL-1.2
"""A party that talks HTTP with the gateway, like any client."""

from typing import Any

import aiohttp
import msgspec

XML = "application/xml"
PAGINA = 250
"""How many berichten are listed at once."""


class Antwoord(msgspec.Struct, frozen=True):
    """What came back. `inhoud` is the JSON object, empty for another form of answer."""

    status: int
    ruw: bytes
    inhoud: dict[str, Any]


class Klant:
    """One party: every call carries its token."""

    def __init__(self, sessie: aiohttp.ClientSession, adres: str, token: str) -> None:
        self._sessie = sessie
        self._adres = adres
        self._koppen = {"Authorization": f"Bearer {token}"}

    async def verstuur(self, data: bytes) -> Antwoord:
        """Send a bericht."""
        return await self._vraag("POST", "/v1/berichten", data=data, headers={"Content-Type": XML})

    async def ingekomen(self, berichtsoort: str, na: int) -> list[dict[str, Any]]:
        """The berichten of a kind that came in behind position `na`, oldest first, at most PAGINA."""
        vraag = f"?richting=in&berichtsoort={berichtsoort}&limit={PAGINA}&na={na}"
        antwoord = await self._vraag("GET", f"/v1/berichten{vraag}")
        berichten: list[dict[str, Any]] = antwoord.inhoud["berichten"]
        return berichten

    async def wachtend(self) -> list[dict[str, Any]]:
        """What waits in the mailbox, oldest first."""
        antwoord = await self._vraag("GET", "/v1/berichten?richting=in&status=wachtend&limit=250")
        berichten: list[dict[str, Any]] = antwoord.inhoud["berichten"]
        return berichten

    async def payload(self, bericht_id: str) -> bytes:
        """The bytes of a bericht."""
        return (await self._vraag("GET", f"/v1/berichten/{bericht_id}/payload")).ruw

    async def haal_af(self, bericht_id: str) -> Antwoord:
        """Take a bericht."""
        return await self._vraag("DELETE", f"/v1/berichten/{bericht_id}")

    async def _vraag(self, methode: str, pad: str, *, headers: dict[str, str] | None = None, **meer: Any) -> Antwoord:
        koppen = self._koppen | (headers or {})
        async with self._sessie.request(methode, self._adres + pad, headers=koppen, **meer) as antwoord:
            ruw = await antwoord.read()
            is_json = antwoord.content_type.endswith("json")
            return Antwoord(antwoord.status, ruw, msgspec.json.decode(ruw) if is_json and ruw else {})

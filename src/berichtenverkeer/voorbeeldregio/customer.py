# SPDX-License-Identifier: EUPL-1.2
"""A party that talks HTTP with the gateway, like any client."""

from typing import Any

import aiohttp
import msgspec

XML, JSON = "application/xml", "application/json"
PAGE = 250
"""How many berichten are listed at once."""


class Antwoord(msgspec.Struct, frozen=True):
    """What came back. `inhoud` is the JSON object, empty for another form of answer."""

    status: int
    ruw: bytes
    inhoud: dict[str, Any]


class Customer:
    """One party: every call carries its token."""

    def __init__(self, session: aiohttp.ClientSession, address: str, token: str) -> None:
        self._session = session
        self._address = address
        self._header_fields = {"Authorization": f"Bearer {token}"}

    async def send(self, data: bytes) -> Antwoord:
        """Send a bericht."""
        return await self._question("POST", "/v1/berichten", data=data, headers={"Content-Type": XML})

    async def come_in(self, berichtsoort: str, na: int) -> list[dict[str, Any]]:
        """The berichten of a kind that came in behind position `na`, oldest first, at most PAGINA."""
        question = f"?richting=in&berichtsoort={berichtsoort}&limit={PAGE}&na={na}"
        antwoord = await self._question("GET", f"/v1/berichten{question}")
        berichten: list[dict[str, Any]] = antwoord.inhoud["berichten"]
        return berichten

    async def wachtend(self) -> list[dict[str, Any]]:
        """What waits in the mailbox, oldest first."""
        antwoord = await self._question("GET", "/v1/berichten?richting=in&status=wachtend&limit=250")
        berichten: list[dict[str, Any]] = antwoord.inhoud["berichten"]
        return berichten

    async def payload(self, bericht_id: str) -> bytes:
        """The bytes of a bericht."""
        return (await self._question("GET", f"/v1/berichten/{bericht_id}/payload")).ruw

    async def collect(self, bericht_id: str) -> Antwoord:
        """Take a bericht."""
        return await self._question("DELETE", f"/v1/berichten/{bericht_id}")

    async def ask(self, pad: str, body: bytes | None = None) -> Antwoord:
        """Ask for something; with a `body` of JSON, do something."""
        if body is None:
            return await self._question("GET", pad)
        return await self._question("POST", pad, data=body, headers={"Content-Type": JSON})

    async def _question(self, method: str, pad: str, *, headers: dict[str, str] | None = None, **more: Any) -> Antwoord:
        header_fields = self._header_fields | (headers or {})
        async with self._session.request(method, self._address + pad, headers=header_fields, **more) as antwoord:
            raw = await antwoord.read()
            is_json = antwoord.content_type.endswith("json")
            return Antwoord(antwoord.status, raw, msgspec.json.decode(raw) if is_json and raw else {})

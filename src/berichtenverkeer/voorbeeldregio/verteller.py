# SPDX-License-Identifier: EUPL-1.2
"""Tells the story: every step is sent over HTTP and printed as the command that it is, with the answer to it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from berichtenverkeer.berichten import alle, read
from berichtenverkeer.voorbeeldregio.inrichting import Speler
from berichtenverkeer.voorbeeldregio.klant import Antwoord, Klant
from berichtenverkeer.voorbeeldregio.verhaal import Stap

WACHTEND = "?richting=in&status=wachtend"


class VerhaalWijktAf(Exception):
    """The gateway did not answer as the story says: a bug of ours."""


class Verteller:
    """Keeps the bytes of every bericht in `map_`, for whoever wants to look at them or send them."""

    def __init__(self, adres: str, map_: Path, spelers: Mapping[str, Speler], sessie: aiohttp.ClientSession) -> None:
        self._adres = adres
        self._map = map_
        self._spelers = spelers
        self._klanten = {code: Klant(sessie, adres, speler.token) for code, speler in spelers.items()}
        self._nummer = 0

    async def verstuur(self, stap: Stap) -> Antwoord:
        """Send a bericht; print receipt, findings and what the retour says. Raises VerhaalWijktAf."""
        self._kop(stap.verzender, f"{stap.soort}: {stap.titel}")
        pad = self._map / f"{self._nummer:02d}-{stap.soort}.xml"
        pad.write_bytes(stap.data)
        print(f"   $ {verstuur_opdracht(self._adres, self._variabele(stap.verzender), Path(pad.name))}")
        klant = self._klanten[stap.verzender]
        antwoord = await klant.verstuur(stap.data)
        if (antwoord.status, antwoord.inhoud.get("oordeel")) != (stap.status, stap.oordeel):
            raise VerhaalWijktAf(f"stap {self._nummer}: {antwoord.status} {antwoord.inhoud}")
        print(f"   {antwoord.status}  {antwoord.inhoud['oordeel']}, ontvangstbewijs {antwoord.inhoud['id']}")
        for bevinding in antwoord.inhoud["bevindingen"]:
            print(f"        {bevinding['code']} op regel {bevinding['regelnummer']}, {bevinding['pad']}")
            print(f"        {bevinding['tekst']}\n        {bevinding['actie']}")
        print(f"        retour: {_lees_retour(await klant.payload(antwoord.inhoud['retour']['id']))}")
        return antwoord

    async def postvak(self, code: str) -> None:
        """List what waits for a party."""
        self._kop(code, "wat wacht er in het postvak?")
        print(f"   $ {lees_opdracht(self._adres, self._variabele(code), WACHTEND)}")
        for stuk in await self._klanten[code].wachtend():
            print(f"        {stuk['berichtsoort']} {stuk['identificatie']} van {stuk['wederpartij']}")

    async def haal_af(self, code: str, bericht_id: str) -> None:
        """Fetch the bytes of a bericht and take it. Raises VerhaalWijktAf."""
        klant, token = self._klanten[code], self._variabele(code)
        self._kop(code, "het retourbericht met de fout lezen en afhalen")
        print(f"   $ {lees_opdracht(self._adres, token, f'/{bericht_id}/payload')}")
        print(f"   200  {_lees_retour(await klant.payload(bericht_id))}")
        print(f"   $ {lees_opdracht(self._adres, token, f'/{bericht_id}', '-X DELETE ')}")
        antwoord = await klant.haal_af(bericht_id)
        wacht_nog = any(stuk["id"] == bericht_id for stuk in await klant.wachtend())
        if antwoord.status != 204 or wacht_nog:
            raise VerhaalWijktAf(f"stap {self._nummer}: {antwoord.status} {antwoord.inhoud}")
        print("   204  het wacht niet meer in het postvak; lezen kan altijd nog")

    def _kop(self, code: str, titel: str) -> None:
        self._nummer += 1
        print(f"\n{self._nummer}. {self._spelers[code].naam} ({code})  {titel}")

    def _variabele(self, code: str) -> str:
        return f"${self._spelers[code].variabele}"


def verstuur_opdracht(adres: str, token: str, pad: Path, vraag: str = "") -> str:
    """A command for the shell that sends the bericht in `pad`."""
    inhoud = f"-H 'Content-Type: application/xml' --data-binary @{pad}"
    return f'curl -sS -H "Authorization: Bearer {token}" {inhoud} "{adres}/v1/berichten{vraag}"'


def lees_opdracht(adres: str, token: str, pad: str, opties: str = "") -> str:
    """A command for the shell that reads from the mailbox."""
    return f'curl -sS {opties}-H "Authorization: Bearer {token}" "{adres}/v1/berichten{pad}"'


def _lees_retour(data: bytes) -> str:
    """Berichtsoort and retourcodes of a retourbericht, by element."""
    retour = read(data)
    codes = "; ".join(f"{pad} {' '.join(een)}" for pad, een in _retourcodes(retour))
    return f"{type(retour).__name__}, {codes or 'alles goedgekeurd'}"


def _retourcodes(retour: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pad, deel in alle(retour):
        if (codes := getattr(deel, "retour_codes", None)) is not None:
            yield pad.removeprefix(f"{type(retour).__name__}/"), codes.retour_code

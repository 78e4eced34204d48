# SPDX-License-Identifier: EUPL-1.2
"""Tells the story: every step is sent over HTTP and printed as the command that it is, with the answer to it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from berichtenverkeer.berichten import every, read
from berichtenverkeer.voorbeeldregio.customer import JSON, XML, Antwoord, Customer
from berichtenverkeer.voorbeeldregio.layout import Player
from berichtenverkeer.voorbeeldregio.story import Step

WAITING = "?richting=in&status=wachtend"


class StoryDeviates(Exception):
    """The gateway did not answer as the story says: a bug of ours."""


class Teller:
    """Keeps the bytes of every bericht in `map_`, for whoever wants to look at them or send them."""

    def __init__(self, address: str, map_: Path, players: Mapping[str, Player], session: aiohttp.ClientSession) -> None:
        self._address = address
        self._folder = map_
        self._players = players
        self._customers = {code: Customer(session, address, player.token) for code, player in players.items()}
        self._number = 0

    async def send(self, step: Step) -> Antwoord:
        """Send a bericht; print receipt, findings and what the retour says. Raises StoryDeviates."""
        self._envelope(step.verzender, f"{step.soort}: {step.titel}")
        pad = self._folder / f"{self._number:02d}-{step.soort}.xml"
        pad.write_bytes(step.data)
        print(f"   $ {send_order(self._address, self._variable(step.verzender), Path(pad.name))}")
        customer = self._customers[step.verzender]
        antwoord = await customer.send(step.data)
        if (antwoord.status, antwoord.inhoud.get("oordeel")) != (step.status, step.oordeel):
            raise StoryDeviates(f"stap {self._number}: {antwoord.status} {antwoord.inhoud}")
        print(f"   {antwoord.status}  {antwoord.inhoud['oordeel']}, ontvangstbewijs {antwoord.inhoud['id']}")
        for bevinding in antwoord.inhoud["bevindingen"] + antwoord.inhoud["signalen"]:
            print(f"        {bevinding['code']} op regel {bevinding['regelnummer']}, {bevinding['pad']}")
            print(f"        {bevinding['tekst']}\n        {bevinding['actie']}")
        print(f"        retour: {_read_retour(await customer.payload(antwoord.inhoud['retour']['id']))}")
        return antwoord

    async def postvak(self, code: str) -> None:
        """List what waits for a party."""
        self._envelope(code, "wat wacht er in het postvak?")
        print(f"   $ {read_order(self._address, self._variable(code), WAITING)}")
        for piece in await self._customers[code].wachtend():
            print(f"        {piece['berichtsoort']} {piece['identificatie']} van {piece['wederpartij']}")

    async def collect(self, code: str, bericht_id: str) -> None:
        """Fetch the bytes of a bericht and take it. Raises StoryDeviates."""
        customer, token = self._customers[code], self._variable(code)
        self._envelope(code, "het retourbericht met de fout lezen en afhalen")
        print(f"   $ {read_order(self._address, token, f'/{bericht_id}/payload')}")
        print(f"   200  {_read_retour(await customer.payload(bericht_id))}")
        print(f"   $ {read_order(self._address, token, f'/{bericht_id}', '-X DELETE ')}")
        antwoord = await customer.collect(bericht_id)
        wait_still = any(piece["id"] == bericht_id for piece in await customer.wachtend())
        if antwoord.status != 204 or wait_still:
            raise StoryDeviates(f"stap {self._number}: {antwoord.status} {antwoord.inhoud}")
        print("   204  het wacht niet meer in het postvak; lezen kan altijd nog")

    async def ask(self, code: str, title: str, pad: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for something, or do something with a `body`; what came back, for `answer`. Raises StoryDeviates."""
        self._envelope(code, title)
        token, data = self._variable(code), None if body is None else msgspec.json.encode(body)
        if data is None:
            print(f"   $ {_order(token, f'{self._address}{pad}')}")
        else:
            file = self._folder / f"{self._number:02d}-{pad.rpartition('/')[2]}.json"
            file.write_bytes(data)
            print(f"   $ {_order(token, f'{self._address}{pad}', _content(JSON, Path(file.name)))}")
        antwoord = await self._customers[code].ask(pad, data)
        if antwoord.status not in (200, 201):
            raise StoryDeviates(f"stap {self._number}: {antwoord.status} {antwoord.inhoud}")
        return antwoord.inhoud

    def answer(self, lines: Iterable[str]) -> None:
        """What came back, for people."""
        for line in lines:
            print(f"        {line}")

    def _envelope(self, code: str, title: str) -> None:
        self._number += 1
        print(f"\n{self._number}. {self._players[code].naam} ({code})  {title}")

    def _variable(self, code: str) -> str:
        return f"${self._players[code].variable}"


def send_order(address: str, token: str, pad: Path, question: str = "") -> str:
    """A command for the shell that sends the bericht in `pad`."""
    return _order(token, f"{address}/v1/berichten{question}", _content(XML, pad))


def read_order(address: str, token: str, pad: str, options: str = "") -> str:
    """A command for the shell that reads from the mailbox."""
    return _order(token, f"{address}/v1/berichten{pad}", options)


def _order(token: str, url: str, options: str = "") -> str:
    return f'curl -sS {options}-H "Authorization: Bearer {token}" "{url}"'


def _content(form: str, pad: Path) -> str:
    return f"-H 'Content-Type: {form}' --data-binary @{pad} "


def _read_retour(data: bytes) -> str:
    """Berichtsoort and retourcodes of a retourbericht, by element."""
    retour = read(data)
    codes = "; ".join(f"{pad} {' '.join(one)}" for pad, one in _retourcodes(retour))
    return f"{type(retour).__name__}, {codes or 'alles goedgekeurd'}"


def _retourcodes(retour: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pad, part in every(retour):
        if (codes := getattr(part, "retour_codes", None)) is not None:
            yield pad.removeprefix(f"{type(retour).__name__}/"), codes.retour_code

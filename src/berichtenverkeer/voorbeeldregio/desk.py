# SPDX-License-Identifier: EUPL-1.2
"""The parties of a region at the counter of the gateway, over HTTP; what it was too busy for is sent again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import msgspec

from berichtenverkeer.berichten import JW319, JW325, every, read
from berichtenverkeer.standaard.codes import Retourcode, VerzoekAntwoord
from berichtenverkeer.voorbeeldregio.customer import PAGE, Antwoord, Customer
from berichtenverkeer.voorbeeldregio.shipment import Shipment

_BUSY = {429, 503}
_ATTEMPTS = 8


class Proof(msgspec.Struct, frozen=True):
    """What came back for a bericht: HTTP status, and of the receipt the judgement, broken rules, signals, day, retour
    and id."""

    status: int
    oordeel: str = ""
    regels: frozenset[str] = frozenset()
    signalen: frozenset[str] = frozenset()
    ontvangen_op: datetime | None = None
    retour: str = ""
    id: str = ""


class Desk(Protocol):
    """What the traffic needs of a gateway."""

    async def send(self, shipment: Shipment) -> Proof:
        """Hand in a bericht in the name of its sender."""

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        """The codes in the retourbericht, without those that say that nothing is wrong."""

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        """The ReferentieAanbieder of every JW319 since the last call that this simulation did not send itself."""

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        """Every JW325 since the last call, by the id under which it lies in the mailbox."""


class HttpDesk:
    """The counter of a gateway at `adres`. `tokens` by the code of the party."""

    def __init__(self, session: aiohttp.ClientSession, address: str, tokens: Mapping[str, str]) -> None:
        self._customers = {code: Customer(session, address, token) for code, token in tokens.items()}
        self._was_read_until: dict[tuple[str, str], int] = {}

    async def send(self, shipment: Shipment) -> Proof:
        """See Loket."""
        customer, data = self._customers[shipment.verzender], shipment.data
        return _proof(await _patient(lambda: customer.send(data)))

    async def ask(self, code: str, pad: str, body: Mapping[str, Any] | None = None) -> Antwoord:
        """Ask for something in the name of a party; with a `body` do something."""
        customer, data = self._customers[code], None if body is None else msgspec.json.encode(body)
        return await _patient(lambda: customer.ask(pad, data))

    async def retourcodes(self, shipment: Shipment, proof: Proof) -> frozenset[str]:
        """See Loket."""
        return codes_in(await self._customers[shipment.verzender].payload(proof.retour))

    async def foreign_afwijzingen(self, aanbieder: str) -> list[str]:
        """See Loket."""
        customer = self._customers[aanbieder]
        return [
            referentie
            async for piece in self._new(aanbieder, "JW319")
            if not is_own(piece["identificatie"])
            and (referentie := rejected_referentie(await customer.payload(piece["id"])))
        ]

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        """See Loket."""
        ids = [piece["id"] async for piece in self._new(aanbieder, "JW325")]
        content = await asyncio.gather(*(self._customers[aanbieder].payload(id_) for id_ in ids))
        return {id_: declaratieantwoord(data) for id_, data in zip(ids, content, strict=True)}

    async def _new(self, aanbieder: str, berichtsoort: str) -> AsyncIterator[dict[str, Any]]:
        """What came in since the last time, page by page."""
        what = aanbieder, berichtsoort
        is_more = True
        while is_more:
            pieces = await self._customers[aanbieder].come_in(berichtsoort, self._was_read_until.get(what, 0))
            is_more = len(pieces) == PAGE
            for piece in pieces:
                self._was_read_until[what] = piece["positie"]
                yield piece


async def _patient(question: Callable[[], Awaitable[Antwoord]]) -> Antwoord:
    """What the gateway was too busy for is asked again."""
    antwoord = Antwoord(0, b"", {})
    for attempt in range(_ATTEMPTS):
        try:
            antwoord = await question()
        except aiohttp.ClientError:
            antwoord = Antwoord(0, b"", {})
        if antwoord.status and antwoord.status not in _BUSY:
            break
        await asyncio.sleep(0.1 * 2**attempt)
    return antwoord


def is_own(identificatie: str) -> bool:
    """Whether a bericht was written by a Schrijver of a Leven: R, the number of the youth, a dot."""
    return identificatie.startswith("R") and "." in identificatie


def codes_in(data: bytes) -> frozenset[str]:
    """Every retourcode of a retourbericht but 0200."""
    groups = (getattr(part, "retour_codes", None) for _, part in every(read(data)))
    return frozenset(code for group in groups if group is not None for code in group.retour_code) - {
        Retourcode.GEEN_OPMERKING
    }


def rejected_referentie(data: bytes) -> str | None:
    """What a JW319 rejects; None when it only says that the request is looked into."""
    bericht = read(data)
    assert isinstance(bericht, JW319)
    return (
        bericht.antwoord.referentie_aanbieder
        if bericht.antwoord.verzoek_antwoord == VerzoekAntwoord.AFGEWEZEN
        else None
    )


def declaratieantwoord(data: bytes) -> JW325:
    """The answer on a declaratie."""
    bericht = read(data)
    assert isinstance(bericht, JW325)
    return bericht


def _proof(antwoord: Antwoord) -> Proof:
    if antwoord.status not in (200, 201):
        regels = frozenset(bevinding["code"] for bevinding in antwoord.inhoud.get("bevindingen", ()))
        return Proof(antwoord.status, regels=regels)
    content = antwoord.inhoud
    return Proof(
        status=antwoord.status,
        oordeel=content["oordeel"],
        regels=frozenset(bevinding["code"] for bevinding in content["bevindingen"]),
        signalen=frozenset(signaal["code"] for signaal in content["signalen"]),
        ontvangen_op=datetime.fromisoformat(content["ontvangenOp"]),
        retour=content["retour"]["id"],
        id=content["id"],
    )

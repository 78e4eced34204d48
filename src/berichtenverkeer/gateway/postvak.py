# SPDX-License-Identifier: EUPL-1.2
"""What a party can do with its mailbox: list it, look at a bericht, fetch its exact bytes, take it."""

from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Consequence
from berichtenverkeer.core.clock import Clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import ContentDestroyed
from berichtenverkeer.core.outside import outside_the_loop
from berichtenverkeer.gateway.alternatieven import WaysOut, ways_out
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.register import RegisterHolder, book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import book, envelopes, epoch, watermark
from berichtenverkeer.ledger.causer import Veroorzaker
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtAfgehaald
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.postvak import tray
from berichtenverkeer.postvak.tray import Poststuk, PostvakQuery, Richting
from berichtenverkeer.regels.melding import gevolgen


class Page(msgspec.Struct, frozen=True):
    """A page of a mailbox; `volgende` is the `after` (or `before`) of the next page, None when this is the last."""

    pieces: list[Poststuk]
    volgende: int | None


class View(msgspec.Struct, frozen=True):
    """One bericht as its owner may see it: the mailbox row and the receipt of the ledger.

    `sha256` of its bytes; None when the data key of its month was destroyed: then nobody knows it any more.
    `antwoord_id`: of a bericht that its receiver answers himself, what he answered; None as long as he did not.
    `veroorzaker`: who brought it, as its owner may see it.
    `ways_out`: of a bericht with a verzoek that was turned down, where else the youth can go, as known now.
    """

    piece: Poststuk
    envelope: Envelope
    sha256: bytes | None
    antwoord_id: UUID | None
    ways_out: WaysOut | None
    veroorzaker: Veroorzaker


class Postvak:
    """The use cases of a mailbox. A bericht that is not in the mailbox of the caller does not exist for him: None."""

    def __init__(self, database: Database, vault: Vault, register: RegisterHolder, clock: Clock, *, regio: str) -> None:
        self._database = database
        self._vault = vault
        self._register = register
        self._clock = clock
        self._regio = regio

    @use("postvak.listing")
    async def listing(self, zicht: Zicht, question: PostvakQuery) -> Page:
        """A page in ledger order. Whoever pages with `after` misses nothing, however many processes write.

        Raises PositionVervallen when `after` is of what was lost.
        """
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            await epoch.require_cursor(conn, question.after)
            k = await watermark.watermark(grootboek)
            one_more = msgspec.structs.replace(question, limit=question.limit + 1)
            pieces = await tray.listing(grootboek, zicht.beller.code, k, one_more)
        there_is_more = len(pieces) > question.limit
        pieces = pieces[: question.limit]
        return Page(pieces, pieces[-1].positie if there_is_more else None)

    @use("postvak.view")
    async def view(self, zicht: Zicht, bericht_id: UUID) -> View | None:
        """One bericht with its receipt."""
        async with opening(self._database, zicht, "postvak.view", bericht_id) as one:
            view = await self._view(zicht, bericht_id)
            one.is_found = view is not None
        return view

    async def _view(self, zicht: Zicht, bericht_id: UUID) -> View | None:
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            piece = await tray.piece(grootboek, zicht.beller.code, bericht_id)
            envelope = await envelopes.envelope(grootboek, bericht_id) if piece else None
            is_voorlopig = envelope is not None and envelope.oordeel == "voorlopig"
            antwoord_id = await envelopes.reply_to(grootboek, bericht_id) if is_voorlopig else None
            if piece is None or envelope is None:
                return None
            who = await envelopes.causer(grootboek, envelope)
            keys = await self._vault.existing_keys(conn, self._regio, [envelope.sleutel_maand])
        key = keys.get(envelope.sleutel_maand)
        sha256 = key.unseal_hash(envelope.sha256_verzegeld) if key else None
        return View(piece, envelope, sha256, antwoord_id, await self._ways_out(envelope), who.before(zicht.beller.code))

    async def _ways_out(self, envelope: Envelope) -> WaysOut | None:
        if Consequence.AFWIJZING not in gevolgen(envelope.bevindingen):
            return None
        return await ways_out(self._database, self._regio, self._clock, envelope.id)

    @use("postvak.read")
    async def read(self, zicht: Zicht, bericht_id: UUID) -> tuple[View, bytes | None] | None:
        """The same with its bytes (None: they were destroyed), at one look."""
        async with opening(self._database, zicht, "postvak.read", bericht_id) as one:
            view = await self._view(zicht, bericht_id)
            try:
                payload = await self._payload(zicht, bericht_id) if view is not None else None
            except ContentDestroyed:
                payload = None
            one.is_found = view is not None
        return None if view is None else (view, payload)

    @use("postvak.payload")
    async def payload(self, zicht: Zicht, bericht_id: UUID) -> bytes | None:
        """The exact bytes, also after the bericht was taken. Raises ContentDestroyed."""
        async with opening(self._database, zicht, "postvak.payload", bericht_id) as one:
            payload = await self._payload(zicht, bericht_id)
            one.is_found = payload is not None
        return payload

    async def _payload(self, zicht: Zicht, bericht_id: UUID) -> bytes | None:
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            if await tray.piece(grootboek, zicht.beller.code, bericht_id) is None:
                return None
            row = await book.bericht(grootboek, bericht_id)
        if row is None:
            return None
        key = await self._vault.existing_key(self._database, self._regio, row.sleutel_maand)
        return await outside_the_loop(row.grootte, key.unseal, bericht_id, row.inhoud)

    @use("postvak.collect")
    async def collect(self, zicht: Zicht, bericht_id: UUID) -> bool:
        """Take a bericht: it no longer waits. False when it is not in the in-box; taking twice is no fault."""
        now, partij = self._clock(), zicht.beller.code
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            lock = locks(self._regio, {f"postvak/{partij}/{bericht_id}"})
            await watermark.begin(grootboek, lock)
            piece = await tray.piece(grootboek, partij, bericht_id)
            if piece is None or piece.richting != Richting.IN:
                return False
            if await tray.collect(grootboek, partij, bericht_id, now):
                (position,) = await book.reserve(conn, 1, self._clock)
                gebeurtenis = BerichtAfgehaald(bericht_id=bericht_id, partij=partij)
                await book_loose_gebeurtenis(conn, zicht.beller, position, gebeurtenis, lambda: now)
        return True

# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged as it was: each rule that was asked, the sums of its plafond, and what today's rules say."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import ContentDestroyed
from berichtenverkeer.core.outside import outside_the_loop
from berichtenverkeer.gateway.inzage import opening
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import book, envelopes, gebeurtenissen
from berichtenverkeer.ledger.book import BerichtRow, GebeurtenisRow
from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, Plafonddeel
from berichtenverkeer.ledger.inzage import InzageSoort
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.view import saldi_at
from berichtenverkeer.postvak import tray
from berichtenverkeer.regels.regel import Staat, Verklaring
from berichtenverkeer.register.stand import read_stand
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.examining import Uitkomst, Verslag, examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake

WITHIN = frozenset({Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHT})
"""Levels that look at the bericht alone: what they say of it can be asked again at any time."""


class Answered(StrEnum):
    """What became of a rule."""

    BROKEN = "gebroken"
    HELD = "voldaan"
    OVERGESLAGEN = "overgeslagen"
    WAITS = "nog niet gemaakt"


class AskedRegel(msgspec.Struct, frozen=True, kw_only=True):
    """A rule for this berichtsoort, and the places where it was broken."""

    code: str
    niveau: Niveau
    tekst: str
    answered: Answered
    places: Sequence[str]


class PlafondPart(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of one plafond; its amount and what was free in it just before: None when it was not booked then.

    `over_cents` was booked beyond the room, `tenzij_cents` under a tenzij.
    """

    jaar: int
    perceel: str
    segment: str
    asked_cents: int
    plafond_cents: int | None
    room_cents: int | None
    over_cents: int
    tenzij_cents: int


class PlafondWhy(msgspec.Struct, frozen=True, kw_only=True):
    """One decision on money. `parts` is None for who may not see the room of an aanbieder."""

    claim: Claimsleutel
    uitkomst: str
    onder_clientenstop: bool
    parts: Sequence[PlafondPart] | None


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules of today that look at the bericht alone say otherwise than then."""

    added: Sequence[Bevinding]
    gone: Sequence[Bevinding]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `k` and `register` are the positions of the bericht and of the register by which it was judged.

    `again` is None when the content was destroyed, and for an answer, which no such rule is asked about.
    """

    envelope: Envelope
    k: int
    register: int
    regels: Sequence[AskedRegel]
    plafonds: Sequence[PlafondWhy]
    again: Again | None


class Reasons:
    """The use case, on one region."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, standaarden: Standaarden, *, regio: str) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._standaarden = standaarden
        self._regio = regio

    @use("reasons.why")
    async def why(self, zicht: Zicht, bericht_id: UUID) -> Why | None:
        """Of a bericht in the mailbox of who asks, or for the region of any; None when there is no such."""
        async with opening(self._database, zicht, InzageSoort.BERICHT, "reasons.why", bericht_id) as one:
            found = await self._why(zicht, bericht_id)
            one.is_found = found is not None
        return found

    async def _why(self, zicht: Zicht, bericht_id: UUID) -> Why | None:
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            if zicht.partij is not None and await tray.piece(grootboek, zicht.partij, bericht_id) is None:
                return None
            envelope = await envelopes.envelope(grootboek, bericht_id)
            row = await book.bericht(grootboek, bericht_id)
            if envelope is None or row is None:
                return None
            register = await read_stand(grootboek, envelope.positie)
            is_shown = zicht.own is None or zicht.own[0] == "aanbieder"
            plafonds = [await _plafond(grootboek, *one, is_shown) for one in await _decided(grootboek, envelope)]
        return Why(
            envelope=envelope,
            k=envelope.positie,
            register=register.versie,
            regels=list(self._regels(envelope)),
            plafonds=plafonds,
            again=await self._again(envelope, row),
        )

    def _regels(self, envelope: Envelope) -> Iterator[AskedRegel]:
        standaard = self._standaarden.with_name(f"{envelope.standaard} {envelope.release}")
        if standaard is None:
            return
        faults = [one for one in envelope.bevindingen if not one.is_signaal]
        is_retour = self._standaarden.is_retourbericht(envelope.berichtsoort)
        examined = [niveau for niveau in Niveau if not is_retour or niveau is not Niveau.BERICHT]
        levels = Verslag.van(faults, examined).niveaus
        for regel in standaard.regels.explained.values():
            if envelope.berichtsoort in regel.berichten:
                places = [one.pad for one in faults if one.code == regel.code]
                yield AskedRegel(
                    code=regel.code,
                    niveau=regel.niveau,
                    tekst=regel.tekst,
                    answered=_answered(regel, levels[regel.niveau], places),
                    places=places,
                )

    async def _again(self, envelope: Envelope, row: BerichtRow) -> Again | None:
        if self._standaarden.is_retourbericht(envelope.berichtsoort):
            return None
        try:
            key = await self._vault.existing_key(self._database, self._regio, row.sleutel_maand)
            now = await outside_the_loop(row.grootte, self._within, key.unseal(row.id, row.inhoud), envelope)
        except ContentDestroyed:
            return None
        then = [one for one in envelope.bevindingen if one.niveau in WITHIN and not one.is_signaal]
        known, found = {(one.code, one.pad) for one in then}, {(one.code, one.pad) for one in now}
        return Again(
            added=[one for one in now if (one.code, one.pad) not in known],
            gone=[one for one in then if (one.code, one.pad) not in found],
        )

    def _within(self, data: bytes, envelope: Envelope) -> list[Bevinding]:
        """What the levels that look at the bericht alone say now, by the release of the day of receipt."""
        intake = read_intake(data, self._standaarden, day(envelope.ontvangen_op))
        return examine_bericht(intake) if isinstance(intake, Intake) else intake


def _answered(regel: Verklaring, level: Uitkomst, places: Sequence[str]) -> Answered:
    if places:
        return Answered.BROKEN
    if regel.staat is Staat.WACHT:
        return Answered.WAITS
    return Answered.OVERGESLAGEN if level is Uitkomst.OVERGESLAGEN else Answered.HELD


async def _decided(grootboek: Grootboek, envelope: Envelope) -> list[tuple[int, PlafondBesloten]]:
    """The decisions that a bericht was the cause of, each with its position."""
    if envelope.client is None:
        return []
    rows = await book.gebeurtenissen_of(grootboek, [envelope.client], [PlafondBesloten.__name__])
    return [(row.positie, _besluit(row)) for row, _ in rows if row.bericht_id == envelope.id]


def _besluit(row: GebeurtenisRow) -> PlafondBesloten:
    besluit = gebeurtenissen.read(row.soort, row.versie, row.inhoud)
    assert isinstance(besluit, PlafondBesloten), "selected"
    return besluit


async def _plafond(grootboek: Grootboek, position: int, besluit: PlafondBesloten, is_shown: bool) -> PlafondWhy:
    """The sums from the boekingen before its position."""
    parts = [await _part(grootboek, position, besluit.aanbieder, one) for one in besluit.delen] if is_shown else None
    return PlafondWhy(
        claim=besluit.claim,
        uitkomst=besluit.uitkomst,
        onder_clientenstop=besluit.onder_clientenstop,
        parts=parts,
    )


async def _part(grootboek: Grootboek, position: int, aanbieder: str, deel: Plafonddeel) -> PlafondPart:
    plafond = PlafondKey(aanbieder, deel.jaar, deel.perceel, deel.segment)
    saldi = {one.plafond: one for one in await saldi_at(grootboek, position - 1, aanbieder, deel.jaar)}
    saldo = saldi.get(plafond)
    return PlafondPart(
        jaar=deel.jaar,
        perceel=deel.perceel,
        segment=deel.segment,
        asked_cents=deel.bedrag_cents,
        plafond_cents=None if saldo is None else saldo.plafond_cents,
        room_cents=None if saldo is None else saldo.room_cents,
        over_cents=deel.overschrijding_cents,
        tenzij_cents=deel.tenzij_cents,
    )

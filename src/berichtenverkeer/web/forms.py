# SPDX-License-Identifier: EUPL-1.2
"""The JSON that goes out: frozen shapes with camelCase names, each described in openapi.py under the same name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.gateway.alternatieven import WaysOut
from berichtenverkeer.gateway.postvak import Page, View
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.ledger.causer import Veroorzaker
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.plafonds.tenzij_store import Redecided
from berichtenverkeer.postvak.tray import Poststuk, Richting
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.examining import Uitkomst, Verslag

_EVERY = frozenset(Niveau)
_FROM_RETOUR = frozenset({Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHTOVERSTIJGEND})
"""What a retourbericht of a party is held against: does it read, and does it answer something."""

json = msgspec.json.Encoder().encode


class Form(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all of them share."""


class Verwijzing(Form, frozen=True, kw_only=True):
    """Another bericht."""

    id: UUID
    href: str


class Ontvangstbewijs(Form, frozen=True, kw_only=True):
    """The receipt of a bericht; `id` is None for a proef, `sha256` when it can no longer be known."""

    id: UUID | None
    standaard: str
    release: str
    berichtsoort: str
    identificatie: str
    oordeel: str
    sha256: str | None
    ontvangen_op: datetime
    niveaus: dict[Niveau, Uitkomst]
    bevindingen: Sequence[Bevinding]
    signalen: Sequence[Bevinding]
    retour: Verwijzing | None
    proef: bool


class PoststukLine(Form, frozen=True, kw_only=True):
    """One bericht in the mailbox of the caller; `status` is None for what he sent himself."""

    id: UUID
    positie: int
    richting: str
    berichtsoort: str
    identificatie: str
    wederpartij: str
    oordeel: str
    ontvangen_op: datetime
    status: str | None
    afgehaald_op: datetime | None
    href: str
    payload: str


class Poststuklijst(Form, frozen=True, kw_only=True):
    """A page of the mailbox."""

    berichten: list[PoststukLine]
    volgende: str | None


class Aanbiedernaam(Form, frozen=True, kw_only=True):
    """An aanbieder by code and name, and nothing more."""

    code: str
    naam: str


class Alternatieven(Form, frozen=True, kw_only=True):
    """Who else has room for a verzoek that was turned down, as known at `k`; `referentie` is its own."""

    referentie: str
    k: int
    aanbieders: list[Aanbiedernaam]


class Berichtinzage(Form, frozen=True, kw_only=True):
    """One bericht: its row in the mailbox, its receipt, and a way on for every verzoek in it that was turned down.

    `antwoord`: with what its receiver, who answers himself, did so. `opnieuw_besloten`: on which of those verzoeken
    was decided anew after a tenzij.
    """

    bericht: PoststukLine
    ontvangstbewijs: Ontvangstbewijs
    antwoord: Verwijzing | None
    veroorzaker: Veroorzaker
    alternatieven: list[Alternatieven]
    opnieuw_besloten: list[Redecided]


def address(bericht_id: UUID) -> str:
    """Where a bericht is."""
    return f"/v1/berichten/{bericht_id}"


def proof_of_receipt(
    origin: Receipt | Envelope, sha256: bytes | None, standaarden: Standaarden, *, is_free: bool = False
) -> Ontvangstbewijs:
    """The receipt, the same whether it is given at once or read from the ledger.

    Who answers himself is not bound by what the gateway found (`is_free`): to him all of it is a signal.
    """
    bevindingen = [one for one in origin.bevindingen if not one.is_signaal]
    signalen = [one for one in origin.bevindingen if one.is_signaal]
    is_proef = isinstance(origin, Receipt) and origin.is_proef
    examined = _FROM_RETOUR if standaarden.is_retourbericht(origin.berichtsoort) else _EVERY
    return Ontvangstbewijs(
        id=None if is_proef else origin.id,
        standaard=origin.standaard,
        release=origin.release,
        berichtsoort=origin.berichtsoort,
        identificatie=origin.identificatie,
        oordeel=origin.oordeel,
        sha256=sha256.hex() if sha256 is not None else None,
        ontvangen_op=origin.ontvangen_op,
        niveaus=Verslag.van(bevindingen, examined).niveaus,
        bevindingen=[] if is_free else bevindingen,
        signalen=[*bevindingen, *signalen] if is_free else signalen,
        retour=_reference(origin.retour_id),
        proef=is_proef,
    )


def poststuk_line(piece: Poststuk) -> PoststukLine:
    """A row of the mailbox."""
    status = None
    if piece.richting == Richting.IN:
        status = "afgehaald" if piece.afgehaald_op else "wachtend"
    href = address(piece.bericht_id)
    return PoststukLine(
        id=piece.bericht_id,
        positie=piece.positie,
        richting=piece.richting,
        berichtsoort=piece.berichtsoort,
        identificatie=piece.identificatie,
        wederpartij=piece.wederpartij,
        oordeel=piece.oordeel,
        ontvangen_op=piece.ontvangen_op,
        status=status,
        afgehaald_op=piece.afgehaald_op,
        href=href,
        payload=f"{href}/payload",
    )


def poststuk_listing(page: Page, following: str | None) -> Poststuklijst:
    """A page; `following` is the address of the next."""
    return Poststuklijst(berichten=[poststuk_line(piece) for piece in page.pieces], volgende=following)


def berichtinzage(view: View, standaarden: Standaarden) -> Berichtinzage:
    """One bericht as the owner of the mailbox sees it."""
    is_free = view.piece.richting == Richting.IN and view.envelope.oordeel == "voorlopig"
    return Berichtinzage(
        bericht=poststuk_line(view.piece),
        ontvangstbewijs=proof_of_receipt(view.envelope, view.sha256, standaarden, is_free=is_free),
        antwoord=_reference(view.antwoord_id),
        veroorzaker=view.veroorzaker,
        alternatieven=_alternatieven(view.ways_out) if view.ways_out else [],
        opnieuw_besloten=view.ways_out.anew if view.ways_out else [],
    )


def _reference(bericht_id: UUID | None) -> Verwijzing | None:
    return Verwijzing(id=bericht_id, href=address(bericht_id)) if bericht_id else None


def _alternatieven(found: WaysOut) -> list[Alternatieven]:
    return [
        Alternatieven(
            referentie=way_out.referentie,
            k=found.k,
            aanbieders=[Aanbiedernaam(code=one.code, naam=one.naam) for one in way_out.aanbieders],
        )
        for way_out in found.ways_out
    ]

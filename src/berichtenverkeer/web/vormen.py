# SPDX-License-Identifier: EUPL-1.2
"""The JSON that goes out: frozen shapes with camelCase names, each described in openapi.py under the same name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.gateway.plafonds import Uitweg
from berichtenverkeer.gateway.postvak import Inzage, Pagina
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.ledger.veroorzaker import Veroorzaker
from berichtenverkeer.postvak.bak import Poststuk, Richting
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.toetsing import Uitkomst, Verslag

_VAN_RETOUR = (Niveau.TRANSPORT, Niveau.XSD, Niveau.BERICHTOVERSTIJGEND)
"""What a retourbericht of a party is held against: does it read, and does it answer something."""

json = msgspec.json.Encoder().encode


class Vorm(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What all of them share."""


class Verwijzing(Vorm, frozen=True, kw_only=True):
    """Another bericht."""

    id: UUID
    href: str


class Ontvangstbewijs(Vorm, frozen=True, kw_only=True):
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


class Poststukregel(Vorm, frozen=True, kw_only=True):
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


class Poststuklijst(Vorm, frozen=True, kw_only=True):
    """A page of the mailbox."""

    berichten: list[Poststukregel]
    volgende: str | None


class Aanbiedernaam(Vorm, frozen=True, kw_only=True):
    """An aanbieder by code and name, and nothing more."""

    code: str
    naam: str


class Alternatieven(Vorm, frozen=True, kw_only=True):
    """Who else has room for a verzoek that was turned down; `referentie` is its ReferentieAanbieder."""

    referentie: str
    aanbieders: list[Aanbiedernaam]


class Berichtinzage(Vorm, frozen=True, kw_only=True):
    """One bericht: its row in the mailbox, its receipt, and a way on for every verzoek in it that was turned down.

    `antwoord`: with what its receiver, who answers himself, did so.
    """

    bericht: Poststukregel
    ontvangstbewijs: Ontvangstbewijs
    antwoord: Verwijzing | None
    veroorzaker: Veroorzaker
    alternatieven: list[Alternatieven]


def adres(bericht_id: UUID) -> str:
    """Where a bericht is."""
    return f"/v1/berichten/{bericht_id}"


def ontvangstbewijs(
    bron: Bon | Kop, sha256: bytes | None, standaarden: Standaarden, *, is_vrij: bool = False
) -> Ontvangstbewijs:
    """The receipt, the same whether it is given at once or read from the ledger.

    Who answers himself is not bound by what the gateway found (`is_vrij`): to him all of it is a signal.
    """
    bevindingen = [een for een in bron.bevindingen if not een.is_signaal]
    signalen = [een for een in bron.bevindingen if een.is_signaal]
    is_proef = isinstance(bron, Bon) and bron.is_proef
    getoetst = _VAN_RETOUR if standaarden.is_retourbericht(bron.berichtsoort) else tuple(Niveau)
    return Ontvangstbewijs(
        id=None if is_proef else bron.id,
        standaard=bron.standaard,
        release=bron.release,
        berichtsoort=bron.berichtsoort,
        identificatie=bron.identificatie,
        oordeel=bron.oordeel,
        sha256=sha256.hex() if sha256 is not None else None,
        ontvangen_op=bron.ontvangen_op,
        niveaus=Verslag.van(bevindingen, getoetst).niveaus,
        bevindingen=[] if is_vrij else bevindingen,
        signalen=[*bevindingen, *signalen] if is_vrij else signalen,
        retour=_verwijzing(bron.retour_id),
        proef=is_proef,
    )


def poststukregel(stuk: Poststuk) -> Poststukregel:
    """A row of the mailbox."""
    status = None
    if stuk.richting == Richting.IN:
        status = "afgehaald" if stuk.afgehaald_op else "wachtend"
    href = adres(stuk.bericht_id)
    return Poststukregel(
        id=stuk.bericht_id,
        positie=stuk.positie,
        richting=stuk.richting,
        berichtsoort=stuk.berichtsoort,
        identificatie=stuk.identificatie,
        wederpartij=stuk.wederpartij,
        oordeel=stuk.oordeel,
        ontvangen_op=stuk.ontvangen_op,
        status=status,
        afgehaald_op=stuk.afgehaald_op,
        href=href,
        payload=f"{href}/payload",
    )


def poststuklijst(pagina: Pagina, volgende: str | None) -> Poststuklijst:
    """A page; `volgende` is the address of the next."""
    return Poststuklijst(berichten=[poststukregel(stuk) for stuk in pagina.stukken], volgende=volgende)


def berichtinzage(inzage: Inzage, standaarden: Standaarden) -> Berichtinzage:
    """One bericht as the owner of the mailbox sees it."""
    is_vrij = inzage.stuk.richting == Richting.IN and inzage.kop.oordeel == "voorlopig"
    return Berichtinzage(
        bericht=poststukregel(inzage.stuk),
        ontvangstbewijs=ontvangstbewijs(inzage.kop, inzage.sha256, standaarden, is_vrij=is_vrij),
        antwoord=_verwijzing(inzage.antwoord_id),
        veroorzaker=inzage.veroorzaker,
        alternatieven=[_alternatieven(uitweg) for uitweg in inzage.uitwegen],
    )


def _verwijzing(bericht_id: UUID | None) -> Verwijzing | None:
    return Verwijzing(id=bericht_id, href=adres(bericht_id)) if bericht_id else None


def _alternatieven(uitweg: Uitweg) -> Alternatieven:
    aanbieders = [Aanbiedernaam(code=een.code, naam=een.naam) for een in uitweg.aanbieders]
    return Alternatieven(referentie=uitweg.referentie, aanbieders=aanbieders)

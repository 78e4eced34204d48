# SPDX-License-Identifier: EUPL-1.2
"""What goes through the gateway: a bericht under way, the receipt for it, or the refusal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import JW305, Bericht
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.envelopes import Envelope
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort, Role
from berichtenverkeer.validation.examining import Oordeel
from berichtenverkeer.validation.intake import Intake


class Work(msgspec.Struct, kw_only=True):
    """A bericht that passed its schema and whose sender may send it, before the database has seen it.

    `clienten` has the pseudonym of every BSN in it; `bevindingen` are those of level BERICHT.
    """

    id: UUID
    intake: Intake
    soort: Berichtsoort
    beller: Beller
    bestemming: Partij
    identificatie: str
    sha256: bytes
    clienten: Mapping[str, bytes]
    bevindingen: list[Bevinding]
    is_proef: bool

    @property
    def verzender(self) -> Partij:
        """The party that sends it, or in whose name the gateway does."""
        assert self.beller.partij is not None, "a bericht has a sender"
        return self.beller.partij

    @property
    def bron(self) -> Literal["partij", "gateway"]:
        """Who made it."""
        return "gateway" if self.beller.kanaal is Kanaal.GATEWAY else "partij"

    @property
    def bericht(self) -> Bericht:
        return self.intake.bericht

    @property
    def client(self) -> bytes | None:
        """The pseudonym of its client; None when the kind has none or can have more than one (JW319, JW323, JW325)."""
        has_one = getattr(self.bericht, "client", None) is not None
        return next(iter(self.clienten.values())) if has_one else None

    @property
    def turns(self) -> frozenset[str]:
        """At whose money it needs a turn, as far as it says so itself. A start hardly ever touches money: only the
        state knows, as it does of what else the others touch."""
        is_nothing = isinstance(self.bericht, JW305) or self.bevindingen
        return frozenset() if is_nothing else frozenset({self.aanbieder})

    @property
    def waits_for_antwoord(self) -> bool:
        """Whether its receiver answers it himself, so that the gateway does not."""
        return self.soort.retour is not None and self.bestemming.retour == "zelf"

    @property
    def key(self) -> tuple[str, str, str]:
        """What may be used once (TR056): who sends, which berichtsoort, which Identificatie."""
        return self.verzender.code, self.soort.naam, self.identificatie

    @property
    def gemeente(self) -> str:
        """The gemeente in the header."""
        header = self.bericht.header
        return header.afzender if self.soort.afzender is Role.GEMEENTE else header.ontvanger

    @property
    def aanbieder(self) -> str:
        """The aanbieder in the header."""
        header = self.bericht.header
        return header.ontvanger if self.soort.afzender is Role.GEMEENTE else header.afzender


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt of a bericht that was received, judged and (unless `is_proef`) committed.

    `retour_id` names the retourbericht that the gateway made; `is_herhaald` says that the same bytes were here before.
    """

    id: UUID
    standaard: str
    release: str
    berichtsoort: str
    identificatie: str
    oordeel: Oordeel
    sha256: bytes
    ontvangen_op: datetime
    bevindingen: Sequence[Bevinding]
    retour_id: UUID | None
    is_herhaald: bool = False
    is_proef: bool = False

    @classmethod
    def of(cls, envelope: Envelope, sha256: bytes, *, is_repeated: bool = False) -> Self:
        """The receipt of a bericht that is kept; `sha256` of its bytes."""
        return cls(
            id=envelope.id,
            standaard=envelope.standaard,
            release=envelope.release,
            berichtsoort=envelope.berichtsoort,
            identificatie=envelope.identificatie,
            oordeel=Oordeel(envelope.oordeel),
            sha256=sha256,
            ontvangen_op=envelope.ontvangen_op,
            bevindingen=envelope.bevindingen,
            retour_id=envelope.retour_id,
            is_herhaald=is_repeated,
        )

    def as_proef(self) -> "Receipt":
        """The same judgement of a bericht that was not kept."""
        return msgspec.structs.replace(self, is_proef=True, retour_id=None)


class RefusalGround(StrEnum):
    """Why bytes were refused: the input itself, or who handed it in."""

    ONJUIST = "onjuist"
    ONBEVOEGD = "onbevoegd"


class Refused(msgspec.Struct, frozen=True):
    """Bytes that were not received as a bericht. Nothing of them is kept but a `weigering`."""

    ground: RefusalGround
    bevindingen: list[Bevinding]

# SPDX-License-Identifier: EUPL-1.2
"""What goes through the gateway: a bericht under way, the receipt for it, or the refusal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort, Rol
from berichtenverkeer.validation.invoer import Invoer
from berichtenverkeer.validation.toetsing import Oordeel


class Werk(msgspec.Struct, kw_only=True):
    """A bericht that passed its schema and whose sender may send it, before the database has seen it.

    `clienten` has the pseudonym of every BSN in it; `bevindingen` are those of level BERICHT.
    """

    id: UUID
    invoer: Invoer
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
        return self.invoer.bericht

    @property
    def client(self) -> bytes | None:
        """The pseudonym of its client; None when the kind has none or can have more than one (JW319, JW323, JW325)."""
        heeft_een = getattr(self.bericht, "client", None) is not None
        return next(iter(self.clienten.values())) if heeft_een else None

    @property
    def wacht_op_antwoord(self) -> bool:
        """Whether its receiver answers it himself, so that the gateway does not."""
        return self.soort.retour is not None and self.bestemming.retour == "zelf"

    @property
    def sleutel(self) -> tuple[str, str, str]:
        """What may be used once (TR056): who sends, which berichtsoort, which Identificatie."""
        return self.verzender.code, self.soort.naam, self.identificatie

    @property
    def gemeente(self) -> str:
        """The gemeente in the header."""
        header = self.bericht.header
        return header.afzender if self.soort.afzender is Rol.GEMEENTE else header.ontvanger

    @property
    def aanbieder(self) -> str:
        """The aanbieder in the header."""
        header = self.bericht.header
        return header.ontvanger if self.soort.afzender is Rol.GEMEENTE else header.afzender


class Bon(msgspec.Struct, frozen=True, kw_only=True):
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
    def van(cls, kop: Kop, sha256: bytes, *, is_herhaald: bool = False) -> Self:
        """The receipt of a bericht that is kept; `sha256` of its bytes."""
        gelijk = {veld: getattr(kop, veld) for veld in cls.__struct_fields__ if veld in Kop.__struct_fields__}
        return cls(**{**gelijk, "oordeel": Oordeel(kop.oordeel)}, sha256=sha256, is_herhaald=is_herhaald)

    def als_proef(self) -> "Bon":
        """The same judgement of a bericht that was not kept."""
        return msgspec.structs.replace(self, is_proef=True, retour_id=None)


class Grond(StrEnum):
    """Why bytes were refused: the input itself, or who handed it in."""

    ONJUIST = "onjuist"
    ONBEVOEGD = "onbevoegd"


class Geweigerd(msgspec.Struct, frozen=True):
    """Bytes that were not received as a bericht. Nothing of them is kept but a `weigering`."""

    grond: Grond
    bevindingen: list[Bevinding]

# SPDX-License-Identifier: EUPL-1.2
"""What happens to berichten themselves."""

from datetime import date
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import OF_BERICHT, Declared, Touched


class BerichtBeantwoord(Declared, frozen=True, kw_only=True):
    """The retourbericht of a receiver who answers himself: it confirms all that `heen_id` made happen, or undoes it.

    `niet_geboekt`: ledger positions of what it cannot confirm, because others have the place (decision 099).
    """

    columns = OF_BERICHT

    heen_id: UUID
    client: bytes | None
    aanbieder: str
    gemeente: str
    is_goedgekeurd: bool
    ontvangen_op: date
    niet_geboekt: tuple[int, ...] = ()

    def touches(self) -> Touched:
        clienten = frozenset(() if self.client is None else {self.client})
        return Touched(clienten=clienten, pakketten=clienten)


class RetourOntvangen(Declared, frozen=True, kw_only=True):
    """A retourbericht that a party sent itself, after the gateway had answered. `wijkt_af` is the signal."""

    columns = OF_BERICHT

    heen_id: UUID
    wijkt_af: bool


class BerichtAfgehaald(Declared, frozen=True, kw_only=True):
    """A party took a bericht out of its mailbox."""

    shows_time = False

    bericht_id: UUID
    partij: str


Berichtgebeurtenis = BerichtBeantwoord | RetourOntvangen | BerichtAfgehaald

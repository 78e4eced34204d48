# SPDX-License-Identifier: EUPL-1.2
"""What happens to berichten themselves: that they came in, were refused, answered, fetched."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.declaration import OF_BERICHT, Declared, Touched


class _Bericht(Declared, frozen=True, kw_only=True):
    """What became of a bericht, at the position of the bericht itself. What it made happen is told besides."""

    columns = frozenset({"bericht_id", "aanbieder", "gemeente"})

    berichtsoort: str
    oordeel: Literal["goedgekeurd", "afgekeurd", "voorlopig"]


class BerichtOntvangen(_Bericht, frozen=True, kw_only=True):
    """A party handed in a bericht, which was kept and judged. The same bytes again are the same bericht."""


class BerichtOpgesteld(_Bericht, frozen=True, kw_only=True):
    """The gateway drew up a bericht for a party: the answer that it leaves to the gateway, or one by its mandate."""


class BerichtGeweigerd(Declared, frozen=True, kw_only=True):
    """Bytes were refused before they were a bericht; `codes` say why. `weigering_id` has their hash and size."""

    shows_time = False

    weigering_id: UUID
    codes: tuple[str, ...]


class WeigeringenGeteld(Declared, frozen=True, kw_only=True):
    """From here on a process only counts the weigeringen of `partij` in the hour from `uur`: it has too many.

    `partij` is None for who is not known. How many there were stands in `weigering_tally` (decision 096).
    """

    shows_time = False

    partij: str | None
    uur: datetime


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


ReceptionGebeurtenis = BerichtOntvangen | BerichtOpgesteld | BerichtGeweigerd | WeigeringenGeteld
"""Nothing follows from it: what an approved bericht made happen is told by others."""

Berichtgebeurtenis = ReceptionGebeurtenis | BerichtBeantwoord | RetourOntvangen | BerichtAfgehaald

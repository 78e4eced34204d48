# SPDX-License-Identifier: EUPL-1.2
"""The life of a client of whom a receiver who answers himself got a bericht, in two layers (decision 099).

`bevestigd` is what no unanswered bericht touches; `totaal` has the unanswered ones besides that the gateway found
nothing about. Both are folded anew from the gebeurtenissen, in ledger order: undoing is forgetting.
"""

from collections.abc import Sequence
from heapq import merge
from typing import NamedTuple, assert_never
from uuid import UUID

import msgspec

from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import LifeGebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.standaard.codes import RedenBeeindiging

LIFE_KINDS = gebeurtenissen.kinds(LifeGebeurtenis)

Unique = tuple[object, ...]
"""What only one gebeurtenis can have: a reference, a number, a start, a stop."""


class Booked(NamedTuple):
    """A gebeurtenis with its ledger position and the bericht that made it happen.

    `is_betwist`: the gateway found something about that bericht, so that it counts when its receiver approves it.
    """

    positie: int
    bericht_id: UUID | None
    gebeurtenis: LifeGebeurtenis
    is_betwist: bool = False


class Layers(msgspec.Struct, frozen=True):
    """The life in two layers. `zonder_gevolg`: positions of what counts and changed nothing."""

    bevestigd: Stand
    totaal: Stand
    zonder_gevolg: frozenset[int]


def is_loose(life: Sequence[Booked]) -> bool:
    """Whether there is anything in it that waits, or waited, for an answer: only then there are two layers."""
    return any(one.gebeurtenis.is_voorlopig for one in life)


def layers(life: Sequence[Booked]) -> Layers:
    """Fold a life, in ledger order, of one client."""
    confirmed, open_ = _divided(life)
    certain = _Certain(confirmed)
    if not open_:
        return Layers(certain.stand, certain.stand, frozenset(certain.zonder_gevolg))
    total, without = Stand(), set[int]()
    for one in merge(confirmed, (one for one in open_ if not certain.collides(one)), key=_position):
        if not _fold(total, one):
            without.add(one.positie)
    return Layers(certain.stand, total, frozenset(without))


def not_to_book(life: Sequence[Booked], bericht_id: UUID) -> tuple[int, ...]:
    """Positions of what a bericht made happen that its approval, at the end of this life, cannot book.

    Others that came later were confirmed before, and have the place: nothing that was confirmed is taken back.
    """
    confirmed, _ = _divided(life)
    certain = _Certain(confirmed)
    own = (one for one in life if one.bericht_id == bericht_id and one.gebeurtenis.is_voorlopig)
    return tuple(one.positie for one in own if certain.collides(one))


class _Certain:
    """What is confirmed, folded, and at which position each place that only one can have was taken."""

    def __init__(self, confirmed: Sequence[Booked]) -> None:
        self.stand = Stand()
        self.zonder_gevolg: set[int] = set()
        self._holder: dict[Unique, int] = {}
        for one in confirmed:
            if not _fold(self.stand, one):
                self.zonder_gevolg.add(one.positie)
            elif isinstance(one.gebeurtenis, StartVerwijderd | StopVerwijderd):
                self._holder.pop(_unique(one.gebeurtenis), None)
            else:
                self._holder[_unique(one.gebeurtenis)] = one.positie

    def collides(self, one: Booked) -> bool:
        """Whether something else has its place that came later: ledger order would give it to `one`."""
        gebeurtenis = one.gebeurtenis
        if isinstance(gebeurtenis, ToewijzingVastgesteld):
            toewijzing = self.stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
            return toewijzing is not None and not toewijzing.is_of(gebeurtenis)
        unique = _unique(gebeurtenis)
        return bool(unique) and self._holder.get(unique, 0) > one.positie


def _position(one: Booked) -> int:
    return one.positie


def _divided(life: Sequence[Booked]) -> tuple[list[Booked], list[Booked]]:
    """What is confirmed, and what still waits and counts meanwhile."""
    antwoorden = {
        one.gebeurtenis.heen_id: one.gebeurtenis for one in life if isinstance(one.gebeurtenis, BerichtBeantwoord)
    }
    confirmed, open_ = [], []
    for one in life:
        antwoord = antwoorden.get(one.bericht_id) if one.bericht_id and one.gebeurtenis.is_voorlopig else None
        if isinstance(one.gebeurtenis, BerichtBeantwoord):
            continue
        if not one.gebeurtenis.is_voorlopig or (
            antwoord is not None and antwoord.is_goedgekeurd and one.positie not in antwoord.niet_geboekt
        ):
            confirmed.append(one)
        elif antwoord is None and not one.is_betwist:
            open_.append(one)
    return confirmed, open_


def _fold(stand: Stand, one: Booked) -> bool:
    """Whether it changed anything, or is a version of a toewijzing that is there, which may be sent again."""
    before = len(stand.wijzigingen)
    stand.fold(one.positie, one.gebeurtenis)
    if isinstance(one.gebeurtenis, ToewijzingVastgesteld):
        toewijzing = stand.toewijzing(one.gebeurtenis.gemeente, one.gebeurtenis.nummer)
        return toewijzing is not None and toewijzing.is_of(one.gebeurtenis)
    return len(stand.wijzigingen) > before


def _unique(gebeurtenis: LifeGebeurtenis) -> Unique:
    """What it takes, or gives back; empty for what may be there more than once."""
    match gebeurtenis:
        case VerzoekOntvangen() | WijzigingVerzocht():
            return "verzoek", gebeurtenis.sleutel
        case LeveringGestart() | StartVerwijderd():
            return "start", gebeurtenis.sleutel
        case LeveringGestopt() | StopVerwijderd():
            return "stop", gebeurtenis.sleutel, gebeurtenis.reden == RedenBeeindiging.TIJDELIJK
        case VerzoekAfgewezen() | VerzoekInOnderzoek() | ToewijzingVastgesteld() | BerichtBeantwoord():
            return ()
        case _:
            assert_never(gebeurtenis)

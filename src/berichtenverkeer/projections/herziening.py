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
from berichtenverkeer.ledger.gebeurtenissen import Levensgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
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
from berichtenverkeer.projections import leveringen
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.standaard.codes import RedenBeeindiging

LEVENSSOORTEN = gebeurtenissen.soorten(Levensgebeurtenis)

Plek = tuple[object, ...]
"""What only one gebeurtenis can have: a reference, a number, a start, a stop."""


class Geboekt(NamedTuple):
    """A gebeurtenis with its ledger position and the bericht that made it happen.

    `is_betwist`: the gateway found something about that bericht, so that it counts when its receiver approves it.
    """

    positie: int
    bericht_id: UUID | None
    feit: Levensgebeurtenis
    is_betwist: bool = False


class Lagen(msgspec.Struct, frozen=True):
    """The life in two layers. `zonder_gevolg`: positions of what counts and changed nothing."""

    bevestigd: Stand
    totaal: Stand
    zonder_gevolg: frozenset[int]


def is_los(leven: Sequence[Geboekt]) -> bool:
    """Whether there is anything in it that waits, or waited, for an answer: only then there are two layers."""
    return any(een.feit.is_voorlopig for een in leven)


def lagen(leven: Sequence[Geboekt]) -> Lagen:
    """Fold a life, in ledger order, of one client."""
    bevestigd, open_ = _verdeeld(leven)
    zeker = _Zeker(bevestigd)
    if not open_:
        return Lagen(zeker.stand, zeker.stand, frozenset(zeker.zonder_gevolg))
    totaal, zonder = Stand(), set[int]()
    for een in merge(bevestigd, (een for een in open_ if not zeker.botst(een)), key=_positie):
        if not _vouw(totaal, een):
            zonder.add(een.positie)
    return Lagen(zeker.stand, totaal, frozenset(zonder))


def niet_te_boeken(leven: Sequence[Geboekt], bericht_id: UUID) -> tuple[int, ...]:
    """Positions of what a bericht made happen that its approval, at the end of this life, cannot book.

    Others that came later were confirmed before, and have the place: nothing that was confirmed is taken back.
    """
    bevestigd, _ = _verdeeld(leven)
    zeker = _Zeker(bevestigd)
    eigen = (een for een in leven if een.bericht_id == bericht_id and een.feit.is_voorlopig)
    return tuple(een.positie for een in eigen if zeker.botst(een))


class _Zeker:
    """What is confirmed, folded, and at which position each place that only one can have was taken."""

    def __init__(self, bevestigd: Sequence[Geboekt]) -> None:
        self.stand = Stand()
        self.zonder_gevolg: set[int] = set()
        self._houder: dict[Plek, int] = {}
        for een in bevestigd:
            if not _vouw(self.stand, een):
                self.zonder_gevolg.add(een.positie)
            elif isinstance(een.feit, StartVerwijderd | StopVerwijderd):
                self._houder.pop(_plek(een.feit), None)
            else:
                self._houder[_plek(een.feit)] = een.positie

    def botst(self, een: Geboekt) -> bool:
        """Whether something else has its place that came later: ledger order would give it to `een`."""
        feit = een.feit
        if isinstance(feit, ToewijzingVastgesteld):
            toewijzing = self.stand.toewijzing(feit.gemeente, feit.nummer)
            return toewijzing is not None and not toewijzing.is_van(feit)
        plek = _plek(feit)
        return bool(plek) and self._houder.get(plek, 0) > een.positie


def _positie(een: Geboekt) -> int:
    return een.positie


def _verdeeld(leven: Sequence[Geboekt]) -> tuple[list[Geboekt], list[Geboekt]]:
    """What is confirmed, and what still waits and counts meanwhile."""
    antwoorden = {een.feit.heen_id: een.feit for een in leven if isinstance(een.feit, BerichtBeantwoord)}
    bevestigd, open_ = [], []
    for een in leven:
        antwoord = antwoorden.get(een.bericht_id) if een.bericht_id and een.feit.is_voorlopig else None
        if isinstance(een.feit, BerichtBeantwoord):
            continue
        if not een.feit.is_voorlopig or (
            antwoord is not None and antwoord.is_goedgekeurd and een.positie not in antwoord.niet_geboekt
        ):
            bevestigd.append(een)
        elif antwoord is None and not een.is_betwist:
            open_.append(een)
    return bevestigd, open_


def _vouw(stand: Stand, een: Geboekt) -> bool:
    """Whether it changed anything, or is a version of a toewijzing that is there, which may be sent again."""
    voor = len(stand.wijzigingen)
    stand.vouw(een.positie, een.feit)
    if isinstance(een.feit, ToewijzingVastgesteld):
        toewijzing = stand.toewijzing(een.feit.gemeente, een.feit.nummer)
        return toewijzing is not None and toewijzing.is_van(een.feit)
    return len(stand.wijzigingen) > voor


def _plek(feit: Levensgebeurtenis) -> Plek:
    """What it takes, or gives back; empty for what may be there more than once."""
    match feit:
        case VerzoekOntvangen() | WijzigingVerzocht():
            return "verzoek", feit.aanbieder, feit.referentie
        case LeveringGestart() | StartVerwijderd():
            return "start", leveringen.sleutel(feit)
        case LeveringGestopt() | StopVerwijderd():
            return "stop", leveringen.sleutel(feit), feit.reden == RedenBeeindiging.TIJDELIJK
        case VerzoekAfgewezen() | VerzoekInOnderzoek() | ToewijzingVastgesteld() | BerichtBeantwoord():
            return ()
        case _:
            assert_never(feit)

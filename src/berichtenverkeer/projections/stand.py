# SPDX-License-Identifier: EUPL-1.2
"""The state that gebeurtenissen add up to, in memory: for a batch of berichten, a rebuild or a test.

Folding is pure; what it changed is kept in order, so that `opslag` can write every version with its positions.
"""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import (
    Gebeurtenis,
    LeveringGestart,
    LeveringGestopt,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
)
from berichtenverkeer.projections import leveringen, toewijzingen, verzoeken
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek

Rij = Toewijzing | Levering | Verzoek


class Wijziging(msgspec.Struct, frozen=True):
    """From ledger position `positie` on, `nieuw` is true; `oud` was true until then (None: there was nothing)."""

    positie: int
    oud: Rij | None
    nieuw: Rij


class Stand:
    """Rows by their keys. It holds what it was given, which need not be the whole region: see `behoefte`."""

    def __init__(self, rijen: Iterable[Rij] = ()) -> None:
        self._toewijzingen: dict[tuple[str, int], Toewijzing] = {}
        self._leveringen: dict[bytes, dict[str, Levering]] = defaultdict(dict)
        self._verzoeken: dict[tuple[str, str], Verzoek] = {}
        self._referenties: dict[bytes, set[tuple[str, str]]] = defaultdict(set)
        self.wijzigingen: list[Wijziging] = []
        for rij in rijen:
            self._zet(rij)

    def toewijzing(self, gemeente: str, nummer: int) -> Toewijzing | None:
        """The toewijzing that a gemeente gave this number."""
        return self._toewijzingen.get((gemeente, nummer))

    def leveringen(self, client: bytes) -> list[Levering]:
        """Leveringen of a client that were not removed, by Begindatum."""
        levend = (levering for levering in self._leveringen[client].values() if not levering.is_verwijderd)
        return sorted(levend, key=lambda levering: (levering.begindatum, levering.sleutel))

    def verzoek(self, aanbieder: str, referentie: str) -> Verzoek | None:
        """The request of an aanbieder under this reference."""
        return self._verzoeken.get((aanbieder, referentie))

    def verzoeken(self, client: bytes) -> list[Verzoek]:
        """All requests for a client, by reference."""
        return [self._verzoeken[sleutel] for sleutel in sorted(self._referenties[client])]

    def rijen(self) -> list[Rij]:
        """Every row, removed leveringen included."""
        alle_leveringen = (rij for per_client in self._leveringen.values() for rij in per_client.values())
        return [*self._toewijzingen.values(), *alle_leveringen, *self._verzoeken.values()]

    def vouw(self, positie: int, feit: Gebeurtenis) -> None:
        """Add one gebeurtenis, booked at `positie`.

        A gebeurtenis that changes nothing here (the same version sent again, a stop on a start that is not known)
        leaves no trace.
        """
        match feit:
            case ToewijzingVastgesteld():
                oud = self.toewijzing(feit.gemeente, feit.nummer)
                self._wissel(positie, oud, toewijzingen.na_vaststelling(oud, feit))
                if feit.referentie_aanbieder is not None:
                    self._beantwoord(positie, feit.referentie_aanbieder, feit)
            case VerzoekOntvangen():
                self._wissel(positie, self.verzoek(feit.aanbieder, feit.referentie), verzoeken.na_ontvangst(feit))
            case VerzoekAfgewezen() | VerzoekInOnderzoek():
                self._beantwoord(positie, feit.referentie, feit)
            case LeveringGestart():
                self._wissel(positie, self._levering(feit), leveringen.na_start(feit))
            case StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
                self._wijzig_levering(positie, feit)
            case _:
                pass  # about the bericht, the register or access: no state of care

    def _beantwoord(
        self, positie: int, referentie: str, feit: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld
    ) -> None:
        verzoek = self.verzoek(feit.aanbieder, referentie)
        if verzoek is not None:
            self._wissel(positie, verzoek, verzoeken.na_antwoord(verzoek, feit))

    def _levering(self, feit: LeveringGestart | StartVerwijderd | LeveringGestopt | StopVerwijderd) -> Levering | None:
        return self._leveringen[feit.client].get(leveringen.sleutel(feit))

    def _wijzig_levering(self, positie: int, feit: StartVerwijderd | LeveringGestopt | StopVerwijderd) -> None:
        oud = self._levering(feit)
        if oud is None:
            return
        match feit:
            case StartVerwijderd():
                nieuw = msgspec.structs.replace(oud, is_verwijderd=True)
            case LeveringGestopt():
                nieuw = leveringen.na_stop(oud, feit)
            case StopVerwijderd():
                nieuw = leveringen.zonder_stop(oud, feit)
        self._wissel(positie, oud, nieuw)

    def _wissel(self, positie: int, oud: Rij | None, nieuw: Rij) -> None:
        if nieuw != oud:
            self._zet(nieuw)
            self.wijzigingen.append(Wijziging(positie, oud, nieuw))

    def _zet(self, rij: Rij) -> None:
        match rij:
            case Toewijzing():
                self._toewijzingen[rij.gemeente, rij.nummer] = rij
            case Levering():
                self._leveringen[rij.client][rij.sleutel] = rij
            case Verzoek():
                self._verzoeken[rij.aanbieder, rij.referentie] = rij
                self._referenties[rij.client].add((rij.aanbieder, rij.referentie))

# SPDX-License-Identifier: EUPL-1.2
"""Which money a batch can touch: the aanbieders whose plafonds must stand still, the claims to load, and the state.

A claim is a function of the state, so more of the state must be here than the facts are about: the prestaties on every
toewijzing of which the claim can change, and the toewijzingen that an open JW317 would change.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Geldgebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
    LeveringGestart,
    Leveringsgebeurtenis,
    StartVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    Verzoekgebeurtenis,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.zorg import Wijzigingsdeel as Gevraagd
from berichtenverkeer.plafonds.sleutels import van_toewijzing, van_verzoek
from berichtenverkeer.projections.behoefte import Behoefte as Staatbehoefte
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

Nummer = tuple[str, int]
"""A toewijzing: gemeente and ToewijzingNummer."""


class Behoefte(msgspec.Struct, frozen=True):
    """Nothing to lock and nothing to load when `aanbieders` is empty: most batches of starts.

    `toewijzingen`: those with a claim among `claims`, of which the prestaties must be in the state; `genoemd`:
    toewijzingen that must be in it besides; `clienten`: whose leveringen must be.
    """

    aanbieders: frozenset[str] = frozenset()
    claims: frozenset[Claimsleutel] = frozenset()
    toewijzingen: frozenset[Nummer] = frozenset()
    genoemd: frozenset[Nummer] = frozenset()
    clienten: frozenset[bytes] = frozenset()

    @property
    def staat(self) -> Staatbehoefte:
        """What to load into the state, before anything is folded: often nothing."""
        return Staatbehoefte(toewijzingen=self.genoemd, op_toewijzing=self.toewijzingen, clienten=self.clienten)


class Gedeclareerd(msgspec.Struct, frozen=True):
    """Of a declaratie whose prestaties have not been made yet: of each its toewijzing, and what it takes back."""

    aanbieder: str
    gemeente: str
    regels: Iterable[tuple[int, str | None]]


class _Lijst:
    """A Behoefte in the making."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.aanbieders: set[str] = set()
        self.claims: set[Claimsleutel] = set()
        self.toewijzingen: set[Nummer] = set()
        self.genoemd: set[Nummer] = set()
        self.clienten: set[bytes] = set()
        self._gewijzigd: set[tuple[str, str]] = set()
        self._ooit_gestopt: dict[tuple[bytes, str, str, int | None], bool] = {}

    def verzoek(self, aanbieder: str, referentie: str) -> None:
        self.aanbieders.add(aanbieder)
        self.claims.add(van_verzoek(aanbieder, referentie))

    def toewijzing(self, aanbieder: str, gemeente: str, nummer: int) -> None:
        self.aanbieders.add(aanbieder)
        self.claims.add(van_toewijzing(gemeente, nummer))
        self.toewijzingen.add((gemeente, nummer))

    def gedeclareerd(self, aanbieder: str, gemeente: str, nummer: int) -> None:
        """On a toewijzing that need not be here."""
        self.toewijzing(aanbieder, gemeente, nummer)
        self.noem(gemeente, nummer)

    def declaratie(self, een: Gedeclareerd) -> None:
        for nummer, vorig_referentie in een.regels:
            self.gedeclareerd(een.aanbieder, een.gemeente, nummer)
            if debet := self.stand.prestatie(een.aanbieder, vorig_referentie):
                self.gedeclareerd(een.aanbieder, debet.gemeente, debet.toewijzing_nummer)

    def wijziging(self, verzoek: Verzoek) -> None:
        """An open JW317, with all that it would change; looked at once, however many of its toewijzingen come by."""
        sleutel = verzoek.aanbieder, verzoek.referentie
        if sleutel not in self._gewijzigd:
            self._gewijzigd.add(sleutel)
            self.verzoek(*sleutel)
            self.te_wijzigen(verzoek.gemeente, self.stand.delen(*sleutel))

    def is_ooit_gestopt(self, feit: LeveringGestart | StartVerwijderd) -> bool:
        """Only where a definitive stop stands can a start change a claim: as a restart after it."""
        plek = feit.client, feit.gemeente, feit.aanbieder, feit.toewijzing_nummer
        if plek not in self._ooit_gestopt:
            self._ooit_gestopt[plek] = any(een.einde is not None for een in self.stand.leveringen_op(*plek))
        return self._ooit_gestopt[plek]

    def te_wijzigen(self, gemeente: str, delen: Iterable[Gevraagd | Wijzigingsdeel]) -> None:
        for deel in delen:
            if deel.soort == "te wijzigen" and deel.toewijzing_nummer is not None:
                self.noem(gemeente, deel.toewijzing_nummer)

    def noem(self, gemeente: str, nummer: int) -> None:
        if self.stand.toewijzing(gemeente, nummer) is None:
            self.genoemd.add((gemeente, nummer))

    def alles(self) -> Behoefte:
        return Behoefte(
            frozenset(self.aanbieders),
            frozenset(self.claims),
            frozenset(self.toewijzingen),
            frozenset(self.genoemd),
            frozenset(self.clienten),
        )


def van_feiten(stand: Stand, feiten: Iterable[Gebeurtenis], declaraties: Iterable[Gedeclareerd] = ()) -> Behoefte:
    """What these gebeurtenissen can touch, given the state before them; whether they will happen or not."""
    lijst = _Lijst(stand)
    for een in declaraties:
        lijst.declaratie(een)
    for feit in feiten:
        if not isinstance(feit, Geldgebeurtenis):
            continue
        match feit:
            case VerzoekOntvangen() | VerzoekAfgewezen() | VerzoekInOnderzoek():
                lijst.verzoek(feit.aanbieder, feit.referentie)
            case WijzigingVerzocht():
                lijst.verzoek(feit.aanbieder, feit.referentie)
                lijst.te_wijzigen(feit.gemeente, feit.delen)
            case ToewijzingVastgesteld():
                _toewijzing(lijst, feit)
            case LeveringGestart() | StartVerwijderd() if not lijst.is_ooit_gestopt(feit):
                pass  # no money
            case Leveringsgebeurtenis():
                for gemeente, nummer in geraakt(stand, feit):
                    lijst.toewijzing(feit.aanbieder, gemeente, nummer)
            case PrestatieIngediend() | DeclaratieBeantwoord():
                for gemeente, nummer in geraakt(stand, feit):
                    lijst.gedeclareerd(feit.aanbieder, gemeente, nummer)
                if isinstance(feit, DeclaratieBeantwoord):
                    lijst.clienten.update(prestatie.client for prestatie in _beantwoord(stand, feit))
            case BerichtBeantwoord():
                _leven(lijst, feit.client)
            case DeclaratieIngediend():
                pass  # its prestaties are the money
            case _:
                assert_never(feit)
    return lijst.alles()


def geraakt(stand: Stand, feit: Standgebeurtenis) -> Iterator[Nummer]:
    """The toewijzingen whose claim a start, a stop or a declaratie can change."""
    match feit:
        case Leveringsgebeurtenis():
            if feit.toewijzing_nummer is not None:
                yield feit.gemeente, feit.toewijzing_nummer
        case PrestatieIngediend():
            yield feit.gemeente, feit.toewijzing_nummer
            if debet := stand.prestatie(feit.aanbieder, feit.vorig_referentie):
                yield debet.gemeente, debet.toewijzing_nummer
        case DeclaratieBeantwoord():
            for prestatie in _beantwoord(stand, feit):
                yield prestatie.gemeente, prestatie.toewijzing_nummer
        case Verzoekgebeurtenis() | ToewijzingVastgesteld() | DeclaratieIngediend():
            pass  # decided on, or no money
        case _:
            assert_never(feit)


def _beantwoord(stand: Stand, feit: DeclaratieBeantwoord) -> Iterator[Prestatie]:
    """The prestaties of a declaratie, and the debets that the credits among them take back."""
    declaratie = stand.declaratie_met(feit.aanbieder, feit.identificatie)
    for prestatie in stand.in_declaratie(feit.aanbieder, declaratie.nummer) if declaratie else ():
        yield prestatie
        if debet := stand.prestatie(feit.aanbieder, prestatie.vorig_referentie):
            yield debet


def _leven(lijst: _Lijst, client: bytes | None) -> None:
    if client is None:
        return
    for een in lijst.stand.toewijzingen(client):
        lijst.toewijzing(een.aanbieder, een.gemeente, een.nummer)
    for verzoek in lijst.stand.verzoeken(client):
        lijst.verzoek(verzoek.aanbieder, verzoek.referentie)


def _toewijzing(lijst: _Lijst, feit: ToewijzingVastgesteld) -> None:
    lijst.toewijzing(feit.aanbieder, feit.gemeente, feit.nummer)
    if feit.referentie_aanbieder is not None:
        lijst.verzoek(feit.aanbieder, feit.referentie_aanbieder)
    for verzoek in lijst.stand.wijzigingsverzoeken(feit.client, feit.gemeente, feit.nummer):
        if verzoek.referentie == feit.referentie_aanbieder:
            continue  # answered: it claims nothing any more
        lijst.wijziging(verzoek)

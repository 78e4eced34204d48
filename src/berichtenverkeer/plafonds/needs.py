# SPDX-License-Identifier: EUPL-1.2
"""Which money a batch can touch: the aanbieders whose plafonds must stand still, the claims to load, and the state.

A claim is a function of the state, so more of the state must be here than the facts are about: the prestaties on every
toewijzing of which the claim can change, and the toewijzingen that an open JW317 would change.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, MoneyGebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.care import (
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
from berichtenverkeer.ledger.gebeurtenissen.care import Wijzigingsdeel as Asked
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.keys import from_toewijzing, from_verzoek
from berichtenverkeer.plafonds.stops import Stops
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.needs import Needs as StandNeeds
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel

ToewijzingKey = tuple[str, int]
"""A toewijzing: gemeente and ToewijzingNummer."""


class Needs(msgspec.Struct, frozen=True):
    """Nothing to lock and nothing to load when `aanbieders` is empty: most batches of starts.

    `toewijzingen`: those with a claim among `claims`, of which the prestaties must be in the state; `genoemd`:
    toewijzingen that must be in it besides; `clienten`: whose leveringen must be. `asking`: (aanbieder, client) of who
    asks for care. `betrokken`: whom it can be about, so whose tenzij's matter.
    """

    aanbieders: frozenset[str] = frozenset()
    claims: frozenset[Claimsleutel] = frozenset()
    toewijzingen: frozenset[ToewijzingKey] = frozenset()
    genoemd: frozenset[ToewijzingKey] = frozenset()
    clienten: frozenset[bytes] = frozenset()
    asking: frozenset[tuple[str, bytes]] = frozenset()
    betrokken: frozenset[bytes] = frozenset()

    def state_needs(self, stops: Stops) -> StandNeeds:
        """What to load into the state, before anything is folded: often nothing. Under a stop also what care runs."""
        return StandNeeds(
            toewijzingen=self.genoemd,
            op_toewijzing=self.toewijzingen,
            clienten=self.clienten,
            pakketten=stops.asking(self.asking),
        )


class Declared(msgspec.Struct, frozen=True):
    """Of a declaratie whose prestaties have not been made yet: of each its toewijzing, and what it takes back."""

    aanbieder: str
    gemeente: str
    regels: Iterable[tuple[int, str | None]]


class _NeedsBuilder:
    """Gathers what `Needs` will hold."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.aanbieders: set[str] = set()
        self.claims: set[Claimsleutel] = set()
        self.toewijzingen: set[ToewijzingKey] = set()
        self.genoemd: set[ToewijzingKey] = set()
        self.clienten: set[bytes] = set()
        self.asking: set[tuple[str, bytes]] = set()
        self.betrokken: set[bytes] = set()
        self._changed: set[Verzoeksleutel] = set()
        self._ever_stopped: dict[tuple[bytes, str, str, int | None], bool] = {}

    def verzoek(self, key: Verzoeksleutel) -> None:
        self.aanbieders.add(key.aanbieder)
        self.claims.add(from_verzoek(key))

    def product_asked(self, gebeurtenis: VerzoekOntvangen | VerzoekAfgewezen | VerzoekInOnderzoek) -> None:
        self.verzoek(gebeurtenis.sleutel)
        if isinstance(gebeurtenis, VerzoekOntvangen):
            self.asking.add((gebeurtenis.aanbieder, gebeurtenis.client))

    def meet(self, client: bytes | None) -> None:
        if client is not None:
            self.betrokken.add(client)

    def toewijzing(self, aanbieder: str, gemeente: str, number: int) -> None:
        self.aanbieders.add(aanbieder)
        self.claims.add(from_toewijzing(gemeente, number))
        self.toewijzingen.add((gemeente, number))

    def declared(self, aanbieder: str, gemeente: str, number: int) -> None:
        """On a toewijzing that need not be here."""
        self.toewijzing(aanbieder, gemeente, number)
        self.name(gemeente, number)

    def declaratie(self, one: Declared) -> None:
        for number, previous_referentie in one.regels:
            self.declared(one.aanbieder, one.gemeente, number)
            if debet := self.stand.prestatie(one.aanbieder, previous_referentie):
                self.declared(one.aanbieder, debet.gemeente, debet.toewijzing_nummer)

    def wijziging(self, verzoek: Verzoek) -> None:
        """An open JW317, with all that it would change; looked at once, however many of its toewijzingen come by."""
        key = verzoek.sleutel
        if key not in self._changed:
            self._changed.add(key)
            self.verzoek(key)
            self.to_change(verzoek.gemeente, self.stand.delen(key))

    def is_ever_stopped(self, gebeurtenis: LeveringGestart | StartVerwijderd) -> bool:
        """Only where a definitive stop stands can a start change a claim: as a restart after it."""
        levering = gebeurtenis.client, gebeurtenis.gemeente, gebeurtenis.aanbieder, gebeurtenis.toewijzing_nummer
        if levering not in self._ever_stopped:
            self._ever_stopped[levering] = any(one.einde is not None for one in self.stand.leveringen_at(*levering))
        return self._ever_stopped[levering]

    def to_change(self, gemeente: str, parts: Iterable[Asked | Wijzigingsdeel]) -> None:
        for part in parts:
            if part.soort == "te wijzigen" and part.toewijzing_nummer is not None:
                self.name(gemeente, part.toewijzing_nummer)

    def name(self, gemeente: str, number: int) -> None:
        if self.stand.toewijzing(gemeente, number) is None:
            self.genoemd.add((gemeente, number))

    def build(self) -> Needs:
        return Needs(
            frozenset(self.aanbieders),
            frozenset(self.claims),
            frozenset(self.toewijzingen),
            frozenset(self.genoemd),
            frozenset(self.clienten),
            frozenset(self.asking),
            frozenset(self.betrokken | self.clienten if self.aanbieders else ()),
        )


def needs_of(stand: Stand, gebeurtenissen: Iterable[Gebeurtenis], declaraties: Iterable[Declared] = ()) -> Needs:
    """What these gebeurtenissen can touch, given the state before them; whether they will happen or not."""
    builder = _NeedsBuilder(stand)
    for one in declaraties:
        builder.declaratie(one)
    for gebeurtenis in gebeurtenissen:
        if not isinstance(gebeurtenis, MoneyGebeurtenis):
            continue
        builder.meet(getattr(gebeurtenis, "client", None))
        match gebeurtenis:
            case VerzoekOntvangen() | VerzoekAfgewezen() | VerzoekInOnderzoek():
                builder.product_asked(gebeurtenis)
            case WijzigingVerzocht():
                builder.verzoek(gebeurtenis.sleutel)
                builder.to_change(gebeurtenis.gemeente, gebeurtenis.delen)
            case ToewijzingVastgesteld():
                _toewijzing(builder, gebeurtenis)
            case LeveringGestart() | StartVerwijderd() if not builder.is_ever_stopped(gebeurtenis):
                pass  # no money
            case Leveringsgebeurtenis():
                for gemeente, number in touched(stand, gebeurtenis):
                    builder.toewijzing(gebeurtenis.aanbieder, gemeente, number)
            case PrestatieIngediend() | DeclaratieBeantwoord():
                for gemeente, number in touched(stand, gebeurtenis):
                    builder.declared(gebeurtenis.aanbieder, gemeente, number)
                if isinstance(gebeurtenis, DeclaratieBeantwoord):
                    builder.clienten.update(prestatie.client for prestatie in _answered(stand, gebeurtenis))
            case BerichtBeantwoord():
                _care_of_client(builder, gebeurtenis.client)
            case DeclaratieIngediend():
                pass  # its prestaties are the money
            case _:
                assert_never(gebeurtenis)
    return builder.build()


def touched(stand: Stand, gebeurtenis: Standgebeurtenis) -> Iterator[ToewijzingKey]:
    """The toewijzingen whose claim a start, a stop or a declaratie can change."""
    match gebeurtenis:
        case Leveringsgebeurtenis():
            if gebeurtenis.toewijzing_nummer is not None:
                yield gebeurtenis.gemeente, gebeurtenis.toewijzing_nummer
        case PrestatieIngediend():
            yield gebeurtenis.gemeente, gebeurtenis.toewijzing_nummer
            if debet := stand.prestatie(gebeurtenis.aanbieder, gebeurtenis.vorig_referentie):
                yield debet.gemeente, debet.toewijzing_nummer
        case DeclaratieBeantwoord():
            for prestatie in _answered(stand, gebeurtenis):
                yield prestatie.gemeente, prestatie.toewijzing_nummer
        case Verzoekgebeurtenis() | ToewijzingVastgesteld() | DeclaratieIngediend():
            pass  # decided on, or no money
        case _:
            assert_never(gebeurtenis)


def _answered(stand: Stand, gebeurtenis: DeclaratieBeantwoord) -> Iterator[Prestatie]:
    """The prestaties of a declaratie, and the debets that the credits among them take back."""
    declaratie = stand.declaratie_with(gebeurtenis.aanbieder, gebeurtenis.identificatie)
    for prestatie in stand.in_declaratie(gebeurtenis.aanbieder, declaratie.nummer) if declaratie else ():
        yield prestatie
        if debet := stand.prestatie(gebeurtenis.aanbieder, prestatie.vorig_referentie):
            yield debet


def _care_of_client(builder: _NeedsBuilder, client: bytes | None) -> None:
    if client is None:
        return
    for one in builder.stand.toewijzingen(client):
        builder.toewijzing(one.aanbieder, one.gemeente, one.nummer)
    for verzoek in builder.stand.verzoeken(client):
        builder.verzoek(verzoek.sleutel)


def _toewijzing(builder: _NeedsBuilder, gebeurtenis: ToewijzingVastgesteld) -> None:
    builder.toewijzing(gebeurtenis.aanbieder, gebeurtenis.gemeente, gebeurtenis.nummer)
    if gebeurtenis.verzoek is not None:
        builder.verzoek(gebeurtenis.verzoek)
    for verzoek in builder.stand.wijzigingsverzoeken(gebeurtenis.client, gebeurtenis.gemeente, gebeurtenis.nummer):
        if verzoek.referentie == gebeurtenis.referentie_aanbieder:
            continue  # answered: it claims nothing any more
        builder.wijziging(verzoek)

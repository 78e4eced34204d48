# SPDX-License-Identifier: EUPL-1.2
"""The money of one batch, in memory: decisions and boekingen, bericht by bericht. `store` loads and writes it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.claimsleutel import Claimsleutel
from berichtenverkeer.ledger.gebeurtenissen import Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    Leveringsgebeurtenis,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten, Plafonddeel, ReserveringVervallen
from berichtenverkeer.plafonds.besluit import Question, Uitkomst, besluit
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claims import Claim, per_plafond
from berichtenverkeer.plafonds.claimstand import Booked, Claimstand, lapse_day, summed
from berichtenverkeer.plafonds.keys import (
    Bedragen,
    PlafondKey,
    Rekening,
    RekeningKey,
    from_toewijzing,
    from_verzoek,
)
from berichtenverkeer.plafonds.money_state import subject
from berichtenverkeer.plafonds.needs import touched
from berichtenverkeer.plafonds.stops import Stops
from berichtenverkeer.plafonds.updating import MoneyUpdater
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One ToegewezenProduct of a JW301: what it claims now, and how much more that is than what is held for it.

    `position` is that of the gebeurtenis, `reservering` the claim of the verzoek that it answers. `is_stopped`: the
    client was new there, under a cliëntenstop.
    """

    position: int
    toewijzing: Toewijzing
    key: Claimsleutel
    claim: Claim
    extra: dict[PlafondKey, int]
    adds: bool
    is_stopped: bool
    reservering: Claimsleutel | None


class Boekhouding(MoneyUpdater):
    """Plafonds and claims while a batch is handled in order, so that each bericht sees what those before it took.

    `saldi` are all plafonds of the aanbieders that were locked; `claimstanden` what was found of the claims in
    `loaded`; `stops` those in force. `today` is the day of receipt, `peilmaand` the month from which the declaration
    term counts back.
    """

    def __init__(
        self,
        register: RegisterStand,
        saldi: Iterable[Saldo] = (),
        claimstanden: Iterable[Claimstand] = (),
        *,
        today: date,
        loaded: Iterable[Claimsleutel] = (),
        stops: Stops | None = None,
        peilmaand: date | None = None,
    ) -> None:
        super().__init__(register, saldi, peilmaand=peilmaand)
        self._today = today
        self.stops = stops or Stops(today)
        self.add_claims(claimstanden, loaded)

    # -- what time does

    @property
    def to_lapse(self) -> list[Claimstand]:
        """Reservations whose term is over, oldest first: one position each for `lapse`."""
        open_ = (stand for stand in self._claims.values() if stand.is_gereserveerd)
        about = [(stand.vervalt_op, stand.claim) for stand in open_ if stand.vervalt_op is not None]
        return [self._claims[claim] for op, claim in sorted(about) if op <= self._today]

    def lapse(self, positions: Iterator[int]) -> list[Booked]:
        """Let reservations lapse whose term is over: before any decision on these plafonds."""
        booked: list[Booked] = []
        for stand in self.to_lapse:
            assert stand.vervalt_op is not None, "te_vervallen"
            position = next(positions)
            gebeurtenis = ReserveringVervallen(
                claim=stand.claim, aanbieder=stand.aanbieder, gemeente=stand.about.gemeente, vervalt_op=stand.vervalt_op
            )
            self.fold_lapse(gebeurtenis)
            self.book(position, {stand.claim: {}})
            booked.append((position, gebeurtenis))
        return booked

    # -- what a bericht does

    def after_bericht(self, stand: Stand, booked: Sequence[Booked], positions: Iterator[int]) -> list[Booked]:
        """Decide and book after an approved bericht; `booked` is what it made happen, folded into `stand` already.

        Returns the decisions, to be written as gebeurtenissen; takes at most one position for each of `booked`.
        """
        besluiten: list[Booked] = []
        touches: dict[tuple[str, int], int] = {}
        toegewezen: list[tuple[int, ToewijzingVastgesteld]] = []
        for position, gebeurtenis in booked:
            if not isinstance(gebeurtenis, Standgebeurtenis):
                continue
            match gebeurtenis:
                case VerzoekOntvangen() | WijzigingVerzocht():
                    verzoek = stand.verzoek(gebeurtenis.sleutel)
                    assert verzoek is not None, "folded"
                    besluiten += self.besluit_verzoek(stand, verzoek, positions)
                case VerzoekAfgewezen() | VerzoekInOnderzoek():
                    answered = stand.verzoek_on(gebeurtenis.gemeente, gebeurtenis.sleutel)
                    if answered is not None:
                        self.follow(position, from_verzoek(gebeurtenis.sleutel), answered)
                case ToewijzingVastgesteld():
                    toegewezen.append((position, gebeurtenis))
                case DeclaratieBeantwoord():
                    touches = dict.fromkeys(touched(stand, gebeurtenis), position) | touches
                case Leveringsgebeurtenis() | DeclaratieIngediend() | PrestatieIngediend():
                    touches |= dict.fromkeys(touched(stand, gebeurtenis), position)
                case _:
                    assert_never(gebeurtenis)
        besluiten += self._besluit_toewijzingen(stand, toegewezen, positions)
        for (gemeente, number), position in touches.items():
            toewijzing = stand.toewijzing(gemeente, number)
            # A claim that was not loaded cannot change: see `needs`.
            if toewijzing is not None and from_toewijzing(gemeente, number) in self._loaded:
                self.book_toewijzing(position, toewijzing, stand)
        return besluiten

    def besluit_verzoek(self, stand: Stand, verzoek: Verzoek, positions: Iterator[int]) -> list[Booked]:
        """Decide on one AangevraagdProduct, or on a JW317 as a whole, and reserve unless it is a `nee`."""
        key = from_verzoek(verzoek.sleutel)
        assert key in self._loaded, "loaded before it is decided"
        is_decided = key in self._claims and self._claims[key].uitkomst is not None
        if is_decided or not verzoek.is_open:  # answered before it was approved: there is nothing to decide
            return []
        claim, is_crisis = self._asked(verzoek, stand)
        if not claim.is_in_regio:
            return []
        uitkomst = besluit(
            Question(
                claim=claim,
                extra=claim.per_plafond,
                room={plafond: saldo.stand(Rekening.VRIJ) for plafond, saldo in self._saldi.items()},
                is_refusable=True,
                is_crisis=is_crisis,
                is_stopped=self.stops.keep_out(self.register, stand, verzoek),
            )
        )
        position = next(positions)
        if uitkomst.holds_room:
            self.book(position, {key: self._bookable(claim.bedragen)}, subject(verzoek))
        return [(position, self._decided(position, key, verzoek, uitkomst, claim))]

    def _besluit_toewijzingen(
        self, stand: Stand, gebeurtenissen: Sequence[tuple[int, ToewijzingVastgesteld]], positions: Iterator[int]
    ) -> list[Booked]:
        """A JW301: what it gives back comes first, then each product that takes more, in document order.

        All products that answer a verzoek draw on its reservation; what they leave of it is given back after the last.
        """
        since = gebeurtenissen[0][0] if gebeurtenissen else 0
        lines = {line.key: line for line in (self._line(stand, since, *one) for one in gebeurtenissen)}
        answered = {line.reservering: line.position for line in lines.values() if line.reservering}
        besluiten: list[Booked] = []
        for line in sorted(lines.values(), key=lambda line: line.adds):
            if decided := self._book_line(line, positions):
                besluiten.append(decided)
                if line.reservering:
                    answered[line.reservering] = decided[0]
        for key, position in answered.items():
            self.follow(position, key, stand.verzoek(key.verzoek))
        # The position of the first product that changes it: one boeking for all.
        first_touch: dict[Claimsleutel, int] = {}
        for position, gebeurtenis in gebeurtenissen:
            for verzoek in stand.wijzigingsverzoeken(gebeurtenis.client, gebeurtenis.gemeente, gebeurtenis.nummer):
                if first_touch.setdefault(from_verzoek(verzoek.sleutel), position) == position:
                    self.book_reservering(position, verzoek, stand)
        return besluiten

    def _line(self, stand: Stand, since: int, position: int, gebeurtenis: ToewijzingVastgesteld) -> _Line:
        toewijzing = stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        assert toewijzing is not None, "folded"
        key = from_toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        assert key in self._loaded, "loaded before it is decided"
        old = self._claims.get(key)
        claim = self._claim(toewijzing, stand)
        extra = per_plafond(summed(self._bookable(claim.bedragen), self.held(key), sign=-1))
        is_new = old is None and claim.is_in_regio and not toewijzing.is_verwijderd
        adds = is_new or any(cents > 0 for cents in extra.values())
        return _Line(
            position=position,
            toewijzing=toewijzing,
            key=key,
            claim=claim,
            extra=extra,
            adds=adds,
            is_stopped=adds and self.stops.keep_out(self.register, stand, toewijzing, since),
            reservering=_reservering(stand, gebeurtenis),
        )

    def _book_line(self, line: _Line, positions: Iterator[int]) -> tuple[int, PlafondBesloten] | None:
        """Take over what is left of the reservation, book the difference; decide when a claim is added."""
        toewijzing, key, position = line.toewijzing, line.key, line.position
        if key not in self._claims and not line.adds:
            return None  # there is nothing to hold: it does not come into being
        reservering = self._gereserveerd(line.reservering)
        uitkomst = None
        if line.adds:
            uitkomst = besluit(
                Question(
                    claim=line.claim,
                    extra=line.extra,
                    room=self._room_after_release(reservering),
                    is_refusable=False,
                    is_crisis=self._is_crisis(toewijzing),
                )
            )
            position = next(positions)
        new = self._bookable(line.claim.bedragen)
        if reservering is not None:
            self._take_over(position, line, new, reservering)
        self.book(position, {key: new}, subject(toewijzing))
        if uitkomst is None:
            return None
        is_under_stop = line.is_stopped and not uitkomst.passes_stop
        return position, self._decided(position, key, toewijzing, uitkomst, line.claim, is_under_stop=is_under_stop)

    def _room_after_release(self, reservering: Claimstand | None) -> dict[PlafondKey, int]:
        """VRIJ, had the reservation been given back first."""
        gereserveerd = per_plafond(reservering.bedragen) if reservering else {}
        return {
            plafond: max(0, saldo.room_cents + gereserveerd.get(plafond, 0)) for plafond, saldo in self._saldi.items()
        }

    def _take_over(self, position: int, line: _Line, new: Bedragen, reservering: Claimstand) -> None:
        """As much of a reservation as more beslag is needed becomes beslag."""
        old = self.held(line.key)
        extra: dict[RekeningKey, int] = {}
        released: dict[RekeningKey, int] = {}
        for (plafond, rekening), about in reservering.bedragen.items():
            beslag = plafond, Rekening.BESLAG
            cents = min(about, new.get(beslag, 0) - old.get(beslag, 0))
            if cents > 0:
                extra[beslag] = released[plafond, rekening] = cents
        left = summed(reservering.bedragen, released, sign=-1)
        new_bedragen: dict[Claimsleutel | None, Bedragen] = {
            line.key: summed(old, extra),
            reservering.claim: left,
        }
        self.book(position, new_bedragen, subject(line.toewijzing))

    def _decided(
        self,
        position: int,
        key: Claimsleutel,
        care: Verzoek | Toewijzing,
        uitkomst: Uitkomst,
        claim: Claim,
        *,
        is_under_stop: bool = False,
    ) -> PlafondBesloten:
        """The decision as a gebeurtenis, folded."""
        overschrijding: dict[PlafondKey, int] = {}
        for booked_at, boeking in reversed(self.boekingen):
            if booked_at != position:
                break
            if boeking.credit is Rekening.OVERSCHRIJDING:
                overschrijding[boeking.plafond] = overschrijding.get(boeking.plafond, 0) + boeking.bedrag_cents
        gebeurtenis = PlafondBesloten(
            claim=key,
            aanbieder=care.aanbieder,
            gemeente=care.gemeente,
            uitkomst=uitkomst.value,
            delen=tuple(
                Plafonddeel(
                    jaar=plafond.jaar,
                    perceel=plafond.perceel,
                    segment=plafond.segment,
                    bedrag_cents=cents,
                    overschrijding_cents=overschrijding.get(plafond, 0),
                )
                for plafond, cents in sorted(claim.per_plafond.items())
            ),
            onder_clientenstop=is_under_stop,
            vervalt_op=lapse_day(care) if isinstance(care, Verzoek) and uitkomst.holds_room else None,
        )
        self.fold_besluit(position, gebeurtenis, subject(care))
        return gebeurtenis


def _reservering(stand: Stand, gebeurtenis: ToewijzingVastgesteld) -> Claimsleutel | None:
    """The claim of the verzoek that a toewijzing answers: of the same client, to the same gemeente."""
    if gebeurtenis.verzoek is None:
        return None
    verzoek = stand.verzoek_on(gebeurtenis.gemeente, gebeurtenis.verzoek)
    is_answered = verzoek is not None and verzoek.client == gebeurtenis.client and verzoek.is_toegewezen
    return from_verzoek(gebeurtenis.verzoek) if is_answered else None

# SPDX-License-Identifier: EUPL-1.2
"""The money of one batch, in memory: decisions and boekingen, bericht by bericht. `store` loads and writes it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.besluit import Question, Uitkomst, Weighed
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.claim import Claim, in_room, per_plafond
from berichtenverkeer.plafonds.claimstand import Booked, Claimstand, lapse_day, summed
from berichtenverkeer.plafonds.dekking import Sharer, give_more
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
from berichtenverkeer.plafonds.updating import MoneyUpdater, Who, reservering_of
from berichtenverkeer.plafonds.wijziging import verwijzer_of
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One ToegewezenProduct of a JW301: what it claims now, and how much more that is than what is held for it.

    `position` is that of the gebeurtenis, `reservering` the claim of the verzoek that it answers. `new` is what is to
    be held for it, `extra` how much more room that takes. `is_stopped`: the client was new there, under a cliëntenstop.
    """

    position: int
    toewijzing: Toewijzing
    key: Claimsleutel
    claim: Claim
    new: Bedragen
    extra: dict[PlafondKey, int]
    adds: bool
    is_stopped: bool
    reservering: Claimsleutel | None


class Boekhouding(MoneyUpdater):
    """Plafonds and claims while a batch is handled in order, so that each bericht sees what those before it took.

    `weighed` is what it decided on, in that order. `saldi` are all plafonds of the aanbieders that were locked;
    `claimstanden` what was found of the claims in `loaded`; `stops` those in force. `today` is the day of receipt,
    `peilmaand` the month from which the declaration term counts back.
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
        self.weighed: list[Weighed] = []
        self.add_claims(claimstanden, loaded)

    def _decide(self, key: Claimsleutel, care: Verzoek | Toewijzing, question: Question) -> Uitkomst:
        self.weighed.append(Weighed.of(key, care, question, self._saldi))
        return self.weighed[-1].uitkomst

    # -- what time does

    @property
    def to_lapse(self) -> list[Claimstand]:
        """Reservations whose term is over, oldest first: one position each for `lapse`."""
        open_ = (stand for stand in self._claims.values() if stand.is_gereserveerd)
        about = [(stand.vervalt_op, stand.claim) for stand in open_ if stand.vervalt_op is not None]
        return [self._claims[claim] for op, claim in sorted(about) if op <= self._today]

    def lapse(self, positions: Iterator[int], stand: Stand) -> list[Booked]:
        """Let reservations lapse whose term is over: before any decision on these plafonds."""
        booked: list[Booked] = []
        for held in self.to_lapse:
            assert held.vervalt_op is not None, "te_vervallen"
            position = next(positions)
            gebeurtenis = ReserveringVervallen(
                claim=held.claim, aanbieder=held.aanbieder, gemeente=held.about.gemeente, vervalt_op=held.vervalt_op
            )
            self.fold_lapse(gebeurtenis)
            self.release(position, held, stand)
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
                        self.follow(position, from_verzoek(gebeurtenis.sleutel), answered, stand)
                case ToewijzingVastgesteld():
                    toegewezen.append((position, gebeurtenis))
                case DeclaratieBeantwoord():
                    touches = dict.fromkeys(touched(stand, gebeurtenis), position) | touches
                case Leveringsgebeurtenis() | DeclaratieIngediend() | PrestatieIngediend():
                    touches |= dict.fromkeys(touched(stand, gebeurtenis), position)
                case _:
                    assert_never(gebeurtenis)
        besluiten += self._besluit_toewijzingen(stand, toegewezen, positions)
        known = {
            number: position
            for number, position in touches.items()
            # A claim that was not loaded cannot change: see `needs`.
            if stand.toewijzing(*number) is not None and from_toewijzing(*number) in self._loaded
        }
        self.book_toewijzingen(known, stand)
        return besluiten

    def after_tenzij(
        self, stand: Stand, position: int, gebeurtenis: OneTenzijGebeurtenis, positions: Iterator[int]
    ) -> list[Booked]:
        """Book what a step of a tenzij changes; when it grants more, decide anew on what had a `nee` and is still open.

        All that its client has at its aanbieder is in `stand`. Returns the decisions; takes at most one position each.
        """
        before = self._covers.get(who := (gebeurtenis.client, gebeurtenis.aanbieder), ())
        self.fold_tenzij(gebeurtenis)
        if self._covers[who] == before:
            return []
        self.book_shared(position, who, stand)
        besluiten: list[Booked] = []
        if not give_more(self._covers[who], before):
            return besluiten
        for held in self.refused(who, stand):
            verzoek = stand.verzoek(held.claim.verzoek)
            assert verzoek is not None, "refused"
            besluiten += self._besluit(stand, verzoek, held.uitkomst, positions)
        return besluiten

    def refused(self, who: Who, stand: Stand) -> list[Claimstand]:
        """The open verzoeken of a client at an aanbieder that had a `nee`, in the order of those decisions."""
        client, aanbieder = who
        keys = (from_verzoek(one.sleutel) for one in stand.verzoeken(client) if one.is_open)
        held = (self._claims.get(key) for key in keys if key.partij == aanbieder)
        found = [one for one in held if one is not None and one.uitkomst is not None and one.uitkomst.is_refused]
        return sorted(found, key=lambda one: (one.sinds, one.claim))

    def besluit_verzoek(self, stand: Stand, verzoek: Verzoek, positions: Iterator[int]) -> list[Booked]:
        """Decide on one AangevraagdProduct, or on a JW317 as a whole, and reserve unless it is a `nee`."""
        key = from_verzoek(verzoek.sleutel)
        assert key in self._loaded, "loaded before it is decided"
        is_decided = key in self._claims and self._claims[key].uitkomst is not None
        if is_decided or not verzoek.is_open:  # answered before it was approved: there is nothing to decide
            return []
        return self._besluit(stand, verzoek, None, positions)

    def _besluit(
        self, stand: Stand, verzoek: Verzoek, earlier: Uitkomst | None, positions: Iterator[int]
    ) -> list[Booked]:
        """Nothing when it is decided as it was `earlier`."""
        key = from_verzoek(verzoek.sleutel)
        asked = self._asked(verzoek, stand)
        claim = asked.claim
        if not claim.is_in_regio:
            return []
        due = self._if_held(Sharer(key, verzoek.ingangsdatum, claim), verzoek, stand)
        more = self._more(due)
        uitkomst = self._decide(
            key,
            verzoek,
            Question(
                claim=claim,
                extra=more,
                room={plafond: self._saldi[plafond].stand(Rekening.VRIJ) for plafond in self._known(more, claim)},
                is_refusable=True,
                is_crisis=asked.is_crisis,
                is_gedwongen_kader=asked.is_gedwongen_kader,
                is_gedekt=_is_covered(due[key], more, is_within=asked.is_within_tenzij),
                is_stopped=self.stops.keep_out(self.register, stand, verzoek, asked.zorg),
            ),
        )
        if uitkomst is earlier:
            return []
        position = next(positions)
        if uitkomst.holds_room:
            self._book_all(position, due, stand)
        return [(position, self._decided(position, key, verzoek, uitkomst, claim, due[key]))]

    def _besluit_toewijzingen(
        self, stand: Stand, gebeurtenissen: Sequence[tuple[int, ToewijzingVastgesteld]], positions: Iterator[int]
    ) -> list[Booked]:
        """A JW301: what it gives back comes first, then each product that takes more, in document order.

        All products that answer a verzoek draw on its reservation; what they leave of it is given back after the last.
        What shares a tenzij with them follows: first what that gives back, at the end what it takes.
        """
        since = gebeurtenissen[0][0] if gebeurtenissen else 0
        due = self._due_of_all({(one.client, one.aanbieder) for _, one in gebeurtenissen}, stand)
        lines = {line.key: line for line in (self._line(stand, since, *one, due) for one in gebeurtenissen)}
        answered = {line.reservering: line.position for line in lines.values() if line.reservering}
        others = {key: bedragen for key, bedragen in due.items() if key not in lines}
        giving = {key: new for key, new in others.items() if sum(self._more({key: new}).values()) <= 0}
        if giving:
            self._book_all(gebeurtenissen[0][0], giving, stand)
        besluiten: list[Booked] = []
        for line in sorted(lines.values(), key=lambda line: line.adds):
            if decided := self._book_line(line, stand, positions):
                besluiten.append(decided)
                if line.reservering:
                    answered[line.reservering] = decided[0]
        for key, position in answered.items():
            self.follow(position, key, stand.verzoek(key.verzoek), stand)
        if others:
            self._book_all(gebeurtenissen[-1][0], others, stand)
        # The position of the first product that changes it: one boeking for all.
        first_touch: dict[Claimsleutel, int] = {}
        for position, gebeurtenis in gebeurtenissen:
            for verzoek in stand.wijzigingsverzoeken(gebeurtenis.client, gebeurtenis.gemeente, gebeurtenis.nummer):
                if first_touch.setdefault(from_verzoek(verzoek.sleutel), position) == position:
                    self.book_reservering(position, verzoek, stand)
        return besluiten

    def _line(
        self,
        stand: Stand,
        since: int,
        position: int,
        gebeurtenis: ToewijzingVastgesteld,
        due: Mapping[Claimsleutel, Bedragen],
    ) -> _Line:
        toewijzing = stand.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        assert toewijzing is not None, "folded"
        key = from_toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        assert key in self._loaded, "loaded before it is decided"
        old = self._claims.get(key)
        claim = self._claim(toewijzing, stand)
        new = due.get(key, self._bookable(claim.bedragen))
        besides = summed(new, self.held(key), sign=-1)
        is_new = old is None and claim.is_in_regio and not toewijzing.is_verwijderd
        zorg = (toewijzing.categorie, toewijzing.code, toewijzing.ingangsdatum)
        adds = is_new or any(cents > 0 for cents in per_plafond(besides).values())
        return _Line(
            position=position,
            toewijzing=toewijzing,
            key=key,
            claim=claim,
            new=new,
            extra=in_room(besides),
            adds=adds,
            is_stopped=adds and self.stops.keep_out(self.register, stand, toewijzing, (zorg,), since),
            reservering=reservering_of(stand, gebeurtenis),
        )

    def _book_line(self, line: _Line, stand: Stand, positions: Iterator[int]) -> tuple[int, PlafondBesloten] | None:
        """Take over what is left of the reservation, book the difference; decide when a claim is added."""
        toewijzing, key, position = line.toewijzing, line.key, line.position
        if key not in self._claims and not line.adds:
            return None  # there is nothing to hold: it does not come into being
        reservering = self._gereserveerd(line.reservering)
        uitkomst = None
        if line.adds:
            verwijzer = verwijzer_of(toewijzing, stand)
            uitkomst = self._decide(
                key,
                toewijzing,
                Question(
                    claim=line.claim,
                    extra=line.extra,
                    room=self._room_after_release(self._known(line.extra, line.claim), reservering),
                    is_refusable=False,
                    is_crisis=self._is_crisis(toewijzing),
                    is_gedwongen_kader=self._is_gedwongen_kader(toewijzing, verwijzer, self._today),
                    is_gedekt=_is_covered(line.new, line.extra, is_within=self._is_within(toewijzing)),
                ),
            )
            position = next(positions)
        if reservering is not None:
            self._take_over(position, line, reservering)
        self.book(position, {key: line.new}, subject(toewijzing))
        if uitkomst is None:
            return None
        besluit_ = self._decided(position, key, toewijzing, uitkomst, line.claim, line.new, is_stopped=line.is_stopped)
        return position, besluit_

    def _known(self, extra: Mapping[PlafondKey, int], claim: Claim) -> Iterable[PlafondKey]:
        """The plafonds that a claim touches and that are here."""
        return [plafond for plafond in extra.keys() | claim.per_plafond.keys() if plafond in self._saldi]

    def _room_after_release(
        self, plafonds: Iterable[PlafondKey], reservering: Claimstand | None
    ) -> dict[PlafondKey, int]:
        """VRIJ of these, had the reservation been given back first."""
        gereserveerd = in_room(reservering.bedragen) if reservering else {}
        return {plafond: max(0, self._saldi[plafond].room_cents + gereserveerd.get(plafond, 0)) for plafond in plafonds}

    def _take_over(self, position: int, line: _Line, reservering: Claimstand) -> None:
        """As much of a reservation as more beslag is needed becomes beslag."""
        old, new = self.held(line.key), line.new
        extra: dict[RekeningKey, int] = {}
        released: dict[RekeningKey, int] = {}
        for key, about in reservering.bedragen.items():
            beslag = key if key.tenzij else RekeningKey(key.plafond, Rekening.BESLAG)
            cents = min(about, new.get(beslag, 0) - old.get(beslag, 0))
            if cents > 0:
                extra[beslag] = released[key] = cents
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
        held: Bedragen,
        *,
        is_stopped: bool = False,
    ) -> PlafondBesloten:
        """The decision as a gebeurtenis, folded; `held` is what is held for it, if it is."""
        covered = per_plafond({one: cents for one, cents in held.items() if one.tenzij}) if uitkomst.holds_room else {}
        overschrijding: dict[PlafondKey, int] = {}
        for booked_at, boeking in reversed(self.boekingen):
            if booked_at != position:
                break
            if boeking.credit is Rekening.OVERSCHRIJDING and boeking.claim == key:
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
                    tenzij_cents=covered.get(plafond, 0),
                )
                for plafond, cents in sorted(claim.per_plafond.items())
            ),
            onder_clientenstop=is_stopped and not uitkomst.passes_stop,
            vervalt_op=lapse_day(care) if isinstance(care, Verzoek) and uitkomst.holds_room else None,
        )
        self.fold_besluit(position, gebeurtenis, subject(care))
        return gebeurtenis


def _is_covered(held: Bedragen, more: Mapping[PlafondKey, int], *, is_within: bool) -> bool:
    """Whether a tenzij covers it: nothing of it takes room, and something is under one, or all its days are."""
    takes_room = any(cents > 0 for cents in more.values())
    return not takes_room and (is_within or any(key.tenzij for key in held))

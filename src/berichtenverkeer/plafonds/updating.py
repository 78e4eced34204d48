# SPDX-License-Identifier: EUPL-1.2
"""The money brought in line with state and register: no decision, only differences.

What is booked is always the difference between the new claim and the old one (definitions.md 6.2), so nothing here
needs to know why a claim changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds import claims, dekking, tenzij, wijziging
from berichtenverkeer.plafonds.booking import Saldo, Subject
from berichtenverkeer.plafonds.claim import Claim, in_room
from berichtenverkeer.plafonds.claims import Term
from berichtenverkeer.plafonds.claimstand import Claimstand, summed
from berichtenverkeer.plafonds.dekking import Cover, Sharer, Use
from berichtenverkeer.plafonds.keys import (
    Bedragen,
    PlafondKey,
    Rekening,
    RekeningKey,
    from_toewijzing,
    from_verzoek,
)
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.plafonds.money_state import MoneyState, subject
from berichtenverkeer.plafonds.tenzij import Tenzij
from berichtenverkeer.plafonds.wijziging import Asked
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import LayersRow, Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.stand import RegisterStand

Who = tuple[bytes, str]
"""A client at an aanbieder: whose claims share in a tenzij."""


class MoneyUpdater(MoneyState):
    """A MoneyState that knows what claims should be: by `register`, with the declaration term back from `peilmaand`.

    Of whom a tenzij holds (`add_tenzijs`), all claims share in it: what changes one of them can change the others.
    """

    def __init__(
        self,
        register: RegisterStand,
        saldi: Iterable[Saldo] = (),
        claimstanden: Iterable[Claimstand] = (),
        *,
        peilmaand: date | None = None,
    ) -> None:
        super().__init__(saldi, claimstanden)
        self.register = register
        self._money = money_register(register)
        self._first_declarable = self._money.first_declarable_day(peilmaand)
        self._tenzijs: dict[UUID, Tenzij] = {}
        self._tenzijs_of: dict[Who, set[UUID]] = {}
        self._covers: dict[Who, tuple[Cover, ...]] = {}

    def add_tenzijs(self, tenzijs: Iterable[Tenzij]) -> None:
        """Add tenzij's: all of a client at an aanbieder, or none."""
        touched: set[Who] = set()
        for one in tenzijs:
            self._tenzijs[one.id] = one
            who = one.verzoek.client, one.verzoek.aanbieder
            self._tenzijs_of.setdefault(who, set()).add(one.id)
            touched.add(who)
        for who in touched:
            self._covers[who] = dekking.covers(self._tenzijs[id_] for id_ in self._tenzijs_of[who])

    def shares(self, care: Toewijzing | Verzoek) -> bool:
        """Whether a tenzij holds for its client there."""
        return bool(self._covers.get((care.client, care.aanbieder)))

    @property
    def tenzijs(self) -> list[Tenzij]:
        """Every one that is here."""
        return list(self._tenzijs.values())

    @property
    def sharing(self) -> list[Who]:
        """Of whom a tenzij is here that holds."""
        return sorted(who for who, covers in self._covers.items() if covers)

    def fold_tenzij(self, gebeurtenis: OneTenzijGebeurtenis) -> None:
        """A step of a tenzij; what follows for the money is booked by `book_shared`."""
        tenzij.fold(self._tenzijs, gebeurtenis)
        if (now := self._tenzijs.get(gebeurtenis.tenzij_id)) is not None:
            self.add_tenzijs([now])

    def book_plafonds(self, position: int, aanbieders: frozenset[str] | None = None) -> None:
        """Give every plafond (of `aanbieders`) the amount of the register; one that is gone gets an amount of 0."""
        for key in sorted(self._money.bedragen.keys() | self._saldi.keys()):
            if aanbieders is not None and key.aanbieder not in aanbieders:
                continue
            old = self._saldi.get(key)
            bedrag = self._money.bedragen.get(key, 0)
            if old is None or -old.stand(Rekening.PLAFOND) != bedrag:
                self.fold_plafond(position, key)
                self.book(position, {None: {RekeningKey(key, Rekening.PLAFOND): -bedrag}})

    def book_toewijzingen(self, touches: Mapping[tuple[str, int], int], stand: Stand) -> None:
        """Bring what is held for these toewijzingen, each at its position, in line with the state."""
        shared: dict[Who, int] = {}
        for (gemeente, number), position in touches.items():
            toewijzing = stand.toewijzing(gemeente, number)
            if toewijzing is None:
                self.book(position, {from_toewijzing(gemeente, number): {}})
            elif self._covers.get(who := (toewijzing.client, toewijzing.aanbieder)):
                shared.setdefault(who, position)
            else:
                now = self._bookable(self._claim(toewijzing, stand).bedragen)
                self.book(position, {from_toewijzing(gemeente, number): now}, subject(toewijzing))
        for who, position in shared.items():
            self.book_shared(position, who, stand)

    def book_shared(self, position: int, who: Who, stand: Stand) -> None:
        """Bring all that shares in a tenzij in line with the state: all of it is in `stand`.

        Also after a tenzij ended; nothing where there never was one.
        """
        if who in self._covers:
            self._book_all(position, self.due(who, stand), stand)

    def book_reservering(self, position: int, verzoek: Verzoek, stand: Stand) -> None:
        """Bring what is reserved for a verzoek in line with register and state; nothing when nothing is reserved."""
        reservering = self._gereserveerd(from_verzoek(verzoek.sleutel))
        if reservering is None:
            return
        if self._covers.get(who := (verzoek.client, verzoek.aanbieder)):
            self.book_shared(position, who, stand)
        else:
            now = self._bookable(self._asked(verzoek, stand).claim.bedragen)
            self.book(position, {reservering.claim: now}, subject(verzoek))

    def follow(self, position: int, key: Claimsleutel, verzoek: Verzoek | None, stand: Stand) -> None:
        """After something became of a verzoek: what waits for nothing any more is given back."""
        self.fold_verzoek(key, verzoek)
        held = self._claims.get(key)
        if held is not None and not held.is_gereserveerd:
            self.release(position, held, stand)

    def release(self, position: int, held: Claimstand, stand: Stand) -> None:
        """Give back all that is held for a claim, and with it the cover that others can use."""
        had_cover = any(key.tenzij for key in held.bedragen)
        self.book(position, {held.claim: {}})
        if had_cover and held.about.client is not None:
            self.book_shared(position, (held.about.client, held.aanbieder), stand)

    def revise(self, position: int, stand: Stand, wijzigingen: Iterable[Wijziging]) -> None:
        """Book what undoing or confirming a bericht changed in the state: what a receiver did who answers himself.

        A verzoek that is open again has its reservation again, whatever room there is. One that was undone itself was
        never decided on: sent anew, it is.
        """
        touches: set[tuple[str, int]] = set()
        whose: set[Who] = set()
        for one in wijzigingen:
            if not isinstance(one.rij, LayersRow):
                continue  # what a JW317 asks is in its verzoek
            whose.add((one.rij.client, one.rij.aanbieder))
            match one.rij:
                case Verzoek() as verzoek:
                    key = from_verzoek(verzoek.sleutel)
                    self.follow(position, key, None if one.nieuw is None else verzoek, stand)
                case Toewijzing() as toewijzing:
                    touches.add((toewijzing.gemeente, toewijzing.nummer))
                case Levering() as levering:
                    if levering.toewijzing_nummer is not None:
                        touches.add((levering.gemeente, levering.toewijzing_nummer))
                case _:
                    assert_never(one.rij)
        self.book_toewijzingen(dict.fromkeys(sorted(touches), position), stand)
        for client in sorted({client for client, _ in whose}):
            for verzoek in stand.verzoeken(client):
                self.book_reservering(position, verzoek, stand)
        for who in sorted(whose):  # a toewijzing that is gone shares no more
            self.book_shared(position, who, stand)

    # -- what claims should be

    def due(self, who: Who, stand: Stand, more: Sequence[Sharer] = ()) -> dict[Claimsleutel, Bedragen]:
        """What should be held for all claims that share in the tenzij's of a client at an aanbieder, with `more`."""
        sharers = {one.key: one for one in self._sharers(who, stand)}
        sharers |= {one.key: one for one in more}
        held = dekking.divided(sharers.values(), self._covers.get(who, ()))
        return {key: self._bookable(bedragen) for key, bedragen in held.items()}

    def uses(self, who: Who, stand: Stand) -> Iterable[Use]:
        """What all claims of a client at an aanbieder use of the tenzij's there."""
        return dekking.uses(self._sharers(who, stand), self._covers.get(who, ()))

    def _due_of_all(self, whose: Iterable[Who], stand: Stand) -> dict[Claimsleutel, Bedragen]:
        """The same of each of whom a tenzij holds; of others nothing."""
        due: dict[Claimsleutel, Bedragen] = {}
        for who in sorted(who for who in whose if self._covers.get(who)):
            due |= self.due(who, stand)
        return due

    def _if_held(self, sharer: Sharer, verzoek: Verzoek, stand: Stand) -> dict[Claimsleutel, Bedragen]:
        """What would be held if a verzoek gets its claim: for itself, and for all that shares a tenzij with it."""
        if self._covers.get(who := (verzoek.client, verzoek.aanbieder)):
            return self.due(who, stand, [sharer])
        return {sharer.key: self._bookable(sharer.claim.bedragen)}

    def _sharers(self, who: Who, stand: Stand) -> Iterable[Sharer]:
        client, aanbieder = who
        for toewijzing in stand.toewijzingen(client):
            if toewijzing.aanbieder == aanbieder:
                key = from_toewijzing(toewijzing.gemeente, toewijzing.nummer)
                yield Sharer(key, toewijzing.ingangsdatum, self._claim(toewijzing, stand))
        for verzoek in stand.verzoeken(client):
            key = from_verzoek(verzoek.sleutel)
            if verzoek.aanbieder == aanbieder and verzoek.is_open and self._gereserveerd(key):
                yield Sharer(key, verzoek.ingangsdatum, self._asked(verzoek, stand).claim)

    def _book_all(self, position: int, due: Mapping[Claimsleutel, Bedragen], stand: Stand) -> None:
        """What gives room back comes before what takes it."""
        more = {key: sum(in_room(summed(due[key], self.held(key), sign=-1)).values()) for key in due}
        for key in sorted(due, key=lambda key: (more[key], key)):
            self.book(position, {key: due[key]}, _about(key, stand))

    def _more(self, due: Mapping[Claimsleutel, Bedragen]) -> dict[PlafondKey, int]:
        """How much more room all of this takes than what is held for it now."""
        more: dict[PlafondKey, int] = {}
        for key, bedragen in due.items():
            more = summed(more, in_room(summed(bedragen, self.held(key), sign=-1)))
        return more

    def _claim(self, toewijzing: Toewijzing, stand: Stand) -> Claim:
        gemeente, number = toewijzing.gemeente, toewijzing.nummer
        leveringen = stand.leveringen_at(toewijzing.client, gemeente, toewijzing.aanbieder, number)
        prestaties = stand.prestaties(gemeente, number)
        return claims.claim(
            toewijzing, leveringen, self._money, prestaties, self._first_declarable, self._cuts(toewijzing)
        )

    def terms(self, care: Toewijzing | Verzoek, stand: Stand) -> Sequence[Term]:
        """How what is expected of it is worked out; nothing of a JW317: that claims what it asks more than there is."""
        if isinstance(care, Verzoek):
            return () if care.is_wijziging else claims.terms(care, (), self._money)
        leveringen = stand.leveringen_at(care.client, care.gemeente, care.aanbieder, care.nummer)
        prestaties = stand.prestaties(care.gemeente, care.nummer)
        return claims.terms(care, leveringen, self._money, prestaties, self._first_declarable)

    def _asked(self, verzoek: Verzoek, stand: Stand) -> Asked:
        """What a verzoek claims, and whether that is never blocked."""
        if verzoek.is_wijziging:
            return wijziging.asked(verzoek, stand, self._money, self._held(verzoek))
        claim = claims.claim(verzoek, (), self._money, cuts=self._cuts(verzoek))
        is_gedwongen_kader = self._is_gedwongen_kader(verzoek, verzoek.verwijzer, verzoek.ontvangen_op)
        zorg = (verzoek.categorie, verzoek.code, verzoek.ingangsdatum)
        return Asked(claim, self._is_crisis(verzoek), is_gedwongen_kader, (zorg,), self._is_within(verzoek))

    def _is_crisis(self, care: Toewijzing | Verzoek) -> bool:
        return self._money.is_crisis(care.categorie, care.code, care.ingangsdatum)

    def _is_gedwongen_kader(self, care: Toewijzing | Verzoek, verwijzer: str | None, op: date) -> bool:
        return self._money.is_gedwongen_kader(care.categorie, care.code, care.ingangsdatum, verwijzer, op)

    def _is_within(self, care: Toewijzing | Verzoek) -> bool:
        return dekking.are_within(self._held(care), care.categorie, care.code, care.ingangsdatum, care.einddatum)

    def _cuts(self, care: Toewijzing | Verzoek) -> tuple[date, ...]:
        return dekking.cuts(self._held(care))

    def _held(self, care: Toewijzing | Verzoek) -> Sequence[Cover]:
        return self._covers.get((care.client, care.aanbieder), ())

    def _bookable(self, bedragen: Bedragen) -> Bedragen:
        """What can be booked now; the rest follows when the plafond is loaded."""
        return {key: cents for key, cents in bedragen.items() if cents and key.plafond in self._saldi}

    def _gereserveerd(self, key: Claimsleutel | None) -> Claimstand | None:
        stand = self._claims.get(key) if key else None
        return stand if stand is not None and stand.is_gereserveerd else None


def _about(key: Claimsleutel, stand: Stand) -> Subject | None:
    care = stand.verzoek(key.verzoek) if key.soort is Claimsoort.VERZOEK else stand.toewijzing(key.partij, key.nummer)
    return None if care is None else subject(care)


def reservering_of(stand: Stand, gebeurtenis: ToewijzingVastgesteld) -> Claimsleutel | None:
    """The claim of the verzoek that a toewijzing answers: of the same client, to the same gemeente."""
    if gebeurtenis.verzoek is None:
        return None
    verzoek = stand.verzoek_on(gebeurtenis.gemeente, gebeurtenis.verzoek)
    is_answered = verzoek is not None and verzoek.client == gebeurtenis.client and verzoek.is_toegewezen
    return from_verzoek(gebeurtenis.verzoek) if is_answered else None

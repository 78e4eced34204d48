# SPDX-License-Identifier: EUPL-1.2
"""With the half-yearly settlement of tenzij's: asked, answered, fixed for ever, and what moved after it."""

from collections.abc import Callable
from datetime import date
from random import Random
from uuid import UUID

from bellers import administration, as_
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.gateway.verrekening_forms import (
    Opgave,
    OtherBedrag,
    OtherHoeveelheid,
    OtherVolume,
    Uitvraag,
    Vaststelling,
    VerrekeningQuestion,
    Verrekeningregel,
    VerrekeningView,
)
from plafonds.bouw import A, B
from proces.alles import Alles
from proces.geldregio import Kasboek

JULY, JANUARY = date(2026, 7, 2), date(2027, 1, 4)
"""From these days on a half year is over."""


class Halfjaren(Alles):
    """What was fixed is kept, to be compared for ever."""

    def __init__(self) -> None:
        super().__init__()
        self._vastgesteld: dict[UUID, VerrekeningView] = {}

    def _handelingen(self) -> list[Callable[[Random], None]]:
        return [*super()._handelingen(), self._halfjaar]

    def _halfjaar(self, lot: Random) -> None:
        """Asked of one of the two; answered and fixed at once, by the aanbieder or by the calendar."""
        if self._today < JULY:
            self._gedekte_zorg(lot)
        if not self._tenzijs:
            return
        later = lot.random() < 0.3 and self._today >= JULY
        self._clock.zet(max(self._today, JANUARY if later else JULY))
        helft = 2 if self._today >= JANUARY and lot.random() < 0.7 else 1
        aanbieder = self._debets[-1][0].zet.aanbieder if self._debets else lot.choice((A, B))
        asked = self._vraag_uit(aanbieder, helft)
        if asked is not None:
            self._handel_af(lot, asked)
        for _ in range(lot.choice((0, 3))):
            self._credit(lot)
        self._draai(self._kijk_na())
        self._zie_na()

    def _vraag_uit(self, aanbieder: str, helft: int) -> VerrekeningView | None:
        """None: there is nothing to ask about."""
        question = Uitvraag(aanbieder=aanbieder, jaar=2026, helft=1 if helft == 1 else 2, door="contractmanager")
        ask = self._gateways[0].verrekeningen.ask(as_(self._gateways[0], "REGIO"), question)
        try:
            asked = self._draai(ask)
        except StepImpossible:
            return None
        for regel in asked.regels:
            self._voorzie(regel.tenzij, helft, regel.bedrag_cents)
            moved: dict[tuple[int, int], int] = {(one.jaar, one.helft): one.bedrag_cents for one in regel.correcties}
            for (naam, jaar, other), settled in self._kasboek.verrekend.items():
                if naam == str(regel.tenzij) and other != helft:
                    self._voorzie(regel.tenzij, other, settled + moved.get((jaar, other), 0))
        return asked

    def _voorzie(self, tenzij: UUID, helft: int, cents: int) -> None:
        """What was approved in a half year, as the second bookkeeper has it."""
        assert isinstance(self._kasboek, Kasboek)
        assert cents == self._kasboek.productie(str(tenzij), 2026, helft)

    def _handel_af(self, lot: Random, asked: VerrekeningView) -> None:
        verrekeningen, region = self._gateways[1].verrekeningen, as_(self._gateways[1], "REGIO")
        first = asked.regels[0]
        other = [OtherVolume(tenzij=first.tenzij, volumes=[OtherHoeveelheid(eenheid="14", volume=3)], reden="Geteld.")]
        if lot.random() < 0.7:
            opgave = Opgave(door="planner", regels=other if lot.random() < 0.3 else [])
            self._draai(verrekeningen.answer(as_(self._gateways[1], asked.aanbieder), asked.id, opgave))
        else:
            self._clock.zet(asked.antwoord_voor)
            self._clock.zet(date.fromordinal(asked.antwoord_voor.toordinal() + 1))
        less = [OtherBedrag(tenzij=first.tenzij, bedrag_cents=first.bedrag_cents // 2, reden="Afgesproken.")]
        fixed = Vaststelling(door="contractmanager", regels=less if lot.random() < 0.3 else [])
        settled = self._draai(verrekeningen.settle(region, asked.id, fixed))
        self._vastgesteld[settled.id] = settled
        self.gezien["verrekend"] += any(one.verrekend_cents for one in settled.regels)

    def _zie_na(self) -> None:
        """What was fixed is as it was; what moved since is said."""
        listing = self._gateways[0].verrekeningen.listing(administration(self._gateways[0]), VerrekeningQuestion())
        now = {one.id: one for one in self._draai(listing).verrekeningen}
        for id_, settled in self._vastgesteld.items():
            for before, after in zip(settled.regels, now[id_].regels, strict=True):
                assert _fixed(before) == _fixed(after), "settled never changes"
                self._is_gezegd(now[id_].helft, after)

    def _is_gezegd(self, helft: int, regel: Verrekeningregel) -> None:
        moved = regel.na_verrekening_gewijzigd_cents
        assert moved is not None, "settled"
        self._voorzie(regel.tenzij, helft, self._kasboek.verrekend[str(regel.tenzij), 2026, helft] + moved)
        self.gezien["na verrekening gewijzigd"] += bool(moved)

    def teardown(self) -> None:
        """Once more at the end."""
        if self._vastgesteld:
            self._zie_na()
        super().teardown()


def _fixed(regel: Verrekeningregel) -> tuple[object, ...]:
    """What does not change any more, nor what was asked and answered."""
    asked = regel.volumes, regel.bedrag_cents, regel.correcties, regel.opgave, regel.reden
    return *asked, regel.verrekend_cents, regel.verrekende_correcties, regel.vaststelling

# SPDX-License-Identifier: EUPL-1.2
"""Parties that answer themselves: what they got counts meanwhile, until they confirm it or turn it back."""

from collections.abc import Callable, Sequence
from random import Random
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from berichtenverkeer.berichten import Bericht, soort
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from gatewaybouw import received
from plafonds.bouw import A, B, G
from proces.halfjaren import Halfjaren
from proces.keuzes import BUUR, KEUZES, Keuze
from proces.toestanden import Gebouwd, Geleverd
from proces.toezicht import Toezicht


class Zelf(Halfjaren):
    """Nobody foretells what is decided: that it adds up, is what state says, and is within what was allowed."""

    @initialize(choice=KEUZES, zelf=st.sets(st.sampled_from((A, B, G, BUUR)), min_size=1))
    def begin(self, choice: Keuze, zelf: set[str]) -> None:
        self.zelf = zelf
        self._draai(self._open(choice))

    def _toezicht(self) -> Toezicht:
        return Toezicht()

    def _geladen(self, new: RegisterStand) -> None:
        pass

    def _lopend(self) -> list[Geleverd]:
        return self._toewijzingen

    def _voorzie(self, _tenzij: UUID, _helft: int, cents: int) -> None:
        assert cents >= 0

    async def _send(self, gebouwd: Sequence[Gebouwd]) -> None:
        """Often somebody answers something at once."""
        await super()._send(gebouwd)
        if (lot := Random(self._teller)).random() < 0.5:
            await self._beantwoord(lot)

    def _handelingen(self) -> list[Callable[[Random], None]]:
        return [*super()._handelingen(), lambda lot: self._draai(self._beantwoord(lot))]

    async def _beantwoord(self, lot: Random) -> None:
        """One or a few, in any order: good, or not."""
        for _ in range(min(len(self._wachtend), lot.choice((1, 1, 3)))):
            heen = self._wachtend.pop(lot.randrange(len(self._wachtend)))
            faults = [] if lot.random() < 0.6 else [_fault(heen)]
            await received(lot.choice(self._gateways), self._antwoord_op(heen, faults), heen.header.ontvanger)
            self.gezien["teruggedraaid" if faults else "bevestigd"] += 1
        await self._kijk_na()

    def _antwoord_op(self, heen: Bericht, faults: Sequence[Bevinding]) -> Bericht:
        self._teller += 1
        name = f"A{self._teller}"
        if isinstance(heen, JW323):
            return declaratieantwoord(heen, faults, name, self._today)
        return retourbericht(heen, faults, name, self._today)


def _fault(heen: Bericht) -> Bevinding:
    pad = f"{soort(heen).naam}/Header"
    return Bevinding(
        code="EIGEN",
        niveau=Niveau.BERICHT,
        pad=pad,
        regelnummer=None,
        tekst="",
        actie="",
        retourcode="0001",
    )

# SPDX-License-Identifier: EUPL-1.2
"""What is always so of the money of a region, whoever decides: read from the ledger and its boekingen as they come."""

from collections import Counter
from collections.abc import Iterable

from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.gebeurtenissen import from_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven, PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OfOneTenzij, TenzijVerrekend
from berichtenverkeer.plafonds.booking import Boeking, Saldo
from berichtenverkeer.plafonds.keys import UNDER_TENZIJ, Rekening
from plafonds.orakel.vertaling import Tenzijen

Part = tuple[str, str, str, str]
"""A tenzij with what its plafonds are of: aanbieder, perceel, segment."""


class Toezicht:
    """Every method asserts. What is settled is kept here: `verrekend` by tenzij and half year."""

    def __init__(self) -> None:
        self.uitkomsten: Counter[str] = Counter()
        self.gelezen = 0
        self.verrekend: Counter[tuple[str, int, int]] = Counter()
        self._tenzijen = Tenzijen()
        self._maximum: dict[str, int] = {}
        self._under: Counter[Part] = Counter()

    def lees(self, rows: Iterable[GebeurtenisRow]) -> None:
        """What came into the ledger since the last time, in its order."""
        for row in rows:
            self.gelezen = max(self.gelezen, row.positie)
            gebeurtenis = from_json(row.inhoud)
            if isinstance(gebeurtenis, PlafondBesloten):
                self.uitkomsten[gebeurtenis.uitkomst] += 1
            elif isinstance(gebeurtenis, PeilmaandVerschoven):
                self.uitkomsten["maand verschoven"] += 1
            elif isinstance(gebeurtenis, OfOneTenzij):
                holds = self._tenzijen.stap(gebeurtenis)
                if holds is not None:
                    self._maximum[holds.naam] = holds.maximum
                if isinstance(gebeurtenis, TenzijVerrekend):
                    self._verreken(gebeurtenis)

    def _verreken(self, settled: TenzijVerrekend) -> None:
        """A half year is settled once; later ones correct it."""
        naam = str(settled.tenzij_id)
        assert (naam, settled.jaar, settled.helft) not in self.verrekend, "settled twice"
        self.verrekend[naam, settled.jaar, settled.helft] = settled.bedrag_cents
        for one in settled.correcties:
            assert (naam, one.jaar, one.helft) in self.verrekend, "not settled yet"
            self.verrekend[naam, one.jaar, one.helft] += one.bedrag_cents

    def boek(self, boekingen: Iterable[Boeking]) -> None:
        """What was booked since the last time."""
        for one in boekingen:
            for _, rekening, cents, tenzij in one.zijden:
                if rekening in UNDER_TENZIJ:
                    plafond = one.plafond
                    self._under[tenzij, plafond.aanbieder, plafond.perceel, plafond.segment] += cents

    def vergelijk(self, booked: Iterable[Saldo]) -> None:
        """Every plafond sums to zero and is never below zero; no tenzij is above its maximum, used or settled."""
        for saldo in booked:
            assert sum(saldo.cents.values()) == 0, saldo
            assert saldo.stand(Rekening.VRIJ) >= 0, saldo
            assert not (saldo.stand(Rekening.VRIJ) and saldo.stand(Rekening.OVERSCHRIJDING)), saldo
            self.uitkomsten["onder een tenzij"] += bool(saldo.stand(Rekening.TENZIJ_RUIMTE))
        for (tenzij, *_), cents in self._under.items():
            assert 0 <= cents <= self._maximum[tenzij], "above what was allowed"
        for tenzij, maximum in self._maximum.items():
            settled = [cents for (naam, _, _), cents in self.verrekend.items() if naam == tenzij]
            assert sum(settled) <= maximum, "settled above what was allowed"

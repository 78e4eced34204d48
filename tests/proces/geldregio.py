# SPDX-License-Identifier: EUPL-1.2
"""The oracle as a second bookkeeper: reads the ledger as anyone could, and foretells every decision and every saldo."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from berichtenverkeer.core.clock import day
from berichtenverkeer.ledger.book import GebeurtenisRow
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, from_json
from berichtenverkeer.ledger.gebeurtenissen.plafonds import (
    PeilmaandVerschoven,
    PlafondBesloten,
    ReserveringVervallen,
)
from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OfOneTenzij
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.stops import Clientenstop, after_step
from berichtenverkeer.register.stand import RegisterStand
from plafonds.orakel.feiten import Toewijzing
from plafonds.orakel.vertaling import Tenzijen, Vertaler, als_besluit, clientenstop, register, rekeningen
from plafonds.orakel.wereld import Besluit, Wereld
from proces.toezicht import Toezicht


class Kasboek(Toezicht):
    """What is reserved and taken, as the definitions say. Every method asserts that the gateway thought the same."""

    def __init__(self, first_day: date) -> None:
        super().__init__()
        self._wereld = Wereld(register(RegisterStand({}, 0)), first_day)
        self._vertaler = Vertaler()
        self._stappen = Tenzijen()
        self._stops: dict[object, Clientenstop] = {}

    def load(self, new: RegisterStand) -> None:
        """A register load: other amounts, other claims, no decision."""
        self._wereld.laad(register(new))

    def actueel(self, today: date) -> list[Toewijzing]:
        """The current version of every toewijzing that is not removed and has not ended."""
        now = [every[-1] for every in self._wereld.zorgstaat.versies.values()]
        return [one for one in now if not one.is_verwijderd and (one.zorg.eind or today) >= today]

    def lees(self, rows: Iterable[GebeurtenisRow]) -> None:
        """What came into the ledger since the last time, in its order; a bericht with its decisions at once.

        Transactions at the same moment may draw positions in turn, but never two about the same aanbieder.
        """
        rows = list(rows)
        super().lees(rows)
        first: dict[object, int] = {}
        begin = 0
        for row in rows:
            # What is decided anew has no bericht: it goes with the step before it.
            is_anew = row.bericht_id is None and row.soort == PlafondBesloten.__name__
            begin = begin if is_anew else row.positie
            first.setdefault(row.bericht_id or row.positie, begin)

        def plek(row: GebeurtenisRow) -> int:
            return first[row.bericht_id or row.positie]

        for _, group in groupby(sorted(rows, key=plek), key=plek):
            self._lees_samen(list(group))

    def _lees_samen(self, rows: list[GebeurtenisRow]) -> None:
        self._wereld.vandaag = day(rows[0].geboekt_op)
        gebeurtenissen = [from_json(row.inhoud) for row in rows]
        taken = [als_besluit(one) for one in gebeurtenissen if isinstance(one, PlafondBesloten)]
        for one in taken:
            self._is_niets_verlopen(one)
        foretold: list[Besluit] = []
        for gebeurtenis in gebeurtenissen:
            foretold += self._andere(gebeurtenis)
        foretold += self._wereld.doe(*self._vertaler.feiten(gebeurtenissen))
        assert taken == foretold

    def _andere(self, gebeurtenis: Gebeurtenis) -> list[Besluit]:
        """What is no bericht."""
        match gebeurtenis:
            case ReserveringVervallen(claim=claim):
                sleutel = ("verzoek", claim.partij, claim.referentie)
                assert self._wereld.vervalt.pop(sleutel) == gebeurtenis.vervalt_op <= self._wereld.vandaag
            case PeilmaandVerschoven():
                self._wereld.verschuif()
            case ClientenstopGevraagd() | ClientenstopBesloten() | ClientenstopOpgeheven():
                stop = after_step(self._stops.get(gebeurtenis.stop_id), gebeurtenis)
                self._stops[stop.stop_id] = stop
                if stop.is_toegekend:
                    self._wereld.stops[str(stop.stop_id)] = clientenstop(stop)
            case OfOneTenzij():
                holds = self._stappen.stap(gebeurtenis)
                return [] if holds is None else self._wereld.tenzij(holds)
            case _:
                pass
        return []

    def _is_niets_verlopen(self, besluit: Besluit) -> None:
        """Before a decision on an aanbieder all reservations there lapse whose term is over."""
        who = {where[0] for where in besluit.delen}
        assert all(
            aanbieder not in who or until > self._wereld.vandaag
            for (_, aanbieder, _), until in self._wereld.vervalt.items()
        )

    def vergelijk(self, booked: Iterable[Saldo]) -> None:
        """Every plafond stands where it was counted to stand, too."""
        every = list(booked)
        super().vergelijk(every)
        assert rekeningen(every) == self._wereld.rekeningen()

    def productie(self, tenzij: str, jaar: int, helft: int) -> int:
        """What was approved under a tenzij in a half year, in cents."""
        return self._wereld.productie()[tenzij, jaar, helft]

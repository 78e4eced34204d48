# SPDX-License-Identifier: EUPL-1.2
"""A race as the ledger tells it, replayed in its order: what was free, who was kept out, what was allowed above it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen import from_json
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.stops import (
    ClientenstopBesloten,
    ClientenstopGevraagd,
    ClientenstopOpgeheven,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijBeeindigd, TenzijGewijzigd, TenzijToegekend
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.plafonds.boekingen import boekingen_between
from berichtenverkeer.plafonds.booking import Boeking
from berichtenverkeer.plafonds.keys import UNDER_TENZIJ, PlafondKey, Rekening, from_toewijzing, from_verzoek

SIGNALS = {
    "nee (plafond)": "SIGNAAL-PLAFOND-NEE-PLAFOND",
    "nee (cliëntenstop)": "SIGNAAL-PLAFOND-NEE-CLIENTENSTOP",
    "overschrijding": "SIGNAAL-PLAFOND-OVERSCHRIJDING",
    "onder": "SIGNAAL-PLAFOND-ONDER-CLIENTENSTOP",
}
"""By outcome (`onder`: a toewijzing for a new client under a stop) what the sender is told."""


class Care(msgspec.Struct, frozen=True):
    """What a claim asked: where it takes room, how much of each."""

    aanbieder: str
    cents: int
    plekken: tuple[PlafondKey, ...]
    is_in_segment: bool


class Replay:
    """What there was at every position; `foretold` is what each decision should have been."""

    def __init__(self, care: Mapping[Claimsleutel, Care]) -> None:
        self._care = care
        self.vrij: Counter[PlafondKey] = Counter()
        self._over: Counter[PlafondKey] = Counter()
        self._reserved: Counter[tuple[Claimsleutel | None, PlafondKey]] = Counter()
        self._answers: dict[Claimsleutel, Claimsleutel] = {}
        self._under: Counter[tuple[str, PlafondKey]] = Counter()
        self._maximum: dict[str, int] = {}
        self._whose: dict[tuple[bytes, str], str] = {}
        self.scope: dict[Any, tuple[str, str]] = {}
        self._in_force: set[tuple[str, str]] = set()
        self.seen: Counter[str] = Counter()

    def step(self, gebeurtenis: Any, client: bytes | None) -> None:
        """One gebeurtenis, before what is booked at its position."""
        match gebeurtenis:
            case ClientenstopGevraagd(stop_id=which, aanbieder=who, segment=segment):
                self.scope[which] = who, segment
            case ClientenstopBesloten(stop_id=which):
                self._in_force.add(self.scope[which])
            case ClientenstopOpgeheven(stop_id=which):
                self._in_force.remove(self.scope[which])
            case TenzijToegekend(tenzij_id=which, maximum_cents=maximum):
                self._whose[gebeurtenis.client, gebeurtenis.aanbieder] = str(which)
                self._maximum[str(which)] = maximum
            case TenzijGewijzigd(tenzij_id=which, maximum_cents=maximum):
                self._maximum[str(which)] = maximum
            case TenzijBeeindigd(tenzij_id=which):
                self._maximum[str(which)] = 0
            case ToewijzingVastgesteld(referentie_aanbieder=str() as referentie):
                new = from_toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
                self._answers[new] = from_verzoek(Verzoeksleutel(gebeurtenis.aanbieder, referentie))
            case PlafondBesloten():
                assert client is not None, "of somebody"
                self._decided(gebeurtenis, client)
            case _:
                pass

    def _decided(self, besluit: PlafondBesloten, client: bytes) -> None:
        care = self._care[besluit.claim]
        is_stopped = (care.aanbieder, "") in self._in_force
        is_stopped |= care.is_in_segment and (care.aanbieder, "2") in self._in_force
        is_verzoek = besluit.claim.soort is Claimsoort.VERZOEK
        more = care.cents - self._maximum.get(self._whose.get((client, care.aanbieder), ""), 0)
        # Its own reservation makes room for a toewijzing.
        own = self._answers.get(besluit.claim)
        room = [self.vrij[plek] + self._over[plek] + self._reserved[own, plek] for plek in care.plekken]
        if more <= 0:
            foretold = "tenzij"
        elif is_verzoek and is_stopped:
            foretold = "nee (cliëntenstop)"
        elif all(more <= free for free in room):
            foretold = "ja"
        else:
            foretold = "nee (plafond)" if is_verzoek else "overschrijding"
        assert besluit.uitkomst == foretold, (besluit.claim, care)
        # What a tenzij covers goes on under a stop.
        assert besluit.onder_clientenstop == (is_stopped and not is_verzoek and foretold != "tenzij")
        self.seen[foretold] += 1

    def book(self, boekingen: list[Boeking]) -> None:
        """All of one position: never more than there was, nor than a tenzij allows."""
        for one in boekingen:
            for claim, rekening, cents, tenzij in one.zijden:
                if rekening is Rekening.VRIJ:
                    self.vrij[one.plafond] += cents
                elif rekening is Rekening.OVERSCHRIJDING:
                    self._over[one.plafond] += cents
                elif rekening is Rekening.GERESERVEERD:
                    self._reserved[claim, one.plafond] += cents
                elif rekening in UNDER_TENZIJ:
                    self._under[tenzij, one.plafond] += cents
        for one in boekingen:
            assert self.vrij[one.plafond] >= 0, "the last room was given twice"
        for (tenzij, _), cents in self._under.items():
            assert 0 <= cents <= self._maximum[tenzij], "above what was allowed"


async def replay(gateway: Gateway, aanbieders: tuple[str, str], care: Mapping[Claimsleutel, Care]) -> Replay:
    """All of these aanbieders, in the order of the ledger."""
    booked: defaultdict[int, list[Boeking]] = defaultdict(list)
    async with gateway.database.lees(snapshot=True) as conn:
        grootboek = Grootboek(conn, gateway.regio)
        rows = await conn.fetch(
            "select positie, client, inhoud from gebeurtenis where regio = $1 order by positie",
            gateway.regio,
        )
        async for batch in boekingen_between(grootboek, 0, 2**62, 5_000):
            for position, one in batch:
                if one.plafond.aanbieder in aanbieders:
                    booked[position].append(one)
    told, known = Replay(care), {row["positie"]: row for row in rows}
    for position in sorted(known.keys() | booked.keys()):
        if row := known.get(position):
            gebeurtenis = from_json(row["inhoud"])
            whose = getattr(gebeurtenis, "aanbieder", None)
            if whose in aanbieders or (whose is None and getattr(gebeurtenis, "stop_id", None) in told.scope):
                told.step(gebeurtenis, row["client"])
        told.book(booked[position])
    return told

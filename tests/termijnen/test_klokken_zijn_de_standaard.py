# SPDX-License-Identifier: EUPL-1.2
"""Random lives with corrections, late and out of order: at every K the clocks are what the slow reading says."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    Product,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.projections import store
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.termijnen.clocks import Question, clocks
from berichtenverkeer.termijnen.kinds import OF_SIGNALEN, OF_TENZIJS, TERMIJNEN, Kind
from berichtenverkeer.termijnen.samenvatting import samenvatting
from examples import examples
from termijnen import oracle
from termijnen.oracle import Clock

BEGIN, DAGEN = date(2025, 11, 1), 200
GEMEENTEN, AANBIEDERS = ("0855", "0785"), ("99000101", "99000102")
PRODUCTEN = (Product("45", "45A01"), Product("45", "45A02"), Product("45"))


class Loop:
    """A story of one client with one gemeente and one aanbieder, in the order in which it reached the ledger."""

    def __init__(self, chance: Random, number: int) -> None:
        self._kans = chance
        self._client = number.to_bytes(16, "big")
        self._number = number * 100
        self._partijen: dict[str, Any] = {"gemeente": chance.choice(GEMEENTEN), "aanbieder": chance.choice(AANBIEDERS)}
        self._dag = BEGIN + timedelta(days=chance.randrange(60))
        self.gebeurtenissen: list[Gebeurtenis] = []
        for _ in range(chance.randint(1, 3)):
            chance.choice((self._verzoek, self._zorg, self._zorg))()
        if not chance.randrange(3):  # what happens may be heard in any order (OP080)
            dagen = [gebeurtenis.ontvangen_op for gebeurtenis in self.gebeurtenissen]  # type: ignore[union-attr]
            chance.shuffle(self.gebeurtenissen)
            self.gebeurtenissen = list(map(_at, self.gebeurtenissen, dagen))

    def _verder(self, at_most: int = 20) -> date:
        self._dag += timedelta(days=self._kans.choice((0, 0, 1, 3, self._kans.randint(0, at_most))))
        return self._dag

    def _rond(self, day: date) -> date:
        return day + timedelta(days=self._kans.randint(-12, 12))

    def _verzoek(self) -> None:
        chance, self._number = self._kans, self._number + 1
        referentie, received = f"V{self._number}", self._verder()
        basis: dict[str, Any] = {"referentie": referentie, "ontvangen_op": received, **self._partijen}
        dagtekening = received - timedelta(days=chance.choice((0, 1, 4)))
        if chance.randrange(3):
            question: Gebeurtenis = VerzoekOntvangen(
                client=self._client, dagtekening=dagtekening, ingangsdatum=received, verwijzer="02", **basis
            )
        else:
            question = WijzigingVerzocht(client=self._client, dagtekening=dagtekening, reden="1", delen=(), **basis)
        self.gebeurtenissen.append(question)
        if chance.randrange(2):
            self.gebeurtenissen.append(VerzoekInOnderzoek(**basis | {"ontvangen_op": self._verder()}))
        if chance.randrange(4):
            if chance.randrange(2):
                reden = chance.choice(("2", "8", "8"))
                gebeurtenis = VerzoekAfgewezen(**basis | {"ontvangen_op": self._verder(90)}, reden=reden)
                self.gebeurtenissen.append(gebeurtenis)
            else:
                self._toewijzing(Product("45", "45A01"), referentie)

    def _toewijzing(self, product: Product, referentie: str | None = None) -> int:
        """One or more versions; the last may end it, or take it away."""
        chance, self._number = self._kans, self._number + 1
        begin = self._rond(self._dag)
        end = begin + timedelta(days=chance.randint(0, 60)) if chance.randrange(3) else None
        for versie in range(chance.randint(1, 3)):
            gone = versie and not chance.randrange(4)
            self.gebeurtenissen.append(
                ToewijzingVastgesteld(
                    client=self._client,
                    nummer=self._number,
                    toewijzingsdatum=self._dag + timedelta(days=versie),
                    toewijzingstijd=time(9),
                    product=product,
                    ingangsdatum=begin,
                    einddatum=begin if gone else end,
                    reden_wijziging="13" if gone else None,
                    referentie_aanbieder=referentie,
                    ontvangen_op=self._verder(),
                    **self._partijen,
                )
            )
            end = begin + timedelta(days=chance.randint(0, 60))
        return self._number

    def _zorg(self) -> None:
        chance = self._kans
        number = self._toewijzing(chance.choice(PRODUCTEN)) if chance.randrange(5) else None
        begin = self._rond(self._dag)
        for _ in range(chance.randint(0, 3)):
            key: dict[str, Any] = {
                "client": self._client,
                "toewijzing_nummer": number,
                "product": chance.choice(PRODUCTEN[:2]),
                "begindatum": begin,
                **self._partijen,
            }
            self.gebeurtenissen.append(LeveringGestart(**key, ontvangen_op=self._verder()))
            if not chance.randrange(6):
                self.gebeurtenissen.append(StartVerwijderd(**key, ontvangen_op=self._verder()))
                if chance.randrange(2):
                    self.gebeurtenissen.append(LeveringGestart(**key, ontvangen_op=self._verder()))
            end = begin + timedelta(days=chance.randint(0, 40))
            for reden in chance.choice(((), ("20",), ("31",), ("20", "31"))):
                stop = {**key, "einddatum": end, "reden": reden}
                self.gebeurtenissen.append(LeveringGestopt(**stop, ontvangen_op=self._verder()))
                if not chance.randrange(5):
                    self.gebeurtenissen.append(StopVerwijderd(**stop, ontvangen_op=self._verder()))
            # Now and then it is told of while the care before it still ran.
            begin = end + timedelta(days=chance.randint(0, 9)) if chance.randrange(4) else begin + timedelta(days=1)


def _at(gebeurtenis: Gebeurtenis, day: date | None) -> Gebeurtenis:
    """The same, received on another day."""
    return msgspec.structs.replace(gebeurtenis, ontvangen_op=day)


async def record(database: Database, regio: str, gebeurtenissen: Sequence[Gebeurtenis]) -> None:
    """Fold them, each at its own position from 1 on."""
    stand = Stand()
    for position, gebeurtenis in enumerate(gebeurtenissen, 1):
        stand.fold(position, gebeurtenis)
    async with database.transaction() as conn:
        await store.save(Grootboek(conn, regio), stand.wijzigingen)


async def found(database: Database, regio: str, k: int, op: date) -> list[Clock]:
    async with database.lees(snapshot=True) as conn:
        page = await clocks(Grootboek(conn, regio), k, op, Question(limiet=100_000))
    return sorted(
        (
            Clock(
                one.soort.value,
                one.partij,
                one.wederpartij,
                one.sleutel,
                one.van,
                one.deadline,
                one.voldaan_op,
                one.werkdagen,
                one.werkdagen_te_laat,
            )
            for one in page.klokken
        ),
        key=str,
    )


def _levens(seed: int, count: int) -> list[Gebeurtenis]:
    """Lives side by side: one gebeurtenis of each in turn."""
    chance = Random(seed)
    lopen = [loop.gebeurtenissen for number in range(1, count + 1) if (loop := Loop(chance, number)).gebeurtenissen]
    door_elkaar: list[Gebeurtenis] = []
    while lopen:
        een_loop = chance.choice(lopen)
        door_elkaar.append(een_loop.pop(0))
        lopen = [one for one in lopen if one]
    return door_elkaar


@pytest.mark.parametrize("seed", range(3))
async def test_clocks_of_many_lives_at_every_k_are_those_of_the_slow_reading(
    database: Database, regio: str, seed: int
) -> None:
    gebeurtenissen = _levens(seed, 60)
    await record(database, regio, gebeurtenissen)
    kinds: set[str] = set()
    for k in (len(gebeurtenissen) // 3, 2 * len(gebeurtenissen) // 3, len(gebeurtenissen)):
        for op in (date(2026, 3, 1), date(2026, 4, 26), BEGIN + timedelta(days=3 * DAGEN)):
            expected = oracle.clocks(gebeurtenissen[:k], op)
            assert await found(database, regio, k, op) == expected
            kinds |= {one.soort for one in expected}
    assert kinds == set(Kind) - {Kind.RETOURBERICHT, Kind.DECLARATIEANTWOORD} - OF_TENZIJS - OF_SIGNALEN


@settings(max_examples=examples(18), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), dagen=st.integers(0, 3 * DAGEN))
async def test_no_life_can_be_thought_of_with_other_clocks(database: Database, seed: int, dagen: int) -> None:
    gebeurtenissen, regio = _levens(seed, 2), f"h{new_id().hex}"
    await record(database, regio, gebeurtenissen)
    op = BEGIN + timedelta(days=dagen)
    for k in range(0, len(gebeurtenissen) + 1, 3):
        assert await found(database, regio, k, op) == oracle.clocks(gebeurtenissen[:k], op)


async def test_a_summary_adds_up_to_its_list(database: Database, regio: str) -> None:
    gebeurtenissen, op = _levens(9, 60), date(2026, 4, 28)
    await record(database, regio, gebeurtenissen)
    k, periode = len(gebeurtenissen), (date(2026, 1, 1), date(2026, 3, 31))
    listing = oracle.clocks(gebeurtenissen, op)
    async with database.lees(snapshot=True) as conn:
        tallies = await samenvatting(Grootboek(conn, regio), k, op, periode)
    for one in tallies:
        own = [clock for clock in listing if (clock.soort, clock.partij) == (one.soort, one.partij)]
        open_ = [clock for clock in own if clock.voldaan_op is None]
        voldaan = [clock for clock in own if clock.voldaan_op and periode[0] <= clock.voldaan_op <= periode[1]]
        assert (one.open, one.open_te_laat) == (len(open_), sum(clock.te_laat > 0 for clock in open_))
        assert one.oudste == min((clock.van for clock in open_), default=None)
        assert one.voldaan_te_laat == sum(clock.te_laat > 0 for clock in voldaan)
        assert one.voldaan_op_tijd + one.voldaan_te_laat == len(voldaan)
        assert one.is_signaal == TERMIJNEN[one.soort].is_signaal
    assert {one.partij for one in tallies} == {*GEMEENTEN, *AANBIEDERS}
    assert sum(one.open for one in tallies) == sum(clock.voldaan_op is None for clock in listing)

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
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
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
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.termijnen.klokken import Vraag, klokken
from berichtenverkeer.termijnen.samenvatting import samenvatting
from berichtenverkeer.termijnen.soorten import TERMIJNEN, Soort
from termijnen import oracle
from termijnen.oracle import Klok

BEGIN, DAGEN = date(2025, 11, 1), 200
GEMEENTEN, AANBIEDERS = ("0855", "0785"), ("99000101", "99000102")
PRODUCTEN = (Product("45", "45A01"), Product("45", "45A02"), Product("45"))


class Loop:
    """A story of one client with one gemeente and one aanbieder, in the order in which it reached the ledger."""

    def __init__(self, kans: Random, nummer: int) -> None:
        self._kans = kans
        self._client = nummer.to_bytes(16, "big")
        self._nummer = nummer * 100
        self._partijen: dict[str, Any] = {"gemeente": kans.choice(GEMEENTEN), "aanbieder": kans.choice(AANBIEDERS)}
        self._dag = BEGIN + timedelta(days=kans.randrange(60))
        self.feiten: list[Gebeurtenis] = []
        for _ in range(kans.randint(1, 3)):
            kans.choice((self._verzoek, self._zorg, self._zorg))()
        if not kans.randrange(3):  # what happens may be heard in any order (OP080)
            dagen = [feit.ontvangen_op for feit in self.feiten]  # type: ignore[union-attr]
            kans.shuffle(self.feiten)
            self.feiten = list(map(_op, self.feiten, dagen))

    def _verder(self, hoogstens: int = 20) -> date:
        self._dag += timedelta(days=self._kans.choice((0, 0, 1, 3, self._kans.randint(0, hoogstens))))
        return self._dag

    def _rond(self, dag: date) -> date:
        return dag + timedelta(days=self._kans.randint(-12, 12))

    def _verzoek(self) -> None:
        kans, self._nummer = self._kans, self._nummer + 1
        referentie, ontvangen = f"V{self._nummer}", self._verder()
        basis: dict[str, Any] = {"referentie": referentie, "ontvangen_op": ontvangen, **self._partijen}
        dagtekening = ontvangen - timedelta(days=kans.choice((0, 1, 4)))
        if kans.randrange(3):
            vraag: Gebeurtenis = VerzoekOntvangen(
                client=self._client, dagtekening=dagtekening, ingangsdatum=ontvangen, verwijzer="02", **basis
            )
        else:
            vraag = WijzigingVerzocht(client=self._client, dagtekening=dagtekening, reden="1", delen=(), **basis)
        self.feiten.append(vraag)
        if kans.randrange(2):
            self.feiten.append(VerzoekInOnderzoek(**basis | {"ontvangen_op": self._verder()}))
        if kans.randrange(4):
            if kans.randrange(2):
                reden = kans.choice(("2", "8", "8"))
                feit = VerzoekAfgewezen(**basis | {"ontvangen_op": self._verder(90)}, reden=reden)
                self.feiten.append(feit)
            else:
                self._toewijzing(Product("45", "45A01"), referentie)

    def _toewijzing(self, product: Product, referentie: str | None = None) -> int:
        """One or more versions; the last may end it, or take it away."""
        kans, self._nummer = self._kans, self._nummer + 1
        begin = self._rond(self._dag)
        einde = begin + timedelta(days=kans.randint(0, 60)) if kans.randrange(3) else None
        for versie in range(kans.randint(1, 3)):
            weg = versie and not kans.randrange(4)
            self.feiten.append(
                ToewijzingVastgesteld(
                    client=self._client,
                    nummer=self._nummer,
                    toewijzingsdatum=self._dag + timedelta(days=versie),
                    toewijzingstijd=time(9),
                    product=product,
                    ingangsdatum=begin,
                    einddatum=begin if weg else einde,
                    reden_wijziging="13" if weg else None,
                    referentie_aanbieder=referentie,
                    ontvangen_op=self._verder(),
                    **self._partijen,
                )
            )
            einde = begin + timedelta(days=kans.randint(0, 60))
        return self._nummer

    def _zorg(self) -> None:
        kans = self._kans
        nummer = self._toewijzing(kans.choice(PRODUCTEN)) if kans.randrange(5) else None
        begin = self._rond(self._dag)
        for _ in range(kans.randint(0, 3)):
            sleutel: dict[str, Any] = {
                "client": self._client,
                "toewijzing_nummer": nummer,
                "product": kans.choice(PRODUCTEN[:2]),
                "begindatum": begin,
                **self._partijen,
            }
            self.feiten.append(LeveringGestart(**sleutel, ontvangen_op=self._verder()))
            if not kans.randrange(6):
                self.feiten.append(StartVerwijderd(**sleutel, ontvangen_op=self._verder()))
                if kans.randrange(2):
                    self.feiten.append(LeveringGestart(**sleutel, ontvangen_op=self._verder()))
            einde = begin + timedelta(days=kans.randint(0, 40))
            for reden in kans.choice(((), ("20",), ("31",), ("20", "31"))):
                stop = {**sleutel, "einddatum": einde, "reden": reden}
                self.feiten.append(LeveringGestopt(**stop, ontvangen_op=self._verder()))
                if not kans.randrange(5):
                    self.feiten.append(StopVerwijderd(**stop, ontvangen_op=self._verder()))
            # Now and then it is told of while the care before it still ran.
            begin = einde + timedelta(days=kans.randint(0, 9)) if kans.randrange(4) else begin + timedelta(days=1)


def _op(feit: Gebeurtenis, dag: date | None) -> Gebeurtenis:
    """The same, received on another day."""
    return msgspec.structs.replace(feit, ontvangen_op=dag)


async def leg_vast(database: Database, regio: str, feiten: Sequence[Gebeurtenis]) -> None:
    """Fold them, each at its own position from 1 on."""
    stand = Stand()
    for positie, feit in enumerate(feiten, 1):
        stand.vouw(positie, feit)
    async with database.transactie() as conn:
        await opslag.bewaar(Grootboek(conn, regio), stand.wijzigingen)


async def gevonden(database: Database, regio: str, k: int, op: date) -> list[Klok]:
    async with database.lees(momentopname=True) as conn:
        bladzijde = await klokken(Grootboek(conn, regio), k, op, Vraag(limiet=100_000))
    return sorted(
        (
            Klok(
                een.soort.value,
                een.partij,
                een.wederpartij,
                een.sleutel,
                een.van,
                een.deadline,
                een.voldaan_op,
                een.werkdagen,
                een.werkdagen_te_laat,
            )
            for een in bladzijde.klokken
        ),
        key=str,
    )


def _levens(zaad: int, aantal: int) -> list[Gebeurtenis]:
    """Lives side by side: one gebeurtenis of each in turn."""
    kans = Random(zaad)
    lopen = [loop.feiten for nummer in range(1, aantal + 1) if (loop := Loop(kans, nummer)).feiten]
    door_elkaar: list[Gebeurtenis] = []
    while lopen:
        een_loop = kans.choice(lopen)
        door_elkaar.append(een_loop.pop(0))
        lopen = [een for een in lopen if een]
    return door_elkaar


@pytest.mark.parametrize("zaad", range(4))
async def test_clocks_of_many_lives_at_every_k_are_those_of_the_slow_reading(
    database: Database, regio: str, zaad: int
) -> None:
    feiten = _levens(zaad, 60)
    await leg_vast(database, regio, feiten)
    soorten: set[str] = set()
    for k in (len(feiten) // 3, 2 * len(feiten) // 3, len(feiten)):
        for op in (date(2026, 3, 1), date(2026, 4, 26), BEGIN + timedelta(days=3 * DAGEN)):
            verwacht = oracle.klokken(feiten[:k], op)
            assert await gevonden(database, regio, k, op) == verwacht
            soorten |= {een.soort for een in verwacht}
    assert soorten == {soort.value for soort in Soort} - {"retourbericht", "declaratieantwoord"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zaad=st.integers(0, 10**9), dagen=st.integers(0, 3 * DAGEN))
async def test_no_life_can_be_thought_of_with_other_clocks(database: Database, zaad: int, dagen: int) -> None:
    feiten, regio = _levens(zaad, 2), f"h{nieuw_id().hex}"
    await leg_vast(database, regio, feiten)
    op = BEGIN + timedelta(days=dagen)
    for k in range(0, len(feiten) + 1, 3):
        assert await gevonden(database, regio, k, op) == oracle.klokken(feiten[:k], op)


async def test_a_summary_adds_up_to_its_list(database: Database, regio: str) -> None:
    feiten, op = _levens(9, 60), date(2026, 4, 28)
    await leg_vast(database, regio, feiten)
    k, periode = len(feiten), (date(2026, 1, 1), date(2026, 3, 31))
    lijst = oracle.klokken(feiten, op)
    async with database.lees(momentopname=True) as conn:
        tellingen = await samenvatting(Grootboek(conn, regio), k, op, periode)
    for een in tellingen:
        eigen = [klok for klok in lijst if (klok.soort, klok.partij) == (een.soort, een.partij)]
        open_ = [klok for klok in eigen if klok.voldaan_op is None]
        voldaan = [klok for klok in eigen if klok.voldaan_op and periode[0] <= klok.voldaan_op <= periode[1]]
        assert (een.open, een.open_te_laat) == (len(open_), sum(klok.te_laat > 0 for klok in open_))
        assert een.oudste == min((klok.van for klok in open_), default=None)
        assert een.voldaan_te_laat == sum(klok.te_laat > 0 for klok in voldaan)
        assert een.voldaan_op_tijd + een.voldaan_te_laat == len(voldaan)
        assert een.is_signaal == TERMIJNEN[een.soort].is_signaal
    assert {een.partij for een in tellingen} == {*GEMEENTEN, *AANBIEDERS}
    assert sum(een.open for een in tellingen) == sum(klok.voldaan_op is None for klok in lijst)

# SPDX-License-Identifier: EUPL-1.2
"""Whatever happens, and whatever is granted, ended or changed meanwhile: the same money for the same state."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Product, VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.ledger.gebeurtenissen.tenzij import OneTenzijGebeurtenis
from berichtenverkeer.plafonds.keys import IN_ROOM, UNDER_TENZIJ, Rekening
from berichtenverkeer.plafonds.tenzij import faults, folded
from berichtenverkeer.register.stand import RegisterStand
from examples import examples
from plafonds.bouw import Life, plafond, prestatie, register, toewijzing
from plafonds.tenzijbouw import T1, T2, beeindigd, gevraagd, gewijzigd, toegekend
from plafonds.test_boekhouding import (
    CODES,
    DAGEN,
    NUMMERS,
    OF,
    OMVANGEN,
    REGISTERS,
    berichten,
    expected,
)

IDS = st.sampled_from([T1, T2])
MAXIMA = st.integers(1, 30_000) | st.integers(1, 3_000_000)
PRODUCTS = st.sampled_from([Product("45"), Product("45", "45A04"), Product("45", "45A06")])


@st.composite
def steps_of(draw: st.DrawFn) -> OneTenzijGebeurtenis:
    id_, van, tot = draw(IDS), draw(DAGEN), draw(DAGEN)
    soort = draw(st.sampled_from(["gevraagd", "toegekend", "toegekend", "gewijzigd", "beeindigd"]))
    if soort == "gevraagd":
        return gevraagd(id_)
    if soort == "toegekend":
        return toegekend(id_, draw(MAXIMA), product=draw(PRODUCTS), van=van, tot=tot)
    return gewijzigd(draw(MAXIMA), tot, id_) if soort == "gewijzigd" else beeindigd(van, id_)


STEPS = st.lists(
    st.one_of(*[berichten()] * 4, *[steps_of()] * 3, REGISTERS, st.integers(1, 60), st.just("maand")),
    min_size=8,
    max_size=30,
)


def maxima(steps: Sequence[OneTenzijGebeurtenis]) -> dict[str, int]:
    return {str(one.id): one.geldt.maximum_cents for one in folded(steps).values() if one.geldt is not None}


def under_tenzij(life: Life) -> dict[str, int]:
    """What is under each tenzij, counted once: in the plafonds of all that the aanbieder does, or else the segment."""
    held: dict[tuple[str, str], int] = {}
    for stand in life.boekhouding.claimstanden():
        for key, cents in stand.bedragen.items():
            if key.tenzij:
                where = key.tenzij, key.plafond.segment
                held[where] = held.get(where, 0) + cents
    return {tenzij: max(held[one] for one in held if one[0] == tenzij) for tenzij, _ in held}


@settings(max_examples=examples(40), deadline=None)
@given(REGISTERS, STEPS)
def test_what_is_booked_is_what_the_state_says(first: RegisterStand, steps: list[Any]) -> None:
    life, now = Life(first), first
    life.vandaag = OF
    taken: list[OneTenzijGebeurtenis] = [gevraagd(T1), gevraagd(T2)]
    for step in taken:
        life.step(step)
    seen: set[str] = set()
    for step in steps:
        if isinstance(step, RegisterStand):
            now = step
            life.load(step)
        elif isinstance(step, int):
            life.vandaag += timedelta(step)
            continue
        elif step == "maand":
            life.verschuif()
        elif isinstance(step, OneTenzijGebeurtenis):
            if faults(folded(taken)[step.tenzij_id], step):
                continue
            taken.append(step)
            for besluit in life.step(step):
                event(f"anew: {besluit.uitkomst}")
        else:
            asked = {one.referentie for one in step if isinstance(one, VerzoekOntvangen | WijzigingVerzocht)}
            if asked & seen:
                continue  # a reference is used once (OP361)
            seen |= asked
            for besluit in life.doe(*step):
                event(besluit.uitkomst)
        _balances(life)
        _holds_what_it_should(life, now)
        covered, allowed = under_tenzij(life), maxima(taken)
        assert all(cents <= allowed[tenzij] for tenzij, cents in covered.items())
    before = life.boekhouding.claimstanden()
    life.load(now)
    assert life.boekhouding.claimstanden() == before, "worked out anew it is the same"


def _balances(life: Life) -> None:
    for saldo in life.boekhouding.saldi():
        assert sum(map(saldo.stand, Rekening)) == 0
        assert saldo.stand(Rekening.VRIJ) >= 0
        assert saldo.stand(Rekening.VRIJ) * saldo.stand(Rekening.OVERSCHRIJDING) == 0
        assert -saldo.stand(Rekening.TENZIJ_RUIMTE) == sum(map(saldo.stand, UNDER_TENZIJ))
        assert all(saldo.stand(one) >= 0 for one in UNDER_TENZIJ | IN_ROOM)


def _holds_what_it_should(life: Life, now: RegisterStand) -> None:
    """A tenzij moves what is held, and makes no cent more or less of it: by the other count, day by day."""
    for key, (_, gereserveerd, beslag, realisatie, _) in expected(life, now).items():
        saldo = life.boekhouding.saldo(key)
        waiting = saldo.stand(Rekening.GERESERVEERD) + saldo.stand(Rekening.BESLAG)
        assert gereserveerd + beslag == waiting + saldo.stand(Rekening.TENZIJ_BESLAG)
        assert realisatie == saldo.stand(Rekening.REALISATIE) + saldo.stand(Rekening.TENZIJ_REALISATIE)


@st.composite
def facts(draw: st.DrawFn) -> Sequence[Gebeurtenis]:
    """Toewijzingen, versions of them, and what was declared on them: they mean the same in whatever order they come."""
    care = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        product, begin = draw(CODES), draw(DAGEN)
        for versie in range(draw(st.integers(1, 2))):
            tot = begin + timedelta(draw(st.integers(0, 400)))
            care.append(toewijzing(number, begin, tot, versie, product=product, omvang=draw(OMVANGEN)))
    first = date(2026, 7, 1)
    declared = [
        prestatie(
            f"P{n}", draw(NUMMERS), first, first + timedelta(draw(st.integers(0, 40))), draw(st.integers(0, 9000))
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    return [*care, *declared]


@settings(max_examples=examples(40), deadline=None)
@given(facts(), st.lists(steps_of(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_every_order_gives_the_same(gebeurtenissen: Sequence[Gebeurtenis], steps: list[Any], lot: Any) -> None:
    taken: list[OneTenzijGebeurtenis] = [gevraagd(T1), gevraagd(T2)]
    for step in steps:
        if not faults(folded(taken)[step.tenzij_id], step):
            taken.append(step)
    mixed = _mixed(lot, lot.sample(gebeurtenissen, len(gebeurtenissen)), taken)
    lives = []
    for order in ([*gebeurtenissen, *taken], mixed):
        life = Life(register(plafond(2026, 100), plafond(2027, 50), plafond(2026, 70, segment="2")))
        for one in order:
            life.step(one) if isinstance(one, OneTenzijGebeurtenis) else life.doe(one)
        lives.append(life)
    standen = [
        [{key: cents for key, cents in saldo.cents.items() if cents} for saldo in life.boekhouding.saldi()]
        for life in lives
    ]
    assert standen[0] == standen[1]
    held = [
        {stand.claim: stand.bedragen for stand in life.boekhouding.claimstanden() if stand.bedragen} for life in lives
    ]
    assert held[0] == held[1]


def _mixed(lot: Any, some: Sequence[Gebeurtenis], steps: Sequence[Gebeurtenis]) -> list[Gebeurtenis]:
    """One order of both, in which the steps stay in their own."""
    places = sorted(lot.sample(range(len(some) + len(steps)), len(steps)))
    mixed, left = list(some), list(steps)
    for place in places:
        mixed.insert(place, left.pop(0))
    return mixed

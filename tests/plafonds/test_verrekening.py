# SPDX-License-Identifier: EUPL-1.2
"""The half-yearly settlement, counted on fingers: what is production, what moved, what is allowed (definitions 6.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    Correctie,
    Hoeveelheid,
    Opgaveregel,
    TenzijOpgegeven,
    TenzijUitgevraagd,
    Uitvraagregel,
)
from berichtenverkeer.plafonds import verrekening
from berichtenverkeer.plafonds.tenzij import Tenzij, folded
from berichtenverkeer.plafonds.verrekening import Halfjaar, Productie, Verrekening, halfjaar_of
from berichtenverkeer.projections.declaraties import Prestatie
from plafonds.bouw import CLIENT, A, Life, declaratie, plafond, prestatie, register, toewijzing
from plafonds.tenzijbouw import T1, T2, gevraagd, toegekend, verrekend

D = date
JULI = D(2026, 7, 1)
EERSTE, TWEEDE = Halfjaar(2026, 1), Halfjaar(2026, 2)
U1 = UUID(int=11)


def lived(*steps: Any) -> Life:
    life = Life(register(plafond(2026, 1000), plafond(2027, 1000)))
    for step in steps:
        life.step(step) if hasattr(step, "tenzij_id") else life.doe(step)
    return life


def productie(life: Life) -> dict[tuple[UUID, Halfjaar], Productie]:
    prestaties = [row for row in life.stand.rijen() if isinstance(row, Prestatie)]
    uses = list(life.boekhouding.uses((CLIENT, A), life.stand))
    return dict(verrekening.producties(verrekening.approved_uses(uses, prestaties)))


def tenzij(*steps: Any) -> Tenzij:
    return next(iter(folded(steps).values()))


def test_production_is_of_the_half_year_in_which_the_productperiode_begins() -> None:
    life = lived(
        gevraagd(),
        toegekend(),
        toewijzing(1, D(2026, 1, 1), D(2026, 12, 31)),
        declaratie("D1", D(2026, 8, 1)),
        prestatie("P1", 1, D(2026, 3, 1), D(2026, 3, 31), 3_100, volume=31),
        prestatie("P2", 1, D(2026, 6, 1), D(2026, 7, 31), 6_100, volume=61),
        prestatie("P3", 1, D(2026, 7, 1), D(2026, 7, 31), 500, volume=3, eenheid="04"),
        prestatie("P4", 1, D(2026, 5, 1), D(2026, 5, 31), 9_999, uitslag="afgewezen"),
    )
    assert productie(life) == {
        (T1, EERSTE): Productie(9_200, (Hoeveelheid("14", 92),)),
        (T1, TWEEDE): Productie(500, (Hoeveelheid("04", 3),)),
    }


def test_production_goes_no_further_than_the_maximum_and_a_day_outside_is_no_part_of_it() -> None:
    life = lived(
        gevraagd(),
        toegekend(maximum_cents=5_000, van=D(2026, 3, 16)),
        toewijzing(1, D(2026, 1, 1), D(2026, 12, 31)),
        declaratie("D1", D(2026, 8, 1)),
        prestatie("P1", 1, D(2026, 3, 1), D(2026, 3, 30), 3_000, volume=30),
        prestatie("P2", 1, D(2026, 4, 1), D(2026, 4, 30), 9_000, volume=30),
    )
    # 1,500 of the days from 16 March, and of April what is left of 5,000; the volume of a prestatie stays whole
    assert productie(life) == {(T1, EERSTE): Productie(5_000, (Hoeveelheid("14", 60),))}


def test_what_two_tenzijs_share_is_counted_once() -> None:
    life = lived(
        gevraagd(),
        toegekend(maximum_cents=1_000),
        gevraagd(T2),
        toegekend(T2, maximum_cents=1_500),
        toewijzing(1, D(2026, 1, 1), D(2026, 12, 31)),
        declaratie("D1", D(2026, 8, 1)),
        prestatie("P1", 1, D(2026, 3, 1), D(2026, 3, 31), 3_100, volume=31),
    )
    assert {key: one.bedrag_cents for key, one in productie(life).items()} == {(T1, EERSTE): 1_000, (T2, EERSTE): 1_500}


def test_a_line_for_each_that_holds_in_the_half_year_was_used_or_moved() -> None:
    of_later = tenzij(gevraagd(T2, van=D(2026, 7, 1)), toegekend(T2, van=D(2026, 7, 1)))
    here, asked = tenzij(gevraagd(), toegekend()), tenzij(gevraagd(UUID(int=3)))
    known = {(T1, EERSTE): Productie(700, (Hoeveelheid("14", 7),))}
    line = Uitvraagregel(tenzij_id=T1, volumes=(Hoeveelheid("14", 7),), bedrag_cents=700)
    assert verrekening.uitvraagregels(EERSTE, [here, of_later, asked], known) == (line,)
    assert verrekening.uitvraagregels(EERSTE, [here, of_later, asked], known, {T1}) == ()
    assert [one.tenzij_id for one in verrekening.uitvraagregels(TWEEDE, [here, of_later], known)] == [T1, T2]
    moved = tenzij(gevraagd(), toegekend(tot=D(2026, 6, 30)), verrekend(600))
    (again,) = verrekening.uitvraagregels(TWEEDE, [moved], known)
    assert (again.bedrag_cents, again.correcties) == (0, (Correctie(2026, 1, 100),))


@pytest.mark.parametrize(
    ("settled", "first", "second", "expected"),
    [
        (None, 600, 500, (500, ())),  # nothing was settled
        (600, 600, 300, (300, ())),  # nothing moved
        (600, 500, 500, (500, (Correctie(2026, 1, -100),))),  # a credit makes room for the second half
        (600, 700, 300, (300, (Correctie(2026, 1, 100),))),
        (1_000, 700, 300, (300, (Correctie(2026, 1, -300),))),  # another amount had been fixed: all of the maximum
    ],
)
def test_what_moves_after_it_was_settled_is_a_line_of_the_next(
    settled: int | None, first: int, second: int, expected: tuple[int, Sequence[Correctie]]
) -> None:
    steps = [gevraagd(), toegekend(maximum_cents=1_000), *([] if settled is None else [verrekend(settled)])]
    known = {(T1, EERSTE): Productie(first), (T1, TWEEDE): Productie(second)}
    one = tenzij(*steps)
    assert (verrekening.bedrag(TWEEDE, one, known), verrekening.correcties(TWEEDE, one, known)) == expected
    assert verrekening.gewijzigd(EERSTE, one, known) == (None if settled is None else first - settled)


def test_never_more_is_settled_than_is_left_of_the_maximum() -> None:
    one = tenzij(gevraagd(), toegekend(maximum_cents=1_000), verrekend(900))
    known = {(T1, EERSTE): Productie(900), (T1, TWEEDE): Productie(400)}
    assert verrekening.bedrag(TWEEDE, one, known) == 100


def test_half_years() -> None:
    assert [halfjaar_of(D(2026, 6, 30)), halfjaar_of(D(2026, 7, 1))] == [EERSTE, TWEEDE]
    assert (TWEEDE.first_day, EERSTE.last_day) == (D(2026, 7, 1), D(2026, 6, 30))


# -- which step when

_STEP: dict[str, Any] = {"uitvraag_id": U1, "aanbieder": A, "partij": "R1", "door": "contractmanager"}
LINES = (Uitvraagregel(tenzij_id=T1, bedrag_cents=700), Uitvraagregel(tenzij_id=T2, bedrag_cents=0))


def uitvraag(op: date = JULI, **otherwise: Any) -> TenzijUitgevraagd:
    fields = {"op": op, "jaar": 2026, "helft": 1, "antwoord_voor": D(2026, 7, 29), "regels": LINES}
    return TenzijUitgevraagd(**_STEP | fields | otherwise)


def opgave(*regels: Opgaveregel, **otherwise: Any) -> TenzijOpgegeven:
    fields = {"op": D(2026, 7, 8), "jaar": 2026, "helft": 1, "regels": regels}
    return TenzijOpgegeven(**_STEP | fields | otherwise)


def state(*steps: Any) -> Verrekening:
    return verrekening.folded(steps)[0]


def fields(*args: Any, **otherwise: Any) -> list[str]:
    return [one.field for one in verrekening.faults(*args, **otherwise)]


def test_only_a_half_year_that_is_over_and_has_tenzijs_is_asked() -> None:
    assert fields(None, uitvraag()) == []
    assert fields(None, uitvraag(D(2026, 6, 30), regels=(), door=" ")) == ["door", "helft", "helft"]
    (again,) = verrekening.faults(None, uitvraag(regels=()), [state(uitvraag())])
    assert "al uitgevraagd" in again.text


def test_an_answer_confirms_or_says_why_not() -> None:
    asked = state(uitvraag())
    other = Opgaveregel(tenzij_id=T2, volumes=(Hoeveelheid("14", 5),))
    assert fields(asked, opgave(Opgaveregel(tenzij_id=T1), other), why=[T2]) == []
    unknown = Opgaveregel(tenzij_id=UUID(int=9), volumes=(Hoeveelheid("14", -1),))
    assert fields(asked, opgave(other, other, unknown)) == ["regels"] * 4
    answered = state(uitvraag(), opgave())
    assert (asked.status, answered.status) == ("uitgevraagd", "opgegeven")
    assert fields(answered, opgave()) == ["id"]


def test_it_is_settled_once_after_the_answer_or_its_term() -> None:
    asked, answered = state(uitvraag()), state(uitvraag(), opgave())
    assert [len(list(verrekening.not_to_settle(one, D(2026, 7, 29)))) for one in (asked, answered)] == [1, 0]
    assert not list(verrekening.not_to_settle(asked, D(2026, 7, 30)))
    settled = state(uitvraag(), opgave(), verrekend(700))
    assert (settled.status, set(settled.verrekend)) == ("verrekend", {T1})
    assert len(list(verrekening.not_to_settle(settled, D(2026, 8, 1)))) == 1
    assert fields(settled, opgave()) == ["id"]


def test_what_was_settled_of_another_half_year_is_no_part_of_it() -> None:
    assert state(uitvraag(), verrekend(1, helft=2), verrekend(1, jaar=2025)).verrekend == {}

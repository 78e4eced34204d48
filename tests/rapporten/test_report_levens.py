# SPDX-License-Identifier: EUPL-1.2
"""The base gives what the definitions say, read aloud by the oracle: lives, corrected twice, at every K and D."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.rapporten import request
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from rapporten import oracle
from rapporten.bouw import question
from rapporten.levens import KS, District, Read, populate
from rapporten.recipe import DATUM_K, lives, vele_levens

PLACES = tuple(Dimension(one) for one in ("segment", "hulpvorm", "productcategorie", "aanbieder", "gemeente", "regio"))
KINDS = {"in instroom", "in stapeling", "in doorstroom", "uit uitstroom", "uit afbouw", "uit doorstroom"}

_MOVEMENTS = """
select client, plek, richting, soort, datum, andere_plek, beroep, reden, voorlopig,
  case when soort = 'instroom' then coalesce(verwijzer, 'onbekend') end, schaling from {}"""
_TRAJECTEN = """
select client, aanbieder, hulpvorm, begin, eind, beroep,
  case when eind is not null then coalesce(volgende_begin > eind + interval 6 months, true) end from traject"""


def found(district: District, text: str, k: int, dimension: Dimension, **otherwise: Any) -> Counter[tuple[Any, ...]]:
    asked = question("2025", k=k, dag_k=DATUM_K, dimension=dimension, termijn=district.termijn, **otherwise)
    request.prepare(district.connection, JEUGDIGEN, asked)
    request.provide(district.connection, text)
    return Counter(district.connection.execute(text).fetchall())


def compare_movements(district: District, k: int, dimension: Dimension, *, confirmed: bool = False) -> Counter[str]:
    """Every movement of every life, with all that is said of it. Gives how often each kind was seen."""
    read = Read(district, k, dimension, only_certain=confirmed)
    table = "beweging" if dimension is not Dimension.REGIO else "regio_beweging"
    lines = found(district, _MOVEMENTS.format(table), k, dimension, confirmed=confirmed)
    expected = read.lines()
    if dimension is not Dimension.SEGMENT:
        expected = Counter({(*line[:-1], None): number for line, number in expected.items()})
    assert (lines - expected, expected - lines) == (Counter(), Counter())
    stand = found(district, "select plek, s, l from aanwezig", k, dimension, confirmed=confirmed)
    assert stand == Counter((one.plek, one.begin, one.eind) for one in read.life)
    return Counter(f"{line[2]} {line[3]}" for line in lines.elements())


@pytest.mark.parametrize(("termijn", "rand", "half"), [(0, False, 0), (7, True, 0), (30, True, 1), (90, False, 1)])
def test_many_lives_move_as_the_definitions_say(termijn: int, rand: bool, half: int) -> None:
    """At each K, each dimension without and with `rand`: lives on which the definitions leave room, as docs/stromen.md
    reads them."""
    district = populate(vele_levens(50, termijn, seed=termijn + 100 * rand, rand=rand), rand=rand)
    seen: Counter[str] = Counter()
    for number, dimension in enumerate(PLACES[half::2]):
        k = KS[(number + termijn) % len(KS)]
        seen += compare_movements(district, k, dimension, confirmed=number % 2 == 0 and rand)
    assert set(seen) == KINDS


@pytest.mark.parametrize(("rand", "k"), [(False, KS[1]), (True, KS[2])])
def test_trajecten_are_those_of_the_definitions(rand: bool, k: int) -> None:
    district = populate(vele_levens(80, 30, seed=3, rand=rand), rand=rand)
    lines = found(district, _TRAJECTEN, k, Dimension.SEGMENT)
    expected = Read(district, k, "segment").traject_lines()
    assert (lines - expected, expected - lines) == (Counter(), Counter())
    assert lines.total() > 80


@pytest.mark.parametrize(("termijn", "rand", "k"), [(30, False, KS[1]), (7, True, KS[2])])
def test_waiting_is_that_of_the_definitions(termijn: int, rand: bool, k: int) -> None:
    district = populate(vele_levens(80, termijn, seed=11, rand=rand, sequel=True), rand=rand)
    number = {client: number for number, client in enumerate(district.clients, 1)}
    counted = 0
    read = Read(district, k, "regio")
    care = oracle.per(read.leveringen, lambda levering: levering.client)
    own = oracle.per(read.toewijzingen, lambda toewijzing: toewijzing.client)
    for day in ("2025-01-31", "2025-06-30", "2026-06-30"):
        lines = found(district, f"select client, nummer, dagen from wachtenden(date '{day}')", k, Dimension.REGIO)
        expected = Counter(
            (number[client], one.toewijzing_nummer, days)
            for client, rows in own.items()
            for one, days in oracle.wachtenden(rows, care.get(client, []), date.fromisoformat(day), termijn)
        )
        assert (lines - expected, expected - lines) == (Counter(), Counter())
        counted += lines.total()
    assert counted > 10


@settings(max_examples=4, deadline=None)
@given(life=lives(rand=True), dimension=st.sampled_from(PLACES), seed=st.integers(0, 99))
def test_no_life_can_be_thought_of_that_moves_otherwise(life: Any, dimension: Dimension, seed: int) -> None:
    """Hypothesis draws the life, and makes it small when it finds one."""
    if life.starts:
        compare_movements(populate([life], seed, rand=True), KS[seed % len(KS)], dimension)

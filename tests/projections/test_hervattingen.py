# SPDX-License-Identifier: EUPL-1.2
"""Which start resumed which interrupted levering: in words, and against the definitions read aloud."""

from datetime import date, timedelta
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berichtenverkeer.projections.hervattingen import hervattingen, laatste_dagen
from berichtenverkeer.projections.leveringen import Levering
from stromen import oracle


def levering(
    begin: int, tijdelijk: int | None = None, einde: int | None = None, nummer: int | None = None, code: str = "44A01"
) -> Levering:
    """Care from one day of 2025 (0: 1 January) until others."""

    def dag(een: int | None) -> date | None:
        return None if een is None else date(2025, 1, 1) + timedelta(een)

    begindatum = dag(begin)
    assert begindatum is not None
    return Levering(
        client=b"c" * 16,
        sleutel=f"{nummer}/{code}/{begin}",
        gemeente="0855",
        aanbieder="99000101",
        toewijzing_nummer=nummer,
        categorie="44",
        code=code,
        begindatum=begindatum,
        tijdelijk_einde=dag(tijdelijk),
        einde=dag(einde),
        reden="31" if einde is not None else None,
    )


GEVALLEN: dict[str, tuple[list[Levering], dict[int, int]]] = {
    "of two that are interrupted the latest is resumed": ([levering(1, 4), levering(3, 4), levering(5)], {3: 5}),
    "several starts resume several, the latest first": (
        [levering(1, 9), levering(3, 9), levering(5, 9), levering(10, einde=11), levering(12, einde=13), levering(14)],
        {5: 10, 3: 12, 1: 14},
    ),
    "what resumed one and paused itself is resumed before an older one": (
        [levering(1, 4), levering(3, 4), levering(5, 6), levering(8, einde=9), levering(10)],
        {3: 5, 5: 8, 1: 10},
    ),
    "a later one that was not interrupted yet takes no start away": (
        [levering(1, 4), levering(3, 8), levering(5), levering(9)],
        {1: 5, 3: 9},
    ),
    "with a number a start resumes all": (
        [levering(1, 4, nummer=7), levering(3, 4, nummer=7), levering(5, nummer=7)],
        {1: 5, 3: 5},
    ),
    "whatever the product under that number": (
        [levering(1, 4, nummer=7), levering(5, nummer=7, code="44A02")],
        {1: 5},
    ),
    "with a number too, a start before the temporary Einddatum resumes nothing": (
        [levering(1, 9, nummer=7), levering(5, nummer=7)],
        {},
    ),
    "on the temporary Einddatum it does": ([levering(1, 4), levering(4)], {1: 4}),
    "never on its own Begindatum": ([levering(1, 1, nummer=7), levering(1, nummer=7, code="44A02")], {}),
    "what ended for good waits for nothing": ([levering(1, 4), levering(3, 4, einde=6), levering(5)], {1: 5}),
    "another product resumes nothing": ([levering(1, 4), levering(5, code="44A02")], {}),
    "nor care without a number what has one": ([levering(1, 4, nummer=7), levering(5)], {}),
    "the last day that can be written is a day": ([levering(1, (date.max - date(2025, 1, 1)).days)], {}),
}


@pytest.mark.parametrize("geval", GEVALLEN)
def test_a_start_resumes_what_the_definitions_say(geval: str) -> None:
    rijen, verwacht = GEVALLEN[geval]
    nul = date(2025, 1, 1)
    begin = {een.sleutel: (een.begindatum - nul).days for een in rijen}
    assert {begin[sleutel]: (dag - nul).days for sleutel, dag in hervattingen(rijen).items()} == verwacht


@st.composite
def kluwens(draw: st.DrawFn) -> list[Levering]:
    """Up to ten starts close together, most of them interrupted."""
    rijen: dict[str, Levering] = {}
    for _ in range(draw(st.integers(2, 10))):
        begin, tot = draw(st.integers(0, 15)), draw(st.integers(0, 9))
        een = levering(
            begin,
            begin + tot if draw(st.integers(0, 4)) else None,
            begin + tot + draw(st.integers(0, 5)) if not draw(st.integers(0, 4)) else None,
            draw(st.sampled_from([None, None, 7])),
            draw(st.sampled_from(["44A01", "44A01", "44A02"])),
        )
        rijen[een.sleutel] = een
    return list(rijen.values())


@settings(max_examples=500, deadline=None)
@given(kluwens(), st.randoms())
def test_it_is_what_the_definitions_read_aloud_say_in_any_order(rijen: list[Levering], kans: Random) -> None:
    starts = {
        een.sleutel: oracle.Start(
            *("c", een.aanbieder, een.gemeente, een.toewijzing_nummer, oracle.Product(een.categorie, een.code)),
            *(een.begindatum, een.tijdelijk_einde, een.einde, een.reden),
        )
        for een in rijen
    }
    gelezen = dict(zip(starts, oracle.leveringen(list(starts.values())), strict=True))
    kans.shuffle(rijen)
    assert hervattingen(rijen) == {
        sleutel: een.hervat_door[0].begindatum for sleutel, een in gelezen.items() if een.hervat_door
    }
    assert laatste_dagen(rijen) == {sleutel: een.eind for sleutel, een in gelezen.items()}


@pytest.mark.parametrize("nummer", [None, 7])
def test_a_life_of_thousands_of_interruptions_is_read_in_linear_time(nummer: int | None) -> None:
    def duur(aantal: int) -> float:
        """Half of them interrupted at once, and then resumed one by one."""
        rijen = [levering(n, aantal // 2 if n < aantal // 2 else None, nummer=nummer) for n in range(aantal)]
        begin = process_time()
        hervattingen(rijen)
        return process_time() - begin

    assert min(duur(16_000) for _ in range(3)) < 12 * min(duur(4_000) for _ in range(3))

# SPDX-License-Identifier: EUPL-1.2
"""The oracle against small lives counted by hand from definitions 2 to 5, and its identities on random lives.

A story is a line of title and D, then what happens and what must be counted. Day 0 is 1 January 2025; the period is
that year (0..364) unless `periode` says otherwise, and K is its last day unless `K` does.

  care P 3..9     care in plek P on days 3 to 9; `3..` has no stop, `3..~9` a temporary stop, `3..~9..20` both;
                  nr=1 shares a toewijzing (default: each its own; nr=- is none), bij=2 another aanbieder, reden=34
  in P 3 soort    the movements, all of them; with `X` the other plek of a doorstroom, with `voorlopig`, `reden=34`
  stand P 1 0     stand of P at the begin and at the end of the period
  matrix P Q 1    what the matrix holds, all of it
  elders P Q ...  a transfer of which the other side falls outside the period
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from rapporten.oracle import (
    Aanwezigheid,
    Levering,
    Product,
    Rapport,
    Start,
    Toewijzing,
    Traject,
    aanwezigheden,
    beroep,
    bewegingen,
    blokken,
    class_,
    doorlooptijden,
    geen_nieuwe_start,
    hele_regio,
    is_kandidaat,
    leveringen,
    overgangen,
    pairs,
    per_plek,
    report,
    schaling,
    stand,
    trajecten,
    vervallen,
    wachtenden,
    wachttijden,
)
from rapporten.recipe import DATUM_K as K
from rapporten.recipe import DIMENSIES, PERIODE, Life, hulpvorm, is_rand, lives, vele_levens

NUL = date(2025, 1, 1)
OUD = date(2000, 1, 1)

VERHALEN = """
Who comes from nowhere and goes nowhere is instroom and uitstroom | D=30
  care A 10..20
  in  A 10 instroom
  uit A 20 uitstroom

A gap of D days is closed | D=30
  care A 0..9
  care A 40..50
  in  A 0 instroom
  uit A 50 uitstroom

A gap of D + 1 days is a departure and a return | D=30
  care A 0..9
  care A 41..50
  in  A 0 instroom
  uit A 9 uitstroom
  in  A 41 instroom
  uit A 50 uitstroom

D = 0 closes adjoining days and nothing else | D=0
  care A 0..9
  care A 10..19
  care A 21..30
  in  A 0 instroom
  uit A 19 uitstroom
  in  A 21 instroom
  uit A 30 uitstroom

Gaps are closed before the period cuts | D=30
  care A -400..-10
  care A 10..20
  uit A 20 uitstroom
  stand A 1 0

Care that follows on care elsewhere is doorstroom on both sides | D=30
  care A 0..9
  care B 10..19
  in  A 0 instroom
  uit A 9 doorstroom B
  in  B 10 doorstroom A
  uit B 19 uitstroom
  matrix A B 1

An arrival may come D days too early | D=30
  care A 0..99
  care B 70..
  in  A 0 instroom
  in  B 70 doorstroom A
  uit A 99 doorstroom B
  matrix A B 1
  stand A 0 0
  stand B 0 1

An arrival D + 1 days too early is stapeling | D=30
  care A 0..99
  care B 69..
  in  A 0 instroom
  in  B 69 stapeling
  uit A 99 afbouw

An arrival may come D days too late | D=30
  care A 0..9
  care B 40..
  in  A 0 instroom
  uit A 9 doorstroom B
  in  B 40 doorstroom A
  matrix A B 1

An arrival D + 1 days too late is a return | D=30
  care A 0..9
  care B 41..
  in  A 0 instroom
  uit A 9 uitstroom
  in  B 41 instroom

A short stay inside a longer one is no doorstroom out of it (hole 1) | D=30
  care Q 0..99
  care P 80..89
  in  Q 0 instroom
  in  P 80 stapeling
  uit P 89 afbouw
  uit Q 99 uitstroom

Nor is it doorstroom into the longer one (hole 1, mirrored) | D=30
  care P 5..99
  care Q 10..19
  in  P 5 instroom
  in  Q 10 stapeling
  uit Q 19 afbouw
  uit P 99 uitstroom

Who ends with it does not outlast it | D=30
  care A 0..99
  care B 90..99
  in  A 0 instroom
  in  B 90 stapeling
  uit A 99 uitstroom
  uit B 99 uitstroom

Who begins with it does not start after it, and enters two plekken on one day | D=30
  care A 10..20
  care B 10..50
  in  A 10 instroom
  in  B 10 instroom
  uit A 20 afbouw
  uit B 50 uitstroom

One uit feeds one in: the nearest (hole 2) | D=30
  care A 0..99
  care B 100..200
  care C 105..201
  in  A 0 instroom
  uit A 99 doorstroom B
  in  B 100 doorstroom A
  in  C 105 stapeling
  uit B 200 afbouw
  uit C 201 uitstroom
  matrix A B 1

One in is fed by one uit: the nearest (hole 2, mirrored) | D=30
  care A 0..99
  care B 50..94
  care C 100..
  in  A 0 instroom
  in  B 50 stapeling
  uit B 94 afbouw
  uit A 99 doorstroom C
  in  C 100 doorstroom A
  matrix A C 1

There is no second choice: each must be the nearest of the other | D=30
  care A 0..99
  care B 0..97
  care C 98..
  care E 120..
  in  A 0 instroom
  in  B 0 instroom
  uit B 97 doorstroom C
  in  C 98 doorstroom B
  uit A 99 afbouw
  in  E 120 stapeling
  matrix B C 1

A life can pass through, one plek after the other | D=30
  care A 0..99
  care B 98..104
  care C 106..
  in  A 0 instroom
  in  B 98 doorstroom A
  uit A 99 doorstroom B
  uit B 104 doorstroom C
  in  C 106 doorstroom B
  matrix A B 1
  matrix B C 1

Equally near: the earliest start, even with the later plek code | D=30
  care A 0..99
  care C 95..
  care B 105..
  in  A 0 instroom
  in  C 95 doorstroom A
  uit A 99 doorstroom C
  in  B 105 stapeling
  matrix A C 1

Equally near uit: the lowest plek code | D=30
  care B 0..99
  care A 0..99
  care C 100..
  in  A 0 instroom
  in  B 0 instroom
  uit A 99 doorstroom C
  uit B 99 afbouw
  in  C 100 doorstroom A
  matrix A C 1

Equally near in: the lowest plek code | D=30
  care A 0..99
  care C 100..
  care B 100..
  in  A 0 instroom
  uit A 99 doorstroom B
  in  B 100 doorstroom A
  in  C 100 stapeling
  matrix A B 1

A trip of fewer than D days leaves the place where one stays | D=30
  care A 0..9
  care B 10..19
  care A 20..29
  in  A 0 instroom
  in  B 10 stapeling
  uit B 19 afbouw
  uit A 29 uitstroom

The same trip with a short D goes there and back | D=5
  care A 0..9
  care B 10..19
  care A 20..29
  in  A 0 instroom
  uit A 9 doorstroom B
  in  B 10 doorstroom A
  uit B 19 doorstroom A
  in  A 20 doorstroom B
  uit A 29 uitstroom
  matrix A B 1
  matrix B A 1

Care that ends on 31 December leaves in that year (hole 6) | D=30
  care A 0..364
  in  A 0 instroom
  uit A 364 uitstroom voorlopig
  stand A 0 0

Care that ended on 31 December is gone when the year begins (hole 6) | D=30
  care A -50..-1
  stand A 0 0

An uit is voorlopig as long as a return could undo it (hole 7) | D=30
  periode 0..39
  care A 0..9
  in  A 0 instroom
  uit A 9 uitstroom voorlopig

One day later it is not (hole 7) | D=30
  periode 0..39
  K 40
  care A 0..9
  in  A 0 instroom
  uit A 9 uitstroom

The return that undoes it (hole 7) | D=30
  periode 0..40
  care A 0..9
  care A 40..
  in  A 0 instroom
  stand A 0 1

An end after the date of K is an end, not an open stay (hole 7) | D=30
  periode 0..100
  care A 0..119
  care B 95..110
  in  A 0 instroom
  in  B 95 stapeling voorlopig
  stand A 0 1
  stand B 0 1

And it pairs (hole 7) | D=30
  periode 0..100
  care A 0..109
  care B 95..120
  in  A 0 instroom
  in  B 95 doorstroom A voorlopig
  matrix A B 1
  elders A B vertrokken erna

Who commutes every 20 days is present in both all the time (hole 10) | D=30
  periode 0..99
  care P 0..19
  care Q 20..39
  care P 40..59
  care Q 60..79
  in  P 0 instroom
  in  Q 20 stapeling
  uit P 59 afbouw
  uit Q 79 uitstroom voorlopig

So the stand of two plekken counts one person twice (hole 10) | D=30
  periode 0..49
  care P 0..19
  care Q 20..39
  care P 40..59
  care Q 60..79
  in  P 0 instroom
  in  Q 20 stapeling voorlopig
  stand P 0 1
  stand Q 0 1

A long D even makes the commuter arrive long before he leaves (hole 10) | D=40
  care P 0..19
  care Q 20..39
  care P 40..59
  care Q 60..79
  in  P 0 instroom
  in  Q 20 doorstroom P
  uit P 59 doorstroom Q
  uit Q 79 uitstroom
  matrix P Q 1

An onderbreking of any length is presence | D=0
  care A 0..~10 nr=1
  care A 150..160 nr=1
  in  A 0 instroom
  uit A 160 uitstroom

It is presence where the interrupted care was, until the day before the restart | D=0
  care A 0..~10 nr=1
  care B 150..160 nr=1
  in  A 0 instroom
  uit A 149 doorstroom B
  in  B 150 doorstroom A
  uit B 160 uitstroom
  matrix A B 1

However short it is | D=0
  care A 0..~10 nr=1
  care B 12..20 nr=1
  in  A 0 instroom
  uit A 11 doorstroom B
  in  B 12 doorstroom A
  uit B 20 uitstroom
  matrix A B 1

Without a restart it has no end | D=0
  care A 0..~10
  in  A 0 instroom
  stand A 0 1

A definitive stop ends it | D=0
  care A 0..~10..50 reden=34
  in  A 0 instroom
  uit A 50 uitstroom reden=34

After a definitive stop a start of the same number is a new one | D=0
  care A 0..~10..50 nr=1
  care A 60.. nr=1
  in  A 0 instroom
  uit A 50 uitstroom
  in  A 60 instroom

A start of another number ends no onderbreking | D=0
  care A 0..~10 nr=1
  care A 50..60 nr=2
  in  A 0 instroom
  stand A 0 1

Nor does the same number at another aanbieder | D=0
  care A 0..~10 nr=1
  care B 50..60 nr=1 bij=2
  in  A 0 instroom
  in  B 50 stapeling
  uit B 60 afbouw
  stand A 0 1

Without a number the same product resumes, again and again | D=0
  care A 0..~10 nr=-
  care A 20..~30 nr=-
  care A 50..60 nr=-
  in  A 0 instroom
  uit A 60 uitstroom

Without a number another product does not resume | D=0
  care A 0..~10 nr=-
  care B 50..60 nr=-
  in  A 0 instroom
  in  B 50 stapeling
  uit B 60 afbouw
  stand A 0 1

Without a number the last begun is resumed; the other stays interrupted | D=0
  care A 0..~20 nr=-
  care A 5..~10 nr=-
  care A 40..50 nr=-
  in  A 0 instroom
  stand A 0 1

A restart on the day of the temporary stop is a restart | D=0
  care A 0..~10 nr=1
  care A 10..20 nr=1
  in  A 0 instroom
  uit A 20 uitstroom

Care that ended in one period and went on in the next counts in each on its own side | D=30
  care A 300..364
  care B 370..400
  in  A 300 instroom
  uit A 364 doorstroom B voorlopig
  elders A B aangekomen erna

The same, seen from the next period | D=30
  care A -50..-5
  care B 3..
  in  B 3 doorstroom A
  matrix A B 1
  elders A B vertrokken ervoor
  stand A 0 0

Who arrived before the period and leaves in it | D=30
  care A -50..5
  care B -3..
  uit A 5 doorstroom B
  elders A B aangekomen ervoor
  stand A 1 0
  stand B 1 1

The levering that ended last gives the reason | D=30
  care A 0..100 reden=31
  care A 50..90 reden=02
  in  A 0 instroom
  uit A 100 uitstroom reden=31

Two that ended last on one day give the lowest code | D=30
  care A 0..100 reden=34
  care A 50..100 reden=32
  in  A 0 instroom
  uit A 100 uitstroom reden=32

Two plekken left on one day have each their own reason | D=30
  care A 0..100 reden=31
  care B 0..100 reden=34
  in  A 0 instroom
  in  B 0 instroom
  uit A 100 uitstroom reden=31
  uit B 100 uitstroom reden=34
"""


def day(n: int | str) -> date:
    return NUL + timedelta(int(n))


def plek_is_product(levering: Levering) -> str:
    assert levering.start.product.code
    return levering.start.product.code


def care(words: list[str], number: int) -> Start:
    """`A 3..~9..20 nr=1 bij=2 reden=34` as a StartProduct."""
    plek, dagen, *options = words
    opgegeven = dict(optie.split("=") for optie in options)
    begin, *ends = dagen.split("..")
    temporary = next((ending[1:] for ending in ends if ending.startswith("~")), None)
    end = next((ending for ending in ends if ending and not ending.startswith("~")), None)
    nr = opgegeven.get("nr", str(number))
    return Start(
        client="kind",
        aanbieder=opgegeven.get("bij", "1"),
        gemeente="0855",
        toewijzing_nummer=None if nr == "-" else int(nr),
        product=Product("45", plek),
        begindatum=day(begin),
        tijdelijk_einde=day(temporary) if temporary else None,
        einde=day(end) if end else None,
        reden=opgegeven.get("reden", "31") if end else None,
    )


def count_up(starts: list[Start], termijn: int, periode: str, k: str | None) -> Rapport:
    begin, ending = periode.split("..")
    datum_k = day(k or ending)
    return report(
        starts,
        plek_is_product,
        termijn,
        day(begin),
        day(ending),
        hulpvorm=hulpvorm_02,
        historie_vanaf=OUD,
        datum_k=datum_k,
    )


def hulpvorm_02(_levering: Levering) -> str:
    return "02"


@pytest.mark.parametrize("story", [pytest.param(v, id=v.split(" |")[0]) for v in VERHALEN.strip().split("\n\n")])
def test_story_is_counted_as_by_hand(story: str) -> None:
    envelope, *regels = story.splitlines()
    gebeurtenissen = [regel.split() for regel in regels]
    starts = [care(words[1:], 1000 + n) for n, words in enumerate(gebeurtenissen) if words[0] == "care"]
    setting = {words[0]: words[1] for words in gebeurtenissen if words[0] in ("periode", "K")}
    r = count_up(starts, int(envelope.split("D=")[1]), setting.get("periode", "0..364"), setting.get("K"))

    expected = {w[0]: [regel for regel in gebeurtenissen if regel[0] == w[0]] for w in gebeurtenissen}
    bewogen = expected.get("in", []) + expected.get("uit", [])
    kaal = [[w for w in regel if w != "voorlopig" and not w.startswith("reden=")] for regel in bewogen]
    counted = [(b.richting, b.plek, str((b.datum - NUL).days), b.soort, b.ander) for b in r.bewegingen]
    assert sorted(map(str, counted)) == sorted(str((*regel, None)[:5]) for regel in kaal)

    voorlopig = sorted((regel[0], regel[1], day(regel[2])) for regel in bewogen if "voorlopig" in regel)
    assert sorted((b.richting, b.plek, b.datum) for b in r.voorlopig) == voorlopig
    redenen = Counter((regel[1], optie[6:]) for regel in bewogen for optie in regel if optie.startswith("reden="))
    assert redenen <= r.uitstroom
    assert r.matrix == Counter({(w[1], w[2]): int(w[3]) for w in expected.get("matrix", [])})
    elders = [(o.van, o.naar, "aangekomen", where) for o, where in r.elders_aangekomen]
    elders += [(o.van, o.naar, "vertrokken", where) for o, where in r.elders_vertrokken]
    assert sorted(elders) == sorted(tuple(w[1:]) for w in expected.get("elders", []))
    for _, plek, begin, ending in expected.get("stand", []):
        assert (r.stand_begin[plek], r.stand_eind[plek]) == (int(begin), int(ending)), plek


# --- 2. leveringen and trajecten ------------------------------------------------------------------------------------


def start(dagen: str, number: int = 1, plek: str = "A", **otherwise: str) -> Start:
    return care([plek, dagen, *(f"{name}={value}" for name, value in otherwise.items())], number)


def dagnummers(zaak: Levering | Traject) -> tuple[int, int | None]:
    return (zaak.begin - NUL).days, (zaak.eind - NUL).days if zaak.eind else None


def test_a_restart_ends_the_interrupted_levering_on_its_temporary_einddatum() -> None:
    old, new = leveringen([start("0..~10"), start("50..60")])
    assert (dagnummers(old), old.reden, old.onderbreking) == ((0, 10), "20", (day(11), day(49)))
    assert (dagnummers(new), new.onderbreking) == ((50, 60), None)


def test_a_restart_on_the_next_day_leaves_no_onderbreking() -> None:
    old, _ = leveringen([start("0..~10"), start("11..60")])
    assert (dagnummers(old), old.onderbreking) == ((0, 10), None)


def test_the_order_of_receipt_does_not_matter() -> None:
    starts = [start("0..~10"), start("20..~30"), start("50..60")]
    assert leveringen(starts[::-1]) == leveringen(starts)[::-1]


def test_the_first_restart_ends_it_and_the_second_ends_the_first() -> None:
    every = leveringen([start("0..~10"), start("20..~30"), start("50..60")])
    assert [*map(dagnummers, every)] == [(0, 10), (20, 30), (50, 60)]
    assert [levering.onderbreking for levering in every] == [(day(11), day(19)), (day(31), day(49)), None]


def test_without_a_number_the_last_begun_of_two_interrupted_is_ended() -> None:
    every = leveringen([start("0..~20", nr="-"), start("5..~10", nr="-"), start("40..50", nr="-")])
    assert [*map(dagnummers, every)] == [(0, None), (5, 10), (40, 50)]


@pytest.mark.parametrize(
    ("zorgen", "expected"),
    [
        pytest.param(["A 0..9", "A 10..20"], [(0, 20)], id="adjoining under a new number"),
        pytest.param(["A 0..9", "A 11..20"], [(0, 9), (11, 20)], id="a day between"),
        pytest.param(["A 0..50", "A 10..20", "A 40..60"], [(0, 60)], id="overlapping, one inside another"),
        pytest.param(["A 0..9", "B 10..20"], [(0, 20)], id="another product of the hulpvorm"),
        pytest.param(["A 0..9", "X 10..20"], [(0, 9), (10, 20)], id="another hulpvorm"),
        pytest.param(["A 0..9", "A 10..20 bij=2"], [(0, 9), (10, 20)], id="another aanbieder"),
        pytest.param(["A 0..~9 nr=1", "A 99..120 nr=1"], [(0, 120)], id="joined by an onderbreking"),
        pytest.param(["A 0..~9 nr=1", "X 99..120 nr=1"], [(0, 9), (99, 120)], id="joined, but in another hulpvorm"),
        pytest.param(["A 0..~9"], [(0, None)], id="interrupted until further notice"),
        pytest.param(["A 0..", "A 400..500"], [(0, None)], id="inside an open one"),
        pytest.param(["A 0..9", "A 15..20", "A 10..14"], [(0, 20)], id="joined by a third"),
    ],
)
def test_a_traject_is_counted_as_by_hand(zorgen: list[str], expected: list[tuple[int, int | None]]) -> None:
    starts = [care(text.split(), 1000 + n) for n, text in enumerate(zorgen)]
    every = trajecten(leveringen(starts), lambda levering: "12" if levering.start.product.code == "X" else "02")
    assert sorted(map(dagnummers, every)) == expected


@pytest.mark.parametrize(
    ("earlier", "now", "historie_vanaf", "expected"),
    [
        pytest.param("0..9", 11, OUD, "herhaald", id="a day between"),
        pytest.param("0..9", 10, OUD, "nieuw", id="adjoining is not repeated"),
        pytest.param("0..", 50, OUD, "nieuw", id="still running is not repeated"),
        pytest.param("0..~9", 50, OUD, "nieuw", id="interrupted is still running"),
        pytest.param("-50..0", 365 * 5 + 1, OUD, "herhaald", id="ended five years before, to the day"),
        pytest.param("-50..0", 365 * 5 + 2, OUD, "nieuw", id="ended a day earlier than that"),
        pytest.param("", 0, date(2020, 1, 1), "nieuw", id="five years of history"),
        pytest.param("", 0, date(2020, 1, 2), "onbekend", id="a day less"),
        pytest.param("", 0, None, "onbekend", id="history unknown"),
        pytest.param("-50..-2", 0, date(2024, 1, 1), "herhaald", id="short history, but it is known"),
    ],
)
def test_beroep_looks_five_years_back(earlier: str, now: int, historie_vanaf: date | None, expected: str) -> None:
    own = trajecten(leveringen([start(earlier)] if earlier else []), hulpvorm_02)
    assert beroep(own, day(now), historie_vanaf) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param("", True, id="never again"),
        pytest.param("89..99", False, id="31 March"),
        pytest.param("239..250", False, id="28 August"),
        pytest.param("240..250", True, id="29 August"),
        pytest.param("30..99 bij=2", True, id="a traject that was already running is no new start"),
    ],
)
def test_geen_nieuwe_start_looks_six_months_forward(later: str, expected: bool) -> None:
    """The traject ends on 28 February; six months later it is 28 August."""
    starts = [start("0..58"), *([care(["A", *later.split()], 2)] if later else [])]
    every = trajecten(leveringen(starts), hulpvorm_02)
    assert geen_nieuwe_start(every[0], every) is expected


def test_doorlooptijd_is_counted_in_the_period_in_which_the_traject_ends() -> None:
    every = trajecten(leveringen([start("0..30", 1), start("40..40", 2), start("60..", 3)]), hulpvorm_02)
    assert [dagen for _, dagen in doorlooptijden(every, day(0), day(30))] == [31]
    assert [dagen for _, dagen in doorlooptijden(every, day(31), day(99))] == [1]


@pytest.mark.parametrize(("van", "to", "soort"), [(1, 2, "opschaling"), (2, 1, "afschaling"), (2, 2, "zijwaarts")])
def test_weight_says_what_a_doorstroom_is(van: int, to: int, soort: str) -> None:
    assert schaling(van, to) == soort


def test_the_region_counts_the_commuter_once_hole_10() -> None:
    starts = [start("0..19", 1, "P"), start("20..39", 2, "Q"), start("40..59", 3, "P"), start("60..79", 4, "Q")]
    r = report(starts, hele_regio, 30, day(0), day(49), hulpvorm=hulpvorm_02, historie_vanaf=OUD, datum_k=day(49))
    assert (r.stand_begin["regio"], r.stand_eind["regio"]) == (0, 1)
    assert [b[1:5] for b in r.bewegingen] == [("regio", "in", "instroom", day(0))]


# --- 3. days --------------------------------------------------------------------------------------------------------


def test_blokken_never_close_more_than_the_termijn() -> None:
    present = {day(n) for n in (0, 1, 4, 8)}
    assert [len(blokken(present, termijn)) for termijn in (0, 1, 2, 3)] == [3, 3, 2, 1]


# --- 5. waiting -----------------------------------------------------------------------------------------------------


def toewijzing(number: int, first: int, entry: int, product: str | None = "A") -> Toewijzing:
    return Toewijzing("kind", "1", "0855", number, Product("45", product), day(first), day(entry))


def gewacht(toegewezen: Toewijzing, *starts: Start) -> list[tuple[int, int]]:
    return [(w.w2, w.w3) for w in wachttijden([toegewezen], leveringen(starts), day(0), day(364), 30)]


@pytest.mark.parametrize(
    ("first", "entry", "zorgen", "expected"),
    [
        pytest.param(0, 10, ["A 30.. nr=1"], [(30, 20)], id="W3 runs from the Ingangsdatum"),
        pytest.param(10, 0, ["A 30.. nr=1"], [(20, 20)], id="or from a Toewijzingsdatum after it"),
        pytest.param(20, 0, ["A 5.. nr=1"], [(-15, -15)], id="care that was already there is negative"),
        pytest.param(0, 0, ["A 0.. nr=1"], [(0, 0)], id="the same day is 0"),
        pytest.param(0, 0, ["A 40..50 nr=1", "A 20..~30 nr=1"], [(20, 20)], id="the first Begindatum counts"),
        pytest.param(0, 0, ["A 400.. nr=1"], [], id="not begun in the period"),
        pytest.param(0, 0, ["A 20.. nr=2"], [], id="care under another number is not care on it"),
        pytest.param(-9, 0, ["A -90..-1 nr=9", "A 5.. nr=1"], [], id="a new number for running care"),
        pytest.param(-9, 0, ["A -90..~-50 nr=9", "A 5.. nr=1"], [], id="an interrupted levering is running"),
        pytest.param(-9, 0, ["A -90..-2 nr=9", "A 5.. nr=1"], [(14, 5)], id="the other care ended a day too early"),
        pytest.param(-9, 0, ["A 0..9 nr=9", "A 5.. nr=1"], [(14, 5)], id="the other care began with it"),
        pytest.param(-9, 0, ["A -90..-1 nr=9", "A 30.. nr=1"], [], id="care was away for D days"),
        pytest.param(-9, 0, ["A -90..-1 nr=9", "A 31.. nr=1"], [(40, 31)], id="care broke: it waited from the begin"),
        pytest.param(-9, 0, ["A -90..50 nr=9", "A 81.. nr=1"], [], id="the other care went on, then D days"),
        pytest.param(-9, 0, ["A -90..50 nr=9", "A 82.. nr=1"], [(91, 82)], id="or D + 1 days"),
        pytest.param(-9, 0, ["A -90.. nr=9", "A 200.. nr=1"], [], id="the other care never ended"),
        pytest.param(-9, 0, ["A -90..-1 nr=9", "A -80..-1 nr=8", "A 31.. nr=1"], [(40, 31)], id="neither goes on"),
        pytest.param(-9, 0, ["A -90..-1 nr=9", "A -80..5 nr=8", "A 31.. nr=1"], [], id="one of two goes on"),
        pytest.param(-9, 0, ["B -90..-1 nr=9", "A 5.. nr=1"], [(14, 5)], id="another product"),
        pytest.param(-9, 0, ["A -90..-1 nr=9 bij=2", "A 5.. nr=1"], [(14, 5)], id="another aanbieder"),
    ],
)
def test_w2_and_w3_are_counted_as_by_hand(
    first: int, entry: int, zorgen: list[str], expected: list[tuple[int, int]]
) -> None:
    starts = [care(text.split(), 1000 + n) for n, text in enumerate(zorgen)]
    assert gewacht(toewijzing(1, first, entry), *starts) == expected


def test_an_aspecific_toewijzing_continues_any_product_of_its_categorie() -> None:
    starts = start("-90..-1", 9, "B"), start("5..", 1, "A")
    assert gewacht(toewijzing(1, -9, 0, None), *starts) == []


@pytest.mark.parametrize(
    ("op", "otherwise", "zorgen", "expected"),
    [
        pytest.param(10, {}, [], True, id="from the Ingangsdatum"),
        pytest.param(9, {}, [], False, id="not before it"),
        pytest.param(20, {"einddatum": day(20)}, [], True, id="until the Einddatum"),
        pytest.param(21, {"einddatum": day(20)}, [], False, id="not after it"),
        pytest.param(10, {"einddatum": day(10), "is_verwijderd": True}, [], False, id="not when removed"),
        pytest.param(10, {"is_taakgericht": True}, [], False, id="not taakgericht"),
        pytest.param(30, {}, ["A 30.. nr=1"], False, id="not once care begins"),
        pytest.param(29, {}, ["A 30.. nr=1"], True, id="until the day before"),
        pytest.param(30, {}, ["A 15..20 nr=1"], False, id="not again when care has ended"),
        pytest.param(30, {}, ["A -9..9 nr=9"], False, id="not when it continues running care"),
        pytest.param(30, {}, ["A -9..8 nr=9"], True, id="care that ended earlier is no reason"),
        pytest.param(40, {}, ["A -9..9 nr=9"], False, id="D days after the Ingangsdatum it goes on still"),
        pytest.param(41, {}, ["A -9..9 nr=9"], True, id="D + 1 days after it, it waits"),
        pytest.param(41, {}, ["A -9.. nr=9"], True, id="also when the other care never got a stop"),
        pytest.param(41, {}, ["A -9..40 nr=9", "A 60.. nr=1"], False, id="not when it went on after all"),
        pytest.param(40, {}, ["A -9..9 nr=9", "A 60.. nr=1"], False, id="nor in the first D days when it did not"),
        pytest.param(41, {}, ["A -9..9 nr=9", "A 60.. nr=1"], True, id="but after those"),
    ],
)
def test_who_waits_is_counted_as_by_hand(
    op: int, otherwise: dict[str, date | bool], zorgen: list[str], expected: bool
) -> None:
    starts = [care(text.split(), 1000 + n) for n, text in enumerate(zorgen)]
    toegewezen = replace(toewijzing(1, 0, 10), **otherwise)  # type: ignore[arg-type]  # two kinds of field in one table
    assert bool(wachtenden([toegewezen], leveringen(starts), day(op), 30)) is expected


def test_who_waits_does_so_since_the_later_of_toewijzing_and_ingangsdatum() -> None:
    dagen = [wachtenden([toewijzing(1, *van)], [], day(50), 30)[0][1] for van in ((0, 10), (20, 10), (60, 10))]
    assert dagen == [40, 30, -10]
    assert [class_(n) for n in (0, 28, 29, 42, 43, 91, 92, 182, 183, 364, 365)] == [
        *["tot_4_weken"] * 2,
        *["tot_6_weken"] * 2,
        *["tot_13_weken"] * 2,
        *["tot_26_weken"] * 2,
        *["tot_52_weken"] * 2,
        "langer",
    ]


@pytest.mark.parametrize(
    ("einddatum", "otherwise", "zorgen", "expected"),
    [
        pytest.param(50, {}, [], True, id="care never began"),
        pytest.param(50, {}, ["A 50..60 nr=1"], False, id="care began on the last day"),
        pytest.param(50, {}, ["A 51..60 nr=1"], True, id="care began a day too late"),
        pytest.param(365, {}, [], False, id="in another period"),
        pytest.param(50, {"is_verwijderd": True}, [], False, id="removed"),
        pytest.param(50, {"is_taakgericht": True}, [], False, id="taakgericht"),
        pytest.param(50, {}, ["A -9.. nr=9"], True, id="care under another number is no start on it"),
    ],
)
def test_what_lapsed_before_the_start_is_counted_as_by_hand(
    einddatum: int, otherwise: dict[str, Any], zorgen: list[str], expected: bool
) -> None:
    starts = [care(text.split(), 1000 + n) for n, text in enumerate(zorgen)]
    toegewezen = replace(toewijzing(1, 0, 10), einddatum=day(einddatum), **otherwise)
    assert bool(vervallen([toegewezen], leveringen(starts), day(0), day(364))) is expected


# --- identities on random lives -------------------------------------------------------------------------------------


def rapport_van(life: Life, dimension: str, termijn: int) -> Rapport:
    return report(
        life.starts, DIMENSIES[dimension], termijn, *PERIODE, hulpvorm=hulpvorm, historie_vanaf=OUD, datum_k=K
    )


def present(life: Life, dimension: str) -> list[Aanwezigheid]:
    return aanwezigheden(leveringen(life.starts), DIMENSIES[dimension], life.termijn)


def test_identities_hold_on_many_lives() -> None:
    for termijn in (0, 1, 7, 30, 60):
        for life in vele_levens(80, termijn, seed=termijn):
            check_balance(life)


@given(lives(rand=True))
@settings(max_examples=60, deadline=None)
def test_identities_hold_on_the_lives_that_hypothesis_thinks_of(life: Life) -> None:
    check_balance(life)


def check_balance(life: Life) -> None:
    for dimension in ("segment", "aanbieder", "hulpvorm"):
        r = rapport_van(life, dimension, life.termijn)
        stand_is_in_evenwicht(r)
        matrix_is_verklaard(r)
        splitsingen_tellen_op(r)
        bewegingen_hebben_een_soort(life, dimension)
        regio_beweegt_met_de_plekken(life, dimension)
    in_de_regio_is_niets_anders_dan_in_en_uit(life)
    instroom_begint_een_traject(life)


def stand_is_in_evenwicht(r: Rapport) -> None:
    for plek in r.plekken:
        assert r.stand_eind[plek] == r.stand_begin[plek] + r.aantal(plek, "in") - r.aantal(plek, "uit")


def matrix_is_verklaard(r: Rapport) -> None:
    for plek in r.plekken:
        column = sum(count for (_, to), count in r.matrix.items() if to == plek)
        row = sum(count for (van, _), count in r.matrix.items() if van == plek)
        row += sum(o.van == plek for o, _ in r.elders_aangekomen) - sum(o.van == plek for o, _ in r.elders_vertrokken)
        assert column == r.aantal(plek, "in", "doorstroom")
        assert row == r.aantal(plek, "uit", "doorstroom")
        assert column + r.aantal(plek, "in", "instroom", "stapeling") == r.aantal(plek, "in")
        assert row + r.aantal(plek, "uit", "uitstroom", "afbouw") == r.aantal(plek, "uit")


def splitsingen_tellen_op(r: Rapport) -> None:
    for richting, splitsing in (("instroom", r.instroom), ("uitstroom", r.uitstroom)):
        per_stuk = {plek: r.aantal(plek, richting.removesuffix("stroom"), richting) for plek in r.plekken}
        assert per_plek(splitsing, r.plekken) == per_stuk


def bewegingen_hebben_een_soort(life: Life, dimension: str) -> None:
    """As many movements as begins and ends, and a doorstroom stands on both sides."""
    every = present(life, dimension)
    bewogen = bewegingen(every, life.termijn)
    ingangen = Counter((b.plek, b.datum) for b in bewogen if b.richting == "in")
    uitgangen = Counter((b.plek, b.datum) for b in bewogen if b.richting == "uit")
    assert ingangen == Counter((a.plek, a.begin) for a in every)
    assert uitgangen == Counter((a.plek, a.eind) for a in every if a.eind)
    kinds = {"in": {"instroom", "doorstroom", "stapeling"}, "uit": {"uitstroom", "doorstroom", "afbouw"}}
    assert all(b.soort in kinds[b.richting] and bool(b.ander) is (b.soort == "doorstroom") for b in bewogen)
    steps = overgangen(every, life.termijn)
    door = [b for b in bewogen if b.soort == "doorstroom"]
    aangekomen = Counter((o.van, o.naar, o.aankomst) for o in steps)
    assert Counter((b.ander, b.plek, b.datum) for b in door if b.richting == "in") == aangekomen
    assert Counter((b.plek, b.ander, b.datum) for b in door if b.richting == "uit") == Counter(o[1:4] for o in steps)


def regio_beweegt_met_de_plekken(life: Life, dimension: str) -> None:
    """A plek sees instroom or uitstroom exactly on the days on which the client enters or leaves the region."""
    in_plekken, in_regio = (bewegingen(present(life, d), life.termijn) for d in (dimension, "regio"))
    for soort in ("instroom", "uitstroom"):
        plekdagen = {b.datum for b in in_plekken if b.soort == soort}
        assert plekdagen == {b.datum for b in in_regio if b.soort == soort}


def in_de_regio_is_niets_anders_dan_in_en_uit(life: Life) -> None:
    assert {b.soort for b in bewegingen(present(life, "regio"), life.termijn)} <= {"instroom", "uitstroom"}


def instroom_begint_een_traject(life: Life) -> None:
    every = leveringen(life.starts)
    begun = {traject.begin for traject in trajecten(every, hulpvorm)}
    bewogen = bewegingen(aanwezigheden(every, hele_regio, life.termijn), life.termijn)
    assert {b.datum for b in bewogen if b.soort == "instroom"} <= begun


def test_periods_add_up_to_the_year() -> None:
    """Movements of the months are those of the year, and each month ends where the next begins."""
    for life in vele_levens(30, 30, seed=9):
        limits = [date(2025, month, 1) for month in range(1, 13)] + [date(2026, 1, 1)]
        months = [
            report(
                life.starts,
                DIMENSIES["segment"],
                30,
                begin,
                following - timedelta(1),
                hulpvorm=hulpvorm,
                historie_vanaf=OUD,
                datum_k=K,
            )
            for begin, following in pairwise(limits)
        ]
        jaar = rapport_van(life, "segment", 30)
        assert Counter(b for month in months for b in month.bewegingen) == Counter(jaar.bewegingen)
        assert sum((month.matrix for month in months), Counter()) == jaar.matrix
        assert all(one.stand_eind == other.stand_begin for one, other in pairwise(months))


# --- the lives themselves -------------------------------------------------------------------------------------------


def test_the_generated_lives_meet_every_kind_of_movement_and_every_edge() -> None:
    seen: Counter[str] = Counter()
    for termijn in (0, 30):
        for life in vele_levens(150, termijn):
            every = present(life, "segment")
            seen.update(b.soort for b in bewegingen(every, termijn))
            seen.update(f"afstand {abs((o.aankomst - o.vertrek).days - 1)}" for o in overgangen(every, termijn))
            zorg_nu = leveringen(life.starts)
            seen.update("hervat" for levering in zorg_nu if levering.hervat_door)
            seen.update("zonder eind" for levering in zorg_nu if levering.eind is None)
            seen.update("taakgericht" for levering in zorg_nu if levering.start.toewijzing_nummer is None)
            seen.update(["niet elkaars naaste"] if heeft_afgewezen_kandidaat(every, termijn) else [])
    expected = ["instroom", "stapeling", "doorstroom", "uitstroom", "afbouw", "afstand 0", "afstand 30", "hervat"]
    assert [name for name in [*expected, "zonder eind", "taakgericht", "niet elkaars naaste"] if seen[name] < 5] == []


def heeft_afgewezen_kandidaat(every: list[Aanwezigheid], termijn: int) -> bool:
    """Somebody's nearest candidate is nearer to another."""
    candidates = [(x, n) for x in every for n in every if is_kandidaat(x, n, termijn)]
    return len(pairs(every, termijn)) < len({x for x, _ in candidates})


def test_ordinary_lives_leave_no_room_for_two_readings() -> None:
    assert not any(is_rand(life.starts) for life in vele_levens(200, 30))
    assert any(is_rand(life.starts) for life in vele_levens(200, 30, rand=True))


def test_a_seed_makes_the_same_lives_again() -> None:
    assert vele_levens(20, 14, seed=3) == vele_levens(20, 14, seed=3) != vele_levens(20, 14, seed=4)


def test_the_stand_of_a_day_is_that_of_the_open_aanwezigheden() -> None:
    """Literally per day: begun on or before it, not ended on or before it."""
    every = aanwezigheden(leveringen([start("0..9"), start("5..", 2)]), lambda levering: levering.begin.isoformat(), 0)
    assert [stand(every, day(n)).total() for n in (-1, 0, 5, 8, 9)] == [0, 1, 2, 2, 1]

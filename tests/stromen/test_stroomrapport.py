# SPDX-License-Identifier: EUPL-1.2
"""The figures of a report, counted by hand, and the identity on lives that nobody thought of."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from time import perf_counter
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.projections.hervattingen import hervattingen, last_days
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.rapporten.periode import Periode
from berichtenverkeer.register.stand import read_stand
from stromen.district import (
    ERNAAST,
    GEPLAATST,
    HIER,
    LINDE,
    WILGEN,
    bewoon,
    levering,
    order,
    read_lives,
    regel,
    sleutel,
    toewijzing,
    verzoek,
)
from stromen.postgres.bewegingen import Kind, Richting, bewegingen
from stromen.postgres.figures import (
    Doorstroomcel,
    Imbalance,
    Onbevestigd,
    Periodecijfers,
    Plekcijfers,
    Volledigheid,
    check_balance,
)
from stromen.postgres.order import Dimensie, Order, PeriodeAfterPeil
from stromen.postgres.question import values
from stromen.postgres.stroomrapport import stroomrapport


async def report(database: Database, what_about: Order) -> list[Periodecijfers]:
    """The report, read as a report is."""
    async with database.lees(snapshot=True) as conn:
        register = await read_stand(Grootboek(conn, what_about.regio), what_about.peil.positie)
        return await stroomrapport(conn, what_about, register)


def everything(one: Plekcijfers) -> dict[str, Any]:
    """Every figure that is not zero; volledigheid, name and what is not confirmed apart."""
    fields = {name: value for name, value in msgspec.structs.asdict(one).items() if value}
    return {
        name: value
        for name, value in fields.items()
        if name not in ("volledigheid", "onbevestigd", "naam", "verwijzers")
    }


LEVENS = """
an 4 2025-06-01 -37 2026-02-15
an 2 2026-02-20
bo 4 2025-06-01 -31 2026-01-31
cy 4 2026-01-10 -36 2026-03-31
cy 2 2026-01-10 -37 2026-03-31
cy 1 2026-04-05
di 2 2025-06-01
di 4 2025-06-01 -38 2026-03-15
ed 3 2024-06-01 -31 2024-12-31
ed 3 2026-03-01
"""


async def test_figures_of_two_quarters_are_those_counted_by_hand(database: Database, regio: str) -> None:
    await bewoon(database, regio, read_lives(LEVENS))
    first, tweede = await report(database, order(regio, "2026-Q1..2026-Q2"))

    per_plek = {one.plek: everything(one) for one in first.plekken}
    assert list(per_plek) == ["1", "2", "3", "4", "onbekend"]
    assert per_plek["4"] == {
        "plek": "4",
        "stand_begin": 3,  # an, bo, di
        "instroom": 1,  # cy
        "in_totaal": 1,
        "uitstroom": 1,  # bo
        "afbouw": 2,  # di, who stays in 2; and cy, whose sequel in 1 is fed by 2
        "doorstroom_uit": 1,  # an
        "uit_totaal": 4,
        "nieuw": 1,
        "redenen": {"31": 1},
        "redenen_cbs": {"01": 1},
    }
    assert per_plek["2"] == {
        "plek": "2",
        "stand_begin": 1,  # di
        "instroom": 1,  # cy
        "doorstroom_in": 1,  # an
        "in_totaal": 2,
        "doorstroom_uit": 1,  # cy, who arrives in the next quarter
        "uit_totaal": 1,
        "stand_eind": 2,
        "nieuw": 1,
        "opschaling": 1,
    }
    assert per_plek["3"] == {"plek": "3", "instroom": 1, "in_totaal": 1, "stand_eind": 1, "herhaald": 1}
    assert everything(first.regio) == {
        "plek": "regio",
        "stand_begin": 3,
        "instroom": 2,
        "in_totaal": 2,
        "uitstroom": 1,
        "uit_totaal": 1,
        "stand_eind": 4,
        "nieuw": 1,
        "herhaald": 1,
        "redenen": {"31": 1},
        "redenen_cbs": {"01": 1},
    }
    assert first.doorstroom == [
        Doorstroomcel(van="2", naar="1", later_aangekomen=1),
        Doorstroomcel(van="4", naar="2", aankomsten=1),
    ]
    assert tweede.doorstroom == [Doorstroomcel(van="2", naar="1", aankomsten=1, eerder_vertrokken=1)]
    assert next(one.naam for one in first.plekken if one.plek == "4") == "Segment 4"


async def test_a_tie_of_departures_goes_by_the_lowest_plek(database: Database, regio: str) -> None:
    await bewoon(database, regio, read_lives(LEVENS))
    (jaar,) = await report(database, order(regio, "2026"))
    assert [(cell.van, cell.naar) for cell in jaar.doorstroom] == [("2", "1"), ("4", "2")]


async def test_uitstroom_is_split_by_reden_as_cbs_counts(database: Database, regio: str) -> None:
    redenen = ("02", "31", "32", "33", "34", "35", "36", "37", "38", "39")
    lives = "\n".join(f"c{reden} 4 2025-01-01 -{reden} 2026-02-01" for reden in redenen)
    await bewoon(database, regio, read_lives(lives))
    (jaar,) = await report(database, order(regio, "2026"))
    assert jaar.regio.redenen == dict.fromkeys(redenen, 1)
    assert jaar.regio.redenen_cbs == {"01": 2, "02": 2, "03": 1, "04": 1, "05": 2, "administratief": 2}


async def test_doorstroom_goes_up_down_or_level_by_weight(database: Database, regio: str) -> None:
    lives = """
    an 4 2025-01-01 -37 2026-01-31
    an 1 2026-02-01
    bo 1 2025-01-01 -37 2026-01-31
    bo 4 2026-02-01
    cy 4 2025-01-01 -37 2026-01-31
    cy 9 2026-02-01
    """
    await bewoon(database, regio, read_lives(lives))
    (jaar,) = await report(database, order(regio, "2026"))
    per_plek = {one.plek: everything(one) for one in jaar.plekken}
    assert per_plek["1"]["opschaling"] == per_plek["4"]["afschaling"] == per_plek["onbekend"]["schaling_onbekend"] == 1


async def test_what_lies_within_d_of_the_day_of_k_is_voorlopig(database: Database, regio: str) -> None:
    lives = """
    an 4 2026-11-30
    bo 4 2026-12-01
    cy 4 2025-01-01 -31 2026-11-30
    di 4 2025-01-01 -31 2026-12-31
    """
    await bewoon(database, regio, read_lives(lives))
    (jaar,) = await report(database, order(regio, "2026"))
    assert (jaar.regio.in_voorlopig, jaar.regio.uit_voorlopig) == (1, 1)


async def test_doubtful_stands_are_shown_beside_the_stand(database: Database, regio: str) -> None:
    rows = [
        *read_lives("""
        an:1 4 2025-01-01
        bo:2 4 2025-01-01
        cy:3 4 2025-01-01
        di:4 4 2025-01-01
        di:9 4 2026-01-01
        ed:5 4 2025-01-01 ~ 2025-12-31
        fo:6 4 2025-01-01 ~ 2026-05-31
        """),
        toewijzing("an", 1, "4", date(2025, 1, 1), einddatum=date(2026, 3, 31)),
        toewijzing("bo", 2, "4", date(2025, 1, 1), einddatum=date(2026, 12, 31)),
        toewijzing("cy", 3, "4", date(2025, 1, 1), einddatum=date(2025, 1, 1), reden_wijziging="13"),
        toewijzing("di", 4, "4", date(2025, 1, 1), einddatum=date(2025, 12, 31)),
        toewijzing("di", 9, "4", date(2026, 1, 1)),
    ]
    await bewoon(database, regio, rows)
    first, tweede = await report(database, order(regio, "2026-Q2..2026-Q3"))
    for figures in (first.regio, first.plekken[0]):
        assert (figures.stand_eind, figures.zonder_stop_na_einddatum) == (6, 1)  # an; di is kept there by 9 as well
        assert (figures.langer_dan_6_maanden_onderbroken, figures.zonder_toewijzing) == (0, 1)  # cy
    assert tweede.regio.langer_dan_6_maanden_onderbroken == 1  # ed


async def test_volledigheid_counts_what_the_figures_rest_on(database: Database, regio: str) -> None:
    rows = [
        *read_lives("an:1 4 2026-01-05 -31 2026-03-31\nbo:2 4 2026-01-05\nfo 4 2025-01-05 -31 2026-02-01"),
        toewijzing("an", 1, "4", date(2026, 1, 1), einddatum=date(2026, 3, 31), referentie_aanbieder="R1"),
        toewijzing("bo", 2, "4", date(2026, 1, 1), einddatum=date(2026, 3, 31)),
        toewijzing("cy", 3, "4", date(2026, 2, 1)),
        toewijzing("di", 4, "4", date(2026, 2, 1), einddatum=date(2026, 2, 1), reden_wijziging="13"),
        toewijzing("ed", 5, "4", date(2026, 4, 1)),
        verzoek("an", "R1", date(2026, 1, 1)),
    ]
    await bewoon(database, regio, rows)
    first, _ = await report(database, order(regio, "2026-Q1..2026-Q2"))
    for figures in (first.regio, first.plekken[0]):
        assert msgspec.structs.astuple(figures.volledigheid) == (3, 2, 2, 1, 2, 2, 2, 1)
        assert figures.verwijzers == {"02": 1, "onbekend": 1}


async def test_a_region_without_care_has_a_report_of_zeros(database: Database, regio: str) -> None:
    await bewoon(database, regio, [])
    (jaar,) = await report(database, order(regio, "2026"))
    assert [everything(one) for one in (jaar.regio, *jaar.plekken)] == [{"plek": "regio"}, {"plek": "onbekend"}]


async def test_of_every_figure_stands_beside_it_what_receivers_have_still_to_confirm(
    database: Database, regio: str
) -> None:
    lives = [f"{regel} ?" if regel[:2] in ("an", "cy") else regel for regel in LEVENS.strip().splitlines()]
    await bewoon(database, regio, read_lives("\n".join(lives)))
    first, tweede = await report(database, order(regio, "2026-Q1..2026-Q2"))
    per_plek = {one.plek: zonder_nullen(one.onbevestigd) for one in first.plekken}
    assert per_plek["4"] == {
        "stand_begin": 1,  # an, of three
        "instroom": 1,  # cy
        "in_totaal": 1,
        "afbouw": 1,  # cy, not di
        "doorstroom_uit": 1,  # an
        "uit_totaal": 2,
        "stops": 2,
        "met_reden": 2,
    }
    assert per_plek["2"] == {
        "instroom": 1,
        "doorstroom_in": 1,
        "in_totaal": 2,
        "doorstroom_uit": 1,
        "uit_totaal": 1,
        "stand_eind": 1,  # an, not di
        "stops": 1,
        "met_reden": 1,
    }
    assert per_plek["3"] == {}
    assert zonder_nullen(first.regio.onbevestigd) == {
        "stand_begin": 1,
        "instroom": 1,
        "in_totaal": 1,
        "stand_eind": 2,
        "stops": 3,
        "met_reden": 3,
    }
    assert (tweede.regio.stand_begin, tweede.regio.onbevestigd.stand_begin) == (4, 2)


async def test_a_movement_is_not_confirmed_when_it_would_not_be_there_without_what_waits(
    database: Database, regio: str
) -> None:
    rows = read_lives(
        """
        an 4 2025-01-01 -37 2025-12-31
        an 4 2026-01-15 -31 2026-05-01 ?
        an 4 2024-01-01 -31 2024-06-01
        bo 4 2025-01-01 -37 2025-12-31
        """
    )
    await bewoon(database, regio, rows)
    async with database.lees() as conn:
        every = await bewegingen(conn, order(regio, "2024..2026"))
    assert {regel(one) for one in every if one.onbevestigd} == {"an 2026-05-01 uit 4 uitstroom 31"}
    (jaar,) = await report(database, order(regio, "2025"))
    assert zonder_nullen(jaar.regio.onbevestigd) == {"uitstroom": -1, "uit_totaal": -1, "stand_eind": 1}


async def test_volledigheid_counts_apart_what_only_unconfirmed_berichten_made_complete(
    database: Database, regio: str
) -> None:
    rows = [
        *read_lives("an:1 4 2026-01-05 -31 2026-06-30 ?\nbo:2 4 2026-01-05 -31 2026-06-30\ncy:3 4 2026-01-05"),
        *(toewijzing(n, nr, "4", date(2026, 1, 1), einddatum=date(2026, 6, 30)) for nr, n in ((1, "an"), (2, "bo"))),
        toewijzing("cy", 3, "4", date(2026, 1, 1), is_voorlopig=True),
        toewijzing("di", 4, "4", date(2026, 1, 1), is_voorlopig=True),
    ]
    await bewoon(database, regio, rows)
    (jaar,) = await report(database, order(regio, "2026"))
    for one in (jaar.regio, next(plek for plek in jaar.plekken if plek.plek == "4")):
        whole, part = one.volledigheid, one.onbevestigd
        pairs = {name: (getattr(whole, name), getattr(part, name)) for name in VOLLEDIGHEID}
        assert pairs == {
            "toewijzingen": (4, 2),  # cy and di
            "met_levering": (3, 2),  # an by its start, cy by its toewijzing
            "beeindigd": (2, 0),
            "met_stop": (2, 1),
            "stops": (2, 1),
            "met_reden": (2, 1),
        }


VOLLEDIGHEID = ("toewijzingen", "met_levering", "beeindigd", "met_stop", "stops", "met_reden")


def zonder_nullen(one: Onbevestigd) -> dict[str, int]:
    return {name: count for name, count in msgspec.structs.asdict(one).items() if count}


def test_what_is_not_confirmed_is_of_figures_that_there_are() -> None:
    there = {*Plekcijfers.__struct_fields__, *Volledigheid.__struct_fields__}
    assert set(Onbevestigd.__struct_fields__) <= there


@pytest.mark.parametrize(
    "fault",
    [
        {"stand_eind": 1},
        {"in_totaal": 1, "instroom": 1},  # the stand does not follow
        {"uit_totaal": -1, "stand_eind": 1},  # no kind of uit is one less
    ],
)
def test_what_is_not_confirmed_balances_too(fault: dict[str, int]) -> None:
    good = Plekcijfers(plek="4", stand_begin=1, stand_eind=1)
    periode = Periode(date(2026, 1, 1), date(2026, 12, 31))
    figures = Periodecijfers(periode=periode, regio=Plekcijfers(plek="regio"), plekken=[good], doorstroom=[])
    check_balance(figures)
    good.onbevestigd = Onbevestigd(**fault)
    with pytest.raises(Imbalance):
        check_balance(figures)


def test_a_period_after_the_day_of_k_is_refused() -> None:
    with pytest.raises(PeriodeAfterPeil, match="2026-12-31"):
        order("r", "2026", dag_k=date(2026, 12, 30))


@pytest.mark.parametrize(
    "fault",
    [
        {"stand_eind": 1},
        {"in_totaal": 1, "stand_eind": 1},
        {"uit_totaal": 1, "stand_begin": 1},
        {"stapeling": 1, "in_totaal": 1, "stand_eind": 1, "instroom": -1, "doorstroom_in": 1},
    ],
)
def test_a_report_that_does_not_balance_is_not_handed_out(fault: dict[str, int]) -> None:
    periode = Periode(date(2026, 1, 1), date(2026, 12, 31))
    good = Plekcijfers(plek="4")
    figures = Periodecijfers(periode=periode, regio=Plekcijfers(plek="regio"), plekken=[good], doorstroom=[])
    check_balance(figures)
    for name, value in fault.items():
        setattr(good, name, value)
    with pytest.raises(Imbalance):
        check_balance(figures)


DAGEN = st.dates(date(2024, 6, 1), date(2026, 12, 31))


@st.composite
def leveringen(draw: st.DrawFn, dagen: st.SearchStrategy[date] = DAGEN) -> Levering:
    """Short and long care of a few clients, close together, so that ties and chains happen."""
    begin = draw(dagen)
    otherwise: dict[str, Any] = {
        "gemeente": draw(st.sampled_from([HIER, ERNAAST])),
        "aanbieder": draw(st.sampled_from([WILGEN, LINDE])),
        "toewijzing_nummer": draw(st.sampled_from([None, 1, 2])),
    }
    if draw(st.booleans()):
        otherwise["tijdelijk_einde"] = begin + timedelta(draw(st.integers(0, 60)))
    if draw(st.integers(0, 3)):
        duration = draw(st.one_of(st.integers(0, 40), st.integers(0, 700)))
        otherwise |= {"einde": begin + timedelta(duration), "reden": draw(st.sampled_from(["31", "37", "02"]))}
    return levering(draw(st.sampled_from("abc")), draw(st.sampled_from("12349")), begin, **otherwise)


LEVENSLOPEN = st.lists(leveringen(), max_size=25, unique_by=lambda one: (one.client, one.sleutel))


@st.composite
def kluwens(draw: st.DrawFn) -> list[Levering]:
    """Care of one client close together, with and without a number: which start resumed which levering?"""
    care = leveringen(st.dates(date(2026, 3, 1), date(2026, 4, 10)))
    otherwise = {"gemeente": HIER, "aanbieder": WILGEN}
    rows = []
    for one in draw(st.lists(care, max_size=25)):
        product, number = draw(st.sampled_from("11112")), draw(st.sampled_from([None, None, one.toewijzing_nummer]))
        fields = msgspec.structs.asdict(one) | otherwise | {"toewijzing_nummer": number}
        fields = {name: fields[name] for name in fields.keys() - {"client", "begindatum", "code"}}
        if draw(st.booleans()):
            fields |= {"einde": None, "reden": None}
        rows.append(levering("a", product, one.begindatum, **fields))
    return list({one.sleutel: one for one in rows}.values())


@given(
    rows=LEVENSLOPEN,
    termijn=st.sampled_from([0, 1, 7, 30, 90]),
    dimension=st.sampled_from(list(Dimensie)),
    verondersteld=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_report_balances_and_every_movement_has_its_other_side(
    database: Database, rows: list[Levering], termijn: int, dimension: Dimensie, verondersteld: bool
) -> None:
    regio = f"t{new_id().hex[:16]}"
    await bewoon(database, regio, rows)
    otherwise: dict[str, Any] = {"termijn": termijn, "dimensie": dimension, "verondersteld": verondersteld}
    months = await report(database, order(regio, "2025-01..2026-06", **otherwise))
    (whole,) = await report(database, order(regio, "2025", **otherwise))
    async with database.lees() as conn:
        every = await bewegingen(conn, order(regio, "2024..2026", **otherwise))

    for what in ("in_totaal", "uit_totaal", "instroom", "stapeling", "doorstroom_in", "uitstroom", "afbouw"):
        assert sum(getattr(month.regio, what) for month in months[:12]) == getattr(whole.regio, what)
    for before, na in pairwise(months):
        assert {p.plek: p.stand_eind for p in before.plekken} == {p.plek: p.stand_begin for p in na.plekken}
    assert whole.regio.instroom == _dagen(every, Kind.INSTROOM, 2025)
    if not verondersteld:
        assert whole.regio.uit_totaal == _dagen(every, Kind.UITSTROOM, 2025)
    heen = Counter(_paar(one) for one in every if one.soort is Kind.DOORSTROOM and one.richting is Richting.IN)
    back = Counter(_paar(one) for one in every if one.soort is Kind.DOORSTROOM and one.richting is Richting.UIT)
    op_de_grens = {pair for pair in heen.keys() ^ back.keys() if {day.year for day in pair[3:]} <= {2024, 2025, 2026}}
    assert not op_de_grens
    assert max((heen | back).values(), default=1) == 1


@given(rows=LEVENSLOPEN | kluwens())
@example(
    rows=[  # of two that are interrupted, the start resumes the latest one only
        levering("a", "4", date(2025, 5, 31), tijdelijk_einde=date(2025, 6, 4)),
        levering("a", "4", date(2025, 6, 3), tijdelijk_einde=date(2025, 6, 4)),
        levering("a", "4", date(2025, 6, 5)),
    ]
)
@example(
    rows=[  # a start while the first one still ran, that was interrupted afterwards
        levering("a", "4", date(2026, 1, 1), tijdelijk_einde=date(2026, 3, 1)),
        levering("a", "4", date(2026, 2, 1), einde=date(2026, 4, 1), reden="31"),
    ]
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_levering_is_resumed_and_ends_in_sql_as_in_python(database: Database, rows: list[Levering]) -> None:
    regio = f"t{new_id().hex[:16]}"
    await bewoon(database, regio, rows)
    years = order(regio, "2024..2026")
    async with database.lees() as conn:
        found = await conn.fetch(GEPLAATST, *values(years))
    here = {(row["client"], sleutel(row)): (row["eind"], row["hervat_op"]) for row in found}
    there: dict[tuple[bytes, object], tuple[date | None, date | None]] = {}
    for client in {one.client for one in rows}:
        own = [one for one in rows if one.client == client]
        resume = hervattingen(own)
        there |= {(client, key): (ending, resume.get(key)) for key, ending in last_days(own).items()}
    assert here == there


def _dagen(every: list[Any], soort: Kind, jaar: int) -> int:
    """On how many days a client entered, or left, the region."""
    return len({(one.client, one.datum) for one in every if one.soort is soort and one.datum.year == jaar})


def _paar(one: Any) -> tuple[Any, ...]:
    here, there = (one.plek, one.datum), (one.andere_plek, one.andere_datum)
    (to, aankomst), (van, vertrek) = (here, there) if one.richting is Richting.IN else (there, here)
    return one.client, van, to, vertrek, aankomst


async def test_twenty_thousand_leveringen_take_about_a_second(database: Database, regio: str) -> None:
    begin = date(2022, 1, 1)
    rows: list[Row] = []
    for number in range(20_000):
        start = begin + timedelta(number * 7919 % 1800)
        otherwise: dict[str, Any] = {}
        if number % 20:
            otherwise = {"einde": start + timedelta(number * 104_729 % 300), "reden": "31"}
        rows.append(levering(f"{number % 4000}", "1234"[number % 4], start, toewijzing_nummer=number, **otherwise))
    await bewoon(database, regio, rows)
    months = order(regio, "2026-01..2026-12")
    start_s = perf_counter()
    result = await report(database, months)
    assert perf_counter() - start_s < 5  # a second on a quiet machine; this one may be anything but
    assert sum(one.in_totaal for month in result for one in month.plekken) > 1000

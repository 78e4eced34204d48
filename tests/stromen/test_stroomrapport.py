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
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.projections.hervattingen import hervattingen, laatste_dagen
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Rij
from berichtenverkeer.register.stand import lees_stand
from berichtenverkeer.stromen.bewegingen import Richting, Soort, bewegingen
from berichtenverkeer.stromen.cijfers import (
    Doorstroomcel,
    Onbalans,
    Onbevestigd,
    Periodecijfers,
    Plekcijfers,
    Volledigheid,
    controleer,
)
from berichtenverkeer.stromen.opdracht import Dimensie, Opdracht, PeriodeNaPeil
from berichtenverkeer.stromen.periode import Periode
from berichtenverkeer.stromen.stroomrapport import stroomrapport
from berichtenverkeer.stromen.vraag import waarden
from stromen.streek import (
    ERNAAST,
    GEPLAATST,
    HIER,
    LINDE,
    WILGEN,
    bewoon,
    lees_levens,
    levering,
    opdracht,
    regel,
    toewijzing,
    verzoek,
)


async def rapport(database: Database, waarover: Opdracht) -> list[Periodecijfers]:
    """The report, read as a report is."""
    async with database.lees(momentopname=True) as conn:
        register = await lees_stand(Grootboek(conn, waarover.regio), waarover.peil.positie)
        return await stroomrapport(conn, waarover, register)


def alles(een: Plekcijfers) -> dict[str, Any]:
    """Every figure that is not zero; volledigheid, name and what is not confirmed apart."""
    velden = {naam: waarde for naam, waarde in msgspec.structs.asdict(een).items() if waarde}
    return {
        naam: waarde
        for naam, waarde in velden.items()
        if naam not in ("volledigheid", "onbevestigd", "naam", "verwijzers")
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
    await bewoon(database, regio, lees_levens(LEVENS))
    eerste, tweede = await rapport(database, opdracht(regio, "2026-Q1..2026-Q2"))

    per_plek = {een.plek: alles(een) for een in eerste.plekken}
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
    assert alles(eerste.regio) == {
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
    assert eerste.doorstroom == [
        Doorstroomcel(van="2", naar="1", later_aangekomen=1),
        Doorstroomcel(van="4", naar="2", aankomsten=1),
    ]
    assert tweede.doorstroom == [Doorstroomcel(van="2", naar="1", aankomsten=1, eerder_vertrokken=1)]
    assert next(een.naam for een in eerste.plekken if een.plek == "4") == "Segment 4"


async def test_a_tie_of_departures_goes_by_the_lowest_plek(database: Database, regio: str) -> None:
    await bewoon(database, regio, lees_levens(LEVENS))
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    assert [(cel.van, cel.naar) for cel in jaar.doorstroom] == [("2", "1"), ("4", "2")]


async def test_uitstroom_is_split_by_reden_as_cbs_counts(database: Database, regio: str) -> None:
    redenen = ("02", "31", "32", "33", "34", "35", "36", "37", "38", "39")
    levens = "\n".join(f"c{reden} 4 2025-01-01 -{reden} 2026-02-01" for reden in redenen)
    await bewoon(database, regio, lees_levens(levens))
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    assert jaar.regio.redenen == dict.fromkeys(redenen, 1)
    assert jaar.regio.redenen_cbs == {"01": 2, "02": 2, "03": 1, "04": 1, "05": 2, "administratief": 2}


async def test_doorstroom_goes_up_down_or_level_by_weight(database: Database, regio: str) -> None:
    levens = """
    an 4 2025-01-01 -37 2026-01-31
    an 1 2026-02-01
    bo 1 2025-01-01 -37 2026-01-31
    bo 4 2026-02-01
    cy 4 2025-01-01 -37 2026-01-31
    cy 9 2026-02-01
    """
    await bewoon(database, regio, lees_levens(levens))
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    per_plek = {een.plek: alles(een) for een in jaar.plekken}
    assert per_plek["1"]["opschaling"] == per_plek["4"]["afschaling"] == per_plek["onbekend"]["schaling_onbekend"] == 1


async def test_what_lies_within_d_of_the_day_of_k_is_voorlopig(database: Database, regio: str) -> None:
    levens = """
    an 4 2026-11-30
    bo 4 2026-12-01
    cy 4 2025-01-01 -31 2026-11-30
    di 4 2025-01-01 -31 2026-12-31
    """
    await bewoon(database, regio, lees_levens(levens))
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    assert (jaar.regio.in_voorlopig, jaar.regio.uit_voorlopig) == (1, 1)


async def test_doubtful_stands_are_shown_beside_the_stand(database: Database, regio: str) -> None:
    rijen = [
        *lees_levens("""
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
    await bewoon(database, regio, rijen)
    eerste, tweede = await rapport(database, opdracht(regio, "2026-Q2..2026-Q3"))
    for cijfers in (eerste.regio, eerste.plekken[0]):
        assert (cijfers.stand_eind, cijfers.zonder_stop_na_einddatum) == (6, 1)  # an; di is kept there by 9 as well
        assert (cijfers.langer_dan_6_maanden_onderbroken, cijfers.zonder_toewijzing) == (0, 1)  # cy
    assert tweede.regio.langer_dan_6_maanden_onderbroken == 1  # ed


async def test_volledigheid_counts_what_the_figures_rest_on(database: Database, regio: str) -> None:
    rijen = [
        *lees_levens("an:1 4 2026-01-05 -31 2026-03-31\nbo:2 4 2026-01-05\nfo 4 2025-01-05 -31 2026-02-01"),
        toewijzing("an", 1, "4", date(2026, 1, 1), einddatum=date(2026, 3, 31), referentie_aanbieder="R1"),
        toewijzing("bo", 2, "4", date(2026, 1, 1), einddatum=date(2026, 3, 31)),
        toewijzing("cy", 3, "4", date(2026, 2, 1)),
        toewijzing("di", 4, "4", date(2026, 2, 1), einddatum=date(2026, 2, 1), reden_wijziging="13"),
        toewijzing("ed", 5, "4", date(2026, 4, 1)),
        verzoek("an", "R1", date(2026, 1, 1)),
    ]
    await bewoon(database, regio, rijen)
    eerste, _ = await rapport(database, opdracht(regio, "2026-Q1..2026-Q2"))
    for cijfers in (eerste.regio, eerste.plekken[0]):
        assert msgspec.structs.astuple(cijfers.volledigheid) == (3, 2, 2, 1, 2, 2, 2, 1)
        assert cijfers.verwijzers == {"02": 1, "onbekend": 1}


async def test_a_region_without_care_has_a_report_of_zeros(database: Database, regio: str) -> None:
    await bewoon(database, regio, [])
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    assert [alles(een) for een in (jaar.regio, *jaar.plekken)] == [{"plek": "regio"}, {"plek": "onbekend"}]


async def test_of_every_figure_stands_beside_it_what_receivers_have_still_to_confirm(
    database: Database, regio: str
) -> None:
    levens = [f"{regel} ?" if regel[:2] in ("an", "cy") else regel for regel in LEVENS.strip().splitlines()]
    await bewoon(database, regio, lees_levens("\n".join(levens)))
    eerste, tweede = await rapport(database, opdracht(regio, "2026-Q1..2026-Q2"))
    per_plek = {een.plek: zonder_nullen(een.onbevestigd) for een in eerste.plekken}
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
    assert zonder_nullen(eerste.regio.onbevestigd) == {
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
    rijen = lees_levens(
        """
        an 4 2025-01-01 -37 2025-12-31
        an 4 2026-01-15 -31 2026-05-01 ?
        an 4 2024-01-01 -31 2024-06-01
        bo 4 2025-01-01 -37 2025-12-31
        """
    )
    await bewoon(database, regio, rijen)
    async with database.lees() as conn:
        alle = await bewegingen(conn, opdracht(regio, "2024..2026"))
    assert {regel(een) for een in alle if een.onbevestigd} == {"an 2026-05-01 uit 4 uitstroom 31"}
    (jaar,) = await rapport(database, opdracht(regio, "2025"))
    assert zonder_nullen(jaar.regio.onbevestigd) == {"uitstroom": -1, "uit_totaal": -1, "stand_eind": 1}


async def test_volledigheid_counts_apart_what_only_unconfirmed_berichten_made_complete(
    database: Database, regio: str
) -> None:
    rijen = [
        *lees_levens("an:1 4 2026-01-05 -31 2026-06-30 ?\nbo:2 4 2026-01-05 -31 2026-06-30\ncy:3 4 2026-01-05"),
        *(toewijzing(n, nr, "4", date(2026, 1, 1), einddatum=date(2026, 6, 30)) for nr, n in ((1, "an"), (2, "bo"))),
        toewijzing("cy", 3, "4", date(2026, 1, 1), is_voorlopig=True),
        toewijzing("di", 4, "4", date(2026, 1, 1), is_voorlopig=True),
    ]
    await bewoon(database, regio, rijen)
    (jaar,) = await rapport(database, opdracht(regio, "2026"))
    for een in (jaar.regio, next(plek for plek in jaar.plekken if plek.plek == "4")):
        geheel, deel = een.volledigheid, een.onbevestigd
        paren = {naam: (getattr(geheel, naam), getattr(deel, naam)) for naam in VOLLEDIGHEID}
        assert paren == {
            "toewijzingen": (4, 2),  # cy and di
            "met_levering": (3, 2),  # an by its start, cy by its toewijzing
            "beeindigd": (2, 0),
            "met_stop": (2, 1),
            "stops": (2, 1),
            "met_reden": (2, 1),
        }


VOLLEDIGHEID = ("toewijzingen", "met_levering", "beeindigd", "met_stop", "stops", "met_reden")


def zonder_nullen(een: Onbevestigd) -> dict[str, int]:
    return {naam: aantal for naam, aantal in msgspec.structs.asdict(een).items() if aantal}


def test_what_is_not_confirmed_is_of_figures_that_there_are() -> None:
    daar = {*Plekcijfers.__struct_fields__, *Volledigheid.__struct_fields__}
    assert set(Onbevestigd.__struct_fields__) <= daar


@pytest.mark.parametrize(
    "fout",
    [
        {"stand_eind": 1},
        {"in_totaal": 1, "instroom": 1},  # the stand does not follow
        {"uit_totaal": -1, "stand_eind": 1},  # no kind of uit is one less
    ],
)
def test_what_is_not_confirmed_balances_too(fout: dict[str, int]) -> None:
    goed = Plekcijfers(plek="4", stand_begin=1, stand_eind=1)
    periode = Periode(date(2026, 1, 1), date(2026, 12, 31))
    cijfers = Periodecijfers(periode=periode, regio=Plekcijfers(plek="regio"), plekken=[goed], doorstroom=[])
    controleer(cijfers)
    goed.onbevestigd = Onbevestigd(**fout)
    with pytest.raises(Onbalans):
        controleer(cijfers)


def test_a_period_after_the_day_of_k_is_refused() -> None:
    with pytest.raises(PeriodeNaPeil, match="2026-12-31"):
        opdracht("r", "2026", dag_k=date(2026, 12, 30))


@pytest.mark.parametrize(
    "fout",
    [
        {"stand_eind": 1},
        {"in_totaal": 1, "stand_eind": 1},
        {"uit_totaal": 1, "stand_begin": 1},
        {"stapeling": 1, "in_totaal": 1, "stand_eind": 1, "instroom": -1, "doorstroom_in": 1},
    ],
)
def test_a_report_that_does_not_balance_is_not_handed_out(fout: dict[str, int]) -> None:
    periode = Periode(date(2026, 1, 1), date(2026, 12, 31))
    goed = Plekcijfers(plek="4")
    cijfers = Periodecijfers(periode=periode, regio=Plekcijfers(plek="regio"), plekken=[goed], doorstroom=[])
    controleer(cijfers)
    for naam, waarde in fout.items():
        setattr(goed, naam, waarde)
    with pytest.raises(Onbalans):
        controleer(cijfers)


DAGEN = st.dates(date(2024, 6, 1), date(2026, 12, 31))


@st.composite
def leveringen(draw: st.DrawFn, dagen: st.SearchStrategy[date] = DAGEN) -> Levering:
    """Short and long care of a few clients, close together, so that ties and chains happen."""
    begin = draw(dagen)
    anders: dict[str, Any] = {
        "gemeente": draw(st.sampled_from([HIER, ERNAAST])),
        "aanbieder": draw(st.sampled_from([WILGEN, LINDE])),
        "toewijzing_nummer": draw(st.sampled_from([None, 1, 2])),
    }
    if draw(st.booleans()):
        anders["tijdelijk_einde"] = begin + timedelta(draw(st.integers(0, 60)))
    if draw(st.integers(0, 3)):
        duur = draw(st.one_of(st.integers(0, 40), st.integers(0, 700)))
        anders |= {"einde": begin + timedelta(duur), "reden": draw(st.sampled_from(["31", "37", "02"]))}
    return levering(draw(st.sampled_from("abc")), draw(st.sampled_from("12349")), begin, **anders)


LEVENSLOPEN = st.lists(leveringen(), max_size=25, unique_by=lambda een: (een.client, een.sleutel))


@st.composite
def kluwens(draw: st.DrawFn) -> list[Levering]:
    """Care of one client close together, with and without a number: which start resumed which levering?"""
    zorg = leveringen(st.dates(date(2026, 3, 1), date(2026, 4, 10)))
    anders = {"gemeente": HIER, "aanbieder": WILGEN}
    rijen = []
    for een in draw(st.lists(zorg, max_size=25)):
        product, nummer = draw(st.sampled_from("11112")), draw(st.sampled_from([None, None, een.toewijzing_nummer]))
        velden = {**msgspec.structs.asdict(een), **anders, "toewijzing_nummer": nummer}
        for weg in ("client", "sleutel", "begindatum", "code"):
            del velden[weg]
        if draw(st.booleans()):
            velden |= {"einde": None, "reden": None}
        rijen.append(levering("a", product, een.begindatum, **velden))
    return list({een.sleutel: een for een in rijen}.values())


@given(
    rijen=LEVENSLOPEN,
    termijn=st.sampled_from([0, 1, 7, 30, 90]),
    dimensie=st.sampled_from(list(Dimensie)),
    verondersteld=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_report_balances_and_every_movement_has_its_other_side(
    database: Database, rijen: list[Levering], termijn: int, dimensie: Dimensie, verondersteld: bool
) -> None:
    regio = f"t{nieuw_id().hex[:16]}"
    await bewoon(database, regio, rijen)
    anders: dict[str, Any] = {"termijn": termijn, "dimensie": dimensie, "verondersteld": verondersteld}
    maanden = await rapport(database, opdracht(regio, "2025-01..2026-06", **anders))
    (geheel,) = await rapport(database, opdracht(regio, "2025", **anders))
    async with database.lees() as conn:
        alle = await bewegingen(conn, opdracht(regio, "2024..2026", **anders))

    for wat in ("in_totaal", "uit_totaal", "instroom", "stapeling", "doorstroom_in", "uitstroom", "afbouw"):
        assert sum(getattr(maand.regio, wat) for maand in maanden[:12]) == getattr(geheel.regio, wat)
    for voor, na in pairwise(maanden):
        assert {p.plek: p.stand_eind for p in voor.plekken} == {p.plek: p.stand_begin for p in na.plekken}
    assert geheel.regio.instroom == _dagen(alle, Soort.INSTROOM, 2025)
    if not verondersteld:
        assert geheel.regio.uit_totaal == _dagen(alle, Soort.UITSTROOM, 2025)
    heen = Counter(_paar(een) for een in alle if een.soort is Soort.DOORSTROOM and een.richting is Richting.IN)
    terug = Counter(_paar(een) for een in alle if een.soort is Soort.DOORSTROOM and een.richting is Richting.UIT)
    op_de_grens = {paar for paar in heen.keys() ^ terug.keys() if {dag.year for dag in paar[3:]} <= {2024, 2025, 2026}}
    assert not op_de_grens
    assert max((heen | terug).values(), default=1) == 1


@given(rijen=LEVENSLOPEN | kluwens())
@example(
    rijen=[  # of two that are interrupted, the start resumes the latest one only
        levering("a", "4", date(2025, 5, 31), tijdelijk_einde=date(2025, 6, 4)),
        levering("a", "4", date(2025, 6, 3), tijdelijk_einde=date(2025, 6, 4)),
        levering("a", "4", date(2025, 6, 5)),
    ]
)
@example(
    rijen=[  # a start while the first one still ran, that was interrupted afterwards
        levering("a", "4", date(2026, 1, 1), tijdelijk_einde=date(2026, 3, 1)),
        levering("a", "4", date(2026, 2, 1), einde=date(2026, 4, 1), reden="31"),
    ]
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_levering_is_resumed_and_ends_in_sql_as_in_python(database: Database, rijen: list[Levering]) -> None:
    regio = f"t{nieuw_id().hex[:16]}"
    await bewoon(database, regio, rijen)
    jaren = opdracht(regio, "2024..2026")
    async with database.lees() as conn:
        gevonden = await conn.fetch(GEPLAATST, *waarden(jaren))
    hier = {(rij["client"], rij["sleutel"]): (rij["eind"], rij["hervat_op"]) for rij in gevonden}
    daar: dict[tuple[bytes, str], tuple[date | None, date | None]] = {}
    for client in {een.client for een in rijen}:
        eigen = [een for een in rijen if een.client == client]
        hervat = hervattingen(eigen)
        daar |= {(client, sleutel): (eind, hervat.get(sleutel)) for sleutel, eind in laatste_dagen(eigen).items()}
    assert hier == daar


def _dagen(alle: list[Any], soort: Soort, jaar: int) -> int:
    """On how many days a client entered, or left, the region."""
    return len({(een.client, een.datum) for een in alle if een.soort is soort and een.datum.year == jaar})


def _paar(een: Any) -> tuple[Any, ...]:
    hier, daar = (een.plek, een.datum), (een.andere_plek, een.andere_datum)
    (naar, aankomst), (van, vertrek) = (hier, daar) if een.richting is Richting.IN else (daar, hier)
    return een.client, van, naar, vertrek, aankomst


async def test_twenty_thousand_leveringen_take_about_a_second(database: Database, regio: str) -> None:
    begin = date(2022, 1, 1)
    rijen: list[Rij] = []
    for nummer in range(20_000):
        start = begin + timedelta(nummer * 7919 % 1800)
        anders: dict[str, Any] = {}
        if nummer % 20:
            anders = {"einde": start + timedelta(nummer * 104_729 % 300), "reden": "31"}
        rijen.append(levering(f"{nummer % 4000}", "1234"[nummer % 4], start, toewijzing_nummer=nummer, **anders))
    await bewoon(database, regio, rijen)
    maanden = opdracht(regio, "2026-01..2026-12")
    start_s = perf_counter()
    resultaat = await rapport(database, maanden)
    assert perf_counter() - start_s < 5  # a second on a quiet machine; this one may be anything but
    assert sum(een.in_totaal for maand in resultaat for een in maand.plekken) > 1000

# SPDX-License-Identifier: EUPL-1.2
"""Waiting and duration, counted by hand (definitions.md 5)."""

import re
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger import book
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.register.rows import Contract
from berichtenverkeer.register.stand import read_stand
from ledgerrijen import berichtrij, gebeurtenisrij
from stromen.district import (
    BEGIN,
    ELDERS,
    LINDE,
    WILGEN,
    bewoon,
    client,
    levering,
    order,
    read_lives,
    toewijzing,
    verzoek,
    zet,
    zet_register,
)
from stromen.postgres.order import Order
from stromen.postgres.question import QuestionText, first_days, question, question_text, values
from stromen.postgres.wait_figures import (
    ABOUT_WAITING,
    TAAKGERICHT,
    Measurements,
    Verdeling,
    Wachtcijfers,
    Wachtklassen,
    Wachtlijstcijfers,
    Wachtperiode,
)
from stromen.postgres.waiting import wachtrapport


async def report(database: Database, what_about: Order) -> list[Wachtperiode]:
    """The report, read as a report is."""
    async with database.lees(snapshot=True) as conn:
        register = await read_stand(Grootboek(conn, what_about.regio), what_about.peil.positie)
        return await wachtrapport(conn, what_about, register)


async def jaar(database: Database, regio: str, rows: list[Row], **otherwise: Any) -> Wachtcijfers:
    """The region in 2026."""
    await bewoon(database, regio, rows)
    (periode,) = await report(database, order(regio, "2026", **otherwise))
    return periode.regio


def test_median_and_p90_are_durations_that_were_seen() -> None:
    measurements = Measurements()
    for duration in range(10):
        measurements.count_up(duration, 1, norm=4)
    measurements.count_up(-3, 2, norm=4)
    assert measurements.distribution() == Verdeling(aantal=10, mediaan=4, p90=8, met_norm=10, binnen_norm=5, negatief=2)


def test_nothing_measured_has_no_median() -> None:
    assert Measurements().distribution() == Verdeling()


async def test_w1_counts_working_days_until_the_answer_in_its_month(database: Database, regio: str) -> None:
    rows: list[Row] = [
        verzoek("an", "R1", date(2026, 1, 30), toegewezen_op=date(2026, 2, 2)),  # over a weekend: 1
        verzoek("bo", "R2", date(2026, 2, 2), afgewezen_op=date(2026, 2, 10)),  # 6
        verzoek("cy", "R3", date(2026, 2, 2), in_onderzoek_op=date(2026, 2, 9)),  # is no answer
        verzoek("di", "R4", date(2026, 2, 2), afgewezen_op=date(2026, 2, 4), toegewezen_op=date(2026, 2, 9)),  # 2
        verzoek("ed", "R5", date(2026, 2, 2), "1", toegewezen_op=date(2026, 3, 2), gemeente=ELDERS),
    ]
    await bewoon(database, regio, rows)
    januari, februari = await report(database, order(regio, "2026-01..2026-02"))
    assert januari.regio == Wachtcijfers(plek="regio")
    assert februari.regio.antwoordtijd == Verdeling(aantal=3, mediaan=2, p90=6, met_norm=3, binnen_norm=2)
    assert {one.plek: one.antwoordtijd.aantal for one in februari.plekken} == {"4": 3, "onbekend": 0}


async def test_what_is_not_confirmed_stands_beside_every_measure(database: Database, regio: str) -> None:
    rows: list[Row] = [
        verzoek("an", "R1", date(2026, 1, 30), toegewezen_op=date(2026, 2, 2), is_voorlopig=True),
        verzoek("bo", "R2", date(2026, 1, 30), toegewezen_op=date(2026, 2, 2)),
        toewijzing("an", 1, "4", date(2026, 2, 1)),  # its start is not confirmed
        toewijzing("bo", 2, "4", date(2026, 2, 1), is_voorlopig=True),
        toewijzing("cy", 3, "4", date(2026, 2, 1)),
        toewijzing("di", 4, "4", date(2026, 2, 1), is_voorlopig=True),  # waits
        toewijzing("ed", 5, "4", date(2026, 2, 1)),  # waits
        *read_lives("bo:2 4 2026-02-03\ncy:3 4 2026-02-04 -31 2026-03-01\nan:1 4 2026-02-02 -31 2026-03-01 ?"),
        levering("fa", "1", date(2026, 2, 1), categorie="54", code="54X", is_voorlopig=True),
        levering("ge", "1", date(2026, 2, 1), categorie="54", code="54X"),
    ]
    figures = await jaar(database, regio, rows)
    counts = {
        name: (one.aantal, one.onbevestigd)
        for name in ("antwoordtijd", "toewijzing_tot_start", "wachttijd", "doorlooptijd")
        for one in [getattr(figures, name)]
    }
    assert counts == {
        "antwoordtijd": (2, 1),
        "toewijzing_tot_start": (3, 2),
        "wachttijd": (3, 2),
        "doorlooptijd": (2, 1),
    }
    assert (figures.wachtenden, figures.wachtenden_onbevestigd) == (2, 0)  # di, and less an, who would wait without
    assert (figures.crisis_te_lang, figures.crisis_te_lang_onbevestigd) == (2, 1)


async def test_answers_of_the_gateway_itself_stand_apart(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        await zet_register(conn, regio, (await book.reserve(conn, 1))[0])
        for origin in ("gateway", "partij"):
            bericht_positie, position = await book.reserve(conn, 2)
            antwoord = berichtrij(regio, bericht_positie, berichtsoort="JW319", bron=origin)
            await book.write_berichten(conn, [antwoord])
            await book.write_gebeurtenissen(conn, [gebeurtenisrij(regio, position, bericht_id=antwoord.id)])
            row = verzoek(origin, f"R-{origin}", date(2026, 1, 5), afgewezen_op=date(2026, 1, 6))
            await zet(conn, regio, [row], position)
    (periode,) = await report(database, order(regio, "2026", k=position))
    assert (periode.regio.antwoordtijd.aantal, periode.regio.antwoordtijd_gateway.aantal) == (1, 1)


async def test_w2_and_w3_run_to_the_first_start(database: Database, regio: str) -> None:
    figures = await jaar(
        database,
        regio,
        [
            *read_lives("an:1 4 2026-02-01 -20 2026-02-10\nan:1 4 2026-03-01\nbo:2 4 2026-02-01"),
            # decided on 1 January, care from 10 January: waited 31 and 22 days
            toewijzing("an", 1, "4", date(2026, 1, 10), eerste_datum=date(2026, 1, 1)),
            # decided afterwards: -10 and -10
            toewijzing("bo", 2, "4", date(2026, 1, 10), eerste_datum=date(2026, 2, 11)),
        ],
    )
    assert figures.toewijzing_tot_start == Verdeling(aantal=1, mediaan=31, p90=31, negatief=1)
    assert figures.wachttijd == Verdeling(aantal=1, mediaan=22, p90=22, met_norm=1, binnen_norm=0, negatief=1)


async def test_a_new_number_for_running_care_is_not_waiting(database: Database, regio: str) -> None:
    figures = await jaar(
        database,
        regio,
        [
            *read_lives("an:1 4 2025-02-01 -37 2025-12-31\nan:2 4 2026-01-01"),  # goes on
            *read_lives("bo:3 4 2025-02-01 -37 2025-12-31\nbo:4 2 2026-01-20"),  # another product
            *read_lives("cy:5 4 2025-02-01 -37 2025-12-31\ncy:6 4 2026-01-25"),  # goes on, a little later
            *read_lives("di:7 4 2025-02-01 -37 2025-12-30\ndi:8 4 2026-01-11"),  # had ended before
            *(toewijzing(name, number, "4", date(2026, 1, 1)) for name, number in (("an", 2), ("cy", 6), ("di", 8))),
            toewijzing("bo", 4, "2", date(2026, 1, 1)),
            # goes on; what ran was reported without code
            levering("ed", "4", date(2025, 2, 1), toewijzing_nummer=9, code=None, einde=date(2025, 12, 31), reden="37"),
            *read_lives("ed:10 4 2026-01-05"),
            toewijzing("ed", 10, "4", date(2026, 1, 1)),
        ],
    )
    assert figures.toewijzing_tot_start == Verdeling(aantal=2, mediaan=10, p90=19)


WAITING: dict[str, tuple[list[Row], int]] = {
    "nobody came yet": ([toewijzing("an", 1, "4", date(2026, 3, 1))], 1),
    "care began": ([*read_lives("an:1 4 2026-03-02"), toewijzing("an", 1, "4", date(2026, 3, 1))], 0),
    "care begins later": ([*read_lives("an:1 4 2026-07-01"), toewijzing("an", 1, "4", date(2026, 3, 1))], 1),
    "not in force yet": ([toewijzing("an", 1, "4", date(2026, 7, 1))], 0),
    "no longer in force": ([toewijzing("an", 1, "4", date(2026, 3, 1), einddatum=date(2026, 6, 29))], 0),
    "removed": ([toewijzing("an", 1, "4", date(2026, 6, 30), einddatum=date(2026, 6, 30), reden_wijziging="13")], 0),
    "taakgericht": ([toewijzing("an", 1, "1", date(2026, 3, 1), aanbieder=LINDE)], 0),
    "elders": ([toewijzing("an", 1, "4", date(2026, 3, 1), gemeente=ELDERS)], 0),
    "goes on under a new number, at most 30 days ago": (
        [*read_lives("an:1 4 2025-03-01 -37 2026-05-30"), toewijzing("an", 2, "4", date(2026, 5, 31))],
        0,
    ),
    "did not go on under a new number in 30 days": (
        [*read_lives("an:1 4 2025-03-01 -37 2026-05-29"), toewijzing("an", 2, "4", date(2026, 5, 30))],
        1,
    ),
    "nor does care of which nobody sent the stop": (
        [*read_lives("an:1 4 2025-03-01"), toewijzing("an", 2, "4", date(2026, 3, 1))],
        1,
    ),
    "went on after all, as is known now": (
        [
            *read_lives("an:1 4 2025-03-01 -37 2026-07-10\nan:2 4 2026-07-11"),
            toewijzing("an", 2, "4", date(2026, 3, 1)),
        ],
        0,
    ),
    "had care until two days before": (
        [*read_lives("an:1 4 2025-03-01 -37 2026-06-13"), toewijzing("an", 2, "4", date(2026, 6, 15))],
        1,
    ),
    "had care that was resumed and ended long ago": (
        [
            *read_lives("an:1 4 2025-01-01 ~ 2025-01-31\nan:1 4 2025-03-01 -31 2025-04-30"),
            toewijzing("an", 2, "4", date(2026, 3, 1)),
        ],
        1,
    ),
    "a categorie without code continues any product of it": (
        [*read_lives("an:1 4 2025-03-01"), toewijzing("an", 2, "4", date(2026, 6, 1), code=None)],
        0,
    ),
    "care that was reported without code goes on as any product of its categorie": (
        [
            levering("an", "4", date(2025, 3, 1), toewijzing_nummer=1, code=None),
            toewijzing("an", 2, "4", date(2026, 6, 1)),
        ],
        0,
    ),
    "but not as a product of another": (
        [
            levering("an", "4", date(2025, 3, 1), toewijzing_nummer=1, categorie="54", code=None),
            toewijzing("an", 2, "4", date(2026, 6, 1)),
        ],
        1,
    ),
}


@pytest.mark.parametrize("geval", WAITING)
async def test_wachtenden_on_the_last_day(database: Database, regio: str, geval: str) -> None:
    rows, expected = WAITING[geval]
    await bewoon(database, regio, rows)
    _, juni = await report(database, order(regio, "2026-05..2026-06"))
    assert juni.regio.wachtenden == sum(one.wachtenden or 0 for one in juni.plekken) == len(juni.wachtlijst) == expected


@pytest.mark.parametrize(("termijn", "count"), [(30, 0), (29, 1), (0, 1)])
async def test_the_termijn_of_the_report_says_when_care_broke(
    database: Database, regio: str, termijn: int, count: int
) -> None:
    """The old care ended on 31 December, the new begins on 31 January: 30 days of none."""
    figures = await jaar(
        database,
        regio,
        [
            *read_lives("an:1 4 2025-02-01 -37 2025-12-31\nan:2 4 2026-01-31"),
            toewijzing("an", 2, "4", date(2026, 1, 1), eerste_datum=date(2025, 12, 1)),
        ],
        termijn=termijn,
    )
    assert figures.toewijzing_tot_start == verdeling_van([61] * count)
    assert figures.wachttijd == verdeling_van([30] * count, norm=14)


def verdeling_van(durations: list[int], norm: int | None = None) -> Verdeling:
    measurements = Measurements()
    for duration in durations:
        measurements.count_up(duration, 1, norm)
    return measurements.distribution()


async def test_the_wachtlijst_is_whoever_waits_and_how_long_already(database: Database, regio: str) -> None:
    rows: list[Row] = [
        toewijzing("an", 1, "4", date(2026, 6, 2)),  # 28 days: in 4 weeks, over the norm of 14
        toewijzing("bo", 2, "4", date(2026, 6, 1)),  # 29
        toewijzing("cy", 3, "2", date(2026, 1, 1), eerste_datum=date(2026, 6, 20), einddatum=date(2026, 12, 31)),  # 10
        toewijzing("di", 4, "2", date(2025, 6, 1), is_voorlopig=True),  # 394
        toewijzing("ed", 5, "4", date(2026, 6, 1), eerste_datum=date(2026, 7, 2)),  # -2: decided later
        toewijzing("fa", 6, "9", date(2026, 6, 30)),  # 0, not placed, no norm
    ]
    await bewoon(database, regio, rows)
    mei, juni = await report(database, order(regio, "2026-05..2026-06"))
    assert juni.regio.wachtlijst == Wachtlijstcijfers(
        aantal=5,
        mediaan=28,
        p90=394,
        langst=394,
        met_norm=4,
        binnen_norm=1,
        negatief=1,
        onbevestigd=1,
        klassen=Wachtklassen(tot_4_weken=3, tot_6_weken=1, langer=1),
    )
    assert {one.plek: one.wachtlijst and one.wachtlijst.aantal for one in juni.plekken} == {
        "2": 2,
        "4": 2,
        "onbekend": 1,
    }
    seen = [(one.toewijzing_nummer, one.dagen, one.plek, one.norm_dagen, one.over_norm) for one in juni.wachtlijst]
    assert seen == [
        (4, 394, "2", 14, True),
        (2, 29, "4", 14, True),
        (1, 28, "4", 14, True),
        (3, 10, "2", 14, False),
        (6, 0, "onbekend", None, None),
        (5, -2, "4", 14, False),
    ]
    (derde,) = (one for one in juni.wachtlijst if one.toewijzing_nummer == 3)
    assert (derde.sinds, derde.ingangsdatum, derde.einddatum) == (
        date(2026, 6, 20),
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    assert client("cy").hex().startswith(derde.client)
    assert len(derde.client) == 10
    assert [(one.toewijzing_nummer, one.dagen) for one in mei.wachtlijst] == [(4, 364), (3, -20)]


async def test_what_lapsed_before_the_start_is_counted_in_the_month_of_its_einddatum(
    database: Database, regio: str
) -> None:
    def eindigt(name: str, number: int, einddatum: date, **otherwise: Any) -> Row:
        return toewijzing(name, number, "4", date(2026, 1, 1), einddatum=einddatum, **otherwise)

    rows: list[Row] = [
        *read_lives("bo:2 4 2026-03-31\ncy:3 4 2026-04-01\ngo:8 4 2025-06-01"),
        eindigt("an", 1, date(2026, 3, 31)),
        eindigt("bo", 2, date(2026, 3, 31)),  # care began on the last day
        eindigt("cy", 3, date(2026, 3, 31)),  # a day too late
        eindigt("di", 4, date(2026, 4, 1), is_voorlopig=True),
        eindigt("ed", 5, date(2026, 1, 1), reden_wijziging="13"),  # removed
        eindigt("fa", 6, date(2026, 3, 15), aanbieder=LINDE, code="451"),  # taakgericht
        eindigt("ha", 7, date(2026, 3, 15), gemeente=ELDERS),
        eindigt("go", 9, date(2026, 3, 1)),  # care under another number is no start on it
    ]
    await bewoon(database, regio, rows)
    first, tweede = await report(database, order(regio, "2026-Q1..2026-Q2"))
    assert [(one.toewijzing_nummer, one.dagen) for one in first.vervallen] == [(1, 89), (3, 89), (9, 59)]
    assert [one.toewijzing_nummer for one in tweede.vervallen] == [4]
    figures = [
        (one.regio.vervallen, one.regio.vervallen_onbevestigd, one.regio.vervallen_verwijderd)
        for one in (first, tweede)
    ]
    assert figures == [(3, 0, 1), (1, 1, 0)]


async def test_care_without_toewijzing_has_no_waiting_and_that_is_never_zero(database: Database, regio: str) -> None:
    rows: list[Row] = [
        levering("an", "1", date(2026, 2, 1), aanbieder=LINDE, toewijzing_nummer=1),  # taakgericht by contract
        toewijzing("an", 1, "1", date(2026, 1, 1), aanbieder=LINDE),
        levering("bo", "2", date(2026, 2, 1), einde=date(2026, 2, 10)),  # names no toewijzing
        levering("cy", "3", date(2026, 2, 1)),  # beside one that does
        *read_lives("di:2 3 2026-02-02\ned:3 4 2026-02-02"),
        toewijzing("di", 2, "3", date(2026, 2, 1)),
        toewijzing("fa", 4, "3", date(2026, 3, 1)),  # waits
    ]
    await bewoon(database, regio, rows)
    februari, maart = await report(database, order(regio, "2026-02..2026-03"))
    found = {
        one.plek: (one.niet_te_meten, one.wachtenden, one.wachttijd and one.wachttijd.aantal, one.reden_afwezig)
        for one in (februari.regio, *februari.plekken)
    }
    assert found == {
        "regio": (3, 0, 1, None),
        "1": (1, None, None, TAAKGERICHT),
        "2": (1, None, None, TAAKGERICHT),
        "3": (1, 0, 1, None),
        "onbekend": (0, 0, 0, None),
    }
    per_plek = {one.plek: one for one in maart.plekken}
    assert (per_plek["3"].wachtenden, per_plek["2"].wachtenden, per_plek["2"].niet_te_meten) == (1, None, 0)
    for name in ABOUT_WAITING:
        assert getattr(per_plek["1"], name) is None


async def test_what_is_taakgericht_is_so_by_the_contract_of_the_day(database: Database, regio: str) -> None:
    """Until 30 June for a lump sum, and then per youth."""
    contracten = [
        Contract(
            aanbieder=WILGEN,
            categorie="45",
            code="454",
            uitvoeringsvariant=variant,
            geldig_van=van,
            geldig_tot=tot,
        )
        for variant, van, tot in (
            ("taakgericht", BEGIN, date(2026, 6, 30)),
            ("inspanningsgericht", date(2026, 7, 1), None),
        )
    ]
    rows: list[Row] = [
        *read_lives("an:1 4 2026-06-15\nbo:2 4 2026-07-15"),
        toewijzing("an", 1, "4", date(2026, 6, 30)),
        toewijzing("bo", 2, "4", date(2026, 7, 1)),
    ]
    async with database.transaction() as conn:
        await zet_register(conn, regio, contracten=contracten)
        await zet(conn, regio, rows)
    juni, juli = await report(database, order(regio, "2026-06..2026-07"))
    assert (juni.regio.niet_te_meten, juni.regio.wachttijd) == (1, None)
    assert (juli.regio.niet_te_meten, juli.regio.wachttijd) == (1, verdeling_van([14], norm=14))


async def test_doorlooptijd_is_of_trajecten(database: Database, regio: str) -> None:
    lives = """
    an:1 4 2025-12-01 -37 2025-12-31
    an:2 3 2026-01-01 -31 2026-01-31
    bo 4 2026-01-01 -31 2026-01-10
    bo 4 2026-01-12 -31 2026-01-21
    cy:3 1 2026-01-01 ~ 2026-01-10
    cy:3 1 2026-03-01 -31 2026-03-31
    di 4 2026-02-01 -31 2026-02-28
    di 4 2026-02-01 -31 2026-02-14 @LINDE
    """
    figures = await jaar(database, regio, read_lives(lives))
    # an: one of 62 (hulpvorm 02 is that of 3 and 4); bo: twice 10; cy: one of 90; di: 28, and 14 at another aanbieder
    assert figures.doorlooptijd == Verdeling(aantal=6, mediaan=14, p90=90)


async def test_an_onderbreking_joins_a_traject_to_what_resumed_it_and_to_nothing_else(
    database: Database, regio: str
) -> None:
    """an was resumed in another hulpvorm, on the day on which other care of the first one began."""
    lives = """
    an:5 1 2026-01-01 ~ 2026-01-10
    an:5 3 2026-03-01 -31 2026-03-31
    an 2 2026-03-01 -31 2026-03-20
    bo 4 2026-01-02 ~ 2026-01-08
    bo 4 2026-01-05 ~ 2026-01-08
    bo 4 2026-02-01 -31 2026-02-10
    bo 4 2026-04-01 -31 2026-04-30
    """
    figures = await jaar(database, regio, read_lives(lives))
    # an: 10, 31 and 20; bo: the latest was resumed on 1 February, the first one on 1 April, so one of 119 days
    assert figures.doorlooptijd == Verdeling(aantal=4, mediaan=20, p90=119)


async def test_crisis_care_that_paused_and_went_on_as_other_care_is_over(database: Database, regio: str) -> None:
    crisis = {"categorie": "54", "code": "54X", "toewijzing_nummer": 5}
    rows: list[Row] = [
        levering("an", "", date(2026, 1, 1), tijdelijk_einde=date(2026, 1, 10), **crisis),
        levering("an", "1", date(2026, 3, 1), toewijzing_nummer=5),
        levering("bo", "", date(2026, 1, 1), tijdelijk_einde=date(2026, 1, 10), **crisis | {"toewijzing_nummer": 6}),
        levering("bo", "", date(2026, 3, 1), **crisis | {"toewijzing_nummer": 6}),
    ]
    assert (await jaar(database, regio, rows)).crisis_te_lang == 1


async def test_no_leveringen_are_read_again_for_each_that_was_resumed(database: Database, regio: str) -> None:
    def two(number: int) -> list[Row]:
        otherwise = {"toewijzing_nummer": number}
        first = levering(f"c{number}", "4", date(2026, 1, 1), tijdelijk_einde=date(2026, 1, 10), **otherwise)
        return [first, levering(f"c{number}", "4", date(2026, 2, 1), **otherwise)]

    await bewoon(database, regio, [one for number in range(1, 201) for one in two(number)])
    what_about = order(regio, "2026")
    text = QuestionText(*(f"explain (analyze, timing off) {one}" for one in question_text("doorlooptijden")))
    async with database.lees() as conn:
        plan = await question(conn, text, what_about, *values(what_about), first_days(what_about))
    times = [int(loops) for (regel,) in plan for loops in re.findall(r"CTE Scan on .* loops=(\d+)", regel)]
    assert times
    assert max(times) < 5


async def test_crisis_care_longer_than_28_days_is_signalled(database: Database, regio: str) -> None:
    def crisis(name: str, begindatum: date, end: date | None, **otherwise: Any) -> Row:
        product = {"categorie": "54", "code": "54X"} | otherwise
        return levering(name, "", begindatum, einde=end, reden="31" if end else None, **product)

    rows = [
        crisis("an", date(2026, 1, 1), date(2026, 1, 28)),  # 28 days
        crisis("bo", date(2026, 1, 1), date(2026, 1, 29)),  # 29
        crisis("cy", date(2026, 6, 2), None),  # 29 on 30 June
        crisis("di", date(2026, 6, 3), None),  # 28
        crisis("ed", date(2026, 1, 1), date(2026, 3, 1), categorie="46", code="46Z"),  # not in the list, but 46
        levering("fo", "4", date(2026, 1, 1)),
    ]
    await bewoon(database, regio, rows)
    perioden = await report(database, order(regio, "2026-Q1..2026-Q2"))
    assert [one.regio.crisis_te_lang for one in perioden] == [2, 1]
    assert {one.plek: one.crisis_te_lang for one in perioden[0].plekken} == {"1": 1, "4": 0, "onbekend": 1}


async def test_plekken_add_up_to_the_region(database: Database, regio: str) -> None:
    rows: list[Row] = [
        *(toewijzing(f"c{n}", n, "1234"[n % 4], BEGIN.replace(year=2026)) for n in range(20)),
        *(levering(f"c{n}", "1234"[n % 4], date(2026, 1, 2 + n), toewijzing_nummer=n) for n in range(10)),
    ]
    await bewoon(database, regio, rows)
    (periode,) = await report(database, order(regio, "2026"))
    for count in (_gestart, lambda one: one.wachtenden):
        assert count(periode.regio) == sum(count(one) for one in periode.plekken) == 10


def _gestart(one: Wachtcijfers) -> int:
    assert one.wachttijd is not None
    return one.wachttijd.aantal

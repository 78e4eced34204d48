# SPDX-License-Identifier: EUPL-1.2
"""Every clock counted by hand on a calendar: from which day, until which, settled or not, how late (decision 072)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.ids import new_id
from berichtenverkeer.core.werkdagen import is_werkdag
from berichtenverkeer.ledger import book
from berichtenverkeer.projections import store
from berichtenverkeer.projections.declaraties import Declaratie
from berichtenverkeer.projections.rows import Row, Wijziging
from berichtenverkeer.termijnen.clocks import Question, Termijnklok, clocks
from berichtenverkeer.termijnen.kinds import OF_SIGNALEN, TERMIJNEN, Kind
from berichtenverkeer.termijnen.samenvatting import Tally, count_too_late, samenvatting
from ledgerrijen import berichtrij
from rapporten.bouw import ELDERS, HIER, LINDE, WILGEN
from staatrijen import levering, toewijzing, verzoek, zet

K, EVERYTHING = 100, Question(limiet=1000)


async def read(
    database: Database, regio: str, op: date, question: Question = EVERYTHING, k: int = K
) -> list[Termijnklok]:
    """A page of clocks, read as the gateway does."""
    async with database.lees(snapshot=True) as conn:
        return (await clocks(Grootboek(conn, regio), k, op, question)).klokken


async def count_up(database: Database, regio: str, op: date, side: str | None = None, k: int = K) -> list[Tally]:
    """The summary of 2026."""
    async with database.lees(snapshot=True) as conn:
        return await samenvatting(Grootboek(conn, regio), k, op, (date(2026, 1, 1), date(2026, 12, 31)), side)


async def write(database: Database, regio: str, rows: list[Row], k: int = K) -> None:
    async with database.transaction() as conn:
        await zet(conn, regio, rows, k)


async def wissel(database: Database, regio: str, old: Row, new: Row | None, k: int) -> None:
    """At a ledger position a row became another, or nothing."""
    async with database.transaction() as conn:
        await store.save(Grootboek(conn, regio), [Wijziging(k, old, new)])


def regel(one: Termijnklok) -> str:
    """`start 2026-04-03 2026-04-13 2026-04-14 6 1`: kind, from, deadline, settled, working days, late by."""
    return f"{one.soort} {one.van} {one.deadline} {one.voldaan_op or '-'} {one.werkdagen} {one.werkdagen_te_laat}"


def day(text: str) -> date:
    return date.fromisoformat(text)


# --- working days -------------------------------------------------------------------------------------------------

VIJF_WERKDAGEN = [
    # received, the fifth working day after it
    ("2026-03-02", "2026-03-09"),  # an ordinary Monday
    ("2026-03-06", "2026-03-13"),  # a Friday
    ("2026-03-07", "2026-03-13"),  # a Saturday counts from the Friday before it
    ("2026-04-01", "2026-04-10"),  # Good Friday 3 and Easter Monday 6 April
    ("2026-04-23", "2026-05-01"),  # Koningsdag, Monday 27 April
    ("2026-04-30", "2026-05-08"),  # Bevrijdingsdag, Tuesday 5 May
    ("2026-05-11", "2026-05-19"),  # Ascension Day, Thursday 14 May
    ("2026-05-20", "2026-05-28"),  # Whit Monday, 25 May
    ("2025-12-22", "2025-12-31"),  # Christmas on Thursday and Friday
    ("2026-12-28", "2027-01-05"),  # over New Year's Day, a Friday
]


@pytest.mark.parametrize(("received", "deadline"), VIJF_WERKDAGEN)
async def test_five_working_days_leave_out_weekends_and_holidays(
    database: Database, regio: str, received: str, deadline: str
) -> None:
    await write(database, regio, [verzoek("an", "V1", day(received))])
    (clock,) = await read(database, regio, day(deadline))
    assert (clock.van, clock.deadline, clock.werkdagen, clock.werkdagen_te_laat) == (day(received), day(deadline), 5, 0)


@pytest.mark.parametrize(
    ("op", "te_laat"),
    [("2026-03-13", 0), ("2026-03-14", 0), ("2026-03-15", 0), ("2026-03-16", 1), ("2026-03-17", 2)],
)
async def test_what_is_due_on_friday_is_late_from_monday_on(
    database: Database, regio: str, op: str, te_laat: int
) -> None:
    await write(database, regio, [verzoek("an", "V1", date(2026, 3, 6))])
    (clock,) = await read(database, regio, day(op))
    assert (clock.deadline, clock.werkdagen_te_laat) == (date(2026, 3, 13), te_laat)


# --- requests -----------------------------------------------------------------------------------------------------

MA = date(2026, 3, 2)
VERZOEKEN: dict[str, tuple[dict[str, Any], list[str]]] = {
    "open": ({}, ["antwoord-verzoek 2026-03-02 2026-03-09 - 21 16"]),
    "granted on the last day": (
        {"toegewezen_op": day("2026-03-09")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-09 5 0"],
    ),
    "granted a day late": (
        {"toegewezen_op": day("2026-03-10")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-10 6 1"],
    ),
    "granted on the day it came": (
        {"toegewezen_op": MA},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-02 0 0"],
    ),
    "rejected": ({"afgewezen_op": day("2026-03-04")}, ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-04 2 0"]),
    "rejected, granted after all: the first answer counts": (
        {"afgewezen_op": day("2026-03-04"), "toegewezen_op": day("2026-03-20")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-04 2 0"],
    ),
    "under investigation from the Dagtekening on": (
        {"in_onderzoek_op": day("2026-03-05"), "dagtekening": day("2026-02-27")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-05 3 0", "eindantwoord 2026-02-27 2026-04-24 - 22 0"],
    ),
    "investigated, then granted in time": (
        {"in_onderzoek_op": day("2026-03-05"), "toegewezen_op": day("2026-03-30")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-05 3 0", "eindantwoord 2026-03-02 2026-04-28 2026-03-30 20 0"],
    ),
    "out of order: granted before the word that it is under investigation": (
        {"in_onderzoek_op": day("2026-03-12"), "toegewezen_op": day("2026-03-10")},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-10 6 1", "eindantwoord 2026-03-02 2026-04-28 2026-03-10 6 0"],
    ),
    "woonplaatsbeginsel on the last day": (
        {"afgewezen_op": day("2026-03-16"), "reden_afwijzing": "8"},
        [
            "antwoord-verzoek 2026-03-02 2026-03-09 2026-03-16 10 5",
            "woonplaatsbeginsel 2026-03-02 2026-03-16 2026-03-16 10 0",
        ],
    ),
    "woonplaatsbeginsel after investigation, a day late": (
        {"in_onderzoek_op": day("2026-03-03"), "afgewezen_op": day("2026-03-17"), "reden_afwijzing": "8"},
        [
            "antwoord-verzoek 2026-03-02 2026-03-09 2026-03-03 1 0",
            "woonplaatsbeginsel 2026-03-02 2026-03-16 2026-03-17 11 1",
            "eindantwoord 2026-03-02 2026-04-28 2026-03-17 11 0",
        ],
    ),
    "rejected for another reason": (
        {"afgewezen_op": day("2026-03-17"), "reden_afwijzing": "2"},
        ["antwoord-verzoek 2026-03-02 2026-03-09 2026-03-17 11 6"],
    ),
    "a change is one request as a whole": (
        {"is_wijziging": True, "categorie": None, "code": None, "in_onderzoek_op": day("2026-03-10")},
        ["antwoord-wijziging 2026-03-02 2026-03-09 2026-03-10 6 1", "eindantwoord 2026-03-02 2026-04-28 - 21 0"],
    ),
}


@pytest.mark.parametrize("name", VERZOEKEN)
async def test_a_gemeente_answers_a_request_within_its_terms(database: Database, regio: str, name: str) -> None:
    fields, expected = VERZOEKEN[name]
    await write(database, regio, [verzoek("an", "V1", MA, **fields)])
    found = await read(database, regio, date(2026, 3, 31))
    assert [regel(one) for one in found] == expected
    assert {(one.partij, one.wederpartij, one.sleutel) for one in found} == {(HIER, WILGEN, "verzoek/V1")}


OP_EEN_VRIJE_DAG = [
    # received (and dated), kind, where its weeks end, the last day in time
    ("2026-03-02", Kind.EINDANTWOORD, "2026-04-27 Koningsdag", "2026-04-28"),
    ("2026-04-13", Kind.WOONPLAATSBEGINSEL, "2026-04-27 Koningsdag", "2026-04-28"),
    ("2026-03-20", Kind.WOONPLAATSBEGINSEL, "2026-04-03 Good Friday, then Easter", "2026-04-07"),
    ("2026-03-10", Kind.EINDANTWOORD, "2026-05-05 Bevrijdingsdag, no lustrum", "2026-05-06"),
    ("2026-03-19", Kind.EINDANTWOORD, "2026-05-14 Ascension Day; the Friday after is none", "2026-05-15"),
    ("2026-03-07", Kind.EINDANTWOORD, "2026-05-02 Saturday", "2026-05-04"),
    ("2026-05-10", Kind.WOONPLAATSBEGINSEL, "2026-05-24 Sunday, then Whit Monday", "2026-05-26"),
    ("2026-12-11", Kind.WOONPLAATSBEGINSEL, "2026-12-25 Friday, then the weekend", "2026-12-28"),
    ("2026-12-18", Kind.WOONPLAATSBEGINSEL, "2027-01-01 Friday, then the weekend", "2027-01-04"),
    ("2026-04-14", Kind.WOONPLAATSBEGINSEL, "2026-04-28 an ordinary Tuesday", "2026-04-28"),
]


@pytest.mark.parametrize(("received", "soort", "where", "deadline"), OP_EEN_VRIJE_DAG)
async def test_weeks_that_end_on_a_day_that_is_free_run_until_the_next_working_day(
    database: Database, regio: str, received: str, soort: Kind, where: str, deadline: str
) -> None:
    """Algemene termijnenwet, article 1. In time on that day, late on the working day after it."""
    assert day(where[:10]) == day(received) + timedelta(weeks=TERMIJNEN[soort].weken or 0)
    last = day(deadline)
    te_laat = next(later for n in range(1, 9) if is_werkdag(later := last + timedelta(days=n)))
    questions = [
        verzoek(
            client,
            referentie,
            day(received),
            in_onderzoek_op=day(received),
            afgewezen_op=when,
            reden_afwijzing="8",
        )
        for client, referentie, when in (("an", "V1", last), ("bo", "V2", te_laat))
    ]
    await write(database, regio, [msgspec.structs.replace(one, dagtekening=day(received)) for one in questions])
    found = await read(database, regio, te_laat, Question(soorten=[soort]))
    assert [(one.deadline, one.werkdagen_te_laat) for one in found] == [(last, 0), (last, 1)]


async def test_a_jw301_that_came_before_the_request_it_grants_is_its_answer(database: Database, regio: str) -> None:
    earlier = toewijzing("an", 1, "4", MA, referentie_aanbieder="V1", ontvangen_op=day("2026-02-27"))
    van_ander = toewijzing("bo", 2, "4", MA, referentie_aanbieder="V2", ontvangen_op=MA, aanbieder=LINDE)
    await write(database, regio, [verzoek("an", "V1", MA), verzoek("bo", "V2", MA), earlier, van_ander])
    found = {one.sleutel: regel(one) for one in await read(database, regio, day("2026-03-04"))}
    assert found == {
        "verzoek/V1": "antwoord-verzoek 2026-03-02 2026-03-09 2026-02-27 -1 0",
        "verzoek/V2": "antwoord-verzoek 2026-03-02 2026-03-09 - 2 0",
    }


@pytest.mark.parametrize("later", [None, "W1"])
async def test_it_stays_its_answer_when_a_later_version_refers_to_nothing_or_another(
    database: Database, regio: str, later: str | None
) -> None:
    verkort = toewijzing(
        "an", 1, "4", MA, referentie_aanbieder=later, eerste_referentie="V1", ontvangen_op=day("2026-02-27")
    )
    await write(database, regio, [verzoek("an", "V1", MA), verkort])
    (clock,) = await read(database, regio, day("2026-03-04"))
    assert regel(clock) == "antwoord-verzoek 2026-03-02 2026-03-09 2026-02-27 -1 0"


# --- care ---------------------------------------------------------------------------------------------------------

ZORG: dict[str, tuple[list[Row], list[str]]] = {
    "a start on the fifth working day": (
        [levering("an", "4", MA, gemeld_op=day("2026-03-09"))],
        ["start 2026-03-02 2026-03-09 2026-03-09 5 0"],
    ),
    "a start a week late": (
        [levering("an", "4", MA, gemeld_op=day("2026-03-16"))],
        ["start 2026-03-02 2026-03-09 2026-03-16 10 5"],
    ),
    "assigned afterwards: from the receipt of the JW301": (
        [
            toewijzing("an", 1, "4", MA, ontvangen_op=day("2026-03-20")),
            levering("an", "4", MA, toewijzing_nummer=1, gemeld_op=day("2026-03-27")),
        ],
        ["start 2026-03-20 2026-03-27 2026-03-27 5 0"],
    ),
    "assigned before: from the begin": (
        [
            toewijzing("an", 1, "4", MA, ontvangen_op=day("2026-02-20")),
            levering("an", "4", day("2026-03-05"), toewijzing_nummer=1, gemeld_op=day("2026-03-13")),
        ],
        ["start 2026-03-05 2026-03-12 2026-03-13 6 1"],
    ),
    "out of order: the JW305 came before the JW301": (
        [
            toewijzing("an", 1, "4", MA, ontvangen_op=day("2026-03-20")),
            levering("an", "4", MA, toewijzing_nummer=1, gemeld_op=day("2026-03-19")),
        ],
        ["start 2026-03-20 2026-03-27 2026-03-19 -1 0"],
    ),
    "a start of before days were kept has no clock": ([levering("an", "4", MA)], []),
    "a start that was removed has no clock": (
        [levering("an", "4", MA, gemeld_op=day("2026-03-16"), is_verwijderd=True)],
        [],
    ),
    "a stop on the fifth working day over Easter": (
        [levering("an", "4", MA, einde=day("2026-04-02"), reden="31", einde_gemeld_op=day("2026-04-13"))],
        ["stop 2026-04-02 2026-04-13 2026-04-13 5 0"],
    ),
    "a stop a day late": (
        [levering("an", "4", MA, einde=day("2026-03-31"), reden="31", einde_gemeld_op=day("2026-04-10"))],
        ["stop 2026-03-31 2026-04-09 2026-04-10 6 1"],
    ),
    "a temporary stop": (
        [levering("an", "4", MA, tijdelijk_einde=day("2026-03-31"), tijdelijk_gemeld_op=day("2026-04-10"))],
        ["stop 2026-03-31 2026-04-09 2026-04-10 6 1"],
    ),
    "of a definitive stop after a temporary one nobody tells when it was known": (
        [
            levering(
                "an",
                "4",
                MA,
                tijdelijk_einde=day("2026-03-10"),
                tijdelijk_gemeld_op=day("2026-03-11"),
                einde=day("2026-03-12"),
                reden="31",
                einde_gemeld_op=day("2026-04-28"),
            )
        ],
        ["stop 2026-03-10 2026-03-17 2026-03-11 1 0"],
    ),
    "no start yet is no obligation": ([toewijzing("an", 1, "4", MA, ontvangen_op=MA)], []),
    "a stop is expected when the toewijzing is over": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-04-22"), ontvangen_op=MA),
            levering("an", "4", MA, toewijzing_nummer=1),
        ],
        ["stop-verwacht 2026-04-22 2026-04-30 - 6 1"],
    ),
    "within five working days it is not": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-04-23")),
            levering("an", "4", MA, toewijzing_nummer=1),
        ],
        [],
    ),
    "care goes on under a new number": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
        ],
        [],
    ),
    "the new number was stopped, and nobody stopped the old one": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
            levering("an", "4", day("2026-04-01"), toewijzing_nummer=2, einde=day("2026-04-22"), reden="31"),
        ],
        ["stop-verwacht 2026-04-22 2026-04-30 - 6 1"],
    ),
    "the new number will be stopped": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
            levering("an", "4", day("2026-04-01"), toewijzing_nummer=2, einde=day("2026-05-01"), reden="31"),
        ],
        [],
    ),
    "the new number was interrupted": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
            levering("an", "4", day("2026-04-01"), toewijzing_nummer=2, tijdelijk_einde=day("2026-04-10")),
        ],
        [],
    ),
    "the new number was stopped and began anew": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
            levering("an", "4", day("2026-04-01"), toewijzing_nummer=2, einde=day("2026-04-05"), reden="31"),
            levering("an", "4", day("2026-04-10"), toewijzing_nummer=2),
        ],
        [],
    ),
    "one of two new numbers was stopped": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")),
            toewijzing("an", 2, "4", day("2026-04-01")),
            toewijzing("an", 3, "4", day("2026-04-01")),
            levering("an", "4", MA, toewijzing_nummer=1),
            levering("an", "4", day("2026-04-01"), toewijzing_nummer=2, einde=day("2026-04-22"), reden="31"),
        ],
        [],
    ),
    "a new number for something else": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-04-22")),
            toewijzing("an", 2, "2", day("2026-04-23")),
            toewijzing("an", 3, "4", day("2026-04-23"), aanbieder=LINDE),
            toewijzing("an", 4, "4", day("2026-04-23"), gemeente=ELDERS),
            toewijzing("bo", 5, "4", day("2026-04-23")),
            toewijzing("an", 6, "4", day("2026-04-23"), einddatum=day("2026-04-30")),
            toewijzing("an", 7, "4", day("2026-04-23"), einddatum=day("2026-04-23"), reden_wijziging="13"),
            toewijzing("an", 8, "4", day("2026-05-02")),
            levering("an", "4", MA, toewijzing_nummer=1),
        ],
        ["stop-verwacht 2026-04-22 2026-04-30 - 6 1"],
    ),
    "an interrupted levering still needs its stop": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-04-22")),
            levering("an", "4", MA, toewijzing_nummer=1, tijdelijk_einde=day("2026-03-10")),
        ],
        ["stop-verwacht 2026-04-22 2026-04-30 - 6 1"],
    ),
    "one that was resumed does not, its successor does": (
        [
            toewijzing("an", 1, "4", MA, einddatum=day("2026-04-22")),
            levering("an", "4", MA, toewijzing_nummer=1, tijdelijk_einde=day("2026-03-10")),
            levering("an", "4", day("2026-03-24"), toewijzing_nummer=1),
        ],
        ["stop-verwacht 2026-04-22 2026-04-30 - 6 1"],
    ),
    "of a toewijzing that was removed no stop is expected": (
        [
            toewijzing("an", 1, "4", MA, einddatum=MA, reden_wijziging="13"),
            levering("an", "4", MA, toewijzing_nummer=1),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", ZORG)
async def test_an_aanbieder_reports_start_and_stop_within_five_working_days(
    database: Database, regio: str, name: str
) -> None:
    rows, expected = ZORG[name]
    await write(database, regio, rows)
    found = await read(database, regio, date(2026, 5, 1))
    assert [regel(one) for one in found] == expected
    assert {(one.partij, one.wederpartij) for one in found} <= {(WILGEN, HIER)}
    assert all(one.is_signaal == (one.soort is Kind.STOP_VERWACHT) for one in found)


async def test_a_removed_start_takes_its_clock_away_and_at_the_older_k_it_is_still_there(
    database: Database, regio: str
) -> None:
    start = levering("an", "4", MA, gemeld_op=day("2026-03-16"))
    await write(database, regio, [start])
    await wissel(database, regio, start, msgspec.structs.replace(start, is_verwijderd=True), 200)
    assert await read(database, regio, date(2026, 5, 1), k=200) == []
    assert [one.werkdagen_te_laat for one in await read(database, regio, date(2026, 5, 1), k=199)] == [5]


async def test_a_removed_stop_makes_a_stop_expected_again(database: Database, regio: str) -> None:
    met_stop = levering(
        "an", "4", MA, toewijzing_nummer=1, einde=day("2026-03-31"), reden="31", einde_gemeld_op=day("2026-04-01")
    )
    without = msgspec.structs.replace(met_stop, einde=None, reden=None, einde_gemeld_op=None)
    await write(database, regio, [toewijzing("an", 1, "4", MA, einddatum=day("2026-03-31")), met_stop])
    await wissel(database, regio, met_stop, without, 200)
    kinds = {k: [one.soort for one in await read(database, regio, date(2026, 5, 1), k=k)] for k in (K, 200)}
    assert kinds == {K: [Kind.STOP], 200: [Kind.STOP_VERWACHT]}


async def test_an_answer_that_was_undone_opens_the_clock_again(database: Database, regio: str) -> None:
    """A party that answers itself turned down the JW301: the state says that it never came."""
    answered = verzoek("an", "V1", MA, toegewezen_op=day("2026-03-04"))
    await write(database, regio, [answered])
    await wissel(database, regio, answered, verzoek("an", "V1", MA), 200)
    stand = {k: [one.voldaan_op for one in await read(database, regio, day("2026-03-06"), k=k)] for k in (K, 200)}
    assert stand == {K: [day("2026-03-04")], 200: [None]}


# --- answers of a party that answers itself -----------------------------------------------------------------------


def _om(day_: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day_}T{hour:02d}:30:00+00:00").astimezone(UTC)


async def test_who_answers_himself_has_three_working_days_and_ten_for_a_declaratie(
    database: Database, regio: str
) -> None:
    """The gateway answers all others at once: they have no clock."""
    heen = {
        name: berichtrij(regio, position, ontvangen_op=_om(op), oordeel=oordeel, berichtsoort=soort, identificatie=name)
        for position, (name, soort, oordeel, op) in enumerate(
            [
                ("OPEN", "JW305", "voorlopig", "2026-03-02"),
                ("LAAT", "JW307", "voorlopig", "2026-03-02"),
                ("AFGEKEURD", "JW305", "voorlopig", "2026-03-02"),
                ("GATEWAY", "JW305", "goedgekeurd", "2026-03-02"),
                ("DECLARATIE", "JW323", "voorlopig", "2026-03-26"),
                ("BETAALD", "JW323", "voorlopig", "2026-03-27"),
            ],
            1,
        )
    }

    def antwoord(position: int, op: str, op_wat: str, soort: str, **otherwise: Any) -> Any:
        plain = {"berichtsoort": soort, "verzender": "0363", "bestemming": "12345678", "heen_id": heen[op_wat].id}
        return berichtrij(regio, position, ontvangen_op=_om(op), **(plain | otherwise))

    antwoorden = [
        antwoord(11, "2026-03-06", "LAAT", "JW308"),
        antwoord(12, "2026-03-09", "LAAT", "JW308", identificatie="TWEEDE"),
        antwoord(13, "2026-03-03", "AFGEKEURD", "JW306", oordeel="afgekeurd"),
        antwoord(14, "2026-03-02", "GATEWAY", "JW306", bron="gateway"),
        antwoord(15, "2026-04-13", "BETAALD", "JW325"),
    ]
    async with database.transaction() as conn:
        await book.write_berichten(conn, [*heen.values(), *antwoorden])
    found = await read(database, regio, day("2026-04-13"))
    assert {one.sleutel: regel(one) for one in found} == {
        "JW305/OPEN": "retourbericht 2026-03-02 2026-03-05 - 28 25",
        "JW307/LAAT": "retourbericht 2026-03-02 2026-03-05 2026-03-06 4 1",
        "JW305/AFGEKEURD": "retourbericht 2026-03-02 2026-03-05 - 28 25",
        # Good Friday 3 April, Easter Monday 6 April
        "JW323/DECLARATIE": "declaratieantwoord 2026-03-26 2026-04-13 - 10 0",
        "JW323/BETAALD": "declaratieantwoord 2026-03-27 2026-04-14 2026-04-13 9 0",
    }
    assert {(one.partij, one.wederpartij) for one in found} == {("0363", "12345678")}
    earlier = {one.sleutel: one.voldaan_op for one in await read(database, regio, day("2026-04-13"), k=14)}
    assert earlier["JW323/BETAALD"] is None


async def test_the_day_of_receipt_is_that_of_the_netherlands(database: Database, regio: str) -> None:
    """Half past eleven at night in UTC is the next day, in winter and in summer."""
    async with database.transaction() as conn:
        rows = [
            berichtrij(regio, 1, ontvangen_op=_om("2026-03-02", 23), oordeel="voorlopig"),
            berichtrij(regio, 2, ontvangen_op=_om("2026-06-30", 22), oordeel="voorlopig"),
        ]
        await book.write_berichten(conn, rows)
    found = await read(database, regio, day("2026-07-31"))
    assert [one.van for one in found] == [day("2026-03-03"), day("2026-07-01")]


async def test_a_declaratie_that_the_gateway_answered_has_no_clock(database: Database, regio: str) -> None:
    row = Declaratie(
        aanbieder=WILGEN,
        nummer="D1",
        gemeente=HIER,
        identificatie="I1",
        dagtekening=MA,
        periode_begin=day("2026-02-01"),
        periode_eind=day("2026-02-28"),
        totaal_cents=1,
        xsd_versie="1.0.0",
        ontvangen_op=MA,
        beantwoord_op=MA,
    )
    await write(database, regio, [row])
    assert await read(database, regio, day("2026-05-01")) == []


# --- what is asked ------------------------------------------------------------------------------------------------


async def bewoon(database: Database, regio: str) -> None:
    """Late and in time, open and settled, between two aanbieders and two gemeenten; read on Tuesday 10 March."""
    await write(
        database,
        regio,
        [
            verzoek("an", "V1", day("2026-02-23")),  # open, due 2 March
            verzoek("bo", "V2", MA, toegewezen_op=day("2026-03-04")),
            verzoek("cy", "V3", MA, toegewezen_op=day("2026-03-10")),  # a day late
            verzoek("di", "V4", day("2026-03-06")),  # open, in time
            verzoek("ed", "V5", MA, aanbieder=LINDE, gemeente=ELDERS),  # open, a day late
            levering("an", "4", MA, gemeld_op=day("2026-03-10")),  # a day late
            levering("bo", "4", MA, gemeld_op=MA, aanbieder=LINDE),
        ],
    )


FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "all, by deadline": ({}, "V1 V5 V2 V3 an bo V4"),
    "a kind": ({"soorten": (Kind.START,)}, "an bo"),
    "no kind": ({"soorten": ()}, ""),
    "who owes": ({"partij": HIER}, "V1 V2 V3 V4"),
    "who is owed": ({"wederpartij": LINDE}, "V5"),
    "either side": ({"zijde": LINDE}, "V5 bo"),
    "either side, never of others": ({"zijde": LINDE, "partij": HIER}, ""),
    "open": ({"is_open": True}, "V1 V5 V4"),
    "settled": ({"is_open": False}, "V2 V3 an bo"),
    "late, open or settled": ({"is_te_laat": True}, "V1 V5 V3 an"),
    "open and in time": ({"is_open": True, "is_te_laat": False}, "V4"),
    "due from": ({"deadline_van": day("2026-03-10")}, "V4"),
    "due until": ({"deadline_tot": day("2026-03-08")}, "V1"),
}


@pytest.mark.parametrize("name", FILTERS)
async def test_a_list_holds_what_was_asked(database: Database, regio: str, name: str) -> None:
    fields, expected = FILTERS[name]
    await bewoon(database, regio)
    found = await read(database, regio, day("2026-03-10"), Question(limiet=100, **fields))
    names = {"an": b"an", "bo": b"bo"}
    per_client = {client.ljust(16, b"\0").hex()[:10]: name for name, client in names.items()}
    who = [
        per_client[one.client or ""] if one.soort is Kind.START else one.sleutel.removeprefix("verzoek/")
        for one in found
    ]
    assert who == expected.split()


async def test_pages_follow_each_other_without_gap_or_overlap(database: Database, regio: str) -> None:
    rows: list[Row] = [verzoek("an", f"V{number}", MA) for number in range(25)]
    rows += [levering(f"c{number}", "4", MA, gemeld_op=MA) for number in range(20)]  # one key, many clients
    await write(database, regio, rows)
    whole = await read(database, regio, day("2026-03-10"))
    seen: list[Termijnklok] = []
    na: int | None = 0
    async with database.lees(snapshot=True) as conn:
        while na is not None:
            page = await clocks(Grootboek(conn, regio), K, day("2026-03-10"), Question(na=na, limiet=10))
            seen += page.klokken
            na = page.volgende
    assert seen == whole
    assert len(whole) == 45


async def test_a_summary_counts_per_party_and_kind(database: Database, regio: str) -> None:
    await bewoon(database, regio)
    found = [msgspec.structs.astuple(one) for one in await count_up(database, regio, day("2026-03-10"))]
    assert found == [
        (ELDERS, Kind.ANTWOORD_VERZOEK, False, 1, 1, MA, 0, 0, None),
        (HIER, Kind.ANTWOORD_VERZOEK, False, 2, 1, day("2026-02-23"), 1, 1, 50),
        (WILGEN, Kind.START, False, 0, 0, None, 0, 1, 0),
        (LINDE, Kind.START, False, 0, 0, None, 1, 0, 100),
    ]
    own = await count_up(database, regio, day("2026-03-10"), side=LINDE)
    assert [(one.partij, one.soort.value) for one in own] == [(ELDERS, "antwoord-verzoek"), (LINDE, "start")]


async def test_a_summary_counts_what_was_settled_in_its_period_and_all_that_is_open(
    database: Database, regio: str
) -> None:
    await bewoon(database, regio)
    async with database.lees(snapshot=True) as conn:
        periode = (day("2026-03-03"), day("2026-03-09"))
        found = await samenvatting(Grootboek(conn, regio), K, day("2026-03-10"), periode)
    assert [(one.partij, one.open, one.voldaan_op_tijd, one.voldaan_te_laat) for one in found] == [
        (ELDERS, 1, 0, 0),
        (HIER, 2, 1, 0),
    ]


async def test_an_operator_sees_how_many_obligations_are_late(database: Database, regio: str) -> None:
    await bewoon(database, regio)
    async with database.lees(snapshot=True) as conn:
        counts = await count_too_late(Grootboek(conn, regio), day("2026-03-10"))
    assert {soort: count for soort, count in counts.items() if count} == {Kind.ANTWOORD_VERZOEK: 2}
    assert set(counts) == {one for one in Kind if not TERMIJNEN[one].is_achteraf} - {Kind.STOP_VERWACHT} - OF_SIGNALEN


async def test_a_list_shows_no_more_of_a_client_than_tells_clients_apart(database: Database, regio: str) -> None:
    await write(database, regio, [verzoek("an", "V1", MA, client=new_id().bytes)])
    (clock,) = await read(database, regio, MA)
    assert clock.client is not None
    assert len(clock.client) == 10


async def test_a_day_far_away_does_not_break_the_list(database: Database, regio: str) -> None:
    ver = levering("an", "4", date(1998, 1, 1), einde=date(2099, 1, 1), gemeld_op=MA, einde_gemeld_op=MA)
    await write(database, regio, [ver])
    found = await read(database, regio, MA)
    assert [(one.soort, one.van, one.deadline) for one in found] == [
        (Kind.START, date(1998, 1, 1), date(1998, 1, 8)),
        (Kind.STOP, date(2099, 1, 1), date(2099, 1, 8)),
    ]

# SPDX-License-Identifier: EUPL-1.2
"""Wie is op tijd?"""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import duckdb
import pytest

from berichtenverkeer.core.werkdagen import werkdag_after, werkdagen_between
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.termijnen import TERMIJNEN
from berichtenverkeer.rapporten.result import Level, Row
from berichtenverkeer.termijnen.kinds import TERMIJNEN as KINDS
from berichtenverkeer.termijnen.kinds import Kind
from rapporten.bouw import DAG_K, ERNAAST, HIER, LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld


def test_termijnen_by_hand() -> None:
    """By hand, in April 2025. A verzoek came on Tuesday 1 April: five working days later is the 8th; it was answered
    on the 8th: in time. One of Monday 14 April: the 18th is Good Friday and the 21st Easter Monday, so the 23rd is
    the last day; it was answered on Friday the 25th: two working days late. One of 2 April was taken into onderzoek
    on the 3rd (in time) and is open: its final answer was due in May. A start of 7 April was told on the 15th: the
    14th was the last day, one late.
    """
    connection = region(
        verzoek=[
            {"client": 1, "referentie": "a", "ingangsdatum": "2025-05-01", "ontvangen_op": "2025-04-01",
             "toegewezen_op": "2025-04-08"},
            {"client": 2, "referentie": "b", "ingangsdatum": "2025-05-01", "ontvangen_op": "2025-04-14",
             "afgewezen_op": "2025-04-25", "reden_afwijzing": "2"},
            {"client": 3, "referentie": "c", "ingangsdatum": "2025-05-01", "ontvangen_op": "2025-04-02",
             "in_onderzoek_op": "2025-04-03"},
        ],
        levering=[
            {"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-04-07", "gemeld_op": "2025-04-15"},
        ],
    )  # fmt: skip
    result = ask(connection, TERMIJNEN, "2025-04")
    figures = {key: tuple(row.values.values())[2:] for key, row in rows(result, "partijen", Level.TOTAL).items()}
    assert figures == {
        (HIER, "antwoord-verzoek"): (3, 2, 1, 0, 66.67, 2.0, 2.0),
        (WILGEN, "start"): (1, 0, 1, 0, 0.0, 1.0, 1.0),
    }
    may = rows(ask(connection, TERMIJNEN, "2025-05"), "soorten", Level.TOTAL)
    assert {key: row.values["open_te_laat"] for key, row in may.items()} == {"eindantwoord": 1}


def settled_and_signalled() -> duckdb.DuckDBPyConnection:
    """Two uitvragen, two tenzij's, and the plafonds of Wilgen and Linde."""
    first, second, tenzij = UUID(int=1), UUID(int=2), UUID(int=3)
    asked = {"op": "2025-02-03", "antwoord_voor": "2025-03-03", "jaar": 2024, "helft": 2, "soort": "TenzijUitgevraagd"}
    rows_of = {"WILGEN": {"aanbieder": WILGEN, "jaar": 2025}, "LINDE": {"aanbieder": LINDE, "jaar": 2025}}
    booked = [
        ("WILGEN", 10, "2025-01-01", "VRIJ", "PLAFOND", 1000),
        ("WILGEN", 30, "2025-03-03", "BESLAG", "VRIJ", 700),
        ("LINDE", 10, "2025-01-01", "VRIJ", "PLAFOND", 100),
        ("LINDE", 31, "2025-03-04", "BESLAG", "VRIJ", 100),
        ("LINDE", 32, "2025-03-05", "VRIJ", "PLAFOND", 100),
        ("LINDE", 33, "2025-03-10", "GERESERVEERD", "VRIJ", 60),
    ]
    return region(
        verrekeningstap=[
            {"uitvraag_id": first, "positie": 11, **asked},
            {"uitvraag_id": second, "positie": 12, **asked},
            {"uitvraag_id": first, "positie": 13, "op": "2025-03-05", "soort": "TenzijOpgegeven"},
        ],
        verrekenregel=[{"positie": 12, "tenzij_id": tenzij, "jaar": 2024, "helft": 2}],
        tenzijstap=[
            {
                "positie": 14,
                "tenzij_id": tenzij,
                "op": "2025-03-10",
                "jaar": 2024,
                "helft": 2,
                "soort": "TenzijVerrekend",
            },
            *(
                {"positie": at, "tenzij_id": UUID(int=one), "gemeente": ERNAAST, "partij": WILGEN, "op": op, **what}
                for at, one, op, what in (
                    (20, 4, "2025-03-03", {"soort": "TenzijGevraagd"}),
                    (21, 5, "2025-03-03", {"soort": "TenzijGevraagd"}),
                    (22, 4, "2025-03-05", {"soort": "TenzijToegekend", "te_bevestigen": True}),
                    (23, 5, "2025-03-05", {"soort": "TenzijToegekend", "te_bevestigen": True}),
                    (24, 4, "2025-03-12", {"soort": "TenzijBevestigd"}),
                )
            ),
        ],
        boeking=[
            rows_of[who]
            | {"positie": at, "dag": dag, "debet": debet, "credit": credit, "bedrag_cents": cents, "volgnr": at}
            for who, at, dag, debet, credit, cents in booked
        ],
        signaalstap=[
            {"jaar": 2025, "sinds": 30, "positie": 40, "op": "2025-03-18", "soort": "SignaalBesproken"},
            {"jaar": 2025, "sinds": 30, "positie": 41, "op": "2025-04-01", "soort": "SignaalBesloten"},
        ],
    )


def test_the_clocks_of_money_by_hand() -> None:
    """By hand, in 2025. Of two uitvragen of Monday 3 February, to be answered by Monday 3 March, one was answered on
    Wednesday the 5th: two working days late; the other was fixed on Monday the 10th without an opgave: five late. On
    Monday 3 March Wilgen used 700 of 1,000: the gesprek was due on the 17th and held on the 18th, one late; of the
    besluit, due ten working days later on 1 April, that was the day. Linde used all of her plafond on 4 March, and
    got more of it on the 5th: nothing is owed any more. Her signaal of 10 March goes on: what is due on the 24th was
    not done by 30 June. Two tenzij's of 3 March were due on the 10th, and granted on the 5th if a second user confirms:
    he did so of one on the 12th, two late, and never of the other.
    """
    connection = settled_and_signalled()
    figures = {key: tuple(row.values.values())[1:5] for key, row in found(connection, "2025-03").items()}
    assert figures == {
        "tenzij-besluit": (2, 0, 1, 1),
        "tenzij-opgave": (2, 0, 2, 0),
        "signaal-gesprek": (2, 0, 1, 1),
    }
    assert found(connection, "2025-03")["tenzij-besluit"].values["laat_mediaan"] == 2
    assert found(connection, "2025-03")["tenzij-opgave"].values["laat_mediaan"] == 2
    figures = {key: tuple(row.values.values())[1:5] for key, row in found(connection, "2025-04").items()}
    assert figures == {"signaal-besluit": (1, 1, 0, 0)}
    own = found(connection, "2025-03", own=Own("aanbieder", LINDE))
    assert {key: row.values["termijnen"] for key, row in own.items()} == {"signaal-gesprek": 1}
    assert found(connection, "2025-03", own=Own("gemeente", HIER)) == {}


def found(connection: Any, periods: str, **otherwise: Any) -> dict[str, Row]:
    return rows(ask(connection, TERMIJNEN, periods, **otherwise), "soorten", Level.TOTAL)


@pytest.mark.parametrize("seed", range(2))
def test_a_term_in_working_days_is_that_of_the_clocks(seed: int) -> None:
    """Starts and stops told after some days, verzoeken answered then or not at all."""
    random, lines = Random(seed), []
    for number in range(1, 90):
        begin = date(2025, 1, 1) + timedelta(days=random.randint(0, 364))
        lines.append((number, begin, begin + timedelta(days=random.randint(0, 20))))
    starts, stops, asked = lines[:30], lines[30:60], lines[60:]
    answered = {number: told if number % 3 else None for number, _, told in asked}
    connection = region(
        levering=[
            *(
                {"client": number, "toewijzing_nummer": number, "begindatum": begin, "gemeld_op": told}
                for number, begin, told in starts
            ),
            *(
                {"client": number, "toewijzing_nummer": number, "begindatum": "2024-01-01", "einde": eind}
                | {"einde_gemeld_op": told, "reden": "31"}
                for number, eind, told in stops
            ),
        ],
        verzoek=[
            {"client": number, "referentie": f"r{number}", "ingangsdatum": "2025-05-01", "ontvangen_op": begin}
            | {"afgewezen_op": answered[number]}
            for number, begin, _ in asked
        ],
    )
    all_kinds = found(connection, "2025-Q2")
    parties = rows(ask(connection, TERMIJNEN, "2025-Q2"), "partijen", Level.TOTAL)
    for kind, who, some in (
        ("start", WILGEN, starts),
        ("stop", WILGEN, stops),
        ("antwoord-verzoek", HIER, [(number, begin, answered[number]) for number, begin, _ in asked]),
    ):
        due = [(werkdag_after(begin, 5), told) for _, begin, told in some]
        there = [(last, told) for last, told in due if date(2025, 4, 1) <= last <= date(2025, 6, 30)]
        late: dict[bool, list[int]] = {True: [], False: []}
        for last, told in there:
            if (days := werkdagen_between(last, told or DAG_K)) > 0:
                late[told is None].append(days)
        every = sorted(late[False] + late[True])
        in_time = len(there) - len(every)
        told_late = (len(there), in_time, len(late[False]), len(late[True]), geld.percent(in_time, len(there)))
        spread = tuple(geld.rank(every, Fraction(of, 10)) for of in (5, 9))
        assert tuple(all_kinds[kind].values.values())[1:] == (*told_late, *spread), kind
        assert tuple(parties[who, kind].values.values())[2:] == (*told_late, *spread), kind


def test_the_terms_are_those_of_the_standard() -> None:
    """The facts name each once: what they say is what the clocks say."""
    text = TERMIJNEN.tables[0].sql
    for kind in KINDS:
        assert f"'{kind}'" in text
    weeks = {Kind.EINDANTWOORD: 8, Kind.WOONPLAATSBEGINSEL: 2}
    assert {kind: term.weken for kind, term in KINDS.items() if term.weken} == weeks
    days = {term.werkdagen for term in KINDS.values() if term.werkdagen}
    assert days == {3, 5, 10}

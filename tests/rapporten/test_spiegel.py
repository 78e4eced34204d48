# SPDX-License-Identifier: EUPL-1.2
"""Hoe sta ik ten opzichte van anderen?"""

import json
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from statistics import median, quantiles
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten.forms.reading import heads
from berichtenverkeer.rapporten.orders import BehindOrder, RestatementOrder, carry_out
from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.reports.spiegel import SPIEGEL
from berichtenverkeer.rapporten.result import Cell, Level
from berichtenverkeer.register.rows import Gemeente, Partij
from rapporten.bouw import BEGIN, HIER, REGISTER, WILGEN, ask, question, region, rows
from rapporten.contractbouw import contract
from rapporten.geldbouw import prestatie
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, goes_on, lives, made, ran_until

OTHERS = [f"9900020{one}" for one in range(1, 7)]
ROUND = [f"080{one}" for one in range(1, 7)]
"""Six gemeenten round HIER."""
REGIO = {
    "partijen": [
        *REGISTER["partijen"],
        *(Partij(soort="aanbieder", code=one, naam=one, geldig_van=BEGIN) for one in OTHERS),
        *(Partij(soort="gemeente", code=one, naam=f"G{one}", geldig_van=BEGIN) for one in ROUND),
    ],
    "gemeenten": [
        *REGISTER["gemeenten"],
        *(Gemeente(gemeente=one, gebied="zuid", geldig_van=BEGIN) for one in ROUND),
    ],
    "contracten": [contract(one) for one in (WILGEN, *OTHERS)],
}


def care(aanbieder: str, clients: range) -> list[dict[str, object]]:
    return [
        {"client": one, "toewijzing_nummer": one, "begindatum": "2025-01-01", "aanbieder": aanbieder} for one in clients
    ]


def leveringen() -> list[dict[str, object]]:
    """Wilgen has 3 youths, the others 1, 2, 3, 4, 5 and 6, all of product 453."""
    found, first = care(WILGEN, range(1, 4)), 100
    for number, one in enumerate(OTHERS, start=1):
        found += care(one, range(first, first + number))
        first += number
    return found


def test_spiegel_by_hand() -> None:
    """By hand, in 2025: Wilgen has 3 youths; six others with the same product have 1 to 6, median 3.5, p10 1.5 and p90
    5.5 (halfway between the first two and the last two). Nobody paid anything: no cost. Asked by Wilgen it sees
    itself alone.
    """
    connection = region(REGIO, levering=leveringen())
    result = ask(connection, SPIEGEL, "2025", own=Own("aanbieder", WILGEN))
    figures = rows(result, "spiegel")
    assert {key[0] for key in figures} == {WILGEN}
    assert figures[WILGEN, "jeugdigen"].values == {
        "cijfer": "jeugdigen", "waarde": 3.0, "anderen": 6, "p10": 1.5, "mediaan": 3.5, "p90": 5.5,
        "eigen": 85.7, "laag": 42.9, "hoog": 157.1,
    }  # fmt: skip
    assert (WILGEN, "kosten_per_jeugdige") not in figures
    assert not [row for row in result.part("spiegel").rows if row.cell.plek != WILGEN]


def referred(gemeente: str, clients: range, verwijzer: str = "01") -> dict[str, list[dict[str, object]]]:
    """A levering of each on a toewijzing that goes back to a verzoek."""
    made = [{"client": one, "gemeente": gemeente} for one in clients]
    return {
        "levering": [one | {"toewijzing_nummer": one["client"], "begindatum": "2025-01-01"} for one in made],
        "toewijzing": [
            one | {"nummer": one["client"], "ingangsdatum": "2025-01-01", "eerste_referentie": f"V{one['client']}"}
            for one in made
        ],
        "verzoek": [
            one | {"referentie": f"V{one['client']}", "verwijzer": verwijzer, "ingangsdatum": "2025-01-01"}
            for one in made
        ],
    }


def of_gemeenten() -> duckdb.DuckDBPyConnection:
    """The toegang of HIER referred 3 youths, that of the others 1 to 6; a huisarts of HIER one more."""
    parts, first = [referred(HIER, range(1, 4)), referred(HIER, range(50, 51), "02")], 100
    for number, one in enumerate(ROUND, start=1):
        parts.append(referred(one, range(first, first + number)))
        first += number
    return region(REGIO, **{name: [row for part in parts for row in part[name]] for name in parts[0]})


def test_toegang_by_hand() -> None:
    """By hand, in 2025: the toegang of HIER referred 3 youths (a fourth came by a huisarts), that of six others 1 to 6:
    the spread of the aanbieders above. A gemeente sees its own row alone, and none of an aanbieder; an aanbieder none
    of a gemeente. Of gemeenten that somebody chose there is nothing.
    """
    connection = of_gemeenten()
    result = ask(connection, SPIEGEL, "2025", own=Own("gemeente", HIER))
    figures = rows(result, "toegang")
    assert {key[0] for key in figures} == {HIER}
    assert figures[HIER, "jeugdigen"].values == {
        "cijfer": "jeugdigen", "waarde": 3.0, "anderen": 6, "p10": 1.5, "mediaan": 3.5, "p90": 5.5,
        "eigen": 85.7, "laag": 42.9, "hoog": 157.1,
    }  # fmt: skip
    assert figures[HIER, "jeugdigen"].names["plek"] == f"G{HIER}"
    assert [name for name, _ in heads(SPIEGEL.table("toegang"), result.ground)][:2] == ["Periode", "Gemeente"]
    assert not result.part("spiegel").rows
    all_of_it = ask(connection, SPIEGEL, "2025")
    assert {row.cell.plek for row in all_of_it.part("toegang").rows} == {HIER, *ROUND}
    assert not ask(connection, SPIEGEL, "2025", own=Own("aanbieder", WILGEN)).part("toegang").rows
    for chosen in ({Dimension.GEMEENTE: (HIER, *ROUND[:5])}, {Dimension.GEBIED: ("zuid",)}):
        assert not ask(connection, SPIEGEL, "2025", filters=chosen).part("toegang").rows


@pytest.mark.parametrize("by", ["aanbieder", "gemeente"])
@pytest.mark.parametrize("seed", range(2))
def test_the_ten_figures_are_what_a_slow_reading_finds(seed: int, by: str) -> None:
    """Of seven aanbieders, or gemeenten, with care of two products; of each third toewijzing care never began."""
    market = Market(Random(seed), lives(seed, count=120), by)
    own = {who: market.figures(who) for who in market.those}
    products = {who: {one.segment for one in market.care_of(who)} for who in own}
    found = rows(ask(market.connection, SPIEGEL, "2025"), "spiegel" if by == "aanbieder" else "toegang")
    assert {key: row.values["waarde"] for key, row in found.items()} == {
        (who, name): pytest.approx(value) for who, figures in own.items() for name, value in figures.items()
    }
    for (who, name), row in found.items():
        others = [own[one][name] for one in own if one != who and products[one] & products[who] and name in own[one]]
        told = [row.values[one] for one in ("anderen", "p10", "mediaan", "p90")]
        if len(others) < 5:
            assert told == [len(others), None, None, None]
        else:
            tenths = quantiles(others, n=10, method="inclusive")
            assert told == [len(others), *(pytest.approx(tenths[at], abs=0.006) for at in (0, 4, 8))]


class Market:
    """Toewijzingen of seven aanbieders, or gemeenten, that began or not, and what was paid in 2025. Of a gemeente those
    are seen that its toegang referred: two of three."""

    def __init__(self, random: Random, every: list[Care], by: str) -> None:
        self.every, self.by = every, by
        self.those = (WILGEN, *OTHERS) if by == "aanbieder" else (HIER, *ROUND)
        for one in every:
            one.client, one.aanbieder = random.randint(1, 40), random.choice((WILGEN, *OTHERS))
            one.segment, one.gemeente = random.choice("34"), random.choice((HIER, *ROUND))
        self.verwijzer = {one.number: random.choice(("01", "01", "02")) for one in every}
        self.care = [one for one in every if one.number % 3]
        self.waited = {one.number: random.randint(-5, 40) for one in every}
        self.from_day = {one.number: one.begin - timedelta(days=self.waited[one.number]) for one in every}
        self.paid = [
            prestatie(one.client, "2025-03-01", random.randint(100, 9000), toewijzing_nummer=one.number)
            | {"aanbieder": one.aanbieder, "gemeente": one.gemeente}
            for one in self.care
            if one.number % 2
        ]

    def is_of(self, one: Care, who: str) -> bool:
        """Whether it is seen as that of an aanbieder, or as referred by the toegang of a gemeente."""
        return bool(getattr(one, self.by) == who and (self.by == "aanbieder" or self.verwijzer[one.number] == "01"))

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        granted = [
            {**one.toewijzing, "ingangsdatum": self.from_day[one.number], "eerste_referentie": f"V{one.number}"}
            for one in self.every
        ]
        asked = [
            {"client": one.client, "aanbieder": one.aanbieder, "gemeente": one.gemeente, "code": f"45{one.segment}"}
            | {"referentie": f"V{one.number}", "verwijzer": self.verwijzer[one.number], "ingangsdatum": one.begin}
            for one in self.every
        ]
        register = {**REGIO, "contracten": []}
        return made(self.care, register=register, toewijzing=granted, prestatie=self.paid, verzoek=asked)

    def care_of(self, who: str) -> list[Care]:
        """His leveringen with a day in 2025."""
        return [one for one in self.care if self.is_of(one, who) and one.within(*YEAR)]

    def goes_on(self, one: Care) -> bool:
        """Whether it goes on with care that ran when the toewijzing began."""
        return goes_on(ran_until(self.care, one, self.from_day[one.number]), one.begin)

    def is_waiting(self, one: Care) -> bool:
        """Whether it waits on the last day of the year."""
        begin, day = self.from_day[one.number], YEAR[1]
        ran = ran_until(self.care, one, begin) is not None and day <= begin + timedelta(days=30)
        is_begun = one.number % 3 and (one.begin <= day or self.goes_on(one))
        return begin <= day and (one.eind is None or one.eind >= day) and not is_begun and not ran

    def figures(self, who: str) -> dict[str, float]:
        """Those that he has."""
        mine = self.care_of(who)
        ended = [one for one in mine if one.eind and one.eind.year == 2025]
        begun = [one for one in self.care if self.is_of(one, who) and one.begin.year == 2025]
        waits = [self.waited[one.number] for one in begun if self.waited[one.number] >= 0 and not self.goes_on(one)]
        numbers = {one.number for one in self.care if self.is_of(one, who)}
        money = [one for one in self.paid if one["toewijzing_nummer"] in numbers]
        cents = geld.rounded(
            geld.ratio(sum(one["bedrag_cents"] for one in money), len({one["client"] for one in money}))
        )
        figures = {
            "jeugdigen": len({one.client for one in mine}),
            "leveringen": len(mine),
            "begonnen": len(begun),
            "beeindigd": len(ended),
            "aandeel_uitval": geld.percent(sum(one.reden in ("33", "34", "38", "02") for one in ended), len(ended)),
            "duur_dagen": geld.rank(sorted(days(one) for one in ended), Fraction(1, 2)),
            "wachttijd_dagen": geld.rank(sorted(waits), Fraction(1, 2)),
            "binnen_norm": geld.percent(sum(day <= 14 for day in waits), len(waits)),
            "wachtenden": sum(self.is_of(one, who) and self.is_waiting(one) for one in self.every),
            "kosten_per_jeugdige": None if cents is None else cents / 100,
        }
        return {name: value for name, value in figures.items() if value is not None}


YEAR = date(2025, 1, 1), date(2025, 12, 31)


def days(one: Care) -> int:
    assert one.eind is not None
    return (one.eind - one.begin).days + 1


def test_of_aanbieders_beside_others_there_is_no_total() -> None:
    """It would be that of any one of them."""
    result = ask(region(REGIO, levering=leveringen()), SPIEGEL, "2025")
    assert {row.cell.plek for row in result.part("spiegel").rows} == {WILGEN, *OTHERS}


@pytest.mark.parametrize("few", range(2, 7))
def test_with_fewer_than_five_others_there_is_no_spread(few: int) -> None:
    kept = [one for one in leveringen() if one["aanbieder"] in (WILGEN, *OTHERS[:few])]
    figures = rows(ask(region(REGIO, levering=kept), SPIEGEL, "2025"), "spiegel")
    for plek in (WILGEN, OTHERS[0]):
        mine = figures[plek, "jeugdigen"].values
        others = [sum(one["aanbieder"] == other for one in kept) for other in (WILGEN, *OTHERS[:few]) if other != plek]
        assert mine["mediaan"] == (median(others) if few >= 5 else None)


def test_what_is_behind_and_what_moved_is_the_own_row_as_the_report_has_it() -> None:
    """Wilgen sees the spread behind its figure and how it moved, and no row of another, nor how complete all are."""
    care = leveringen()
    for number, one in enumerate(care):
        one["pos_van"] = 20 if number % 2 else 60
    connection = region(REGIO, levering=care)
    own = Own("aanbieder", WILGEN)
    now, then = question("2025", own=own), question("2025", own=own, k=50)
    asked: dict[str, Any] = {"report": "spiegel", "question": now, "table": "spiegel", "column": "waarde"}
    told = [
        json.loads(carry_out(connection, BehindOrder(cell=Cell(Level.PLEK, 0, plek, None, ("jeugdigen",)), **asked)))
        for plek in (WILGEN, OTHERS[5], None)
    ]
    assert [len(one["feiten"]) for one in told] == [1, 0, 0]
    assert told[0]["feiten"][0]["waarden"] | {"anderen": 6, "mediaan": 3.5} == told[0]["feiten"][0]["waarden"]
    moved = json.loads(carry_out(connection, RestatementOrder(report="spiegel", question=then, later=now)))
    assert {one["plek"] for one in moved["herzien"]} == {WILGEN}
    assert "mediaan" in {one["kolom"] for one in moved["herzien"]}
    assert not any(one["oorzaken"] for one in moved["herzien"]), "berichten of others"
    assert moved["later"]["volledigheid"] == []


def test_an_aanbieder_reads_how_complete_his_own_care_is_and_not_that_of_all() -> None:
    toewijzing = [
        {"client": one["client"], "nummer": one["toewijzing_nummer"], "ingangsdatum": "2025-01-01"}
        | {"aanbieder": one["aanbieder"]}
        for one in leveringen()
    ]
    connection = region(REGIO, levering=leveringen(), toewijzing=toewijzing)
    of_all, his = (
        {share.name: share.of for share in ask(connection, SPIEGEL, "2025", own=own).ground.completeness}
        for own in (None, Own("aanbieder", WILGEN))
    )
    assert (of_all["met_levering"], his["met_levering"]) == (24, 3)

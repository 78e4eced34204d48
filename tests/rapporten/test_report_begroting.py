# SPDX-License-Identifier: EUPL-1.2
"""Blijft iedere gemeente binnen haar budget: by hand, the printed table, and as plafonds/begroting.py says it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from berichtenverkeer.plafonds.begroting import (
    Begrotingsregel,
    Booked,
    Groups,
    Kind,
    all_spending,
    counted_once,
    lines,
)
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import Histories, month_end
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.begroting import BEGROTING
from berichtenverkeer.register.money_rows import Begroting, Productgroep
from berichtenverkeer.register.stand import RegisterStand
from plafonds.bouw import register as stand
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, REGISTER, WILGEN, ask, region
from rapporten.geldbouw import prestatie
from rapporten.orakel import geld

GROUPS = [
    Productgroep(categorie="45", productgroep="2201", naam="Ambulant", geldig_van=BEGIN),
    Productgroep(categorie="45", code="451", productgroep="2202", naam="Verblijf", geldig_van=BEGIN),
]
TABLE = {
    2021: (22_836, 10_619, 2_695, -3_025, 33_125),
    2022: (22_795, 10_379, 2_683, -4_069, 31_788),
    2023: (22_716, 10_379, 2_683, -4_069, 31_709),
    2024: (22_688, 10_379, 2_683, -4_069, 31_681),
    2025: (22_688, 10_379, 2_683, -4_069, 31_681),
}
"""B19, in thousands of euros: three productgroepen, the taakstelling, and the sum as it is printed."""


def budget(gemeente: str, jaar: int, group: str, cents: int) -> Begroting:
    return Begroting(
        gemeente=gemeente,
        jaar=jaar,
        productgroep=group,
        bedrag_cents=cents,
        geldig_van=date(jaar, 1, 1),
        geldig_tot=date(jaar, 12, 31),
    )


def found(result: Any, lines: str = "begroting", whole: str = "totaal") -> dict[tuple[Any, ...], dict[str, Any]]:
    """By gemeente (`samen`: all of them), year when there are several, kind and productgroep, in the first period."""
    rows = {}
    for table in (lines, whole):
        for row in result.part(table).rows:
            if row.cell.periode in (None, 0):
                line = () if table == lines else ("totaal", "")
                rows[row.cell.plek or "samen", *row.cell.keys, *line] = row.values
    return rows


def budgets_of(connection: Any, periods: str, **otherwise: Any) -> Any:
    return ask(connection, BEGROTING, periods, dimension=Dimension.GEMEENTE, **otherwise)


def claim(number: int, debet: str, credit: str, cents: int, **otherwise: Any) -> dict[str, Any]:
    about = {"claim_soort": "toewijzing", "claim_partij": HIER, "claim_nummer": number, "claim_referentie": ""}
    return {"jaar": 2025, "client": 1, "debet": debet, "credit": credit, "bedrag_cents": cents} | about | otherwise


def test_b19_the_printed_table_comes_out_with_its_sums() -> None:
    rows = [
        budget(HIER, jaar, group, thousands * 1_000_00)
        for jaar, (*amounts, _) in TABLE.items()
        for group, thousands in zip(("2201", "2202", "2203", ""), amounts, strict=True)
    ]
    said = found(budgets_of(region({"begrotingen": rows, "productgroepen": GROUPS}), "2021..2025"))
    for jaar, (*amounts, printed) in TABLE.items():
        of = {key[2:]: row["begroot_cents"] // 1_000_00 for key, row in said.items() if key[:2] == (HIER, jaar)}
        assert of == {
            ("productgroep", "2201"): amounts[0],
            ("productgroep", "2202"): amounts[1],
            ("productgroep", "2203"): amounts[2],
            ("taakstelling", ""): amounts[3],
            ("totaal", ""): printed,
        }
        assert said[HIER, jaar, "totaal", ""]["rest_cents"] == printed * 1_000_00


def test_counted_by_hand() -> None:
    """HIER has 1,000 euro for 2201 and must save 100. Approved is 300 of 45/453 (2201), and 50 of 44/44X, of no group.
    The claim of toewijzing 7 is beslag 200 and realisatie 300, under the plafond of the whole and under that of its
    perceel: it counts once; 25 of its beslag is under a tenzij as well. So 2201 has 300 + 225, and 475 is left of it;
    in total 575 is used of 900, so 325 is left. ERNAAST budgeted nothing: its 999 is nowhere. On 30 June 181 of the
    365 days are over: 495.89 of the 1,000."""
    connection = region(
        {
            "productgroepen": GROUPS,
            "begrotingen": [budget(HIER, 2025, "2201", 1_000_00), budget(HIER, 2025, "", -100_00)],
        },
        prestatie=[
            prestatie(1, "2025-02-01", 100_00),
            prestatie(1, "2025-05-01", 200_00),
            prestatie(1, "2025-05-01", 50_00, categorie="44", code="44X"),
            prestatie(1, "2025-05-01", 999_00, gemeente=ERNAAST),
        ],
        boeking=[
            claim(7, "BESLAG", "VRIJ", 500_00, volgnr=1),
            claim(7, "BESLAG", "VRIJ", 500_00, volgnr=2, perceel="3a"),
            claim(7, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", 25_00, volgnr=3),
            claim(7, "REALISATIE", "BESLAG", 300_00, volgnr=4),
            claim(7, "REALISATIE", "BESLAG", 300_00, volgnr=5, perceel="3a"),
        ],
    )
    result = budgets_of(connection, "2025-Q2")
    said = found(result)
    assert said[HIER, 2025, "productgroep", "2201"] == {
        "jaar": 2025,
        "soort": "productgroep",
        "productgroep": "2201",
        "naam": "Ambulant",
        "begroot_cents": 1_000_00,
        "realisatie_cents": 300_00,
        "beslag_cents": 225_00,
        "gereserveerd_cents": 0,
        "prognose_cents": None,
        "rest_cents": 475_00,
        "gebruik": 52.5,
    }
    assert said[HIER, 2025, "overig", ""]["realisatie_cents"] == 50_00
    assert said[HIER, 2025, "overig", ""]["rest_cents"] is None
    assert said[HIER, 2025, "totaal", ""]["rest_cents"] == 325_00
    assert said["samen", 2025, "totaal", ""]["rest_cents"] == 325_00
    assert {key[0] for key in said} == {HIER, "samen"}
    months = found(result, "maanden", "maanden_totaal")
    ambulant = months[HIER, "productgroep", "2201"]
    assert (ambulant["goedgekeurd_cents"], ambulant["dit_jaar_cents"]) == (200_00, 300_00)
    assert (ambulant["naar_rato_cents"], ambulant["verschil_cents"]) == (495_89, 195_89)
    assert months[HIER, "totaal", ""]["dit_jaar_cents"] == 350_00


@pytest.mark.parametrize(("seed", "day"), [(1, date(2026, 3, 31)), (2, date(2026, 5, 17))])
def test_it_is_what_the_gemeentebegroting_says(seed: int, day: date) -> None:
    """plafonds/begroting.py and plafonds/prognose.py, of the same prestaties and boekingen. With an odd seed something
    was approved beside what stands under plafonds: then there is no prognose of its group. All but that is read plainly
    as well."""
    random = Random(seed)
    budgets = [
        budget(gemeente, jaar, group, random.randint(-50_000, 500_000))
        for gemeente in (HIER, ERNAAST)
        for jaar in YEARS
        for group in ("2201", "2202", "")
        if random.random() < 0.7
    ]
    boekingen = [one for one in _boekingen(random) if one["dag"] <= day]
    beside = [prestatie(1, "2025-05-01", 12_34)] if seed % 2 else []
    made = {"boeking": boekingen, "prestatie": [*_realised(boekingen), *beside]}
    files: dict[str, Sequence[Any]] = {"productgroepen": GROUPS, "begrotingen": budgets}
    said = found(budgets_of(region(files, **made), "2023-Q1..2026-Q1", dag_k=day))
    register = stand(percelen=REGISTER["percelen"], productgroepen=GROUPS, begrotingen=budgets)
    for jaar in YEARS:
        rows = [row for row in budgets if row.jaar == jaar]
        for voor in {*(row.gemeente for row in rows), "samen"} if rows else ():
            of = [row for row in rows if voor in (row.gemeente, "samen")]
            told = _told(register, jaar, of, made, day)
            lines_of = {key[2:]: row for key, row in said.items() if key[:2] == (voor, jaar)}
            assert lines_of == told
            check_plainly(lines_of, of, [one for one in boekingen if one["jaar"] == jaar], made["prestatie"])
    known = {key[1] for key, row in said.items() if row["prognose_cents"]}
    assert known == {2024, 2025, 2026}, "2023 is the first year: nothing says what it will become"


YEARS = (2023, 2024, 2025, 2026)
MONTHS = [(2022 + (month - 1) // 12, (month - 1) % 12 + 1) for month in range(12, 55)]
"""From December 2022 to June 2026; what is booked in the middle of the n-th of them has position n."""


def _told(
    register: RegisterStand, jaar: int, rows: Sequence[Begroting], made: geld.Region, day: date
) -> dict[Any, dict[str, Any]]:
    gemeenten = {row.gemeente for row in rows}
    produced: Counter[tuple[str, str, str]] = Counter()
    for one in made["prestatie"]:
        if geld.approved(one) and one["begindatum"].year == jaar:
            produced[one["gemeente"], "45", one["code"]] += one["bedrag_cents"]
    booked = counted_once(register, _booked(made["boeking"], jaar))
    spending = [
        one
        for one in all_spending(booked, produced, _factors(made["boeking"], booked, day))
        if one.gemeente in gemeenten
    ]
    return {
        (str(line.soort), line.productgroep or ""): _row(jaar, line)
        for line in lines(rows, spending, Groups(register, jaar))
    }


def check_plainly(
    said: dict[Any, dict[str, Any]], rows: Sequence[Begroting], booked: list[geld.Row], paid: list[geld.Row]
) -> None:
    """Each line of a gemeente, or of all with a begroting: what was approved in the year and what is booked, counted
    once (of each boeking there is one without perceel), beside the amounts."""
    gemeenten, jaar = {row.gemeente for row in rows}, rows[0].jaar
    once = [one for one in booked if not one["perceel"] and one["gemeente"] in gemeenten]
    spent = dict.fromkeys(("2201", "2202"), 0)
    for group in spent:
        mine = [one for one in once if (one["code"] == "451") == (group == "2202")]
        approved = [
            one["bedrag_cents"]
            for one in paid
            if one["gemeente"] in gemeenten and one["begindatum"].year == jaar
            if (one["code"] == "451") == (group == "2202")
        ]
        if line := said.get(("productgroep", group)):
            told = sum(approved), _standing(mine, "BESLAG"), _standing(mine, "GERESERVEERD")
            assert (line["realisatie_cents"], line["beslag_cents"], line["gereserveerd_cents"]) == told
            budgeted = [row.bedrag_cents for row in rows if row.productgroep == group]
            assert line["rest_cents"] == (sum(budgeted) - sum(told) if budgeted else None)
        spent[group] = sum(approved) + _standing(mine, "BESLAG") + _standing(mine, "GERESERVEERD")
    assert said["totaal", ""]["begroot_cents"] == sum(row.bedrag_cents for row in rows)
    assert said["totaal", ""]["rest_cents"] == sum(row.bedrag_cents for row in rows) - sum(spent.values())


def _standing(some: Sequence[geld.Row], rekening: str) -> int:
    """What stands on a rekening, under a tenzij too."""
    names = rekening, f"TENZIJ_{rekening}"
    return sum(one["bedrag_cents"] * ((one["debet"] in names) - (one["credit"] in names)) for one in some)


def _row(jaar: int, line: Begrotingsregel) -> dict[str, Any]:
    names = ("begroot_cents", "realisatie_cents", "beslag_cents", "gereserveerd_cents", "prognose_cents", "rest_cents")
    is_held = line.begroot_cents and line.soort is not Kind.TAAKSTELLING
    row = {"jaar": jaar} | {name: getattr(line, name) for name in names}
    row["gebruik"] = geld.percent(line.used_cents, line.begroot_cents) if is_held and line.begroot_cents else None
    if line.soort is not Kind.TOTAAL:
        row |= {"soort": str(line.soort), "productgroep": line.productgroep or "", "naam": line.naam}
    return row


def _booked(boekingen: Sequence[geld.Row], jaar: int) -> list[Booked]:
    """Both sides of each boeking, as plafonds/held_by_gemeente.sql adds them up."""
    found = []
    for one in boekingen:
        if one["jaar"] == jaar:
            key = PlafondKey(one["aanbieder"], jaar, one["perceel"], one["segment"])
            for rekening, cents in ((one["debet"], one["bedrag_cents"]), (one["credit"], -one["bedrag_cents"])):
                plain = rekening.removeprefix("TENZIJ_")
                if plain in ("GERESERVEERD", "BESLAG", "REALISATIE"):
                    found.append(Booked(key, one["gemeente"], "45", one["code"], plain, cents))
    return found


def _boekingen(random: Random) -> list[geld.Row]:
    """Claims of all years, some booked after it. WILGEN has a plafond for all and per perceel, LINDE per segment and
    perceel; a tenzij covers some; a reservation becomes the beslag of a toewijzing. Of segment 4 in the first year
    nothing is known before April: that is no full year."""
    found: list[geld.Row] = []

    def book(one: geld.Row) -> None:
        perceel, segment = {"perceel": f"{one['code'][-1]}a"}, {"segment": one["code"][-1]}
        for plafond in ({}, perceel) if one["aanbieder"] == WILGEN else (segment, perceel):
            dag = date(*MONTHS[one["positie"]], 15)
            found.append({"perceel": "", "segment": ""} | one | plafond | {"volgnr": len(found), "dag": dag})

    for jaar in YEARS:
        whole = {"jaar": jaar, "positie": 12 * (jaar - 2023), "debet": "VRIJ", "credit": "PLAFOND", "bedrag_cents": 1}
        for aanbieder in (WILGEN, LINDE):
            for code in ("451", "453", "454")[: 2 if jaar == YEARS[0] else 3]:
                book(whole | {"aanbieder": aanbieder, "code": code, "gemeente": HIER})
    for number in range(1, 60):
        jaar = random.choice(YEARS)
        begin = min(42, 1 + 12 * (jaar - 2023) + random.randrange(14))
        about = {
            "jaar": jaar,
            "positie": begin,
            "gemeente": random.choice((HIER, ERNAAST)),
            "aanbieder": random.choice((WILGEN, LINDE)),
            "code": random.choice(("451", "453", "454")) if begin > 3 else "451",
        }
        of = about | {"claim_partij": about["gemeente"]}
        cents, part = random.randint(1, 90_000), random.randint(1, 40_000)
        if number % 3 == 0:
            asked = {"claim_soort": "verzoek", "claim_partij": about["aanbieder"], "claim_nummer": 0}
            book(claim(0, "GERESERVEERD", "VRIJ", cents, **about | asked, claim_referentie=f"V{number}"))
            if number % 2:
                came_of = {"van_soort": "verzoek", "van_partij": about["aanbieder"], "van_nummer": 0}
                book(claim(number, "BESLAG", "GERESERVEERD", cents, **of, **came_of, van_referentie=f"V{number}"))
        else:
            book(claim(number, "BESLAG", "VRIJ", cents, **of))
            later = {"positie": min(42, begin + random.randrange(9))}
            book(claim(number, "REALISATIE", "BESLAG", min(cents, part), **of | later))
            if number % 4 == 0:
                book(claim(number, "TENZIJ_BESLAG", "TENZIJ_RUIMTE", part, **of))
                book(claim(number, "TENZIJ_REALISATIE", "TENZIJ_BESLAG", part // 2, **of))
    return found


def _realised(boekingen: Sequence[geld.Row]) -> list[geld.Row]:
    """The prestaties of which these boekingen are, each under one of its plafonds."""
    return [
        prestatie(
            1,
            f"{one['jaar']}-07-01",
            one["bedrag_cents"],
            **{name: one[name] for name in ("gemeente", "aanbieder", "code")},
        )
        for one in boekingen
        if "REALISATIE" in one["debet"] and not one["perceel"]
    ]


def _factors(boekingen: Sequence[geld.Row], booked: Sequence[Booked], day: date) -> dict[PlafondKey, Fraction | None]:
    """What is known of each plafond times this is what it becomes, by plafonds/prognose.py."""
    known: dict[PlafondKey, dict[int, int]] = {}
    per_plafond: dict[PlafondKey, list[geld.Row]] = defaultdict(list)
    for one in boekingen:
        per_plafond[PlafondKey(one["aanbieder"], one["jaar"], one["perceel"], one["segment"])].append(one)
    for key, own in per_plafond.items():
        known[key] = {
            12 * (jaar - key.jaar) + month: _claims(own, _last(jaar, month))
            for jaar, month in MONTHS
            if month_end(jaar, month) < day
            and 0 <= 12 * (jaar - key.jaar) + month <= 24
            and _last(jaar, month) >= min(one["positie"] for one in own)
        }
        known[key][LATEST] = _claims(own, 100)
    histories = Histories(
        {key: {month: cents for month, cents in of.items() if month != LATEST} for key, of in known.items()},
        {one.perceel: one.segment for one in REGISTER["percelen"]},
    )
    factors: dict[PlafondKey, Fraction | None] = {}
    for key in {one.plafond for one in booked}:
        if claims := known[key][LATEST]:
            cents = histories.prognose(key, 0, claims, day).prognose_cents
            factors[key] = None if cents is None else Fraction(cents, claims)
    return factors


LATEST = 99


def _last(jaar: int, month: int) -> int:
    """The position that was the last one at the end of a month."""
    return MONTHS.index((jaar, month))


def _claims(boekingen: Sequence[geld.Row], until: int) -> int:
    """What stands for claims up to a position, without what is under a tenzij."""
    sides = ("GERESERVEERD", "BESLAG", "REALISATIE")
    return sum(
        one["bedrag_cents"] * ((one["debet"] in sides) - (one["credit"] in sides))
        for one in boekingen
        if one["positie"] <= until
    )

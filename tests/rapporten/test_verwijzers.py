# SPDX-License-Identifier: EUPL-1.2
"""Wie verwijst, waarheen, wat kost dat: by hand, held against a plain reading, and the printed figures of the seeds."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.verwijzers import VERWIJZERS
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.figure_rows import Verwijzergroep
from rapporten.bouw import BEGIN, HIER, LINDE, WILGEN, ask, region, rows
from rapporten.geldbouw import approve, chance, prestatie
from rapporten.orakel import geld

GROEPEN = [
    Verwijzergroep(indeling="cbs", code=code, groep=groep, geldig_van=BEGIN)
    for code, groep in {"01": "jeugdteam", "02": "medisch", "03": "medisch", "04": "gi", "08": "rechter"}.items()
]


def total(result: Any, table: str = "verwijzers", periode: int = 0) -> dict[Any, Any]:
    return {key: row.values for key, row in rows(result, table, Level.TOTAL, periode).items()}


def care(
    client: int, number: int, begin: str, verwijzer: str = "", **otherwise: Any
) -> dict[str, list[dict[str, Any]]]:
    """A levering on a toewijzing that goes back to a verzoek, if a verwijzer is known."""
    of = {"client": client} | otherwise
    asked = {"referentie": f"V{number}", "verwijzer": verwijzer, "ingangsdatum": begin} | of
    granted = {"nummer": number, "ingangsdatum": begin, "eerste_referentie": f"V{number}" if verwijzer else None} | of
    return {
        "verzoek": [asked] if verwijzer else [],
        "toewijzing": [granted],
        "levering": [{"toewijzing_nummer": number, "begindatum": begin} | of],
    }


def together(*some: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [row for one in some for row in one[name]] for name in some[0]}


def test_counted_by_hand() -> None:
    """In 2025 client 1 has care by huisarts (02) since 2024 in segment 3, and by gemeente (01) since March 2025 in
    segment 4; client 2 comes in, in May, by huisarts. Of client 3 no verzoek says it. So three youths: 02 has two, 01
    one, of whom client 1 counts in both; unknown one. Two leveringen began, one each by 01 and 02; one youth came in:
    client 1 was there. Costs: 300.00 by 02, 100.00 by 01, none of unknown. Both medical: one group."""
    made = together(
        care(1, 7, "2024-02-01", "02"),
        care(1, 8, "2025-03-01", "01", code="454", aanbieder=LINDE),
        care(2, 9, "2025-05-01", "02"),
        care(3, 10, "2024-05-01"),
    )
    money = [
        prestatie(1, "2025-02-01", 200_00, toewijzing_nummer=7),
        prestatie(2, "2025-06-01", 100_00, toewijzing_nummer=9),
        prestatie(1, "2025-06-01", 100_00, toewijzing_nummer=8, code="454", aanbieder=LINDE),
    ]
    result = ask(region({"verwijzergroepen": GROEPEN}, **made, prestatie=money), VERWIJZERS, "2025")
    found = total(result)
    assert found.keys() == {"01", "02", "onbekend", "samen"}
    assert found["02"] == {
        "verwijzer": "02",
        "jeugdigen": 2,
        "aandeel_jeugdigen": 66.67,
        "verwijzingen": 1,
        "aandeel_verwijzingen": 50,
        "kosten_cents": 300_00,
        "aandeel_kosten": 75,
        "per_jeugdige_cents": 150_00,
        "groei": None,
    }
    assert found["01"]["jeugdigen"] == 1
    assert {key: row["jeugdigen"] for key, row in total(result, "overlap").items()} == {"01": 1, "02": 1}
    assert {key: row["instroom"] for key, row in total(result, "instroom").items()} == {"02": 1}
    assert (found["onbekend"]["jeugdigen"], found["onbekend"]["kosten_cents"]) == (1, None)
    assert (found["samen"]["jeugdigen"], found["samen"]["aandeel_kosten"]) == (3, 100)
    groups = total(result, "groepen")
    assert {key: row["jeugdigen"] for key, row in groups.items()} == {
        "medisch": 2,
        "jeugdteam": 1,
        "onbekend": 1,
        "samen": 3,
    }
    mix = rows(ask(region(None, **made), VERWIJZERS, "2025", dimension=Dimension.AANBIEDER), "verwijzers")
    assert {key: row.values["jeugdigen"] for key, row in mix.items()} == {
        (WILGEN, "02"): 2,
        (WILGEN, "onbekend"): 1,
        (WILGEN, "samen"): 3,
        (LINDE, "01"): 1,
        (LINDE, "samen"): 1,
    }


V01 = {"01": 24.27, "02": 59.15, "04": 11.98, "08": 14.97, "": 10.94}
"""S2:292-302: shares of youths per verwijzer, as printed; which is which is chosen here."""


def test_v01_shares_of_youths_add_up_to_more_than_all() -> None:
    """Of 10,000 youths: each verwijzer has the printed share, one behind the other and around again, so that 2,131 of
    them have two: 121.31 %."""
    connection, first = region({"verwijzergroepen": GROEPEN}), 0
    for verwijzer, share in V01.items():
        _refer(connection, verwijzer, first, size := round(100 * share))
        first += size
    result = ask(connection, VERWIJZERS, "2015")
    found = total(result)
    assert {key: row["aandeel_jeugdigen"] for key, row in found.items()} == {
        "samen": 100,
        **{verwijzer or "onbekend": share for verwijzer, share in V01.items()},
    }
    assert found["samen"]["jeugdigen"] == 10_000
    assert round(sum(row["aandeel_jeugdigen"] for key, row in found.items() if key != "samen"), 1) == 121.3
    assert sum(row["jeugdigen"] for row in total(result, "overlap").values()) == 2 * 2_131


def _refer(connection: duckdb.DuckDBPyConnection, verwijzer: str, first: int, size: int) -> None:
    """Care since 2015 of `size` youths of the 10,000, from number `first` on, each on a toewijzing of its own."""
    wie = f"(({first} + n.range) % 10000 + 1)::integer as client, '{HIER}' as gemeente, '{WILGEN}' as aanbieder"
    wat = "'45' as categorie, '453' as code, date '2015-02-01' as {}, false as is_voorlopig, 20 as pos_van"
    number, referentie = f"{first} + n.range", f"'V' || ({first} + n.range)"
    for table, columns in {
        "verzoek": f"{referentie} as referentie, '{verwijzer}' as verwijzer, false as is_wijziging, "
        + wat.format("ingangsdatum"),
        "toewijzing": f"{number} as nummer, {referentie} as eerste_referentie, " + wat.format("ingangsdatum"),
        "levering": f"{number} as toewijzing_nummer, false as is_verwijderd, " + wat.format("begindatum"),
    }.items():
        connection.execute(f"insert into bron.{table} by name select {wie}, {columns} from range({size}) n")


def test_v02_medical_referrals_are_many_and_cheap() -> None:
    """Of 100 referrals 59 are medical, and 26 % of the cost; the jeugdteam has a quarter, and 60 % of it
    (S2:319-325)."""
    connection = region({"verwijzergroepen": GROEPEN})
    first = 0
    for verwijzer, size, cents in (("02", 59, 26_000_00), ("01", 25, 60_000_00), ("04", 16, 14_000_00)):
        _refer(connection, verwijzer, first, size)
        approve(connection, range(first + 1, first + 1 + size), "2015-03-01", cents // size)
        first += size
    connection.execute("update bron.prestatie set toewijzing_nummer = client - 1")
    found = total(ask(connection, VERWIJZERS, "2015"), "groepen")
    assert {key: (row["aandeel_verwijzingen"], round(row["aandeel_kosten"])) for key, row in found.items()} == {
        "medisch": (59, 26),
        "jeugdteam": (25, 60),
        "gi": (16, 14),
        "samen": (100, 100),
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_a_plain_reading_says_the_same(seed: int) -> None:
    made = chance(seed)
    verwijzer_of = {one["referentie"]: one["verwijzer"] for one in made["verzoek"]}
    of = {one["nummer"]: verwijzer_of.get(one["referentie_aanbieder"], "onbekend") for one in made["toewijzing"]}
    group_of = {one.code: one.groep for one in GROEPEN}
    named: dict[str, Callable[[geld.Row], str]] = {
        "verwijzers": lambda one: of[one["toewijzing_nummer"]],
        "groepen": lambda one: group_of.get(of[one["toewijzing_nummer"]], "onbekend"),
    }
    result = ask(region({"verwijzergroepen": GROEPEN}, **made), VERWIJZERS, "2024..2025")
    youths: dict[Any, int] = {}
    for number, period in enumerate(read_periods("2024..2025")):
        there = [one for one in made["levering"] if geld.days(one, period)]
        money = [one for one in made["prestatie"] if geld.approved(one) and geld.within(one, period)]
        for plek in (None, *{geld.segment(one) for one in there}):
            level = Level.PLEK if plek else Level.TOTAL
            care, paid = ([one for one in some if plek in (None, geld.segment(one))] for some in (there, money))
            for table, name in named.items():
                found = rows(result, table, level, number)
                for who in {*map(name, care), "samen"}:
                    row = found[(plek, who) if plek else who].values
                    his = [[one for one in some if who in (name(one), "samen")] for some in (care, paid)]
                    told = of_verwijzer(period, (care, paid), his)
                    assert {column: row[column] for column in told} == told, (number, plek, table, who)
                    then = youths.get((number - 1, table, plek, who), 0)
                    youths[number, table, plek, who] = told["jeugdigen"]
                    assert row["groei"] == geld.percent(told["jeugdigen"] - then, then)
            several = {
                one["client"]: {named["verwijzers"](other) for other in there if other["client"] == one["client"]}
                for one in there
            }
            twice = rows(result, "overlap", level, number)
            for who in set(of.values()):
                both = {
                    one["client"] for one in care if named["verwijzers"](one) == who and len(several[one["client"]]) > 1
                }
                there_too = twice.get((plek, who) if plek else who)
                assert (there_too.values["jeugdigen"] if there_too else 0) == len(both)


def of_verwijzer(period: Periode, all_of: Any, his_of: Any) -> dict[str, Any]:
    """The row of a verwijzer, or of a group: of all and his own care with a day in the period, and what was paid."""
    (care, paid), (his, his_money) = all_of, his_of
    begun, his_begun = (sum(one["begindatum"] >= period.begin for one in some) for some in (care, his))
    youths, cents = len({one["client"] for one in his}), sum(one["bedrag_cents"] for one in his_money)
    return {
        "jeugdigen": youths,
        "aandeel_jeugdigen": geld.percent(youths, len({one["client"] for one in care})),
        "verwijzingen": his_begun,
        "aandeel_verwijzingen": geld.percent(his_begun, begun),
        "kosten_cents": cents if his_money else None,
        "aandeel_kosten": geld.percent(cents, sum(one["bedrag_cents"] for one in paid)) if his_money else None,
        "per_jeugdige_cents": geld.rounded(geld.ratio(cents, youths)) if his_money else None,
    }

# SPDX-License-Identifier: EUPL-1.2
"""Reports of waiting: counted by hand, and against the oracle on random lives."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.reports.vervallen import VERVALLEN
from berichtenverkeer.rapporten.reports.wachtlijst import WACHTLIJST
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.rapporten.result import Level, Result
from berichtenverkeer.register.figure_rows import Wachtmaximum
from berichtenverkeer.register.rows import Contract, Product
from rapporten import oracle
from rapporten.bouw import BEGIN, LINDE, REGISTER, WILGEN, ask, region, rows
from rapporten.levens import KS, Read, populate
from rapporten.orakel import geld
from rapporten.recipe import DATUM_K, vele_levens
from rapporten.zorgbouw import Care, lives, made, ran_until


def toewijzing(client: int, ingangsdatum: str, **otherwise: Any) -> dict[str, Any]:
    return {"client": client, "nummer": client, "ingangsdatum": ingangsdatum} | otherwise


def start(client: int, begindatum: str, **otherwise: Any) -> dict[str, Any]:
    return {"client": client, "toewijzing_nummer": client, "begindatum": begindatum} | otherwise


def total(result: Result, table: str) -> dict[str, Any]:
    return rows(result, table, Level.TOTAL)[None].values


def test_wachttijden_by_hand() -> None:
    """By hand, 2025, segment 3 with a norm of 14 days and a maximum of 30: begun 10 and 40 days after the Ingangsdatum
    (one within the norm, one over the maximum); 1 day before it (apart); under a new number for care that ran until the
    day before it (not counted). The first two were decided 5 days before their Ingangsdatum. Requests: received Friday
    3 January, answered Monday 6 (1 working day); received 6 January, answered the 20th (10); the third by the gateway.
    The first ended on 31 March: 31 January to 31 March are 60 days."""
    result = ask(waiting_region(), WACHTTIJDEN, "2025")
    starts = total(result, "starts")
    assert starts == {
        "starts": 3,
        "toewijzing_mediaan": 15,
        "toewijzing_p90": 45,
        "toewijzing_negatief": 1,
        "wachttijd_mediaan": 10,
        "wachttijd_p90": 40,
        "wachttijd_negatief": 1,
        "met_norm": 2,
        "binnen_norm": 1,
        "aandeel_binnen_norm": 50,
        "over_maximum": 1,
    }
    answers = total(result, "antwoorden")
    assert (answers["antwoorden"], answers["mediaan"], answers["p90"]) == (2, 1, 10)
    assert (answers["aandeel_binnen_norm"], answers["door_gateway"]) == (50, 1)
    ended = total(result, "doorlooptijd")
    assert ended["trajecten"] == 1
    assert ended["mediaan"] == 60


def waiting_region() -> duckdb.DuckDBPyConnection:
    return region(
        register={"wachtmaxima": [Wachtmaximum(segment="3", maximum_dagen=30, geldig_van=BEGIN)]},
        toewijzing=[
            toewijzing(1, "2025-01-21", eerste_datum="2025-01-16"),
            toewijzing(2, "2025-01-21", eerste_datum="2025-01-16"),
            toewijzing(3, "2025-01-21"),
            toewijzing(4, "2025-07-01"),
        ],
        levering=[
            start(1, "2025-01-31", einde="2025-03-31", reden="31"),
            start(2, "2025-03-02"),
            start(3, "2025-01-20"),
            start(4, "2025-07-01"),
            start(4, "2024-07-01", toewijzing_nummer=40, einde="2025-06-30"),
        ],
        verzoek=[
            answered(1, "A", "2025-01-03", "2025-01-06"),
            answered(2, "B", "2025-01-06", "2025-01-20"),
            answered(3, "C", "2025-01-06", "2025-01-06", pos_van=33),
        ],
        gebeurtenis=[
            {"positie": 33, "soort": "VerzoekAfgewezen", "bericht_id": "00000000-0000-0000-0000-000000000033"}
        ],
        bericht=[{"positie": 33, "id": "00000000-0000-0000-0000-000000000033", "bron": "gateway"}],
    )


def answered(client: int, referentie: str, received: str, on: str, **otherwise: Any) -> dict[str, Any]:
    row = {"client": client, "referentie": referentie, "ingangsdatum": "2025-01-21", "ontvangen_op": received}
    return row | {"toegewezen_op": on} | otherwise


def test_wachtlijst_by_hand() -> None:
    """By hand, on 31 December 2025, norm 14, no maximum: one waits since 1 December (30 days), one since 1 July (183
    days), both over the norm; median 30, p90 183. One began in time, one of Linde is taakgericht and waits for nothing,
    one lapsed on 1 June after 151 days."""
    connection = region(
        register={
            "contracten": [
                Contract(aanbieder=LINDE, categorie="45", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
            ]
        },
        toewijzing=[
            toewijzing(1, "2025-12-01"),
            toewijzing(2, "2025-07-01"),
            toewijzing(3, "2025-07-01"),
            toewijzing(4, "2025-07-01", aanbieder=LINDE),
            toewijzing(5, "2025-01-01", einddatum="2025-06-01"),
        ],
        levering=[start(3, "2025-07-02"), start(4, "2025-08-01", aanbieder=LINDE)],
    )
    result = ask(connection, WACHTLIJST, "2025")
    waiting = total(result, "wachtlijst")
    assert (waiting["wachtenden"], waiting["mediaan"], waiting["p90"], waiting["langst"]) == (2, 30, 183, 183)
    assert (waiting["tot_6_weken"], waiting["tot_52_weken"], waiting["over_norm"], waiting["over_maximum"]) == (
        1,
        1,
        2,
        0,
    )
    assert total(result, "gestopt")["mediaan"] == 151
    assert (total(result, "meetbaar")["te_meten"], total(result, "meetbaar")["niet_te_meten"]) == (1, 1)
    assert [row.values["nummer"] for row in result.part("lijst").rows] == [2, 1]


def test_who_waits_has_other_care_meanwhile_by_hand() -> None:
    """By hand, on 31 March 2025. Youth 1 has care in segment 1 and waits for segment 2 since 1 March: 30 days (X08). 2
    waits for segment 2 without care, since 11 March; 3 for gedwongen kader since the 1st, with care in segments 1 and
    4. Filtered on segment 2, what youth 1 has is elsewhere. An aanbieder is not told what others give."""
    kader = Product(categorie="45", code="45K", omschrijving="k", segment="3", gedwongen_kader=True, geldig_van=BEGIN)
    connection = region(
        register={"producten": [*REGISTER["producten"], kader]},
        toewijzing=[
            toewijzing(1, "2025-03-01", code="452"),
            toewijzing(2, "2025-03-11", code="452"),
            toewijzing(3, "2025-03-01", code="45K"),
        ],
        levering=[
            start(1, "2025-01-01", toewijzing_nummer=10, code="451"),
            start(3, "2025-01-01", toewijzing_nummer=30, code="451"),
            start(3, "2025-01-01", toewijzing_nummer=31, code="454"),
        ],
    )
    result = ask(connection, WACHTLIJST, "2025-03")
    assert {key: tuple(row.values.values())[1:] for key, row in rows(result, "met_hulp").items()} == {
        ("2", "1"): (1, 30, 30),
        ("2", "geen"): (1, 20, 20),
        ("3", "1 + 4"): (1, 30, 30),
    }
    waiting = total(result, "wachtlijst")
    assert (waiting["gedwongen_kader"], waiting["gedwongen_kader_langst"]) == (1, 30)
    chosen = ask(connection, WACHTLIJST, "2025-03", filters={Dimension.SEGMENT: ("2",)})
    assert set(rows(chosen, "met_hulp")) == {("2", "elders"), ("2", "geen")}
    own = ask(connection, WACHTLIJST, "2025-03", own=Own("aanbieder", WILGEN))
    assert (rows(own, "met_hulp"), total(own, "wachtlijst")["wachtenden"]) == ({}, 3)


@pytest.mark.parametrize("seed", range(2))
def test_the_list_is_what_a_slow_reading_finds(seed: int) -> None:
    """Of two of three toewijzingen care never began; segment 1 is gedwongen kader, and without a norm; of segment 3
    sixty days is the most. Linde's care of segment 4 is taakgericht."""
    every = lives(seed, count=60)
    care = [one for one in every if one.number % 3 == 0]
    granted = {one.number: one.begin + timedelta(days=one.number % 17 - 6) for one in every}
    connection = long_list(every, care, granted)
    result = ask(connection, WACHTLIJST, "2025-Q2..2026-Q1")
    for number, period in enumerate(result.ground.periods):
        day, waits = period.eind, []
        for one in every:
            until = ran_until(care, one, one.begin)
            if (
                one.on(day)
                and one.number % 3  # care on the others began with them
                and (one.aanbieder, one.segment) != (LINDE, "4")
                and not (until and day <= one.begin + timedelta(days=30))
            ):
                there = {other.segment for other in care if other.client == one.client and other.on(day)}
                days = (day - max(one.begin, granted[one.number])).days
                waits.append((one.segment, days, " + ".join(sorted(there)) or "geen"))
        for plek in (None, *"1234"):
            mine = [wait for wait in waits if plek in (None, wait[0])]
            level = Level.PLEK if plek else Level.TOTAL
            found = rows(result, "wachtlijst", level, number).get(plek)
            assert found is None or found.values == listed(mine), (number, plek)
            assert found or not mine
        told = {key: row.values["wachtenden"] for key, row in rows(result, "met_hulp", Level.PLEK, number).items()}
        assert {key: many for key, many in told.items() if many} == Counter((wait[0], wait[2]) for wait in waits)


def long_list(every: list[Care], care: list[Care], granted: dict[int, date]) -> duckdb.DuckDBPyConnection:
    """Toewijzingen of `every`, decided on the day that `granted` has, and leveringen of `care`."""
    products = [
        Product(
            categorie="45",
            code=f"45{one}",
            omschrijving=one,
            segment=one,
            hulpvorm="02",
            gedwongen_kader=one == "1",
            wachtnorm_dagen=None if one == "1" else 14,
            geldig_van=BEGIN,
        )
        for one in "1234"
    ]
    task = Contract(aanbieder=LINDE, categorie="45", code="454", uitvoeringsvariant="taakgericht", geldig_van=BEGIN)
    return made(
        care,
        register={
            "producten": products,
            "wachtmaxima": [Wachtmaximum(segment="3", maximum_dagen=60, geldig_van=BEGIN)],
            "contracten": [*REGISTER["contracten"], task],
        },
        toewijzing=[{**one.toewijzing, "eerste_datum": granted[one.number]} for one in every],
    )


def listed(waits: list[tuple[str, int, str]]) -> dict[str, Any]:
    """The row of these: segment, days and where the youth has care."""
    days = sorted(wait[1] for wait in waits if wait[1] >= 0)
    norm = [wait[1] for wait in waits if wait[0] != "1" and wait[1] >= 0]
    forced = [wait[1] for wait in waits if wait[0] == "1"]
    kinds = Counter(oracle.class_(one) for one in days)
    return {
        "wachtenden": len(waits),
        "mediaan": middle(days)[0],
        "p90": middle(days)[1],
        "langst": max(days, default=None),
        **{one: kinds[one] for one in ("tot_4_weken", "tot_6_weken", "tot_13_weken", "tot_26_weken", "tot_52_weken")},
        "langer": kinds["langer"],
        "negatief": len(waits) - len(days),
        "met_norm": len(norm),
        "over_norm": sum(one > 14 for one in norm),
        "aandeel_over_norm": geld.percent(sum(one > 14 for one in norm), len(norm)),
        "over_maximum": sum(wait[1] > 60 for wait in waits if wait[0] == "3"),
        "gedwongen_kader": len(forced),
        "gedwongen_kader_langst": max((one for one in forced if one >= 0), default=None),
    }


def test_vervallen_by_hand() -> None:
    """By hand: lapsed on 1 June after 151 days; on 1 July although care began later; one was removed before any start;
    one that began in time did not lapse."""
    connection = region(
        toewijzing=[
            toewijzing(1, "2025-01-01", einddatum="2025-06-01"),
            toewijzing(2, "2025-06-21", einddatum="2025-07-01"),
            toewijzing(3, "2025-06-21", einddatum="2025-06-21", reden_wijziging="13"),
            toewijzing(4, "2025-06-21", einddatum="2025-07-01"),
        ],
        levering=[start(2, "2025-07-02"), start(4, "2025-07-01")],
    )
    result = ask(connection, VERVALLEN, "2025")
    assert total(result, "vervallen") == {"vervallen": 2, "mediaan": 10, "p90": 151, "over_norm": 1, "verwijderd": 1}
    assert [row.values["nummer"] for row in result.part("lijst").rows] == [1, 2, 3]


@pytest.mark.parametrize(
    ("termijn", "periods", "rand", "k"), [(30, "2025-Q1..2025-Q4", False, KS[1]), (7, "2024..2025", True, KS[2])]
)
def test_waiting_and_duration_are_those_of_the_definitions(termijn: int, periods: str, rand: bool, k: int) -> None:
    district = populate(vele_levens(50, termijn, seed=11, rand=rand, sequel=True), rand=rand)
    read, certain = (Read(district, k, "regio", only_certain=one) for one in (False, True))
    asked: dict[str, Any] = {"k": k, "dag_k": DATUM_K, "dimension": Dimension.REGIO, "termijn": termijn}
    times = ask(district.connection, WACHTTIJDEN, periods, **asked)
    lapsed = ask(district.connection, VERVALLEN, periods, **asked)
    care = oracle.per(read.leveringen, lambda levering: levering.client)
    for number, period in enumerate(times.ground.periods):
        span = period.begin, period.eind
        row = rows(times, "starts", Level.TOTAL, number)[None]
        found, waits, sure = row.values, waited(read, *span), waited(certain, *span)
        assert found["starts"] == len(waits)
        assert row.unconfirmed.get("starts", 0) == len(waits) - len(sure)
        assert spread(found, "toewijzing_") == middle(wait.w2 for wait in waits)
        assert spread(found, "wachttijd_") == middle(wait.w3 for wait in waits)
        ended = rows(times, "doorlooptijd", Level.TOTAL, number)[None].values
        durations = [days for _, days in oracle.doorlooptijden(read.trajecten, *span)]
        assert (ended["trajecten"], *spread(ended, "")) == (len(durations), *middle(durations))
        gone = rows(lapsed, "vervallen", Level.TOTAL, number)[None].values
        expected = Counter(
            vervallen=sum(len(oracle.vervallen([one], care.get(one.client, []), *span)) for one in read.toewijzingen),
            verwijderd=sum(
                len(oracle.verwijderd_voor_de_start([one], care.get(one.client, []), *span))
                for one in read.toewijzingen
            ),
        )
        assert {name: gone[name] for name in expected} == expected


def waited(read: Read, begin: date, eind: date) -> list[oracle.Wait]:
    care = oracle.per(read.leveringen, lambda levering: levering.client)
    return [
        wait
        for client, own in oracle.per(read.toewijzingen, lambda one: one.client).items()
        for wait in oracle.wachttijden(own, care.get(client, []), begin, eind, read.termijn)
    ]


def spread(values: dict[str, Any], prefix: str) -> tuple[int | None, int | None]:
    return values[f"{prefix}mediaan"], values[f"{prefix}p90"]


def middle(days: Iterable[int]) -> tuple[int | None, int | None]:
    """The shortest within which half, and 90 %, of those not below 0 was done."""
    plain = sorted(one for one in days if one >= 0)
    if not plain:
        return None, None
    return plain[-(-len(plain) // 2) - 1], plain[-(-len(plain) * 9 // 10) - 1]


@pytest.mark.parametrize(("begin", "expected"), [("2025-07-08", 0), ("2025-07-09", 1)])
def test_care_broke_when_it_began_more_than_d_days_after_the_old_ended(begin: str, expected: int) -> None:
    """D = 7. Care under number 40 ran until 30 June; number 1 may begin in May, and it began 7 or 8 days after."""
    connection = region(
        toewijzing=[toewijzing(1, "2025-05-01")],
        levering=[start(1, "2024-07-01", toewijzing_nummer=40, einde="2025-06-30"), start(1, begin)],
    )
    assert total(ask(connection, WACHTLIJST, "2025-05", termijn=7), "wachtlijst")["wachtenden"] == expected
    assert total(ask(connection, WACHTTIJDEN, "2025-07", termijn=7), "starts")["starts"] == expected


@pytest.mark.parametrize(("code", "expected"), [("454", [59]), ("451", [30, 15])])
def test_an_onderbreking_joins_care_of_one_hulpvorm_only(code: str, expected: list[int]) -> None:
    """45/453 and 45/454 are of hulpvorm 02, 45/451 of 14. Interrupted on 30 January, resumed on 14 February under the
    same number: one traject of 59 days, or two that ended apart."""
    connection = region(
        levering=[
            start(1, "2025-01-01", tijdelijk_einde="2025-01-30"),
            start(1, "2025-02-14", code=code, einde="2025-02-28", reden="31"),
        ]
    )
    found = ask(connection, WACHTTIJDEN, "2025", dimension=Dimension.HULPVORM)
    lengths = [row.values["mediaan"] for row in rows(found, "doorlooptijd").values()]
    assert lengths == expected

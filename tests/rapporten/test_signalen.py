# SPDX-License-Identifier: EUPL-1.2
"""Wat klopt er niet?"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.signalen import SIGNALEN
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld
from rapporten.zorgbouw import Care, lives, made


def prestatie(client: int, begin: str, eind: str, volume: int = 1, **more: object) -> dict[str, object]:
    """An approved prestatie of 100 euro, on the toewijzing with the number of the client."""
    return {
        "client": client,
        "toewijzing_nummer": client,
        "referentie": f"{client}-{begin}-{more.get('aanbieder', '')}",
        "begindatum": begin,
        "einddatum": eind,
        "volume": volume,
        "bedrag_cents": 10000,
        **more,
    }


def test_signalen_by_hand() -> None:
    """By hand, in March 2025, eenheid 14 (etmaal), 16 (dagdeel), 04 (uur). Youth 1 has no care: without a start. Youth
    2's care ended in February: after the stop. Youth 3 has care from 30 March: 3 etmalen on 2 days is too many; 6
    dagdelen are not. Youth 4: 37 hours in three days is more than 12 a day. Youth 5 has the product at two
    aanbieders in one week, each a signal. Youth 6: 36 hours in three days fits. A credited one and one that was
    rejected do not count.
    """
    etmaal: dict[str, Any] = {"eenheid": "14"}
    dagdeel: dict[str, Any] = {"eenheid": "16"}
    uur: dict[str, Any] = {"eenheid": "04"}
    whole = [1, 2, 3, 4, 5, 6]
    begin = {2: "2025-01-01", 3: "2025-03-30"}
    levering = [
        {
            "client": one,
            "toewijzing_nummer": one,
            "begindatum": begin.get(one, "2025-01-01"),
            "einde": "2025-02-28" if one == 2 else None,
        }
        for one in whole[1:]
    ]
    levering.append({"client": 5, "toewijzing_nummer": 5, "begindatum": "2025-01-01", "aanbieder": LINDE})
    connection = region(
        levering=levering,
        prestatie=[
            prestatie(1, "2025-03-01", "2025-03-31", **dagdeel),
            prestatie(1, "2025-03-02", "2025-03-31", uitslag="afgewezen", **dagdeel),
            prestatie(1, "2025-03-03", "2025-03-31", is_gecrediteerd=True, **dagdeel),
            prestatie(2, "2025-03-01", "2025-03-31", **dagdeel),
            prestatie(3, "2025-03-30", "2025-03-31", 3, code="454", **etmaal),
            prestatie(3, "2025-03-29", "2025-03-31", 6, code="453", **dagdeel),
            prestatie(4, "2025-03-01", "2025-03-03", 37, **uur),
            prestatie(5, "2025-03-01", "2025-03-07", **dagdeel),
            prestatie(5, "2025-03-07", "2025-03-08", aanbieder=LINDE, **dagdeel),
            prestatie(6, "2025-03-01", "2025-03-03", 36, **uur),
        ],
    )
    result = ask(connection, SIGNALEN, "2025-03")
    figures = {key: tuple(row.values.values())[1:] for key, row in rows(result, "signalen", Level.TOTAL).items()}
    assert figures == {
        "zonder start": (1, 1, 10000),
        "na de stop": (1, 1, 10000),
        "meer dagen dan hulp": (1, 1, 10000),
        "meer uren dan aannemelijk": (1, 1, 10000),
        "zelfde product bij twee aanbieders": (2, 1, 20000),
    }
    assert len(result.part("lijst").rows) == 6


@pytest.mark.parametrize("seed", range(1, 3))
def test_signals_are_what_a_slow_reading_finds(seed: int) -> None:
    """Prestaties of chance, on care that chance made too, in the first half of 2025."""
    random, care = Random(seed), lives(seed, count=40)
    paid = [
        declared(random, number, random.choice(care), DAY + timedelta(days=random.randint(0, 200)))
        for number in range(150)
    ]
    result = ask(made(care, prestatie=paid), SIGNALEN, "2025-H1")
    expected: dict[str, list[dict[str, Any]]] = {}
    telt = [one for one in paid if geld.approved(one) and one["begindatum"] <= HALF]
    for one in telt:
        for kind in kinds(one, telt, care):
            expected.setdefault(kind, []).append(one)
    for levering in care:
        if any(is_twice(levering, other) for other in care):
            row = {"client": levering.client, "bedrag_cents": None, "aanbieder": levering.aanbieder}
            expected.setdefault("twee keer verblijf", []).append(row | {"begindatum": levering.begin})
    found = rows(result, "signalen", Level.TOTAL)
    assert {key: tuple(row.values.values())[1:] for key, row in found.items()} == {
        kind: (
            len(some),
            len({one["client"] for one in some}),
            None if kind == "twee keer verblijf" else sum(one["bedrag_cents"] for one in some),
        )
        for kind, some in expected.items()
    }
    assert len(found) == 7
    listed = [
        (row.values["soort"], row.values["aanbieder"], row.values["begindatum"]) for row in result.part("lijst").rows
    ]
    told = [(kind, one["aanbieder"], one["begindatum"]) for kind, some in expected.items() for one in some]
    assert sorted(listed) == sorted(told)


DAY, HALF = date(2025, 1, 1), date(2025, 6, 30)


def declared(random: Random, number: int, one: Care, begin: date) -> dict[str, Any]:
    """On the toewijzing of a levering, or that of another aanbieder; some are rejected, some taken back."""
    return {
        "referentie": f"p{number}",
        "client": one.client,
        "aanbieder": random.choice((one.aanbieder, one.aanbieder, WILGEN, LINDE)),
        "gemeente": one.gemeente,
        "code": f"45{one.segment}",
        "toewijzing_nummer": one.number,
        "begindatum": begin,
        "einddatum": begin + timedelta(days=random.randint(0, 6)),
        "eenheid": random.choice(("01", "04", "14", "16")),
        "volume": random.choice((1, 5, 9, 30, 90, 6000)),
        "bedrag_cents": number,
        "uitslag": random.choice(("goedgekeurd", "goedgekeurd", "goedgekeurd", "afgewezen")),
        "is_gecrediteerd": random.random() < 0.1,
    }


def kinds(one: dict[str, Any], telt: list[dict[str, Any]], care: list[Care]) -> list[str]:
    """What does not fit in a prestatie."""
    there = [c for c in care if (c.number, c.aanbieder) == (one["toewijzing_nummer"], one["aanbieder"])]
    begin, eind = one["begindatum"], one["einddatum"]
    days = [begin + timedelta(days=number) for number in range((eind - begin).days + 1)]
    hours = {"01": one["volume"] / 60, "04": one["volume"]}.get(one["eenheid"], 0)
    helped = sum(c.on(day) for c in there for day in days)
    most = {"14": 1, "16": 3}.get(one["eenheid"])
    beside = [
        other
        for other in telt
        if other is not one and (other["client"], other["code"]) == (one["client"], one["code"])
        if other["begindatum"] <= eind and begin <= other["einddatum"]
    ]
    told = {
        "zonder start": not there or there[0].begin > eind,
        "na de stop": bool(there) and (there[0].eind or date.max) < begin,
        "meer dagen dan hulp": helped > 0 and most is not None and one["volume"] > most * helped,
        "meer uren dan aannemelijk": hours > 12 * len(days),
        "zelfde product twee keer": any(
            (other["aanbieder"], other["toewijzing_nummer"]) == (one["aanbieder"], one["toewijzing_nummer"])
            for other in beside
        ),
        "zelfde product bij twee aanbieders": any(other["aanbieder"] != one["aanbieder"] for other in beside),
    }
    return [kind for kind, holds in told.items() if holds]


def is_twice(one: Care, other: Care) -> bool:
    """Whether both are verblijf (segments 1 and 2) of one youth in the half year, for more than a day at once."""
    both = one is not other and one.client == other.client and {one.segment, other.segment} <= {"1", "2"}
    in_period = one.within(DAY, HALF) and other.within(DAY, HALF)
    far = date.max
    return both and in_period and one.begin < (other.eind or far) and other.begin < (one.eind or far)

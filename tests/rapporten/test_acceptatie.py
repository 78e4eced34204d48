# SPDX-License-Identifier: EUPL-1.2
"""Wie neemt niemand aan?"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from berichtenverkeer.rapporten.reports.acceptatie import ACCEPTATIE
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import DAG_K, LINDE, WILGEN, ask, region, rows


def test_acceptatie_by_hand() -> None:
    """By hand, of those who began to wait in the first quarter of 2025 (norm 14 days), all of product 453. Wilgen:
    youth 1 from 1 January until its toewijzing lapsed on 1 March; youth 2 from 1 February until 1 April, 59 days;
    youth 3 from 1 March, started on the 5th, before youth 2. Linde: youth 4 from 2 February, started on the 8th,
    before 1 and 2 got anything. So of Wilgen's three one lapsed and one was late; for both somebody who came later
    began elsewhere and another at Wilgen itself (youth 3 on 5 March, while 1 had lapsed without care).
    """
    connection = region(
        toewijzing=[
            {"client": 1, "nummer": 1, "ingangsdatum": "2025-01-01", "einddatum": "2025-03-01"},
            {"client": 2, "nummer": 2, "ingangsdatum": "2025-02-01"},
            {"client": 3, "nummer": 3, "ingangsdatum": "2025-03-01"},
            {"client": 4, "nummer": 4, "ingangsdatum": "2025-02-02", "aanbieder": LINDE},
        ],
        levering=[
            {"client": 2, "toewijzing_nummer": 2, "begindatum": "2025-04-01"},
            {"client": 3, "toewijzing_nummer": 3, "begindatum": "2025-03-05"},
            {"client": 4, "toewijzing_nummer": 4, "begindatum": "2025-02-08", "aanbieder": LINDE},
        ],
    )
    result = ask(connection, ACCEPTATIE, "2025-Q1", dimension=ACCEPTATIE.dimension)
    wilgen = rows(result, "acceptatie")[WILGEN].values
    assert wilgen == {
        "toewijzingen": 3,
        "vervallen": 1,
        "te_lang": 2,
        "elders_eerder": 2,
        "later_eerst": 2,
        "aandeel": 66.67,
        "gewicht_alle": 30.0,
        "gewicht_niet": 30.0,
    }
    assert rows(result, "acceptatie")[LINDE].values["elders_eerder"] == 0


@pytest.mark.parametrize("seed", range(4))
def test_acceptatie_is_what_a_slow_reading_finds(seed: int) -> None:
    random = Random(seed)
    waits: list[dict[str, Any]] = []
    for number in range(1, 15):
        sinds = date(2025, 1, 1) + timedelta(days=random.randint(0, 80))
        start = random.choice((None, sinds + timedelta(days=random.randint(0, 60))))
        last = random.choice((None, sinds + timedelta(days=random.randint(61, 90))))
        who, product = random.choice((WILGEN, LINDE)), random.choice(("453", "454"))
        waits.append({"nummer": number, "sinds": sinds, "start": start, "last": last, "who": who, "product": product})
    connection = region(
        toewijzing=[
            {
                "client": one["nummer"],
                "nummer": one["nummer"],
                "ingangsdatum": one["sinds"],
                "einddatum": one["last"],
                "aanbieder": one["who"],
                "code": one["product"],
            }
            for one in waits
        ],
        levering=[
            {
                "client": one["nummer"],
                "toewijzing_nummer": one["nummer"],
                "begindatum": one["start"],
                "aanbieder": one["who"],
                "code": one["product"],
            }
            for one in waits
            if one["start"]
        ],
    )
    total = rows(ask(connection, ACCEPTATIE, "2025-Q1"), "acceptatie", Level.TOTAL)[None].values
    lapsed = [one for one in waits if not one["start"] and one["last"]]
    late = [one for one in waits if ((one["start"] or one["last"] or DAG_K) - one["sinds"]).days > 14]
    skipped = [
        one
        for one in waits
        if (one in lapsed or one in late)
        and any(
            other["start"]
            and other["product"] == one["product"]
            and other["who"] != one["who"]
            and other["sinds"] >= one["sinds"]
            and other["start"] < (one["start"] or DAG_K)
            for other in waits
        )
    ]
    assert (total["vervallen"], total["te_lang"], total["elders_eerder"]) == (len(lapsed), len(late), len(skipped))

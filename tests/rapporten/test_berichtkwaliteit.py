# SPDX-License-Identifier: EUPL-1.2
"""Wie maakt welke fouten?"""

from collections import Counter
from random import Random
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.berichtkwaliteit import BERICHTKWALITEIT
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import HIER, LINDE, WILGEN, ask, region, rows


def bericht(number: int, soort: str, van: str, *codes: str, **more: object) -> dict[str, object]:
    """A bericht of March 2025 that came in; with codes it was rejected."""
    return {
        "id": UUID(int=number),
        "berichtsoort": soort,
        "verzender": van,
        "bestemming": HIER,
        "ontvangen_dag": "2025-03-10",
        "oordeel": "afgekeurd" if codes else "goedgekeurd",
        "codes": list(codes),
        **more,
    }


def test_berichtkwaliteit_by_hand() -> None:
    """By hand, in March 2025: Wilgen sent four JW305 about two youths, of which one was rejected on TR074 and TR081
    and sent again with the same identificatie and rejected on TR074: 2 of 4 is 50 %, 2 berichten a youth. Linde
    sent one JW323, approved; its other one came in April. The gateway's own answer does not count. Bytes of Linde
    were refused once.
    """
    connection = region(
        bericht=[
            bericht(1, "JW305", WILGEN, client=1),
            bericht(2, "JW305", WILGEN, "TR074", "TR081", client=2),
            bericht(3, "JW305", WILGEN, "TR074", client=2, eerste=False),
            bericht(4, "JW305", WILGEN, client=1),
            bericht(5, "JW306", HIER, bron="gateway", client=1),
            bericht(6, "JW323", LINDE),
            bericht(7, "JW323", LINDE, ontvangen_dag="2025-04-01"),
        ],
        weigering=[{"dag": "2025-03-11", "partij": LINDE, "codes": ["XSD"]}],
    )
    result = ask(connection, BERICHTKWALITEIT, "2025-03")
    figures = {key: tuple(row.values.values())[2:] for key, row in rows(result, "berichten", Level.TOTAL).items()}
    assert figures == {
        (WILGEN, "JW305"): (4, 2, 0, 1, 0, 50.0, 2, 2.0),
        (LINDE, "JW323"): (1, 0, 0, 0, 0, 0.0, 0, None),
    }
    codes = {key: row.values["keren"] for key, row in rows(result, "codes", Level.TOTAL).items()}
    assert codes == {
        (WILGEN, "JW305", "TR074"): 2,
        (WILGEN, "JW305", "TR081"): 1,
        (LINDE, "geweigerd", "XSD"): 1,
    }
    own = ask(connection, BERICHTKWALITEIT, "2025-03", own=Own("aanbieder", LINDE))
    assert {key[0] for key in rows(own, "berichten", Level.TOTAL)} == {LINDE}, "of another it sees nothing"


@pytest.mark.parametrize("seed", range(5))
def test_what_is_sent_and_rejected_is_counted_by_sender_and_kind(seed: int) -> None:
    random = Random(seed)
    sent = [
        bericht(
            number,
            random.choice(("JW305", "JW307", "JW315")),
            random.choice((WILGEN, LINDE)),
            *random.sample(("TR001", "TR002", "TR003"), random.randint(0, 2)),
        )
        for number in range(1, 40)
    ]
    found = rows(ask(region(bericht=sent), BERICHTKWALITEIT, "2025-03"), "berichten", Level.TOTAL)
    all_sent = Counter((one["verzender"], one["berichtsoort"]) for one in sent)
    rejected = Counter((one["verzender"], one["berichtsoort"]) for one in sent if one["codes"])
    assert {key: (row.values["verzonden"], row.values["afgekeurd"]) for key, row in found.items()} == {
        key: (of, rejected[key]) for key, of in all_sent.items()
    }

# SPDX-License-Identifier: EUPL-1.2
"""Wie maakt welke fouten?"""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest

from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.berichtkwaliteit import BERICHTKWALITEIT
from berichtenverkeer.rapporten.result import Level
from rapporten.bouw import HIER, LINDE, WILGEN, ask, region, rows
from rapporten.orakel import geld


def bericht(number: int, soort: str, van: str, *codes: str, **more: object) -> dict[str, Any]:
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
    were refused once. Of the four JW305, at positions 20 to 23, the first has the gateway's answer and the second one
    of its receiver: for an accountant five heenberichten came in, three without an answer.
    """
    connection = region(
        bericht=[
            bericht(1, "JW305", WILGEN, client=1, retour_id=UUID(int=5)),
            bericht(2, "JW305", WILGEN, "TR074", "TR081", client=2, positie=21),
            bericht(3, "JW305", WILGEN, "TR074", client=2, eerste=False, positie=22),
            bericht(4, "JW305", WILGEN, client=1, positie=23),
            bericht(5, "JW306", HIER, bron="gateway", client=1, heen_id=UUID(int=1)),
            bericht(8, "JW306", HIER, client=2, heen_id=UUID(int=2)),
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
        (HIER, "JW306"): (1, 0, 0, 0, 0, 0.0, 1, 1.0),
    }
    proof = {key: tuple(row.values.values())[1:] for key, row in rows(result, "bewijs", Level.TOTAL).items()}
    assert proof == {"JW305": (4, 2, 2, 0, 2, 2, 20, 23), "JW323": (1, 1, 0, 0, 0, 1, 20, 20)}
    codes = {key: row.values["keren"] for key, row in rows(result, "codes", Level.TOTAL).items()}
    assert codes == {
        (WILGEN, "JW305", "TR074"): 2,
        (WILGEN, "JW305", "TR081"): 1,
        (LINDE, "geweigerd", "XSD"): 1,
    }
    own = ask(connection, BERICHTKWALITEIT, "2025-03", own=Own("aanbieder", LINDE))
    assert {key[0] for key in rows(own, "berichten", Level.TOTAL)} == {LINDE}, "of another it sees nothing"


@pytest.mark.parametrize("seed", range(2))
def test_what_is_sent_and_rejected_is_counted_by_sender_and_kind(seed: int) -> None:
    random = Random(seed)
    sent: list[dict[str, Any]] = [
        bericht(
            number,
            random.choice(("JW305", "JW307", "JW315")),
            random.choice((WILGEN, LINDE)),
            *random.sample(("TR001", "TR002", "TR003"), random.choice((0, 0, 1, 2))),
            client=random.choice((None, 1, 2, 3)),
            eerste=random.random() < 0.8,
            is_betwist=random.random() < 0.2,
            retour_id=random.choice((None, UUID(int=900 + number))),
            positie=20 + number,
        )
        for number in range(1, 60)
    ]
    for one in sent[::9]:
        one.update(oordeel="voorlopig", codes=[])
    refused: list[dict[str, Any]] = [
        {"positie": 20 + number, "dag": "2025-03-11", "partij": random.choice((WILGEN, LINDE, None)), "codes": ["XSD"]}
        for number in range(9)
    ]
    result = ask(region(bericht=sent, weigering=refused), BERICHTKWALITEIT, "2025-03")
    of: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in sent:
        of.setdefault((one["verzender"], one["berichtsoort"]), []).append(one)
    found = rows(result, "berichten", Level.TOTAL)
    assert {key: tuple(row.values.values())[2:] for key, row in found.items()} == {
        key: figures(some) for key, some in of.items()
    }
    proof = {key: tuple(row.values.values())[1:] for key, row in rows(result, "bewijs", Level.TOTAL).items()}
    assert proof == {kind: evidence([one for one in sent if one["berichtsoort"] == kind]) for kind in proof}
    assert sum(one[0] for one in proof.values()) == len(sent)
    codes = Counter((*key, code) for key, some in of.items() for one in some for code in one["codes"])
    codes += Counter((one["partij"] or "onbekend", "geweigerd", "XSD") for one in refused)
    assert {key: row.values["keren"] for key, row in rows(result, "codes", Level.TOTAL).items()} == codes


def evidence(some: list[dict[str, Any]]) -> tuple[int, ...]:
    """Came in, approved, rejected, waiting, answered, not answered, first and last position."""
    verdicts = Counter(one["oordeel"] for one in some)
    answered = sum(one["retour_id"] is not None for one in some)
    places = [one["positie"] for one in some]
    return (
        len(some),
        *(verdicts[one] for one in ("goedgekeurd", "afgekeurd", "voorlopig")),
        answered,
        len(some) - answered,
        min(places),
        max(places),
    )


def figures(some: list[dict[str, Any]]) -> tuple[object, ...]:
    """Sent, rejected, waiting, sent again, disputed, share rejected, youths, berichten a youth."""
    rejected = sum(one["oordeel"] == "afgekeurd" for one in some)
    youths = len({one["client"] for one in some} - {None})
    return (
        len(some),
        rejected,
        sum(one["oordeel"] == "voorlopig" for one in some),
        sum(not one["eerste"] for one in some),
        sum(one["is_betwist"] for one in some),
        geld.percent(rejected, len(some)),
        youths,
        pytest.approx(len(some) / youths, abs=0.006) if youths else None,
    )

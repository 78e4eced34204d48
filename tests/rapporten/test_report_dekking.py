# SPDX-License-Identifier: EUPL-1.2
"""Is er overal keuze?"""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.dekking import DEKKING
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.figure_rows import Locatie
from berichtenverkeer.register.rows import Contract, Product
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, chance_contracts, contract, holds, register
from rapporten.zorgbouw import lives, made

TWEE = [Product(categorie="45", code=f"45{one}", omschrijving=one, segment=one, geldig_van=BEGIN) for one in "34"]


def test_dekking_by_hand() -> None:
    """By hand, on 31 March 2025, two gemeenten (hart: HIER, zuid: ERNAAST) and two products. For 453 Wilgen and Linde
    have a contract with the region, Derde with HIER alone; for 454 nobody. So in hart three aanbieders, in zuid
    two; two pairs of gemeente and product each, of which one is a hole. Wilgen has a stop for HIER since 1 March.
    Linde has a plafond without VRIJ. So in hart Derde alone is available, in zuid Wilgen. Wilgen gave care in HIER
    in February; it is located there.
    """
    money = {"aanbieder": LINDE, "jaar": 2025, "perceel": "", "segment": "", "positie": 20}
    connection = region(
        register(
            contract(WILGEN),
            contract(LINDE),
            contract(DERDE, gemeente=HIER),
            producten=TWEE,
            locaties=[Locatie(aanbieder=WILGEN, gemeente=HIER, geldig_van=BEGIN)],
        ),
        levering=[{"client": 1, "toewijzing_nummer": 1, "begindatum": "2025-02-01", "einde": "2025-02-20"}],
        clientenstop=[{"gemeente": HIER, "van": "2025-03-01"}],
        boeking=[
            {**money, "volgnr": 1, "debet": "VRIJ", "credit": "PLAFOND", "bedrag_cents": 500, "dag": "2025-01-01"},
            {**money, "volgnr": 2, "debet": "BESLAG", "credit": "VRIJ", "bedrag_cents": 500, "dag": "2025-01-02"},
        ],
    )
    result = ask(connection, DEKKING, "2025-Q1", dimension=DEKKING.dimension)
    figures = {plek: tuple(row.values.values()) for plek, row in rows(result, "dekking").items()}
    assert figures == {"hart": (3, 1, 2, 1, 1, 1, 2, 1, 1), "zuid": (2, 0, 1, 1, 0, 0, 2, 1, 1)}
    alone = [tuple(row.values.values()) for row in result.part("alleen").rows]
    assert alone == [(ERNAAST, "454", None), (HIER, "454", None)]


@pytest.mark.parametrize("seed", range(2))
def test_choice_is_what_a_slow_reading_finds(seed: int) -> None:
    """On 31 March 2026 and the six months before it. Of each aanbieder a segment has a plafond, full or not, and one a
    cliëntenstop."""
    random, day, half = Random(seed), date(2026, 3, 31), date(2025, 9, 30)
    contracts, care = chance_contracts(random, day), lives(seed, count=20)
    full = {(who, random.choice("1234")): random.random() < 0.7 for who in (WILGEN, LINDE, DERDE)}
    stopped = [(who, random.choice("1234"), random.choice(("", HIER))) for who in (WILGEN, LINDE, DERDE)]
    places = [(who, random.choice((HIER, ERNAAST))) for who in (WILGEN, LINDE, DERDE)]
    connection = made(
        care,
        register=register(
            *contracts,
            locaties=[Locatie(aanbieder=who, gemeente=here, geldig_van=BEGIN) for who, here in places],
        ),
        boeking=room_of(full),
        clientenstop=[
            {"aanbieder": who, "segment": segment, "gemeente": here, "van": "2026-03-31"}
            for who, segment, here in stopped
        ],
    )
    result = ask(connection, DEKKING, "2026-Q1", dimension=Dimension.GEBIED, second=Dimension.SEGMENT)
    alone = {
        (row.values["gemeente"], row.values["product"]): row.values["aanbieder"] for row in result.part("alleen").rows
    }
    for gebied, here in (("hart", HIER), ("zuid", ERNAAST)):
        for segment in "1234":
            code = f"45{segment}"
            who = contracted(contracts, code, here, day)
            busy = {
                one.aanbieder
                for one in care
                if (one.gemeente, one.segment) == (here, segment) and one.within(half + timedelta(days=1), day)
            }
            room = {one for one in who if not full.get((one, segment), False)}
            shut = {one for one in who if any(stop in ((one, segment, ""), (one, segment, here)) for stop in stopped)}
            pairs = 2 if segment == "1" else 1  # crisis is of segment 1 too, and nobody has a contract for it
            assert tuple(rows(result, "dekking", Level.CELL)[gebied, segment].values.values()) == (
                len(who),
                len(who & busy),
                len(room),
                len(room - shut),
                len({one for one in who if (one, here) in places}),
                len(shut),
                pairs,
                int(bool(who)),
                pairs - int(bool(who)),
            ), (gebied, segment)
            assert alone.get((here, code), "more") == (min(who, default=None) if len(who) < 2 else "more")


def contracted(contracts: list[Contract], code: str, gemeente: str, day: date) -> set[str]:
    """Who has a contract for the product there."""
    some = [one for one in contracts if holds(one, day) and one.code == code]
    return {one.aanbieder for one in some if one.gemeente in ("", gemeente)}


def room_of(full: dict[tuple[str, str], bool]) -> list[dict[str, Any]]:
    """Boekingen that give each of these a plafond of 2026 for a segment, and use all of those that are full."""
    money = {"jaar": 2026, "perceel": "", "positie": 20, "dag": "2026-01-01", "bedrag_cents": 500}
    return [
        money | {"aanbieder": who, "segment": segment, "volgnr": 2 * number + is_used, "debet": debet, "credit": credit}
        for number, ((who, segment), is_full) in enumerate(full.items())
        for is_used, debet, credit in [(0, "VRIJ", "PLAFOND"), (1, "BESLAG", "VRIJ")][: 1 + is_full]
    ]

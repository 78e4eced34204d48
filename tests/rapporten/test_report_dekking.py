# SPDX-License-Identifier: EUPL-1.2
"""Is er overal keuze?"""

from datetime import date

import pytest

from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.dekking import DEKKING
from berichtenverkeer.register.figure_rows import Locatie
from berichtenverkeer.register.rows import Product
from rapporten.bouw import BEGIN, ERNAAST, HIER, LINDE, WILGEN, ask, region, rows
from rapporten.contractbouw import DERDE, contract, register
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


@pytest.mark.parametrize("seed", range(3))
def test_what_rests_on_one_is_counted_by_product(seed: int) -> None:
    care = lives(seed)
    contracts = [contract(one.aanbieder, f"45{one.segment}") for one in care]
    unique = list({(one.aanbieder, one.code): one for one in contracts}.values())
    result = ask(made(care, register=register(*unique)), DEKKING, "2026-Q1", dimension=Dimension.PRODUCT)
    figures = {plek: row.values for plek, row in rows(result, "dekking").items()}
    for code in ("451", "452", "453", "454", "54X"):
        there = {one.aanbieder for one in unique if one.code == code}
        assert figures[code]["gecontracteerd"] == len(there)
        assert figures[code]["gaten"] == (0 if there else 2), "in both gemeenten"
    begin = date(2025, 9, 30)
    busy = {(one.aanbieder, one.segment) for one in care if one.within(begin, date(2026, 3, 31)) and one.eind != begin}
    assert sum(one["actief"] for one in figures.values()) == len(busy)

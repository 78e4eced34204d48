# SPDX-License-Identifier: EUPL-1.2
"""Flows and waiting of a region that lived through the gateway: of its peilbestand they are what the oracle counts.

The whole way: berichten, ledger, state, copy, figures. The oracle reads the state in PostgreSQL, day by day.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.projections.toewijzingen import REDENEN_REMOVED
from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.rapporten.question import Dimension, Question
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.rapporten.result import Level, Result
from berichtenverkeer.register.stand import RegisterStand, read_stand
from peilbestand.region import DAY, Region
from rapporten import oracle

PERIODS = "2026-Q1..2026-Q3"
PLEKKEN: dict[Dimension, oracle.Plek] = {
    Dimension.AANBIEDER: lambda levering: levering.start.aanbieder,
    Dimension.GEMEENTE: lambda levering: levering.start.gemeente,
    Dimension.PRODUCTCATEGORIE: lambda levering: str(levering.start.product.categorie),
}
KINDS = {
    "instroom": ("in", "instroom"),
    "stapeling": ("in", "stapeling"),
    "doorstroom_in": ("in", "doorstroom"),
    "uitstroom": ("uit", "uitstroom"),
    "afbouw": ("uit", "afbouw"),
    "doorstroom_uit": ("uit", "doorstroom"),
}
_CARE = """
select * from {} where regio = $1 and pos_van <= $2 and (pos_tot is null or pos_tot > $2)"""


class State:
    """What the oracle reads: all care that counts in the figures, and all toewijzingen."""

    def __init__(self, register: RegisterStand, leveringen: Iterable[Any], toewijzingen: Iterable[Any]) -> None:
        self._register = register
        starts = [_start(row) for row in leveringen if self._counts(row, "begindatum") and not row["is_verwijderd"]]
        self.leveringen = oracle.leveringen(starts)
        self.toewijzingen = [self._toewijzing(row) for row in toewijzingen if self._counts(row, "ingangsdatum")]

    def _counts(self, row: Any, day: str) -> bool:
        aanbieder = self._register.partij(row["aanbieder"], row[day])
        return self._register.is_in_regio(row["gemeente"], row[day]) and not (aanbieder and aanbieder.buiten_regio)

    def _toewijzing(self, row: Any) -> oracle.Toewijzing:
        product, day = (row["categorie"], row["code"]), row["ingangsdatum"]
        return oracle.Toewijzing(
            client=row["client"],
            aanbieder=row["aanbieder"],
            gemeente=row["gemeente"],
            toewijzing_nummer=row["nummer"],
            product=oracle.Product(*product),
            eerste_datum=row["eerste_datum"],
            ingangsdatum=day,
            einddatum=row["einddatum"],
            is_verwijderd=row["einddatum"] == day and row["reden_wijziging"] in REDENEN_REMOVED,
            is_taakgericht=self._register.is_taakgericht(row["aanbieder"], row["gemeente"], *product, day),
        )


def _start(row: Any) -> oracle.Start:
    same = ("client", "aanbieder", "gemeente", "toewijzing_nummer", "begindatum", "tijdelijk_einde", "einde", "reden")
    return oracle.Start(product=oracle.Product(row["categorie"], row["code"]), **{name: row[name] for name in same})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def state(region: Region) -> State:
    care = [await region.fetch(_CARE.format(table), region.k) for table in ("levering", "toewijzing")]
    async with region.database.lees() as conn:
        return State(await read_stand(Grootboek(conn, region.regio), region.k), *care)


@pytest.fixture(scope="module")
def bron(newest: Path) -> duckdb.DuckDBPyConnection:
    return open_connection(newest)


def question(region: Region, dimension: Dimension, termijn: int) -> Question:
    return Question(
        regio=region.regio,
        k=region.k,
        dag_k=DAY,
        periods=read_periods(PERIODS),
        dimension=dimension,
        termijn=termijn,
    )


def values(result: Result, table: str, periode: int, plek: str | None) -> dict[str, Any]:
    """The row of a plek, or of the region; nothing when it has none."""
    level = Level.TOTAL if plek is None else Level.PLEK
    for row in result.part(table).rows:
        if (row.cell.level, row.cell.periode, row.cell.plek) == (level, periode, plek):
            return row.values
    return {}


@pytest.mark.parametrize(("dimension", "termijn"), [*((one, 30) for one in PLEKKEN), (Dimension.AANBIEDER, 0)])
def test_flows_are_those_of_the_oracle(
    region: Region, state: State, bron: duckdb.DuckDBPyConnection, dimension: Dimension, termijn: int
) -> None:
    made = engine.make(bron, STROMEN, question(region, dimension, termijn))
    moved = 0
    for place in (PLEKKEN[dimension], oracle.hele_regio):
        life = oracle.aanwezigheden(state.leveringen, place, termijn)
        movements = oracle.bewegingen(life, termijn)
        for number, period in enumerate(made.ground.periods):
            within = [b for b in movements if period.begin <= b.datum <= period.eind]
            counted = Counter((b.plek, b.richting, b.soort) for b in within)
            for plek in {a.plek for a in life}:
                found = values(made, "stromen", number, None if place is oracle.hele_regio else plek)
                expected = {name: counted[plek, *kind] for name, kind in KINDS.items()}
                expected["stand_begin"] = oracle.stand(life, period.begin - oracle.DAY)[plek]
                expected["stand_eind"] = oracle.stand(life, period.eind)[plek]
                assert {name: found.get(name, 0) for name in expected} == expected, (plek, period)
            moved += counted.total()
    assert moved > 20


def test_waiting_is_that_of_the_oracle(region: Region, state: State, bron: duckdb.DuckDBPyConnection) -> None:
    times = engine.make(bron, WACHTTIJDEN, question(region, Dimension.AANBIEDER, 30))
    whole: Counter[str] = Counter()
    for number, period in enumerate(times.ground.periods):
        for plek in (None, *sorted({one.aanbieder for one in state.toewijzingen})):
            expected = waiting(state, plek, period)
            starts, queue = (values(times, table, number, plek) for table in ("starts", "wachtlijst"))
            found = {
                "starts": starts.get("starts", 0),
                "negatief": starts.get("toewijzing_negatief", 0),
                "wachtenden": queue.get("wachtenden", 0),
            }
            assert found == {name: expected[name] for name in found}, (plek, period)
            whole += expected
    assert set(whole) >= {"starts", "wachtenden"}


def waiting(state: State, aanbieder: str | None, period: Periode) -> Counter[str]:
    own = [one for one in state.toewijzingen if aanbieder in (None, one.aanbieder)]
    begun = oracle.wachttijden(own, state.leveringen, period.begin, period.eind, 30)
    return Counter(
        starts=len(begun),
        negatief=sum(one.w2 < 0 for one in begun),
        wachtenden=len(oracle.wachtenden(own, state.leveringen, period.eind, 30)),
    )

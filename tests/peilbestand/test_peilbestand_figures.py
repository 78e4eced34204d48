# SPDX-License-Identifier: EUPL-1.2
"""Flows and waiting of a region that lived through the gateway: of its peilbestand they are what PostgreSQL counts.

The whole way: berichten, ledger, state, copy, figures. Every plek and period; `stromen.postgres` is the oracle.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten import engine
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Dimension, Question
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.vervallen import VERVALLEN
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.rapporten.result import Level, Result
from berichtenverkeer.register.stand import read_stand
from peilbestand.region import DAY, Region
from stromen.postgres.figures import Periodecijfers, Plekcijfers
from stromen.postgres.order import Dimensie, Order
from stromen.postgres.stroomrapport import stroomrapport
from stromen.postgres.wait_figures import Wachtperiode
from stromen.postgres.waiting import wachtrapport

PERIODS = "2026-Q1..2026-Q3"
OTHERWISE = {Dimensie.SEGMENT, Dimensie.PERCEEL}
"""Here definitieversie 2 says more: segmentregels, and plekken of its own for care outside the assignment."""
ASKED = [(one, 30) for one in Dimensie if one not in OTHERWISE] + [(Dimensie.AANBIEDER, 0)]
SAME = """
stand_begin instroom stapeling doorstroom_in uitstroom afbouw doorstroom_uit verondersteld stand_eind nieuw herhaald
beroep_onbekend opschaling afschaling zijwaarts schaling_onbekend zonder_stop_na_einddatum
langer_dan_6_maanden_onderbroken zonder_toewijzing"""
ALIKE = {name: name for name in SAME.split()} | {
    "in_totaal": "erbij",
    "uit_totaal": "eraf",
    "in_voorlopig": "erbij_voorlopig",
    "uit_voorlopig": "eraf_voorlopig",
}
"""What each figure of the oracle is called in the report."""


@pytest.fixture(scope="module")
def bron(newest: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = open_connection(newest)
    yield connection
    connection.close()


def question(region: Region, dimension: str, termijn: int) -> Question:
    return Question(
        regio=region.regio,
        k=region.k,
        dag_k=DAY,
        periods=read_periods(PERIODS),
        dimension=Dimension(dimension),
        termijn=termijn,
    )


async def oracle(region: Region, dimension: Dimensie, termijn: int) -> tuple[list[Periodecijfers], list[Wachtperiode]]:
    async with region.database.lees(snapshot=True) as conn:
        register = await read_stand(Grootboek(conn, region.regio), region.k)
        order = Order(
            regio=region.regio,
            peil=Peil(region.k, DAY),
            perioden=read_periods(PERIODS),
            dimensie=dimension,
            termijn=termijn,
            historie_vanaf=register.parameters(DAY).historie_vanaf,
        )
        return await stroomrapport(conn, order, register), await wachtrapport(conn, order, register)


def values(result: Result, table: str, periode: int, plek: str | None) -> dict[str, Any]:
    """The row of a plek, or of the region; nothing when it has none."""
    level = Level.TOTAL if plek is None else Level.PLEK
    found = [
        row.values
        for row in result.part(table).rows
        if (row.cell.level, row.cell.periode, row.cell.plek) == (level, periode, plek)
    ]
    return found[0] if found else {}


def tally(result: Result, table: str, key: str, count: str, periode: int, plek: str | None) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in result.part(table).rows:
        if (row.cell.periode, row.cell.plek) == (periode, plek):
            counted[row.values[key]] += row.values[count]
    return +counted


@pytest.mark.parametrize(("dimension", "termijn"), ASKED)
async def test_figures_are_those_of_postgresql(
    region: Region, bron: duckdb.DuckDBPyConnection, dimension: Dimensie, termijn: int
) -> None:
    flows, waits = await oracle(region, dimension, termijn)
    asked = question(region, dimension, termijn)
    made, times, lapsed = (engine.make(bron, report, asked) for report in (STROMEN, WACHTTIJDEN, VERVALLEN))
    assert sum(one.regio.in_totaal for one in flows) > 0
    for number, (flow, wait) in enumerate(zip(flows, waits, strict=True)):
        compare_flows(made, number, flow.regio, None)
        for one in flow.plekken:
            compare_flows(made, number, one, one.plek)
        matrix = {
            row.cell.keys: row.values["aankomsten"]
            for row in made.part("doorstroom").rows
            if row.cell.periode == number
        }
        assert {key: n for key, n in matrix.items() if n} == {
            (cell.van, cell.naar): cell.aankomsten for cell in flow.doorstroom if cell.aankomsten
        }
        compare_waits(times, lapsed, number, wait)


def compare_flows(made: Result, number: int, figures: Plekcijfers, plek: str | None) -> None:
    found = values(made, "stromen", number, plek)
    assert {old: found.get(new, 0) for old, new in ALIKE.items()} == {old: figures.van(old) for old in ALIKE}, plek
    assert tally(made, "redenen", "reden", "uitstroom", number, plek) == Counter(figures.redenen)
    assert tally(made, "redenen", "reden_cbs", "uitstroom", number, plek) == Counter(figures.redenen_cbs)
    assert tally(made, "verwijzers", "verwijzer", "instroom", number, plek) == Counter(figures.verwijzers)


def compare_waits(times: Result, lapsed: Result, number: int, wait: Wachtperiode) -> None:
    for one in (wait.regio, *wait.plekken):
        plek = None if one is wait.regio else one.plek
        starts = values(times, "starts", number, plek)
        for name, prefix in (("toewijzing_tot_start", "toewijzing"), ("wachttijd", "wachttijd")):
            if (old := getattr(one, name)) is not None and starts:
                assert starts["starts"] - starts[f"{prefix}_negatief"] == old.aantal, (plek, name)
                assert (starts[f"{prefix}_mediaan"], starts[f"{prefix}_p90"]) == (old.mediaan, old.p90), (plek, name)
        answers = values(times, "antwoorden", number, plek)
        assert answers.get("antwoorden", 0) == one.antwoordtijd.aantal, plek
        assert (answers.get("mediaan"), answers.get("p90")) == (one.antwoordtijd.mediaan, one.antwoordtijd.p90), plek
        assert answers.get("door_gateway", 0) == one.antwoordtijd_gateway.aantal
        waiting = values(times, "wachtlijst", number, plek)
        assert waiting.get("wachtenden", 0) == (one.wachtenden or 0), plek
        assert waiting.get("langst") == (one.wachtlijst.langst if one.wachtlijst else None), plek
        assert values(lapsed, "vervallen", number, plek).get("vervallen", 0) == (one.vervallen or 0), plek
        assert values(times, "meetbaar", number, plek).get("niet_te_meten", 0) == one.niet_te_meten, plek
    assert values(times, "doorlooptijd", number, None)["trajecten"] == wait.regio.doorlooptijd.aantal
    assert values(times, "doorlooptijd", number, None)["mediaan"] == wait.regio.doorlooptijd.mediaan

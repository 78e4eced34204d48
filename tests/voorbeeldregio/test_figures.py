# SPDX-License-Identifier: EUPL-1.2
"""The example region as its reports show it: each has something to show, and its stories are found back in figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from msgspec.structs import replace

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.epoch import History
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.peilbestand.writing import make as make_peilbestand
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.engine import make
from berichtenverkeer.rapporten.opening import open_connection
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Dimension, Question
from berichtenverkeer.rapporten.result import Level, Result
from berichtenverkeer.voorbeeldregio import trends
from berichtenverkeer.voorbeeldregio.clock import moment_at
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.past import write_past
from berichtenverkeer.voorbeeldregio.setup import Setup
from voorbeeldregio.gatewayloket import Dagklok, geopend

SETUP = Setup(aanbieders=30, jeugdigen=300).with_past(2)
AFTER = SETUP.einde + timedelta(days=1)
LIVING_YEAR = {"berichtkwaliteit", "tenzij", "stops", "termijnen"}
"""What is about berichten and about what parties decide: the years behind a region have none of those."""


async def _peilbestand(config: Settings, folder: Path) -> int:
    """All years of the region; K of their end."""
    vault, regio = Vault(config.hoofdsleutel, config.zoeksleutel), config.regio
    district = make_district(SETUP)
    async with geopend(config, district.register, Dagklok(SETUP.begin)) as gateway:
        await write_past(gateway.database, regio, district, AFTER, lambda life: vault.pseudonym(regio, life.bsn))
        async with gateway.database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, regio)
            k = await watermark.at_moment(grootboek, moment_at(AFTER))
            peil, now = Peil(k, SETUP.einde), datetime.now(UTC)
            await make_peilbestand(grootboek, peil, folder, history=History(0, ""), made_at=now)
    return k


def shows(result: Result) -> bool:
    """Whether anything in it is more than nothing."""
    return any(value not in (None, 0) for part in result.parts for row in part.rows for value in row.values.values())


def _youths(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[str | None, list[int]]:
    """Per plek the youths in care, year after year."""
    rows = make(connection, REPORTS["jeugdigen"], question).part("jeugdigen").rows
    found: dict[str | None, list[int]] = {}
    for row in rows:
        if row.cell.level is Level.PLEK:
            found.setdefault(row.cell.plek, []).append(row.values["jeugdigen"])
    return found


async def test_every_report_has_something_to_show_and_the_stories_are_in_it(config: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "peilbestand"
    k = await _peilbestand(config, folder)
    years = Question(regio=config.regio, k=k, dag_k=SETUP.einde, periods=read_periods("2024..2026"))
    with open_connection(folder) as connection:
        empty = {code for code, report in REPORTS.items() if not shows(make(connection, report, years))}
        assert empty <= LIVING_YEAR
        per_aanbieder = _youths(connection, replace(years, dimension=Dimension.AANBIEDER))
        per_domein = _youths(connection, replace(years, dimension=Dimension.DOMEIN))
    growing = per_aanbieder[trends.GROWS]
    assert growing[0] < growing[1] < growing[2]
    assert per_aanbieder[trends.IS_NEW][:2] == [0, 0]
    assert per_aanbieder[trends.IS_NEW][2] > 0
    assert {"jeugdhulp", "jeugdbescherming", "jeugdreclassering"} <= per_domein.keys()

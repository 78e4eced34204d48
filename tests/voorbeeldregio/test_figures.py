# SPDX-License-Identifier: EUPL-1.2
"""The example region as its reports show it: each has something to show, and its stories are found back in figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

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
LONG, PRACTICE, HUISARTS = trends.LONG_CRISIS, "99000110", "02"
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


Cells = dict[tuple[Any, ...], dict[str, Any]]
"""By year (0, 1, 2), plek and keys the columns of a table."""


class Figures(NamedTuple):
    """What can be asked of the three years."""

    connection: duckdb.DuckDBPyConnection
    years: Question

    def of(self, code: str, per: Dimension | None = None, table: str = "", **otherwise: Any) -> Cells:
        """A table of a report, the first unless another is named, per plek."""
        report = REPORTS[code]
        question = replace(self.years, dimension=per or report.dimension, **otherwise)
        part = make(self.connection, report, question).part(table or report.tables[0].name)
        plekken = [row for row in part.rows if row.cell.level in (Level.PLEK, Level.CELL)]
        return {(row.cell.periode, row.cell.plek, *row.cell.keys): row.values for row in plekken}

    def rows(self, code: str, table: str) -> list[dict[str, Any]]:
        """All rows of a list or of a table without plekken."""
        return [row.values for row in make(self.connection, REPORTS[code], self.years).part(table).rows]


async def test_every_report_has_something_to_show_and_the_stories_are_in_it(config: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "peilbestand"
    k = await _peilbestand(config, folder)
    years = Question(regio=config.regio, k=k, dag_k=SETUP.einde, periods=read_periods("2024..2026"))
    with open_connection(folder) as connection:
        empty = {code for code, report in REPORTS.items() if not shows(make(connection, report, years))}
        assert empty <= LIVING_YEAR
        figures = Figures(connection, years)
        who_is_who(figures)
        who_waits(figures)
        who_pays(figures)
        what_is_apart(figures)


def who_is_who(figures: Figures) -> None:
    youths, per = figures.of("jeugdigen", Dimension.AANBIEDER), figures.of("aanbieders", Dimension.AANBIEDER)
    growing = [youths[year, trends.GROWS]["jeugdigen"] for year in range(3)]
    assert growing == sorted(set(growing))
    assert [youths[year, trends.IS_NEW]["jeugdigen"] > 0 for year in range(3)] == [False, False, True]
    assert (per[2, trends.IS_NEW]["nieuw"], per[2, trends.IS_GONE]["vertrokken"]) == (1, 1)
    beyond = figures.of("contracten", Dimension.AANBIEDER, "zorg")
    assert any(beyond.get((year, trends.IS_GONE), {}).get("jeugdigen") for year in (1, 2)), "care past its contract"
    ends = {(row["aanbieder"], row["tot"].year) for row in figures.rows("contracten", "aflopend")}
    assert {("99000104", 2028), ("99000105", 2028), ("99000107", 2027), ("99000109", 2028)} <= ends
    under = {row["onderaannemer"] for row in figures.rows("aanbieders", "onderaannemers") if row["jeugdigen"]}
    assert {trends.DECLARES_LATE, trends.GROWS} <= under
    assert {row["hoofdaannemer"] for row in figures.rows("lumpsum", "lumpsum")} == {"99000101"}
    assert per[2, PRACTICE]["licht"] == 1


def who_waits(figures: Figures) -> None:
    of_segment = {Dimension.SEGMENT: (trends.WAITS_FOR,)}
    starts = figures.of("wachttijden", Dimension.GEBIED, filters=of_segment)
    there, elsewhere = (starts[2, gebied]["wachttijd_mediaan"] for gebied in (trends.WAITS_IN, "1"))
    assert there > 60 + elsewhere
    answers = figures.of("wachttijden", Dimension.GEMEENTE, "antwoorden").items()
    late = [cell["mediaan"] for (_, plek), cell in answers if plek == trends.ANSWERS_LATE and cell["antwoorden"]]
    others = [cell["mediaan"] for (_, plek), cell in answers if plek != trends.ANSWERS_LATE and cell["antwoorden"]]
    assert min(late) > 20 > median(others), "working days"
    lapsed = figures.of("acceptatie", Dimension.AANBIEDER)[2, trends.TAKES_NOBODY]
    assert 2 * lapsed["vervallen"] >= lapsed["toewijzingen"] > 0
    crisis = figures.of("crisis", Dimension.AANBIEDER)
    assert all(0 < crisis[year, LONG]["te_lang"] == crisis[year, LONG]["beeindigd"] for year in range(3))
    referred = figures.of("verwijzers", Dimension.GEMEENTE, filters={Dimension.GEMEENTE: (trends.REFERS,)})
    share = [referred[year, trends.REFERS, HUISARTS]["aandeel_verwijzingen"] for year in range(3)]
    assert share[2] > share[0]


def who_pays(figures: Figures) -> None:
    declared = figures.of("volledigheid", Dimension.AANBIEDER)
    shares = {plek: cell["met_declaratie_aandeel"] for (year, plek), cell in declared.items() if year == 2}
    assert (shares[trends.DECLARES_LATE] or 0) < (shares[trends.GROWS] or 0)
    later = {
        plek: cell["dagen_mediaan"] or 0
        for (year, plek, wat), cell in figures.of("herziening", Dimension.AANBIEDER).items()
        if (year, wat) == (2, "declaratie kwam later") and cell["keren"] > 20
    }
    assert max(later, key=lambda plek: later[plek]) == trends.DECLARES_LATE
    of_product = figures.of("prijzen", Dimension.AANBIEDER, filters={Dimension.PRODUCT: ("54A01",)})
    prices = {plek: cell["prijs_cents"] or 0 for (year, plek, *_), cell in of_product.items() if year == 2}
    assert max(prices, key=lambda plek: prices[plek]) == trends.GROWS
    budgeted = {plek for _, plek, _ in figures.of("begroting", table="totaal")}
    assert budgeted == {"0797", "0855", "0867"}


def what_is_apart(figures: Figures) -> None:
    assert {"jeugdhulp", "jeugdbescherming", "jeugdreclassering"} <= {
        plek for _, plek in figures.of("jeugdigen", Dimension.DOMEIN)
    }
    segments = {plek for _, plek in figures.of("jeugdigen", Dimension.SEGMENT)}
    within = {plek for _, plek in figures.of("jeugdigen", Dimension.SEGMENT, outside_assignment=False)}
    assert segments - within == {"adhd-curatief", "jeugdzorgplus", "preventie"}
    assert "onbekend" in within, "what a court orders is in no segment"
    homes, respite = figures.of("verblijf"), figures.of("respijt")
    assert all(sum(cell[name] for cell in homes.values()) for name in ("deeltijd", "voltijd", "gedwongen_kader"))
    by_aanbieder = figures.of("verblijf", Dimension.AANBIEDER, filters={Dimension.HULPVORM: ("11",)})
    fostered = {plek: cell["jeugdigen"] for (year, plek), cell in by_aanbieder.items() if year == 2}
    assert max(fostered, key=lambda plek: fostered[plek]) == trends.FOSTERS
    assert any(cell["alleen"] for cell in respite.values())
    ages = figures.of("leeftijd", Dimension.DOMEIN).values()
    assert all(any(cell[name] for cell in ages) for name in ("vanaf_18", "leeftijd_onbekend"))

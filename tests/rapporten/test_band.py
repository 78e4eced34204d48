# SPDX-License-Identifier: EUPL-1.2
"""How much figures still move: by hand, in every form that has it, and to nobody who may not know."""

import json
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest

from berichtenverkeer.rapporten import forms, request
from berichtenverkeer.rapporten.band import bands, with_band
from berichtenverkeer.rapporten.cells import totals
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.reports.markt import MARKT
from berichtenverkeer.rapporten.reports.spiegel import SPIEGEL
from berichtenverkeer.rapporten.reports.verwijzers import VERWIJZERS
from berichtenverkeer.rapporten.result import Band
from rapporten.bouw import WILGEN, ask, question, region

PEIL: dict[str, Any] = {"k": 40, "dag_k": date(2025, 4, 10), "termijn": 30}


def care(client: int, begin: str, eind: str | None, told_at: int) -> dict[str, Any]:
    care = {"client": client, "toewijzing_nummer": 100 * client + int(begin[5:7]), "begindatum": begin, "einde": eind}
    return care | {"pos_van": told_at}


@pytest.fixture(scope="module")
def late() -> duckdb.DuckDBPyConnection:
    """Position 10 was reached on 10 January, 20 on 10 February, 30 on 10 March, 40 on 10 April."""
    return region(
        watermerk=[{"op": f"2025-0{month}-10 12:00", "positie": 10 * month} for month in range(1, 5)],
        levering=[
            care(1, "2024-12-05", None, 5),
            care(2, "2024-12-05", None, 5),
            care(3, "2024-12-05", "2024-12-20", 8),
            care(3, "2025-01-05", "2025-01-31", 15),
            care(4, "2025-01-10", "2025-01-20", 25),
            care(5, "2025-02-03", None, 28),
            care(6, "2025-02-04", None, 29),
            care(7, "2025-02-05", None, 35),
        ],
    )


def test_the_band_by_hand(late: duckdb.DuckDBPyConnection) -> None:
    """By hand: on 10 April, March is ten days old. Ten days after its end December was known to have youths 1, 2 and 3,
    and has them still: it moved 0 %. January had 1, 2 and 3; with 4, who was told late, 3 of 4: it moved 25 %.
    February had 1, 2, 5 and 6; with 7: 20 %. The median of 0, 20 and 25 is 20; nine of ten: 20 + 0.8 x 5 = 24. Of
    November nothing was known then. There was one aanbieder all along."""
    asked = question("2025-02..2025-03", **PEIL)
    found = {band.column: band for band in bands(late, JEUGDIGEN, asked)}
    assert found["jeugdigen"] == Band(table="jeugdigen", column="jeugdigen", median=20.0, most=24.0, of=3)
    assert found["leveringen"] == Band(table="jeugdigen", column="leveringen", median=20.0, most=24.0, of=3)
    assert found["aanbieders"] == Band(table="jeugdigen", column="aanbieders", median=0.0, most=0.0, of=3)


def test_a_table_with_keys_has_the_figures_of_all_its_rows(late: duckdb.DuckDBPyConnection) -> None:
    """The same youths, by who referred them (unknown), and all together: each month counts twice."""
    found = {(band.table, band.column): band for band in bands(late, VERWIJZERS, question("2025-03", **PEIL))}
    youths = found["verwijzers", "jeugdigen"]
    assert (youths.median, youths.most, youths.of) == (20.0, 25.0, 6)


def test_nothing_is_told_of_others_of_a_day_or_before_there_was_a_ledger(late: duckdb.DuckDBPyConnection) -> None:
    own = {**PEIL, "own": Own("aanbieder", WILGEN)}
    assert bands(late, SPIEGEL, question("2025-03", **PEIL)) == ()
    assert bands(late, JEUGDIGEN, question("2025-03", **own)), "of his own youths"
    assert bands(late, JEUGDIGEN, question("2025-03-31", **PEIL)) == ()
    assert bands(late, JEUGDIGEN, question("2024", **PEIL)) == (), "of 2023 nothing was known at that age"


def test_the_forms_show_it_where_it_was_asked_for(late: duckdb.DuckDBPyConnection) -> None:
    moved = "mediaan 20 %, negen van de tien hooguit 24 % (van 3 cijfers)"
    result = ask(late, JEUGDIGEN, "2025-03", **PEIL, band=True)
    for vorm in (Vorm.TEXT, Vorm.HTML):
        shown = forms.render(vorm, JEUGDIGEN, result).decode()
        assert moved in shown
        assert "Band van maart 2025, 10 dagen na het eind" in shown
    assert moved in sheet_texts(forms.render(Vorm.XLSX, JEUGDIGEN, result))
    band = json.loads(forms.render(Vorm.JSON, JEUGDIGEN, result))["tabellen"]["jeugdigen"]["band"]
    assert band["jeugdigen"] == {"mediaan": 20.0, "negentig": 24.0, "van": 3}
    without = forms.render(Vorm.TEXT, JEUGDIGEN, ask(late, JEUGDIGEN, "2025-03", **PEIL)).decode()
    assert "band" not in without.lower()
    none = forms.render(Vorm.TEXT, JEUGDIGEN, ask(late, JEUGDIGEN, "2024", **PEIL, band=True)).decode()
    assert "Er is geen band" in none


def sheet_texts(book: bytes) -> str:
    return ZipFile(BytesIO(book)).read("xl/sharedStrings.xml").decode()


def test_what_bands_are_made_of_is_in_order() -> None:
    """Else the same question could have two answers, which differ in the order of their bands."""
    many = [care(client, "2024-12-05", None, client) | {"code": f"45A{client:02}"} for client in range(30, 0, -1)]
    connection = region(levering=many, watermerk=[{"op": "2025-01-10 12:00", "positie": 40}])
    asked = question("2025-02..2025-03", **PEIL)
    tables = with_band(MARKT)
    request.prepare_facts(connection, MARKT, asked, tables)
    found = [list(totals(connection, table)) for table in tables]
    assert max(map(len, found)) > 50
    assert found == [sorted(keys, key=_nulls_last) for keys in found]


def _nulls_last(keys: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    return [(key is None, key) for key in keys]

# SPDX-License-Identifier: EUPL-1.2
"""The set of a month: every report as a page and a workbook, its tables as CSV, and a page that names them all.

It is made beside its place, file by file, and put there whole. What was broken off goes on where it was when it is
asked again at the same K; the same K gives the same set, to the byte.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.beller import Beller, from_partij
from berichtenverkeer.gateway.rapportages import Rapportages
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report, Takes
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.forms.index import Listed, index
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.register.rows import Partij

MARK = "set.json"
LETTER = "raadsbrief"
"""The report that is made for each gemeente too."""


class SetThere(BerichtenverkeerError):
    """In deze map staat al iets anders."""

    actie = "Kies een map die er nog niet is, of die van dezelfde set."
    status = 409


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Which set it is."""

    regio: str
    maand: str
    k: int
    dag_k: str


class ReportSets:
    """The use cases, on one region."""

    def __init__(self, rapportages: Rapportages, regio: str) -> None:
        self._rapportages = rapportages
        self._regio = regio

    @use("report_sets.write")
    async def write(self, zicht: Zicht, folder: Path, month: str, peil: Peil) -> list[str]:
        """Write the set of a month in a folder that is not there yet, or is that of this set; the names of its files.

        Raises SetThere, and as `Rapportages.report`.
        """
        mark = Mark(regio=self._regio, maand=month, k=peil.positie, dag_k=str(peil.dag))
        if _is_there(folder, mark):
            return _names(folder)
        part = _begin(folder, mark)
        for report in REPORTS.values():
            question = [*_question(report, month), ("k", str(peil.positie)), ("dagK", str(peil.dag))]
            for name, vorm, table in files_of(report):
                if not _is_made(part / name):
                    asked = [*question, ("deel", table)] if table else question
                    _put(part / name, (await self._rapportages.report(zicht.beller, report.code, asked, vorm))[1])
            if report.code == LETTER:
                await self._letters(zicht.beller, part, question)
        _put(part / "index.html", index(self._regio, month, peil.positie, peil.dag, _listed(part)))
        part.rename(folder)
        return _names(folder)

    async def _letters(self, beller: Beller, part: Path, question: list[tuple[str, str]]) -> None:
        """A page to the council of each gemeente that has any figure: what it may see itself."""
        _, data = await self._rapportages.report(beller, LETTER, question, Vorm.JSON)
        tables = msgspec.json.decode(data)["tabellen"].values()
        for code in sorted(
            {row["plek"] for table in tables for row in table["regels"] if _is_gemeente(row.get("plek"))}
        ):
            name = f"{LETTER}-{code}.html"
            if not _is_made(part / name):
                partij = Partij(soort="gemeente", code=code, naam="", geldig_van=date.min)
                gemeente = from_partij(self._regio, partij, Kanaal.GATEWAY)
                _put(part / name, (await self._rapportages.report(gemeente, LETTER, question, Vorm.HTML))[1])


def _is_gemeente(plek: str | None) -> bool:
    return plek is not None and re.fullmatch("[0-9]{4}", plek) is not None


def _is_there(folder: Path, mark: Mark) -> bool:
    """Whether this very set is there. Raises SetThere when something else is."""
    if folder.exists() and _mark_of(folder) != mark:
        raise SetThere
    return folder.exists()


def _begin(folder: Path, mark: Mark) -> Path:
    """The folder beside it in which it is made; what was begun of another set is gone."""
    part = folder.with_name(f".{folder.name}.bezig")
    if part.exists() and _mark_of(part) != mark:
        shutil.rmtree(part)
    part.mkdir(parents=True, exist_ok=True)
    _put(part / MARK, msgspec.json.encode(mark))
    return part


def _is_made(path: Path) -> bool:
    return path.exists()


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def files_of(report: Report) -> Iterator[tuple[str, Vorm, str | None]]:
    """Name, form and table of each file of a report."""
    yield f"{report.code}.html", Vorm.HTML, None
    yield f"{report.code}.xlsx", Vorm.XLSX, None
    for table in report.tables:
        yield f"{report.code}-{table.name}.csv", Vorm.CSV, table.name


def _listed(part: Path) -> list[Listed]:
    letters = sorted(path.name for path in part.glob(f"{LETTER}-[0-9]*.html"))
    return [
        Listed(
            report.code,
            report.question,
            (*(name for name, _, _ in files_of(report)), *(letters if report.code == LETTER else ())),
        )
        for report in REPORTS.values()
    ]


def _question(report: Report, month: str) -> list[tuple[str, str]]:
    """The months of the year up to this one; of what is of a day, the last one of the month."""
    if Takes.PERIODS in report.takes:
        return [("periode", f"{month[:4]}-01..{month}")]
    return [("periode", str(read_periods(month)[0].eind))]


def _mark_of(folder: Path) -> Mark | None:
    try:
        return msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
    except (OSError, msgspec.MsgspecError):
        return None


def _put(path: Path, data: bytes) -> None:
    """Whole, or not at all."""
    beside = path.with_name(f".{path.name}")
    beside.write_bytes(data)
    beside.rename(path)

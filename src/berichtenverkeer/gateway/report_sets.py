# SPDX-License-Identifier: EUPL-1.2
"""The set of a month: every report as a page and a workbook, its tables as CSV, and a page that names them all.

What was broken off goes on where it was when it is asked again at the same K; the same K gives the same set, to the
byte.
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.rapportages import Given, Rapportages
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.set_folder import Mark, SetFolder, throw_away_before
from berichtenverkeer.ledger import report_sets as store
from berichtenverkeer.ledger.peil import Peil
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report, Takes
from berichtenverkeer.rapporten.forms import Vorm
from berichtenverkeer.rapporten.forms.index import Link, Listed, index
from berichtenverkeer.rapporten.periode import read_periods
from berichtenverkeer.rapporten.question import Own
from berichtenverkeer.rapporten.result import Result

LETTER = "raadsbrief"
"""The report that is made for each gemeente too."""

File = tuple[str, Vorm, str | None]
"""Name, form, and which table of a report."""


class UnknownSetFile(BerichtenverkeerError):
    """Dit bestand is er niet, of het is niet van u."""

    actie = "Zie /v1/rapportages/sets voor wat er is."
    status = 404


class MadeSet(msgspec.Struct, frozen=True, kw_only=True):
    """The set of a month, with the names of the files that who asks may read."""

    maand: str
    k: int
    dag_k: date
    gemaakt_op: datetime
    bestanden: list[str]


class ReportSets:
    """The use cases, on one region; `data` is the data directory, where the sets are that the gateway makes itself: of
    so many `months`, the last one included."""

    def __init__(self, database: Database, rapportages: Rapportages, regio: str, data: Path, months: int) -> None:
        self._database = database
        self._rapportages = rapportages
        self._regio = regio
        self._data = data
        self._months = months

    @use("report_sets.write")
    async def write(self, _zicht: Zicht, folder: Path, month: str, peil: Peil) -> list[str]:
        """Write the set of a month in a folder that is not there yet, or is that of this set; the names of its files.

        Raises SetThere, and as `Rapportages.report`.
        """
        mark = Mark(regio=self._regio, maand=month, k=peil.positie, dag_k=peil.dag)
        return await self.fill(SetFolder(folder), mark)

    @use("report_sets.listing")
    async def listing(self, zicht: Zicht) -> list[MadeSet]:
        """The sets that the gateway made, the newest month first; a gemeente sees its own letters. Raises
        DatabaseGone."""
        async with self._database.lees() as conn:
            found = await store.every(Grootboek(conn, self._regio))
        regels = [
            MadeSet(
                maand=one.maand,
                k=one.k,
                dag_k=one.dag_k,
                gemaakt_op=one.gemaakt_op,
                bestanden=await self._names(zicht, one.maand),
            )
            for one in found
        ]
        return [regel for regel in regels if regel.bestanden]

    @use("report_sets.file")
    async def file(self, zicht: Zicht, month: str, name: str) -> bytes:
        """A file of a set. Raises UnknownSetFile, also for one of another."""
        if not re.fullmatch(r"\d{4}-\d{2}", month) or name not in await self._names(zicht, month):
            raise UnknownSetFile
        try:
            return await asyncio.to_thread(self.folder(month).read, name)
        except OSError as fault:
            raise UnknownSetFile from fault

    async def _names(self, zicht: Zicht, month: str) -> list[str]:
        names = await asyncio.to_thread(self.folder(month).names)
        return [name for name in names if zicht.partij is None or name == letter_of(zicht.partij)]

    def folder(self, month: str) -> SetFolder:
        """Where that of a month is that the gateway makes itself."""
        return SetFolder.of_month(self._data, self._regio, month)

    async def tidy(self, last: str) -> list[str]:
        """Throw away what is over its term when this is the last month; the months that are gone."""
        first = first_kept(last, self._months)
        return await asyncio.to_thread(throw_away_before, self._data, self._regio, first)

    async def fill(self, folder: SetFolder, of: Mark) -> list[str]:
        """Make what is not there yet of a set; the names of its files. Raises as `write`."""
        if folder.is_there(of):
            return folder.names()
        folder.begin(of)
        letters: list[Link] = []
        for report in REPORTS.values():
            letters += await self._figures(folder, report, [*_question(report, of.maand), *of.peil])
        folder.put("index.html", index(of.regio, of.maand, of.k, of.dag_k, _listed(), letters))
        folder.finish()
        return folder.names()

    async def _figures(self, folder: SetFolder, report: Report, question: Given) -> list[Link]:
        """The files of a report that are not there yet, of figures that are made once; the letters that it is too."""
        files = [file for file in files_of(report) if not folder.has(file[0])]
        whole = await self._rapportages.whole(LETTER, question) if report.code == LETTER else None
        if files:
            forms = [(vorm, part) for _, vorm, part in files]
            made = await self._rapportages.files(report.code, question, forms, whole=whole)
            for (name, *_), data in zip(files, made, strict=True):
                folder.put(name, data)
        return await self._letters(folder, question, whole) if whole is not None else []

    async def _letters(self, folder: SetFolder, question: Given, whole: Result) -> list[Link]:
        """A page to the council of each gemeente that has any figure: what it may see itself. Its rows are those of the
        whole, which is made once."""
        called = {row.cell.plek: row.names.get("plek", "") for part in whole.parts for row in part.rows}
        codes = sorted(one for one in called if one is not None and re.fullmatch("[0-9]{4}", one))
        for code in codes:
            if not folder.has(letter_of(code)):
                own = Own("gemeente", code)
                (page,) = await self._rapportages.files(LETTER, question, [(Vorm.HTML, None)], own, whole)
                folder.put(letter_of(code), page)
        return [(f"{code} {called[code]}".strip(), letter_of(code)) for code in codes]


def first_kept(last: str, months: int) -> str:
    """The first of so many months, as 2026-03, that end with this one."""
    year, month = map(int, last.split("-"))
    number = year * 12 + month - months
    return f"{date(number // 12, number % 12 + 1, 1):%Y-%m}"


def letter_of(gemeente: str) -> str:
    """The name of the page to its council."""
    return f"{LETTER}-{gemeente}.html"


def files_of(report: Report) -> Iterator[File]:
    """Each file of a report about all of the region."""
    yield f"{report.code}.html", Vorm.HTML, None
    yield f"{report.code}.xlsx", Vorm.XLSX, None
    for table in report.tables:
        yield f"{report.code}-{table.name}.csv", Vorm.CSV, table.name


def _listed() -> list[Listed]:
    return [_files(report) for report in REPORTS.values()]


def _files(report: Report) -> Listed:
    (page, *_), (workbook, *_), *tables = files_of(report)
    links = [(report.table(str(part)).title, name) for name, _, part in tables]
    return Listed(report.question, page, workbook, links)


def _question(report: Report, month: str) -> list[tuple[str, str]]:
    """The months of the year up to this one; of what is of a day, the last one of the month."""
    if Takes.PERIODS in report.takes:
        return [("periode", f"{month[:4]}-01..{month}")]
    return [("periode", str(read_periods(month)[0].eind))]

# SPDX-License-Identifier: EUPL-1.2
"""Every report, for everyone who may ask it: the question is read, the peil found, and the peilbestand asked."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import duckdb
import msgspec

from berichtenverkeer.core.clock import Clock
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway import report_parameters
from berichtenverkeer.gateway.beat import MOST_ASKED, Beat
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.inzage import note_seen
from berichtenverkeer.gateway.report_parameters import wrong
from berichtenverkeer.gateway.report_worker import ReportWorker
from berichtenverkeer.gateway.rights import Bereik, NoRight, Zicht, require_totals, use, zicht_of_report
from berichtenverkeer.ledger.peil import Peil, determine, read_moment
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Report, Table
from berichtenverkeer.rapporten.forms import WITH_BAND, Vorm
from berichtenverkeer.rapporten.forms.json_form import camel
from berichtenverkeer.rapporten.forms.shown import Shown
from berichtenverkeer.rapporten.orders import (
    BehindOrder,
    FilesOrder,
    FormOrder,
    Order,
    RestatementOrder,
    ShownOrder,
    carry_out,
    key_value,
    make_files,
    make_whole,
    show,
)
from berichtenverkeer.rapporten.question import Dimension, Own, Question
from berichtenverkeer.rapporten.result import Cell, Level, Result

MOST_KEPT = 2 * MOST_ASKED
"""Answers to pages that are kept, those of the last peil and those that are made for the next: at their K they stay
the same."""

Asking = TypeVar("Asking", bound=Order)
T = TypeVar("T")

Given = Iterable[tuple[str, str]]
"""A question as an edge gets it: names and texts."""


class UnknownReport(BerichtenverkeerError):
    """Dit rapport bestaat niet."""

    actie = "Zie /v1/rapportages of `berichtenverkeer report lijst` voor wat er is."
    status = 404


class NotByPart(NoRight):
    """Wat achter dit cijfer zit, is niet te zien: het staat er met kleine aantallen afgeschermd."""


class Rapportages:
    """The use cases, on one region. A question is asked in names and texts; `report_parameters` says which."""

    def __init__(self, database: Database, regio: str, clock: Clock, worker: ReportWorker) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock
        self._worker = worker
        self._kept: dict[bytes, asyncio.Task[Any]] = {}
        self.beat = Beat(clock, lambda: self.peil({}), self._once)

    @use("rapportages.listing")
    async def listing(self, zicht: Zicht) -> list[Report]:
        """The reports that he may ask."""
        return [report for report in REPORTS.values() if _may(zicht.beller, report)]

    def require(self, beller: Beller, code: str) -> Report:
        """A report that he may ask. Raises UnknownReport, NoRight."""
        report = _report(code)
        zicht_of_report(beller, report)
        return report

    @use("rapportages.report")
    async def report(self, zicht: Zicht, code: str, given: Given, vorm: Vorm = Vorm.JSON) -> tuple[Vorm, bytes]:
        """The report in a form: the one that is asked for, else `vorm`.

        Raises UnknownReport, NoRight, WrongReportQuestion, PeriodeAfterPeil, UnknownPeil.
        """
        report = _report(code)
        zicht = zicht_of_report(zicht.beller, report)
        return await self._form(report, given, vorm, zicht)

    @use("rapportages.report")
    async def shown(
        self, zicht: Zicht, code: str, given: Given, table: str | None, first: int | None, limit: int
    ) -> Shown:
        """The report as a page shows it, or one `table`: at most `limit` rows, from `first` on or of the last period.

        Raises as `report`.
        """
        report = _report(code)
        values = report_parameters.read(given, report_parameters.of_form(report))
        names = [one.name for one in report.tables]
        if table not in (None, *names):
            raise wrong("deel", f"Deze tabel is er niet: kies uit {', '.join(names)}.")
        peil, question, totals_for = await self._asked(report, values, zicht_of_report(zicht.beller, report))
        order = ShownOrder(
            report=code,
            question=question,
            tables=(table,) if table else tuple(names),
            first=first,
            limit=limit,
            totals_for=totals_for,
        )
        self.beat.note(peil, show, order)
        return await self._once(peil, show, order)

    async def public(self, code: str, given: Given, vorm: Vorm = Vorm.JSON) -> tuple[Vorm, bytes]:
        """A report that anyone may ask, small counts hidden. Raises as `report`."""
        report = _report(code)
        if Audience.PUBLIC not in report.audience:
            raise UnknownReport
        return await self._form(report, [*given, ("kleineAantallen", "ja")], vorm, None)

    async def files(
        self,
        code: str,
        given: Given,
        forms: Sequence[tuple[Vorm, str | None]],
        own: Own | None = None,
        whole: Result | None = None,
    ) -> list[bytes]:
        """Several forms of a report, each with its part, made once: of all of the region, or of what is `own`, which is
        taken out of the `whole` when there is one (a report that others stand in too).

        For who asked already whether he may see that. Raises as `report`.
        """
        peil, question = await self._asked_before(code, given, own)
        order = FilesOrder(report=code, question=question, forms=tuple(forms), whole=whole)
        return await self._worker.run(peil, make_files, order)

    async def whole(self, code: str, given: Given) -> Result:
        """The report about all of the region, for `files`. Raises as `report`."""
        peil, question = await self._asked_before(code, given, None)
        return await self._worker.run(peil, make_whole, Order(report=code, question=question))

    async def _asked_before(self, code: str, given: Given, own: Own | None) -> tuple[Peil, Question]:
        report = _report(code)
        values = report_parameters.read(given, report_parameters.of_form(report))
        peil = await self.peil(values)
        return peil, self._question(report, values, peil, own)

    @use("rapportages.behind")
    async def behind(self, zicht: Zicht, code: str, given: Given) -> bytes:
        """What is behind one cell, as JSON; whom it shows is written down. Raises as `report`, and NotByPart."""
        report = _report(code)
        zicht = zicht_of_report(zicht.beller, report)
        if report.small_cells_always:
            raise NotByPart
        values = report_parameters.read(given, report_parameters.of_behind(report))
        table = report.table(values.get("tabel", report.tables[0].name))
        if (column := values.get("kolom")) is not None and column not in [one.name for one in table.columns]:
            raise wrong("kolom", "Deze kolom is niet van die tabel.")
        peil = await self.peil(values)
        order = BehindOrder(
            report=code,
            question=self._question(report, values, peil, _own(zicht)),
            table=table.name,
            cell=_cell(table, values),
            column=column,
            after=values.get("na", 0),
            limit=values.get("limit", report_parameters.MAX_FACTS),
        )
        found = await self._once(peil, carry_out, order)
        marks = {one.client for one in _facts.decode(found).feiten if one.client is not None}
        await note_seen(self._database, zicht, "rapportages.behind", marks)
        return found

    @use("rapportages.restatement")
    async def restatement(self, zicht: Zicht, code: str, given: Given) -> bytes:
        """What moved between two K's, as JSON. Raises as `report`."""
        report = _report(code)
        zicht = zicht_of_report(zicht.beller, report)
        if report.small_cells_always:
            raise NotByPart
        values = report_parameters.read(given, report_parameters.of_restatement(report))
        if "k" not in values:
            raise wrong("k", "De parameter k ontbreekt: sinds welke positie?")
        before = await self.peil(values)
        later = await self.peil({"k": values.get("metK"), "dagK": values.get("metDagK")})
        if later.positie < before.positie:
            raise wrong("metK", "De positie metK ligt voor k: draai ze om.")
        questions = [self._question(report, values, peil, _own(zicht)) for peil in (before, later)]
        order = RestatementOrder(report=code, question=questions[0], later=questions[1])
        return await self._once(later, carry_out, order)

    async def _once(self, peil: Peil, function: Callable[[duckdb.DuckDBPyConnection, Asking], T], order: Asking) -> T:
        """Made once for all who ask the same; who gives up does not take it from the others. A fault is not kept."""
        key = type(order).__name__.encode() + msgspec.json.encode(order)
        task: asyncio.Task[T] | None = self._kept.pop(key, None)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(self._worker.run(peil, function, order))
        self._kept[key] = task  # the last asked is the last to go
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return await asyncio.shield(task)

    async def _form(self, report: Report, given: Given, vorm: Vorm, zicht: Zicht | None) -> tuple[Vorm, bytes]:
        values = report_parameters.read(given, report_parameters.of_form(report))
        vorm = Vorm(values.get("vorm", vorm))
        part = values.get("deel")
        parts = [chart.name for chart in report.charts] if vorm is Vorm.SVG else [table.name for table in report.tables]
        if vorm in (Vorm.SVG, Vorm.CSV, Vorm.PARQUET) and (not parts or part not in (None, *parts)):
            text = f"Dit deel is er niet in de vorm {vorm}: kies uit {', '.join(parts) or 'een andere vorm'}."
            raise wrong("deel", text)
        if "band" in values and vorm not in WITH_BAND:
            raise wrong("band", f"De vorm {vorm} heeft geen band: kies uit {', '.join(WITH_BAND)}.")
        peil, question, totals_for = await self._asked(report, values, zicht)
        order = FormOrder(report=report.code, question=question, vorm=vorm, part=part, totals_for=totals_for)
        if vorm is Vorm.SVG:  # small, and a page shows several at once
            self.beat.note(peil, carry_out, order)
            return vorm, await self._once(peil, carry_out, order)
        return vorm, await self._worker.run(peil, carry_out, order)

    async def _asked(
        self, report: Report, values: Mapping[str, Any], zicht: Zicht | None
    ) -> tuple[Peil, Question, Own | None]:
        """The peil, the question, and which gemeente asks the totals of the region, if one does."""
        totals_only = "regiototaal" in values and zicht is not None and zicht.bereik is not Bereik.REGIO
        if totals_only and zicht is not None:
            require_totals(zicht.beller)
        peil = await self.peil(values)
        question = self._question(report, values, peil, _own(zicht))
        if totals_only:
            return peil, msgspec.structs.replace(question, own=None), question.own
        return peil, question, None

    async def peil(self, values: Mapping[str, Any]) -> Peil:
        """That of `k` with `dagK`, of `op` (a text), or, without either, of now. Raises as `determine`."""
        now = self._clock()
        moment = read_moment(values["op"], now) if "op" in values else None
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            return await determine(grootboek, now, k=values.get("k"), dag_k=values.get("dagK"), op=moment)

    def _question(self, report: Report, values: Mapping[str, Any], peil: Peil, own: Own | None) -> Question:
        dimension = Dimension(values.get("per", report.dimension))
        if values.get("per2") == dimension:
            raise wrong("per2", "De parameter per2 is dezelfde als per: kies een andere.")
        return Question(
            regio=self._regio,
            k=peil.positie,
            dag_k=peil.dag,
            periods=values["periode"],
            dimension=dimension,
            second=Dimension(values["per2"]) if "per2" in values else None,
            filters={one: values[one] for one in Dimension if one in values},
            termijn=values.get("termijn"),
            outside_assignment=values.get("buitenOpdracht") != "nee",
            presumed_end="verondersteld" in values,
            own=own,
            small_cells="kleineAantallen" in values or report.small_cells_always,
            band="band" in values,
            own_amounts=values.get("eigen", {}),
            parameters={name: values[camel(name)] for name in report.parameters if camel(name) in values},
        )


class _Fact(msgspec.Struct):
    client: str | None = None


class _Facts(msgspec.Struct):
    """Of what is behind a cell: whose it is."""

    feiten: list[_Fact]


_facts = msgspec.json.Decoder(_Facts)


def _report(code: str) -> Report:
    if code not in REPORTS:
        raise UnknownReport
    return REPORTS[code]


def _may(beller: Beller, report: Report) -> bool:
    try:
        zicht_of_report(beller, report)
    except NoRight:
        return False
    return True


def _own(zicht: Zicht | None) -> Own | None:
    """Whose own is seen; None for all of the region."""
    return Own(*zicht.own) if zicht is not None and zicht.own else None


def _cell(table: Table, values: Mapping[str, Any]) -> Cell:
    """The row that is meant. Raises WrongReportQuestion."""
    periods = [periode.naam for periode in values["periode"]]
    naam = values.get("bij", periods[0])
    texts = values["sleutel"].split("|") if "sleutel" in values else []
    if naam not in periods:
        raise wrong("bij", "Deze periode zit niet in de vraag.")
    try:
        keys = tuple(key_value(text, column.unit) for text, column in zip(texts, table.keys, strict=True))
    except ValueError:
        raise wrong("sleutel", f"Verwacht worden {len(table.keys)} kenmerken met | ertussen.") from None
    period = periods.index(naam) if table.per_period else None
    return Cell(Level(values.get("niveau", Level.TOTAL)), period, values.get("plek"), values.get("plek2"), keys)

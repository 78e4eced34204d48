# SPDX-License-Identifier: EUPL-1.2
"""The process that makes reports: it makes the peilbestand, keeps it open, and whatever dies in it dies alone."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator

import duckdb
import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import report_worker
from berichtenverkeer.gateway.report_job import ReportFailed, ReportTooLarge
from berichtenverkeer.gateway.report_process import NICE
from berichtenverkeer.gateway.report_worker import ReportsBusy, ReportTooLong, ReportWorker
from berichtenverkeer.ledger.peil import Peil
from peilbestand.region import DAY, Region


def count(bron: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(bron.execute(f"select count(*) from bron.{table}").fetchall()[0][0])


def who(bron: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The process, and how often this connection was asked."""
    print("no outcome")
    bron.execute("create table if not exists asked (n integer)")
    bron.execute("insert into asked values (1)")
    return os.getpid(), int(bron.execute("select count(*) from asked").fetchall()[0][0])


def sleep(_: duckdb.DuckDBPyConnection, seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def die(_: duckdb.DuckDBPyConnection) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def ask_wrong(_: duckdb.DuckDBPyConnection) -> None:
    raise WrongQuestion("Deze periode is er niet.", "periode")


def fail(bron: duckdb.DuckDBPyConnection) -> None:
    bron.execute("select 'secret'::integer")


def fill(bron: duckdb.DuckDBPyConnection) -> None:
    bron.execute("select list(repeat(range::varchar, 100)) from range(10000000)").fetchall()


@pytest.fixture(autouse=True, scope="module")
def findable() -> Iterator[None]:
    """The process finds the functions of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worker(settings: Settings) -> AsyncIterator[ReportWorker]:
    async with ReportWorker(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def peil(region: Region) -> Peil:
    return Peil(region.k, DAY)


async def test_it_makes_what_it_needs_and_keeps_it_open(worker: ReportWorker, region: Region, peil: Peil) -> None:
    known = await region.fetch("select count(*) as n from gebeurtenis where regio = $1 and positie <= $2", region.k)
    earlier = await worker.run(Peil(region.k // 3, DAY), who)
    assert await worker.run(peil, count, "gebeurtenis") == known[0]["n"]
    process, asked = await worker.run(peil, who)
    assert (process, asked) == (earlier[0], earlier[1] + 1), "what was made on an earlier one is there on this one"
    assert process != os.getpid()
    own, its = (os.getpriority(os.PRIO_PROCESS, one) for one in (os.getpid(), process))
    assert its == min(own + NICE, 19), "it gives way to who berichten wait for"
    assert await worker.run(Peil(region.k // 2, DAY), who) == (process, asked + 1)


async def test_its_errors_are_raised_here(worker: ReportWorker, peil: Peil) -> None:
    process, _ = await worker.run(peil, who)
    with pytest.raises(WrongQuestion, match="periode") as wrong:
        await worker.run(peil, ask_wrong)
    assert wrong.value.parameter == "periode"
    with pytest.raises(ReportFailed) as failed:
        await worker.run(peil, fail)
    assert "secret" not in str(failed.value)
    assert (await worker.run(peil, who))[0] == process


async def test_when_it_dies_that_report_fails_and_the_next_has_another(worker: ReportWorker, peil: Peil) -> None:
    process, _ = await worker.run(peil, who)
    with pytest.raises(ReportFailed):
        await worker.run(peil, die)
    other, _ = await worker.run(peil, who)
    assert other != process
    os.kill(other, signal.SIGKILL)  # between two reports, and the next is asked before anybody knows
    assert (await worker.run(peil, who))[0] not in (process, other)


async def test_what_nobody_waits_for_any_more_is_broken_off(worker: ReportWorker, peil: Peil) -> None:
    process, _ = await worker.run(peil, who)
    asked = asyncio.create_task(worker.run(peil, sleep, 600.0))
    await asyncio.sleep(0.05)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not _is_there(process)


async def test_what_takes_too_long_or_is_too_many_is_refused(
    settings: Settings, peil: Peil, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounded = msgspec.structs.replace(settings, rapport_seconden=2, rapport_wachtrij=1)
    async with ReportWorker(bounded) as worker:
        asked = [asyncio.create_task(worker.run(peil, sleep, 600.0)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ReportsBusy):
            await worker.run(peil, who)
        assert {type(one) for one in await asyncio.gather(*asked, return_exceptions=True)} == {ReportTooLong}
        monkeypatch.setattr(report_worker, "PATIENCE", 0)  # nor may its peilbestand be made for ever
        with pytest.raises(ReportTooLong):
            await worker.run(peil, who)


async def test_what_is_too_large_is_told_and_it_ends_with_who_began_it(settings: Settings, peil: Peil) -> None:
    async with ReportWorker(msgspec.structs.replace(settings, rapport_geheugen_mb=100)) as worker:
        with pytest.raises(ReportTooLarge):
            await worker.run(peil, fill)
        process, _ = await worker.run(peil, who)
    assert not _is_there(process)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

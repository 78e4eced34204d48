# SPDX-License-Identifier: EUPL-1.2
"""The set of a month over HTTP: made once, going on where a process was killed, each file for whom it is."""

import asyncio
import base64
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from structlog.testing import capture_logs
from yarl import URL

from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway import report_sets
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.report_sets import first_kept
from berichtenverkeer.gateway.set_folder import MARK, SetFolder
from berichtenverkeer.gateway.set_timer import month_due
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Gebied, Gemeente
from bouwers import jw301, jw305
from gatewaybouw import BEGIN
from web.desk import AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

SETS, MONTH = "/v1/rapportages/sets", "2026-05"
SOME = ("wachtlijst", "raadsbrief")
OWN = f"raadsbrief-{GEMEENTE}.html"

KILLED = f"""
import asyncio, os, pickle, signal, sys
from berichtenverkeer.gateway import report_sets
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.set_folder import SetFolder
from gatewaybouw import StaandeKlok

report_sets.REPORTS = {{code: report_sets.REPORTS[code] for code in {SOME}}}
put = SetFolder.put

def put_and_die(folder, name, data):
    put(folder, name, data)
    if name.endswith(".xlsx"):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with open_gateway(pickle.load(sys.stdin.buffer), StaandeKlok()) as gateway:
        await gateway.set_timer.make()

SetFolder.put = put_and_die
asyncio.run(main())
"""
"""A process that is killed when it has made its second file."""


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Sets of two reports: each of the others is tried in every form by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_sets, "REPORTS", {code: REPORTS[code] for code in SOME})
        yield


@pytest.fixture(scope="module")
def settings(toepassing_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A region of this module."""
    environment = {
        "DATABASE_URL": toepassing_url,
        "BV_DATA": str(tmp_path_factory.mktemp("data")),
        "BV_REGIO": "sets",
        "BV_HOOFDSLEUTEL": base64.b64encode(bytes(range(32))).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(bytes(range(32, 64))).decode(),
    }
    return read_settings(environment)


class Seen(msgspec.Struct):
    """What there was when a process had been killed, and what two others did then."""

    half: set[str]
    mark: dict[str, Any]
    listed: Any
    written: list[str]
    logged: list[Any]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region(settings: Settings) -> AsyncIterator[Desk]:
    """It is 1 June 2026, and the set of May is to be made on that day."""
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
        "parameters": [Parameters(rapportdag=1, geldig_van=BEGIN)],
    }
    async with open_loket(settings, **rows) as desk:
        await desk.send(jw301(), GEMEENTE)
        yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def seen(region: Desk, settings: Settings) -> Seen:
    """One process is killed half way; then more is booked, and two others look whether there is a set to make."""
    process = await asyncio.to_thread(killed, settings)
    assert process.returncode == -signal.SIGKILL, process.stderr
    part = place(settings) / f".{MONTH}.bezig"
    half, mark = {path.name for path in part.iterdir()}, msgspec.json.decode((part / MARK).read_bytes())
    listed = await sets(region, REGIO)
    await region.send(jw305(), AANBIEDER)
    written, put = list[str](), SetFolder.put

    def noted(self: SetFolder, name: str, data: bytes) -> None:
        written.append(name)
        put(self, name, data)

    with pytest.MonkeyPatch.context() as patch, capture_logs() as logged:
        patch.setattr(SetFolder, "put", noted)
        async with open_gateway(settings, region.clock) as other:
            await asyncio.gather(region.gateway.set_timer.make(), other.set_timer.make())
        await region.gateway.set_timer.make()
    return Seen(half, mark, listed, written, logged)


def killed(settings: Settings) -> "subprocess.CompletedProcess[bytes]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    order = [sys.executable, "-c", KILLED]
    return subprocess.run(order, input=pickle.dumps(settings), capture_output=True, env=environment, check=False)


def place(settings: Settings) -> Path:
    return settings.data / "rapportsets" / settings.regio


def content(settings: Settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (place(settings) / MONTH).iterdir()}


async def sets(region: Desk, who: str) -> Any:
    antwoord = await region.vraag("GET", SETS, who)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("lijstRapportsets", antwoord)
    return antwoord.json["sets"]


async def test_one_makes_it_from_where_a_process_was_killed(region: Desk, seen: Seen) -> None:
    assert seen.half == {MARK, "wachtlijst.html", "wachtlijst.xlsx"}
    assert seen.listed == [], "half a set is none"
    (found,) = await sets(region, REGIO)
    assert (found["maand"], found["k"], found["dagK"]) == (MONTH, seen.mark["k"], "2026-06-01"), "as it was begun"
    assert len(seen.written) == len(set(seen.written)), "each file is made once"
    assert seen.half & set(seen.written) == {MARK}, "what was there stays"
    assert [one["event"] for one in seen.logged].count("rapportset_gemaakt") == 1
    assert await region.count("rapportset") == 1


async def test_every_file_is_given_as_it_is(region: Desk, settings: Settings) -> None:
    ((found,), files) = await sets(region, REGIO), content(settings)
    assert {one["naam"] for one in found["bestanden"]} == set(files) > {"index.html", "wachtlijst.xlsx", OWN, MARK}
    for one in found["bestanden"]:
        antwoord = await region.vraag("GET", one["href"], REGIO)
        assert (antwoord.status, antwoord.data) == (200, files[one["naam"]])
        zoals_beschreven("haalRapportsetbestand", antwoord)


async def test_a_gemeente_reads_its_own_letter_and_an_aanbieder_nothing(region: Desk) -> None:
    (found,) = await sets(region, GEMEENTE)
    assert [one["naam"] for one in found["bestanden"]] == [OWN]
    assert await sets(region, ANDERE_GEMEENTE) == []
    asked = {
        (GEMEENTE, OWN): 200,
        (ANDERE_GEMEENTE, OWN): 404,
        (GEMEENTE, "index.html"): 404,
        (GEMEENTE, "raadsbrief.html"): 404,
        (GEMEENTE, f"raadsbrief-{ANDERE_GEMEENTE}.html"): 404,
        (AANBIEDER, OWN): 403,
        (REGIO, "bestaat-niet.html"): 404,
    }
    for (who, name), status in asked.items():
        assert (await region.vraag("GET", f"{SETS}/{MONTH}/{name}", who)).status == status, (who, name)
    assert (await region.vraag("GET", SETS, AANBIEDER)).status == 403


@pytest.mark.parametrize(
    "pad",
    [
        f"{MONTH}/..%2F{MONTH}%2Findex.html",
        f"{MONTH}/%2e%2e%2f%2e%2e%2f%2e%2e%2fpeilbestand",
        f"{MONTH}/%2E%2E",
        f"{MONTH}/.",
        f"{MONTH}%2F..%2F{MONTH}/index.html",
        "..%2F..%2Frapportsets%2Fsets%2F2026-05/index.html",
        f"{MONTH}/index.html%00",
        f"{MONTH}/..%5Cindex.html",
        "./index.html",
        "٢٠٢٦-05/index.html",
    ],
)
async def test_an_address_leads_to_no_other_folder(region: Desk, pad: str) -> None:
    """As sent: the client of the test leaves it alone."""
    url = URL(f"http://127.0.0.1:{region.poort}{SETS}/{pad}", encoded=pad.isascii())
    headers = {"Authorization": f"Bearer {await region.token(REGIO)}"}
    async with region.sessie.get(url, headers=headers) as antwoord:
        assert antwoord.status in (400, 404), await antwoord.read()
        assert "problem+json" in antwoord.headers["Content-Type"]


async def test_where_it_is_missing_the_same_is_made_again(region: Desk, settings: Settings) -> None:
    """As on a machine that does not share the data directory."""
    before = content(settings)
    shutil.rmtree(place(settings) / MONTH)
    assert await sets(region, REGIO) == []
    await region.gateway.set_timer.make()
    assert content(settings) == before
    assert await region.count("rapportset") == 1


async def test_what_is_over_its_term_is_thrown_away(region: Desk, settings: Settings) -> None:
    """Of 24 months that end with May 2026 the first is June 2024; what was begun goes too, what is no set stays."""
    kept, gone = ("2024-06", ".2024-07.bezig", "oud"), ("2024-05", ".2024-05.bezig", "2019-12")
    for name in kept + gone:
        (place(settings) / name).mkdir()
    with capture_logs() as logged:
        await region.gateway.set_timer.make()
    assert {path.name for path in place(settings).iterdir()} == {MONTH, *kept}
    assert [one["maanden"] for one in logged if one["event"] == "rapportsets_weg"] == [["2019-12", "2024-05"]]
    assert [first_kept("2026-05", months) for months in (1, 5, 6)] == ["2026-05", "2026-01", "2025-12"]


@pytest.mark.parametrize(
    ("today", "rapportdag", "month"),
    [
        (date(2026, 6, 10), 10, "2026-05"),
        (date(2026, 6, 9), 10, "2026-04"),
        (date(2026, 6, 30), 10, "2026-05"),
        (date(2026, 1, 1), 1, "2025-12"),
        (date(2026, 1, 1), 2, "2025-11"),
        (date(2028, 3, 28), 28, "2028-02"),
    ],
)
def test_a_month_is_due_when_its_day_has_come(today: date, rapportdag: int, month: str) -> None:
    assert month_due(today, rapportdag) == month


async def test_a_region_that_names_no_day_makes_none(config: Settings) -> None:
    async with open_loket(config) as desk:
        await desk.gateway.set_timer.make()
        assert await desk.count("rapportset") == 0
        assert not (config.data / "rapportsets").exists()

# SPDX-License-Identifier: EUPL-1.2
"""The set of a month: whole or not there, the same to the byte at the same K, and going on where it was broken off."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bellers import administration
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway import report_sets
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.report_sets import files_of
from berichtenverkeer.gateway.set_folder import SetThere
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.register.rows import Gebied, Gemeente
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received

MONTH = "2026-04"
SOME = ("wachtlijst", "raadsbrief")


@pytest_asyncio.fixture
async def gateway(config: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    """Of two reports: each of the others is tried in every form by itself."""
    monkeypatch.setattr(report_sets, "REPORTS", {code: REPORTS[code] for code in SOME})
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    async with gateway_met_register(config, StaandeKlok(date(2026, 6, 1)), **rows) as opened:
        await received(opened, jw301(), GEMEENTE)
        await received(opened, jw305(), AANBIEDER)
        yield opened


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}


async def test_a_set_has_every_file_and_is_the_same_to_the_byte(gateway: Gateway, tmp_path: Path) -> None:
    peil, write = await gateway.rapportages.peil({}), gateway.report_sets.write
    names = await write(administration(gateway), tmp_path / "one", MONTH, peil)
    files = {name for code in SOME for name, *_ in files_of(REPORTS[code])}
    assert set(names) == {"set.json", "index.html", f"raadsbrief-{GEMEENTE}.html", *files}
    await write(administration(gateway), tmp_path / "two", MONTH, peil)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert await write(administration(gateway), tmp_path / "one", MONTH, peil) == names, "asked again it is there"
    with pytest.raises(SetThere):
        await write(administration(gateway), tmp_path / "one", "2026-03", peil)
    index = content(tmp_path / "one")["index.html"].decode()
    assert "april 2026" in index
    links = dict(re.findall(r'href="([^"]+)">([^<]+)</a>', index))
    assert set(links) == {*names} - {"set.json", "index.html"}, "every file, and no other"
    assert links["wachtlijst-gestopt.csv"] == REPORTS["wachtlijst"].table("gestopt").title
    assert links[f"raadsbrief-{GEMEENTE}.html"].startswith(GEMEENTE)


async def test_what_is_broken_off_leaves_no_set_and_goes_on(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peil, asked = await gateway.rapportages.peil({}), list[tuple[str, int]]()
    make = type(gateway.rapportages).files

    async def breaks(self: Any, code: str, question: Any, forms: Any, own: Any = None, whole: Any = None) -> Any:
        asked.append((code, len(forms)))
        if len(asked) == 3:
            raise OSError
        return await make(self, code, question, forms, own, whole)

    monkeypatch.setattr(type(gateway.rapportages), "files", breaks)
    with pytest.raises(OSError):  # noqa: PT011  # the disk is full, or whatever
        await gateway.report_sets.write(administration(gateway), tmp_path / "one", MONTH, peil)
    assert not (tmp_path / "one").exists()
    await gateway.report_sets.write(administration(gateway), tmp_path / "one", MONTH, peil)
    first, second = (len(list(files_of(REPORTS[code]))) for code in SOME)
    assert asked[:3] == [("wachtlijst", first), ("raadsbrief", second), ("raadsbrief", 1)]
    assert asked[3:] == [("raadsbrief", 1)], "what is there is not made again"
    assert content(tmp_path).keys() - {"data"} == {"one"}

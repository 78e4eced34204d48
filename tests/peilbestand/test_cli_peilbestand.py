# SPDX-License-Identifier: EUPL-1.2
"""The copy of a peilbestand for an analyst, and what a rebuild does with those that there are."""

import asyncio
import shutil
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.rebuild import rebuild_with
from berichtenverkeer.peilbestand import keeping
from berichtenverkeer.rapporten.opening import open_connection, read_manifest
from berichtenverkeer.voorbeeldregio import bulk
from berichtenverkeer.voorbeeldregio.district import make_district
from berichtenverkeer.voorbeeldregio.setup import Setup
from peilbestand.region import Region


@pytest.fixture
def of_the_region(settings: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the region of these tests."""
    for name, value in {**environment, "BV_REGIO": settings.regio, "BV_DATA": str(settings.data)}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("of_the_region")
def test_a_copy_is_written_as_known_at_k(region: Region, newest: Path, tmp_path: Path) -> None:
    k = region.k - 20
    done = CliRunner().invoke(app, ["report", "peilbestand", "--naar", str(tmp_path / "map"), "--k", str(k)])
    assert done.exit_code == 0, done.output
    assert f"positie {k}" in done.output
    assert read_manifest(tmp_path / "map").k == k
    with open_connection(tmp_path / "map") as bron, open_connection(newest) as later:
        count = "select count(*) from bron.gebeurtenis where positie <= $1"
        assert bron.execute(count, [region.k]).fetchall() == later.execute(count, [k]).fetchall()
    assert stat.S_IMODE((tmp_path / "map").stat().st_mode) == 0o700


@pytest.mark.usefixtures("of_the_region", "region")
def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "peilbestand", "--naar", str(tmp_path)])
    assert isinstance(done.exception, FileExistsError)
    assert done.exception.filename == str(tmp_path)
    assert not list(tmp_path.iterdir())


async def test_a_rebuild_that_mends_something_throws_away_what_rests_on_it(
    config: Settings, database: Database, newest: Path
) -> None:
    district = make_district(Setup(aanbieders=10, jeugdigen=5, declareert=False))
    await bulk.write(database, config.regio, district, lambda life: life.bsn.encode().ljust(16))
    folder = keeping.folder_of(config.data, config.regio) / "7"
    await asyncio.to_thread(shutil.copytree, newest, folder)
    assert not any((await rebuild_with(config, lambda _: None)).verschillen.values())
    assert keeping.is_there(folder)
    async with database.transaction() as conn:
        await conn.execute("update levering set reden = 'x' where regio = $1", config.regio)
    assert any((await rebuild_with(config, lambda _: None)).verschillen.values())
    assert not keeping.is_there(folder)

# SPDX-License-Identifier: EUPL-1.2
"""One region for all tests of peilbestanden, and its newest one."""

import base64
from pathlib import Path

import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings, read_settings
from peilbestand.region import Region, build


@pytest.fixture(scope="session")
def settings(toepassing_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    environment = {
        "DATABASE_URL": toepassing_url,
        "BV_DATA": str(tmp_path_factory.mktemp("data")),
        "BV_REGIO": "peilbestand",
        "BV_HOOFDSLEUTEL": base64.b64encode(bytes(range(32))).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(bytes(range(32, 64))).decode(),
    }
    return read_settings(environment)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def region(database: Database, settings: Settings) -> Region:
    return await build(settings, database)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def newest(region: Region, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The peilbestand of all there is."""
    folder = tmp_path_factory.mktemp("peilbestand") / str(region.k)
    await region.make(folder, region.k)
    return folder

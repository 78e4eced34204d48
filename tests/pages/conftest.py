# SPDX-License-Identifier: EUPL-1.2
"""One server with the pages for all tests of a file, in a region of its own, and whoever logs in there."""

import base64
import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from berichtenverkeer.core.settings import Settings, read_settings
from pagesbouw import Site, open_site


@pytest.fixture(scope="module")
def config_of_file(toepassing_url: str, eigenaar_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a region that no other file has."""
    return read_settings(
        {
            "DATABASE_URL": toepassing_url,
            "DATABASE_OWNER_URL": eigenaar_url,
            "BV_DATA": str(tmp_path_factory.mktemp("pages")),
            "BV_REGIO": f"p{uuid.uuid4().hex[:16]}",
            "BV_HOOFDSLEUTEL": base64.b64encode(bytes(range(32))).decode(),
            "BV_ZOEKSLEUTEL": base64.b64encode(bytes(range(32, 64))).decode(),
            "BV_POOL": "4",
        }
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(config_of_file: Settings) -> AsyncIterator[Site]:
    """Who is logged in: `await site.client_of("contractmanager")`; who is nobody: `site` itself."""
    async with open_site(config_of_file) as open_:
        yield open_

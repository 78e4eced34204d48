# SPDX-License-Identifier: EUPL-1.2
"""The door for people as a process opens it beside the API."""

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.pages.answering import Pages
from berichtenverkeer.pages.assets import Assets
from berichtenverkeer.pages.cookies import Front
from berichtenverkeer.pages.map import PAGES


def open_pages(gateways: Gateways, config: Settings) -> Pages:
    """All pages, on open gateways. Raises AssetsMissing, ThemeUnreadable."""
    regio = config.regionaam or " en ".join(config.regios)
    return Pages(gateways, PAGES, regio, Assets(config.thema), Front.of(config))

# SPDX-License-Identifier: EUPL-1.2
"""Who sees what is agreed with whom: an aanbieder his own prices and no other's, a gemeente what holds for her."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Product, Tarief
from gatewaybouw import AANBIEDERS, BEGIN, GEMEENTEN
from pagesbouw import Site, open_site

ONE, OTHER = AANBIEDERS
_PRODUCT: dict[str, Any] = {"categorie": "45", "code": "45A04", "geldig_van": BEGIN}
_CONTRACT: dict[str, Any] = {"categorie": "45", "uitvoeringsvariant": "inspanningsgericht", "geldig_van": BEGIN}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site(config_of_file: Settings) -> AsyncIterator[Site]:
    """One aanbieder has the whole categorie for the whole region, the other a product for one gemeente."""
    rows: dict[str, Any] = {
        "producten": [Product(omschrijving="<b>Ambulant</b>", **_PRODUCT)],
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=code, gebied="hart", geldig_van=BEGIN) for code in GEMEENTEN[:2]],
        "contracten": [
            Contract(aanbieder=ONE, **_CONTRACT),
            Contract(aanbieder=OTHER, gemeente=GEMEENTEN[0], code="45A04", **_CONTRACT),
        ],
        "tarieven": [
            Tarief(eenheid="04", tarief_cents=10_000, **_PRODUCT),
            Tarief(eenheid="04", tarief_cents=11_111, aanbieder=OTHER, **_PRODUCT),
        ],
    }
    async with open_site(config_of_file, **rows) as open_:
        yield open_


async def test_each_sees_the_agreements_that_are_his_own(site: Site) -> None:
    for who, sees in (
        ("backoffice.aanbieder", {ONE}),
        ("lezer.andere-aanbieder", {OTHER}),
        ("backoffice.gemeente", {ONE, OTHER}),
        ("lezer.ander", {ONE}),
        ("contractmanager.regio", {ONE, OTHER}),
    ):
        client = await site.client_of(who)
        for aanbieder, price in ((ONE, "€ 100"), (OTHER, "€ 111,11")):
            seen = await client.get("/afspraken", params={"aanbieder": aanbieder})
            assert (seen.status, seen.heading) == (200, "Welke afspraken gelden er vandaag?"), who
            assert (price in seen.text.replace("\xa0", " ")) == (aanbieder in sees), (who, aanbieder)
            assert (f'value="{aanbieder}"' in seen.html) == (aanbieder in sees and len(sees) > 1), (who, aanbieder)
            assert "<b>Ambulant" not in seen.html
    for who in ("beheerder.regio", "controleur.regio"):
        assert (await (await site.client_of(who)).get("/afspraken")).status == 403
    nothing = await (await site.client_of("contractmanager.regio")).get("/afspraken", params={"aanbieder": "x"})
    assert nothing.status == 200, "what is not there is not chosen"

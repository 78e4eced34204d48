# SPDX-License-Identifier: EUPL-1.2
"""Reports over HTTP: for the region only, as described, and refused in words when they cannot be made."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.rows import Gebied, Gemeente
from berichtenverkeer.web import prognose_schemas, report_schemas
from bouwers import jw301, jw305, jw307
from gatewaybouw import BEGIN
from web.desk import AANBIEDER, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

STROMEN, MOVEMENTS, WAITING_TIMES = (
    f"/v1/rapportages/{name}" for name in ("stromen", "stromen/bewegingen", "wachttijden")
)


@pytest.fixture
async def rapportloket(config: Settings) -> AsyncIterator[Desk]:
    """The region of one gemeente, and one youth who had care from 3 to 10 April 2026."""
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    async with open_loket(config, **rows) as desk:
        for bericht, who in ((jw301(), GEMEENTE), (jw305(), AANBIEDER), (jw307(), AANBIEDER)):
            assert (await desk.send(bericht, who)).json["oordeel"] == "goedgekeurd"
        yield desk


@pytest.mark.parametrize(
    ("effect", "pad"),
    [
        ("toonStromen", f"{STROMEN}?periode=2026-03..2026-05&dimensie=gebied&termijn=0&verondersteld=ja"),
        ("lijstBewegingen", f"{MOVEMENTS}?periode=2026-04&dimensie=gebied"),
        ("toonWachttijden", f"{WAITING_TIMES}?periode=2026-Q1&dimensie=aanbieder&termijn=7"),
    ],
)
async def test_the_region_gets_a_report_as_described(rapportloket: Desk, effect: str, pad: str) -> None:
    antwoord = await rapportloket.vraag("GET", pad, REGIO)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven(effect, antwoord)


async def test_a_figure_leads_to_the_movements_behind_it(rapportloket: Desk) -> None:
    question = "periode=2026-04&dimensie=gebied"
    report = (await rapportloket.vraag("GET", f"{STROMEN}?{question}", REGIO)).json
    hart = next(one for one in report["perioden"][0]["plekken"] if one["plek"] == "hart")
    assert (hart["instroom"], hart["uitstroom"], hart["naam"]) == (1, 1, "Hart")
    waarop = report["verantwoording"]
    question += f"&k={waarop['k']}&dagK={waarop['dagK']}&plek=hart&soort=uitstroom&richting=uit"
    listing = (await rapportloket.vraag("GET", f"{MOVEMENTS}?{question}", REGIO)).json
    assert [(one["datum"], one["reden"], len(one["berichten"])) for one in listing["bewegingen"]] == [
        ("2026-04-10", "31", 1)
    ]
    assert listing["verantwoording"]["k"] == waarop["k"]


@pytest.mark.parametrize("pad", [STROMEN, MOVEMENTS, WAITING_TIMES])
async def test_reports_are_for_the_region_only(rapportloket: Desk, pad: str) -> None:
    statussen = [
        (await rapportloket.vraag("GET", f"{pad}?periode=2026-04", who)).status
        for who in (None, AANBIEDER, GEMEENTE, REGIO)
    ]
    assert statussen == [401, 403, 403, 200]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("", "periode"),
        ("?periode=maart", "2026-Q1"),
        ("?periode=2026-06", "2026-06-30"),
        ("?periode=2026-03&k=9000000000000", "peil"),
        ("?periode=2026-03&op=2014-01-01", "peil"),
        ("?periode=2026-03&op=gisteren", "moment"),
        ("?periode=2026-03&op=2027-01-31T12:00:00Z", "komen"),
        ("?periode=2026-03&op=9999-12-31", "2099"),
        ("?periode=2026-03&op=9999-12-31T23:59:59-12:00", "2099"),
        ("?periode=2026-03&op=0001-01-01T00:00:00%2B12:00", "2000"),
        ("?periode=2026-03&op=2026-04-15T12:00:00", "tijdzone"),
        ("?periode=2026-03&op=2026-04-15T12:00:00+02:00", "%2B"),
        ("?periode=2026-03&op=20260415", "2026-01-31"),
        ("?periode=2026-03&op=2026-W15-3", "2026-01-31"),
        ("?periode=2026-03&dagK=9999-12-31&k=1", "dagK"),
        ("?periode=2000-01..2099-12", "240"),
        ("?periode=2026-03&dagK=2026-02-30&k=1", "dagK"),
        ("?periode=2026-03&dimensie=kleur", "dimensie"),
        ("?periode=2026-03&termijn=366", "termijn"),
    ],
)
async def test_what_cannot_be_reported_is_refused_in_words(rapportloket: Desk, question: str, word: str) -> None:
    assert rapportloket.clock().date() == date(2026, 6, 1)
    antwoord = await rapportloket.vraag("GET", f"{STROMEN}{question}", REGIO)
    assert antwoord.status == 400
    assert word in antwoord.data.decode()
    assert antwoord.codes
    zoals_beschreven("toonStromen", antwoord)


@pytest.mark.parametrize(
    ("schemas", "explained"),
    [
        (report_schemas.REPORT_SCHEMAS, report_schemas._FIELDS),
        (prognose_schemas.PROGNOSE_SCHEMAS, prognose_schemas._FIELDS),
    ],
)
def test_every_field_of_a_report_is_explained_once(schemas: dict[str, Any], explained: dict[str, str]) -> None:
    assert {name for schema in schemas.values() for name in schema["properties"]} == explained.keys()

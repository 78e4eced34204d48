# SPDX-License-Identifier: EUPL-1.2
"""The prognose on a real ledger: what the boekingen say was known, and what follows from it (story.py)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest_asyncio

from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.plafonds.histories import histories_at
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.prognose import TOO_EARLY
from berichtenverkeer.register.stand import read_stand
from plafonds.bouw import plafond, rows
from plafonds.story import Story, care, until_june


@pytest_asyncio.fixture
async def story(database: Database, regio: str) -> Story:
    """Up to 30 June 2026."""
    return await until_june(database, regio)


async def test_the_prognose_is_what_the_year_before_says(story: Story) -> None:
    """From June to December 100 became 150: 120 becomes 180, and in September, when it came, 120 + 60: on the 30th.

    Of the year before the same could not be told: there was none before that.
    """
    found = (await story.one(2026)).prognose
    assert (found.bekend_cents, found.jaareinde_cents, found.prognose_cents) == (12_000, 18_000, 18_000)
    assert (found.laag_cents, found.hoog_cents, found.terugblik) == (18_000, 18_000, None)
    assert (found.bereikt_op, found.ontwikkeld_tot) == (date(2026, 9, 30), date(2027, 5, 31))
    before = (await story.one(2025)).prognose
    assert (before.bekend_cents, before.onbekend, before.bereikt_op) == (15_000, TOO_EARLY, None)


async def test_a_k_in_the_past_gives_what_it_gave_then(story: Story) -> None:
    then, region = await story.figures(2026), await story.figures(2026, aanbieder=None)
    await story.op(date(2026, 7, 9), care(5, 60, 2026), care(6, 40, 2025))
    await story.load(rows(plafond(2025, 900), plafond(2026, 400), plafond(2026, 50, segment="2")), story.today)
    await story.op(date(2026, 9, 1), care(7, 3, 2026))
    assert await story.figures(2026) != then
    assert await story.figures(2026, then.k) == then
    assert await story.figures(2026, region.k, None) == region
    await story.herbouw()
    assert await story.figures(2026, then.k) == then


async def test_what_was_known_then_is_the_sum_of_what_was_booked_in_those_months(story: Story) -> None:
    await story.op(date(2026, 7, 31), care(5, 7, 2026), care(6, 40, 2025))
    await story.load(rows(plafond(2025, 1000), plafond(2026, 400), plafond(2026, 50, segment="2")), story.today)
    await story.op(date(2026, 8, 1), care(8, 9, 2026, product=Product("45", "45A05")))
    await story.op(date(2026, 9, 2), care(9, 1, 2026))
    async with story.database.lees() as conn:
        grootboek = Grootboek(conn, story.regio)
        found = await histories_at(grootboek, 10**12, story.today, await read_stand(grootboek))
        boekingen = await grootboek.fetch(
            "select b.*, g.geboekt_op from boeking b join gebeurtenis g using (regio, positie) where b.regio = $1"
        )
    assert found._known == booked_by_month(boekingen, date(2026, 8, 31))
    assert len(found._known) == 3


def booked_by_month(boekingen: Sequence[Mapping[str, Any]], last: date) -> dict[PlafondKey, dict[int, int]]:
    """Added up one by one, by the days on which they were booked."""
    claims = {"GERESERVEERD", "BESLAG", "REALISATIE"}
    known: dict[PlafondKey, dict[int, int]] = defaultdict(dict)
    for one in boekingen:
        key = PlafondKey(one["aanbieder"], one["jaar"], one["perceel"], one["segment"])
        op = one["geboekt_op"].astimezone(NETHERLANDS)
        cents = int(one["bedrag_cents"]) * ((one["debet"] in claims) - (one["credit"] in claims))
        for month in range(25):
            at = (key.jaar * 12 + month - 1) // 12, (key.jaar * 12 + month - 1) % 12 + 1
            if (op.year, op.month) <= at <= (last.year, last.month):
                known[key][month] = known[key].get(month, 0) + cents
    return known


async def test_since_when_it_is_full_is_a_question_to_the_boekingen(story: Story) -> None:
    """180 on 9 July; 170 on 20 July, then it is a prognose: 85 in September, 10 in 3.5 days. 185 on 3 August."""
    await story.op(date(2026, 7, 9), care(5, 60, 2026))
    assert (await story.one(2026)).prognose.bereikt_op == date(2026, 7, 9)
    await story.op(date(2026, 7, 20), care(5, 50, 2026, versie=1))
    assert (await story.one(2026)).prognose.bereikt_op == date(2026, 9, 4)
    await story.op(date(2026, 8, 3), care(6, 15, 2026))
    await story.op(date(2026, 8, 9), care(7, 15, 2026))
    assert (await story.one(2026)).prognose.bereikt_op == date(2026, 8, 3)
    await story.load(rows(plafond(2025, 1000), plafond(2026, 100)), date(2026, 8, 10))
    assert (await story.one(2026)).prognose.bereikt_op == date(2026, 3, 3)

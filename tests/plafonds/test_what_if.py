# SPDX-License-Identifier: EUPL-1.2
"""Wat-als on a real ledger: other amounts beside story.py, in which 120 euro is known."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.amount_forms import OtherPlafond, VerdelingVraag, WatAlsVraag
from berichtenverkeer.gateway.beller import administrator
from berichtenverkeer.gateway.json_form import WrongForm, require
from berichtenverkeer.gateway.what_if import NoNorm, UnknownPlafond, WatAlsOverzicht, WhatIf
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import Product, VerzoekAfgewezen
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.what_if import what_if
from berichtenverkeer.register.rows import Plafond
from plafonds.bouw import A, B, G, aanvraag, plafond, rows
from plafonds.story import Story, until_june

WHOLE, WONEN = PlafondKey(A, 2026), PlafondKey(A, 2026, segment="2")


@pytest_asyncio.fixture
async def story(database: Database, regio: str) -> Story:
    """Up to 30 June 2026."""
    return await until_june(database, regio)


Outcome = tuple[str, date | None, int, int, int, int]
"""Aanbieder, first day, verzoeken and their cents, those that did not fit and their cents."""


async def asked(story: Story, bedragen: Mapping[PlafondKey, int], k: int = 10**12) -> list[Outcome]:
    async with story.database.lees() as conn:
        found = await what_if(Grootboek(conn, story.regio), k, 2026, bedragen)
    return [(who, *msgspec.structs.astuple(one)) for who, one in found.items()]


def named(*rows: Plafond) -> WatAlsVraag:
    """Row by row, as a file gives them."""
    return WatAlsVraag(plafonds=[OtherPlafond.of(row) for row in rows])


def always(aanbieder: str) -> Outcome:
    return aanbieder, None, 0, 0, 0, 0


def verzoek(ref: str, days: int, op: date, **otherwise: Any) -> Gebeurtenis:
    client = f"{ref:>16}".encode()
    end = date(2026, 12, 31)
    van = end - timedelta(days=days - 1)
    return aanvraag(ref, van, end, client=client, ontvangen_op=op, dagtekening=op, **otherwise)


async def test_with_other_amounts_it_says_when_it_would_not_have_fitted_and_what_came_then(story: Story) -> None:
    """120 is known. V1 asks 20 in July: 140 of 150. V2 asks 40 in August: 180, too much. It is turned down; V3 asks 10:
    150 fits again. V4 asks 5: not. Crisis care of 30 comes as well, and is never refused.
    """
    await story.load(rows(plafond(2025, 1000), plafond(2026, 1000), plafond(2026, 500, aanbieder=B)), story.today)
    await story.op(date(2026, 7, 10), verzoek("V1", 20, date(2026, 7, 10)))
    await story.op(date(2026, 8, 5), verzoek("V2", 40, date(2026, 8, 5)))
    no = VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie="V2", ontvangen_op=date(2026, 8, 12), reden="2")
    await story.op(date(2026, 8, 12), no)
    await story.op(date(2026, 8, 20), verzoek("V3", 10, date(2026, 8, 20)))
    await story.op(date(2026, 8, 21), verzoek("V4", 5, date(2026, 8, 21)))
    await story.op(date(2026, 8, 22), verzoek("V5", 30, date(2026, 8, 22), product=Product("46", "46A01")))
    before = await story.alles()
    other = PlafondKey(B, 2026)
    assert await asked(story, {WHOLE: 15_000, other: 500}) == [(A, date(2026, 8, 5), 3, 5500, 2, 4500), always(B)]
    assert await asked(story, {WHOLE: 100_000}) == [always(A)]
    assert await asked(story, {WHOLE: 11_999}) == [(A, date(2026, 3, 3), 4, 7500, 4, 7500)]
    assert await story.alles() == before


async def test_what_asked_too_much_and_was_refused_counts_though_it_never_was_known(story: Story) -> None:
    """With the amount that there was: 60 is left, and 61 was asked and refused."""
    await story.op(date(2026, 7, 10), verzoek("V1", 61, date(2026, 7, 10)))
    assert await asked(story, {WHOLE: 18_000}) == [(A, date(2026, 7, 10), 1, 6100, 1, 6100)]
    assert await asked(story, {WHOLE: 18_100}) == [always(A)]


async def test_a_request_fits_when_it_fits_in_every_plafond_and_its_euros_count_once(story: Story) -> None:
    await story.load(rows(plafond(2025, 1000), plafond(2026, 1000), plafond(2026, 100, segment="2")), story.today)
    wonen = {"product": Product("45", "45A05")}
    await story.op(date(2026, 7, 10), verzoek("V1", 30, date(2026, 7, 10), **wonen))
    await story.op(date(2026, 7, 11), verzoek("V2", 30, date(2026, 7, 11)))
    assert await asked(story, {WHOLE: 100_000, WONEN: 2_900}) == [(A, date(2026, 7, 10), 2, 6000, 1, 3000)]
    assert await asked(story, {WONEN: 2_900}) == [(A, date(2026, 7, 10), 1, 3000, 1, 3000)]
    assert await asked(story, {WHOLE: 17_999, WONEN: 3000}) == [(A, date(2026, 7, 11), 1, 3000, 1, 3000)]


async def test_rows_are_taken_as_a_load_would_take_them(story: Story) -> None:
    """60 % of a base of 300 is 180; who is not named keeps what he has; who has no ceiling never fills it."""
    await story.load(rows(plafond(2025, 1000), plafond(2026, 1000), plafond(2026, 50, aanbieder=B)), story.today)
    await story.op(date(2026, 7, 10), verzoek("V1", 61, date(2026, 7, 10)))
    use = WhatIf(story.database, story.regio, story.clock)
    who = administrator(story.regio)
    norm = plafond(2026, norm=Decimal("0.6"), basisjaar=2024, basis_cents=30_000)
    found = await use.asked(who, 2026, named(norm))
    first, second = found.aanbieders
    assert (first.aanbieder, first.naam, first.dag, first.niet_passend_cents) == (A, "Eerste", date(2026, 7, 10), 6100)
    assert [msgspec.structs.astuple(one) for one in first.plafonds] == [(None, None, 100_000, 18_000, 18_100)]
    assert (second.aanbieder, second.dag) == (B, None)
    assert [(one.plafond_cents, one.wordt_cents) for one in second.plafonds] == [(5000, 5000)]
    then = await use.asked(who, 2026, named(norm), found.k)
    await story.op(date(2026, 7, 11), verzoek("V2", 1, date(2026, 7, 11)))
    assert await use.asked(who, 2026, named(norm), found.k) == then == found
    without = await use.asked(who, 2026, named(plafond(2026, zonder_plafond=True)))
    assert [one.aanbieder for one in without.aanbieders] == [B]
    with pytest.raises(UnknownPlafond):
        await use.asked(who, 2026, named(plafond(2026, 10, segment="2")))


def becomes(found: WatAlsOverzicht) -> tuple[int, int]:
    """What the plafond of each would be."""
    cents = {one.aanbieder: part.wordt_cents for one in found.aanbieders for part in one.plafonds}
    return cents[A], cents[B]


async def test_a_norm_a_base_year_and_a_verdeling_are_worked_out_as_a_voorstel_is(story: Story) -> None:
    """120 is known. One plafond is 80 % of 300, the other an amount of 100; of 2024 nothing was approved."""
    own = plafond(2026, norm=Decimal("0.8"), basisjaar=2024, basis_cents=30_000)
    await story.load(rows(plafond(2025, 1000), own, plafond(2026, 100, aanbieder=B)), story.today)
    await story.op(date(2026, 7, 10), verzoek("V1", 61, date(2026, 7, 10)))
    use = WhatIf(story.database, story.regio, story.clock)
    who, before = administrator(story.regio), await story.alles()

    async def asked_so(**vraag: Any) -> WatAlsOverzicht:
        return await use.asked(who, 2026, WatAlsVraag(**vraag))

    lower = await asked_so(norm="0.6")
    assert becomes(lower) == (18_000, 10_000)
    assert lower.aanbieders[0].dag == date(2026, 7, 10)
    assert becomes(await asked_so(norm="0")) == (0, 10_000)
    assert becomes(await asked_so(basisjaar=2024)) == (24_000, 800_000)
    assert becomes(await asked_so(basisjaar=2024, norm="0.5")) == (15_000, 500_000)
    assert becomes(await asked_so(basisjaar=2024, norm="0")) == (0, 0)
    spread = await asked_so(verdeling=VerdelingVraag(bedrag_cents=-6000))
    assert becomes(spread) == (21_000, 7000)
    in_proportion = await asked_so(verdeling=VerdelingVraag(bedrag_cents=-34_000, wijze="naar rato"))
    assert becomes(in_proportion) == (0, 0)
    assert [one.dag for one in in_proportion.aanbieders] == [date(2026, 3, 3), None]
    assert await story.alles() == before


async def test_a_norm_without_plafonds_that_rest_on_one_says_what_to_do(story: Story) -> None:
    use, who = WhatIf(story.database, story.regio, story.clock), administrator(story.regio)
    with pytest.raises(NoNorm):
        await use.asked(who, 2026, WatAlsVraag(norm="0.6"))


@pytest.mark.parametrize(
    ("vraag", "places"),
    [
        (WatAlsVraag(), [""]),
        (WatAlsVraag(norm="0.6", plafonds=[]), [""]),
        (WatAlsVraag(basisjaar=2026, verdeling=VerdelingVraag(bedrag_cents=1)), ["", "basisjaar"]),
        (named(plafond(2026, 1), plafond(2026, 2)), ["plafonds[1]"]),
        (
            named(plafond(2026, 1, norm=Decimal(1)), plafond(2026, perceel="a", segment="2")),
            ["plafonds[0].bedragCents", "plafonds[1].segment", "plafonds[1].bedragCents"],
        ),
        (named(plafond(2026, norm=Decimal(1), basisjaar=2026, basis_cents=1)), ["plafonds[0].basisjaar"]),
    ],
)
def test_a_question_that_is_wrong_in_itself_is_told_whole(vraag: WatAlsVraag, places: list[str]) -> None:
    with pytest.raises(WrongForm) as fault:
        require(vraag, jaar=2026)
    assert [one.pad for one in fault.value.bevindingen] == places

# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged as it was: its rules, the sum of the plafond, and what the rules of today say.

Product 45A04 costs 100 euro a uur; a verzoek of 4 uur asks 400 euro, and the plafond is 500 euro.
"""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest_asyncio

from bellers import as_
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.why_report import Answered
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.register.rows import Contract, Gebied, Gemeente, Mandaat, Plafond, Product, Segment, Tarief
from bouwers import AANBIEDER, GEMEENTE, grote_jw323, jw307, jw315
from gatewaybouw import BEGIN, received
from pagesbouw import Site, open_site

VERZOEK = "Client/AangevraagdeProducten/AangevraagdProduct[1]"
YEAR: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}
CODES: dict[str, Any] = {"categorie": "45", "code": "45A04"}
INSPANNING = "inspanningsgericht"
ROWS: dict[str, Any] = {
    "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
    "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=BEGIN)],
    "segmenten": [Segment(segment="4", naam="S", financieringsvorm="pxq", gewicht=1, geldig_van=BEGIN)],
    "producten": [Product(**CODES, omschrijving="P", segment="4", geldig_van=BEGIN)],
    "contracten": [Contract(aanbieder=AANBIEDER, **CODES, uitvoeringsvariant=INSPANNING, geldig_van=BEGIN)],
    "tarieven": [Tarief(**CODES, eenheid="04", tarief_cents=10_000, **YEAR)],
    "plafonds": [Plafond(aanbieder=AANBIEDER, jaar=2026, bedrag_cents=50_000, **YEAR)],
    "mandaten": [Mandaat(gemeente=GEMEENTE, beleid="signaleren", geldig_van=BEGIN)],
}
Sent = tuple[Site, dict[str, Receipt]]


def _verzoek(number: int, bsn: str) -> Any:
    return jw315(
        {
            "Header/BerichtIdentificatie/Identificatie": f"V{number}",
            "Client/Bsn": bsn,
            f"{VERZOEK}/ReferentieAanbieder": f"R{number}",
            f"{VERZOEK}/Omvang": {"Volume": 4, "Eenheid": "04", "Frequentie": "6"},
        }
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region(config_of_file: Settings) -> AsyncIterator[Sent]:
    """Two verzoeken of 400 euro, of which the second does not fit, and a stop of nothing."""
    async with open_site(config_of_file, **ROWS) as site:
        site.clock.moment = site.clock.moment.replace(month=4, day=15)
        yield (
            site,
            {
                "first": await received(site.gateway, _verzoek(1, "999900006"), AANBIEDER),
                "second": await received(site.gateway, _verzoek(2, "999900018"), AANBIEDER),
                "stop": await received(site.gateway, jw307(), AANBIEDER),
            },
        )


async def test_the_sum_of_the_plafond_is_that_of_the_moment(region: Sent) -> None:
    site, sent = region
    for who, sees_amounts in (
        ("backoffice.aanbieder", True),
        ("contractmanager.regio", True),
        ("backoffice.gemeente", False),
    ):
        client = await site.client_of(who)
        first, second = [await client.get(f"/berichten/{sent[name].id}/waarom") for name in ("first", "second")]
        assert (first.status, first.heading) == (200, "Waarom is dit bericht zo beoordeeld?")
        assert "verzoek/65656055/R1: ja" in " ".join(first.text.split())
        assert "verzoek/65656055/R2: nee (plafond)" in " ".join(second.text.split())
        before = (
            (first, "€ 500 € 0 € 0 € 0 € 500 € 400 € 400 ja"),
            (second, "€ 500 € 400 € 0 € 0 € 100 € 400 € 400 nee"),
        )
        for seen, sums in before:
            for told in (f"2026 {sums}", "4 € 100 € 400"):  # 4 uur of 100 euro
                text = " ".join(told.replace("€ ", "€\N{NO-BREAK SPACE}").split())
                assert (text in seen.text) is sees_amounts, (who, seen.text)
    for who, status in (("backoffice.ander", 404), ("backoffice.andere-aanbieder", 404), ("lezer.regio", 403)):
        assert (await (await site.client_of(who)).get(f"/berichten/{sent['first'].id}/waarom")).status == status


async def test_each_rule_of_the_berichtsoort_has_an_outcome_and_today_says_the_same(region: Sent) -> None:
    site, sent = region
    why = await site.gateway.reasons.why(as_(site.gateway, AANBIEDER), sent["stop"].id)
    assert why is not None
    broken = {one.code for one in why.regels if one.answered is Answered.BROKEN}
    assert broken == {one.code for one in sent["stop"].bevindingen if not one.is_signaal} != set()
    expected = {
        one.code for one in next(iter(site.gateway.standaarden)).regels.explained.values() if "JW307" in one.berichten
    }
    assert {one.code for one in why.regels} == expected
    for again in (why.then, why.now):
        assert (again.reden, again.oordeel, again.differs, again.added, again.gone) == (
            None,
            "afgekeurd",
            False,
            [],
            [],
        )
    (rule,) = (one for one in why.regels if one.code == sorted(broken)[0])
    assert rule.facts
    seen = await (await site.client_of("backoffice.aanbieder")).get(f"/berichten/{sent['stop'].id}/waarom")
    assert {f"/regels/{code}" for code in expected} <= seen.links
    assert seen.text.count("Hetzelfde als toen is geboekt.") == 2


async def test_of_a_large_declaratie_the_page_stays_small_and_says_how_much_more_there_is(region: Sent) -> None:
    site, _ = region
    receipt = await received(site.gateway, grote_jw323(1000), AANBIEDER)
    seen = await (await site.client_of("backoffice.aanbieder")).get(f"/berichten/{receipt.id}/waarom")
    assert (seen.status, seen.text.count("en nog ") > 2) == (200, True), seen.text
    assert len(seen.html.encode()) < 300_000

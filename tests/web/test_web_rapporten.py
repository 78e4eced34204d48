# SPDX-License-Identifier: EUPL-1.2
"""Every report over HTTP: in every form, as described, to who may ask it, with all that is wrong in a question."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, Vorm
from berichtenverkeer.register.rows import Gebied, Gemeente
from bouwers import jw301, jw305, jw307
from gatewaybouw import BEGIN
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

BASE = "/v1/rapportages"
JEUGDIGEN = f"{BASE}/jeugdigen"


@pytest.fixture(scope="module")
def settings(toepassing_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A region of this module."""
    environment = {
        "DATABASE_URL": toepassing_url,
        "BV_DATA": str(tmp_path_factory.mktemp("data")),
        "BV_REGIO": "rapporten",
        "BV_HOOFDSLEUTEL": base64.b64encode(bytes(range(32))).decode(),
        "BV_ZOEKSLEUTEL": base64.b64encode(bytes(range(32, 64))).decode(),
    }
    return read_settings(environment)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def region(settings: Settings) -> AsyncIterator[Desk]:
    """The region of one gemeente, and one youth who had care from 3 to 10 April 2026."""
    rows: dict[str, Any] = {
        "gebieden": [Gebied(gebied="hart", naam="Hart", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="hart", geldig_van=BEGIN)],
    }
    async with open_loket(settings, **rows) as desk:
        for bericht, who in ((jw301(), GEMEENTE), (jw305(), AANBIEDER), (jw307(), AANBIEDER)):
            assert (await desk.send(bericht, who)).json["oordeel"] == "goedgekeurd"
        yield desk


async def test_a_report_is_given_as_described_and_the_same_again_at_its_k(region: Desk) -> None:
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-03..2026-05&per=gebied", REGIO)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("toonRapportJeugdigen", antwoord)
    zoals_beschreven("toonRapportJeugdigen", await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04&band=ja", REGIO))
    rows = antwoord.json["tabellen"]["jeugdigen"]["regels"]
    april = next(row for row in rows if row["periode"] == "2026-04" and row["plek"] == "hart")
    assert (april["jeugdigen"], april["plekNaam"]) == (1, "Hart")
    rests = antwoord.json["verantwoording"]
    again = f"periode=2026-03..2026-05&per=gebied&k={rests['k']}&dagK={rests['dagK']}"
    assert (await region.vraag("GET", f"{JEUGDIGEN}?{again}", REGIO)).data == antwoord.data


@pytest.mark.parametrize("vorm", Vorm)
async def test_every_form_by_name_and_by_accept(region: Desk, vorm: Vorm) -> None:
    by_name = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04&vorm={vorm}", REGIO)
    by_accept = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04", REGIO, headers={"Accept": MEDIA_TYPES[vorm]})
    assert (by_name.status, by_accept.status) == (200, 200), by_name.data
    assert by_name.headers["Content-Type"].startswith(MEDIA_TYPES[vorm])
    assert by_name.data == by_accept.data
    assert by_name.data


async def test_a_figure_leads_to_what_is_behind_it_and_that_to_its_berichten(region: Desk) -> None:
    cell = "tabel=jeugdigen&kolom=jeugdigen&niveau=plek&bij=2026-04&plek=hart"
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}/achter?periode=2026-04&per=gebied&{cell}", REGIO)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("toonAchterJeugdigen", antwoord)
    (fact,) = antwoord.json["feiten"]
    assert len(fact["berichten"]) == 2
    assert antwoord.json["volgende"] is None


async def test_what_moved_between_two_positions_is_told_with_its_cause(region: Desk) -> None:
    mail = (await region.vraag("GET", "/v1/berichten?berichtsoort=JW301", AANBIEDER)).json["berichten"]
    before = f"periode=2026-04&k={mail[0]['positie']}"
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}/herziening?{before}", REGIO)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("toonHerzieningJeugdigen", antwoord)
    youths = next(one for one in antwoord.json["herzien"] if one["kolom"] == "jeugdigen")
    assert (youths["was"], youths["is"]) == (0, 1)
    assert "LeveringGestart" in {cause["soort"] for cause in youths["oorzaken"]}


async def test_costs_are_shared_by_own_amounts_when_they_are_told(region: Desk) -> None:
    question = f"{BASE}/solidariteit?periode=2026-04"
    antwoord = await region.vraag("GET", f"{question}&eigen={GEMEENTE}:750", REGIO)
    assert antwoord.status == 200, antwoord.data
    zoals_beschreven("toonRapportSolidariteit", antwoord)
    assert antwoord.json["verantwoording"]["eigenBedragen"] == {GEMEENTE: 750}
    own = [row for row in antwoord.json["tabellen"]["solidariteit"]["regels"] if row["sleutel"] == "eigen"]
    assert [(row["gemeente"], row["gewicht"]) for row in own] == [(GEMEENTE, 750)]
    twice = await region.vraag("GET", f"{question}&eigen={GEMEENTE}:1,{GEMEENTE}:2", REGIO)
    assert [one["pad"] for one in twice.json["bevindingen"]] == ["?eigen"]


async def test_a_wrong_question_gets_all_that_is_wrong_at_once(region: Desk) -> None:
    question = "per=maan&per2=segment&k=nul&dagK=gisteren&vreemd=1&limit=3"
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}?{question}", REGIO)
    assert antwoord.status == 400
    assert [one["pad"] for one in antwoord.json["bevindingen"]] == ["?per", "?k", "?dagK", "?", "?periode"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("periode=2026-04&dagK=2026-06-01", "?dagK"),
        ("periode=2026-04&k=1&op=2026-06-01", "?op"),
        ("periode=2026-04&per=gebied&per2=gebied", "?per2"),
        ("periode=2027-04", "?periode"),
        ("periode=2026-04&vorm=csv&deel=bestaat-niet", "?deel"),
        ("periode=2026-04&vorm=csv&band=ja", "?band"),
        ("periode=2026-04&band=ja&kleineAantallen=ja", "?band"),
        ("periode=2026-04&k=999999999", "?k"),
    ],
)
async def test_what_does_not_go_together_is_said(region: Desk, question: str, part: str) -> None:
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}?{question}", REGIO)
    assert antwoord.status == 400
    assert [one["pad"] for one in antwoord.json["bevindingen"]] == [part]


@pytest.mark.parametrize("code", REPORTS)
async def test_a_report_is_for_whom_it_declares(region: Desk, code: str) -> None:
    """With a question that is wrong in itself: who may not ask hears nothing of it."""
    audience = REPORTS[code].audience
    for kind, who in ((Audience.REGIO, REGIO), (Audience.GEMEENTE, GEMEENTE), (Audience.AANBIEDER, AANBIEDER)):
        for pad in ("", "/achter", "/herziening"):
            status = (await region.vraag("GET", f"{BASE}/{code}{pad}?dit=bestaat-niet", who)).status
            is_open = Audience.PUBLIC in audience and not pad
            may = kind in audience or is_open
            may = may and not (pad and REPORTS[code].small_cells_always)
            assert status == (400 if may else 403), (pad, who)
    listed = (await region.vraag("GET", BASE, GEMEENTE)).json["rapportages"]
    assert (code in [one["code"] for one in listed]) == bool({Audience.GEMEENTE, Audience.PUBLIC} & audience)


async def test_an_aanbieder_sees_his_own_and_nothing_of_another(region: Desk) -> None:
    def youths(antwoord: Any) -> int:
        return int(antwoord.json["tabellen"]["jeugdigen"]["regels"][0]["jeugdigen"])

    question = f"{JEUGDIGEN}?periode=2026-04&per=gebied"
    own, other = [await region.vraag("GET", question, who) for who in (AANBIEDER, ANDERE_AANBIEDER)]
    assert (youths(own), youths(other)) == (1, 0)
    assert own.json["verantwoording"]["eigen"] == AANBIEDER
    asked = await region.vraag("GET", f"{question}&aanbieder={AANBIEDER}", ANDERE_AANBIEDER)
    assert youths(asked) == 0, "a filter on another gives nothing of him"


async def test_a_gemeente_gets_totals_of_the_region_with_small_counts_hidden(region: Desk) -> None:
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04&regiototaal=ja", GEMEENTE)
    assert antwoord.status == 200, antwoord.data
    (row,) = antwoord.json["tabellen"]["jeugdigen"]["regels"]
    assert (row["niveau"], row["jeugdigen"], row["redenen"]["jeugdigen"]) == ("totaal", None, "< 5")
    assert antwoord.json["verantwoording"]["kleineAantallen"] is True
    assert antwoord.json["verantwoording"]["afgerond"] is True
    wrong = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04&regiototaal=ja&gemeente=0384", GEMEENTE)
    assert wrong.status == 400


async def test_totals_of_the_region_are_not_for_an_aanbieder(region: Desk) -> None:
    antwoord = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04&regiototaal=ja", AANBIEDER)
    assert antwoord.status == 403


async def test_who_is_compared_does_not_choose_with_whom(region: Desk) -> None:
    """The spread of five others who were named would tell what those have."""
    for name in ("aanbieder", "hoofdaannemer"):
        antwoord = await region.vraag("GET", f"{BASE}/spiegel?periode=2025&{name}=99000101", AANBIEDER)
        assert antwoord.status == 400, antwoord.data


async def test_an_unknown_report_is_not_there(region: Desk) -> None:
    assert (await region.vraag("GET", f"{BASE}/bestaat-niet?periode=2026", REGIO)).status == 404


async def test_what_was_just_sent_is_in_the_next_figure(region: Desk) -> None:
    """Who names no K asks at now; pages show the K of the last beat (decision 160)."""

    async def youths() -> int:
        antwoord = await region.vraag("GET", f"{JEUGDIGEN}?periode=2026-04", REGIO)
        rows = antwoord.json["tabellen"]["jeugdigen"]["regels"]
        return int(next(row for row in rows if row["plek"] is None)["jeugdigen"])

    shown, before = await region.gateway.rapportages.beat.recent(), await youths()
    other = {"Client/Bsn": "999900018", "Header/BerichtIdentificatie/Identificatie": "ander"}
    number = "ToegewezenProducten/ToegewezenProduct[1]/ToewijzingNummer"
    start = "Client/StartProducten/StartProduct[1]/ToewijzingNummer"
    for bericht, who in ((jw301({**other, f"Client/{number}": 2}), GEMEENTE), (jw305({**other, start: 2}), AANBIEDER)):
        antwoord = await region.send(bericht, who)
        assert antwoord.json["oordeel"] == "goedgekeurd", antwoord.data
    assert await youths() == before + 1
    assert await region.gateway.rapportages.beat.recent() == shown
    assert await region.gateway.key_figures._peil() == shown, "of a region that began today"

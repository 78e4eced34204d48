# SPDX-License-Identifier: EUPL-1.2
"""The addresses of cliëntenstops, as they are described; a body in JSON that is wrong is told so all at once."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.web.json_body import MAX_BYTES
from gateway.test_plafonds_in_de_gateway import rows
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Antwoord, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

PAD = "/v1/clientenstops"
TODAY = date(2026, 6, 1)
VRAAG = {"aanbieder": AANBIEDER, "van": "2026-06-10", "grond": "plafond"}


@pytest_asyncio.fixture
async def desk(config: Settings) -> AsyncIterator[Desk]:
    tables: dict[str, Any] = rows()
    async with open_loket(config, **tables) as open_:
        yield open_


async def post(desk: Desk, pad: str, who: str, body: Any) -> Antwoord:
    return await desk.vraag("POST", pad, who, json=body)


async def test_from_request_to_lifting(desk: Desk) -> None:
    asked = await post(desk, PAD, AANBIEDER, VRAAG | {"segment": "4", "toelichting": "Wij zijn vol."})
    assert (asked.status, asked.json["status"], asked.json["gemeente"]) == (201, "gevraagd", None)
    zoals_beschreven("vraagClientenstop", asked)
    place = asked.headers["Location"]
    assert place == f"{PAD}/{asked.json['id']}"
    granted = await post(
        desk, f"{place}/besluit", REGIO, {"besluit": "toegekend", "segment": None, "van": "2026-06-01"}
    )
    assert (granted.status, granted.json["status"], granted.json["segment"]) == (200, "geldt", None)
    zoals_beschreven("besluitClientenstop", granted)
    seen = await desk.vraag("GET", f"{PAD}?gemeente={GEMEENTE}&status=geldt&limit=1", GEMEENTE)
    zoals_beschreven("lijstClientenstops", seen)
    assert [one["id"] for one in seen.json["stops"]] == [asked.json["id"]]
    lifted = await post(desk, f"{place}/opheffing", REGIO, {"vanaf": "2026-07-01"})
    assert (lifted.status, lifted.json["opgehevenVanaf"]) == (200, "2026-07-01")
    zoals_beschreven("hefClientenstopOp", lifted)
    again = await desk.vraag("GET", f"{PAD}?k={seen.json['k']}&op={seen.json['op']}&gemeente={GEMEENTE}", GEMEENTE)
    assert again.json == seen.json, "as it was known then"
    view = await desk.vraag("GET", place, AANBIEDER)
    zoals_beschreven("toonClientenstop", view)
    assert view.json["aanvraag"] == "Wij zijn vol."
    assert (await desk.vraag("GET", place, ANDERE_AANBIEDER)).json["aanvraag"] is None


async def test_a_page_leads_to_the_next_one(desk: Desk) -> None:
    for segment in (None, "4"):
        await post(desk, PAD, REGIO, VRAAG | {"segment": segment})
    first = await desk.vraag("GET", f"{PAD}?limit=1", REGIO)
    second = await desk.vraag("GET", first.json["volgende"], REGIO)
    assert [one["segment"] for page in (first, second) for one in page.json["stops"]] == [None, "4"]
    assert second.json["volgende"] is None


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["aanbieder", "van", "grond"]),
        (VRAAG | {"onbekend": 1}, [""]),
        ({"aanbieder": "0363", "van": "1 juni", "grond": "zomaar", "toelichting": "x" * 4001},
         ["aanbieder", "van", "grond", "toelichting"]),
        (VRAAG | {"gemeente": "3", "perceel": ""}, ["perceel", "gemeente"]),
        (VRAAG | {"aanbieder": AANBIEDER + "\n"}, ["aanbieder"]),
        ([VRAAG], [""]),
    ],
)  # fmt: skip
async def test_all_that_is_wrong_in_a_body_is_told_at_once(desk: Desk, body: Any, fields: list[str]) -> None:
    antwoord = await post(desk, PAD, REGIO, body)
    zoals_beschreven("vraagClientenstop", antwoord)
    assert (antwoord.status, set(antwoord.codes)) == (400, {"VERZOEK-INHOUD"})
    assert [one["pad"] for one in antwoord.json["bevindingen"]] == fields
    assert "zomaar" not in antwoord.data.decode()


async def test_what_cannot_be_is_a_409_that_names_all_of_it(desk: Desk) -> None:
    early = str(TODAY - timedelta(days=1))
    antwoord = await post(desk, PAD, AANBIEDER, VRAAG | {"van": early, "segment": "9"})
    zoals_beschreven("vraagClientenstop", antwoord)
    assert (antwoord.status, set(antwoord.codes)) == (409, {"VERZOEK-STAP"})
    assert [one["pad"] for one in antwoord.json["bevindingen"]] == ["segment", "van"]
    assert (await desk.vraag("GET", PAD, REGIO)).json["stops"] == []


async def test_who_may_not_and_what_is_not_there(desk: Desk) -> None:
    nobody = f"{PAD}/00000000-0000-7000-8000-000000000000"
    for method, pad, who, body, status in (
        ("POST", PAD, GEMEENTE, VRAAG, 403),
        ("POST", PAD, ANDERE_AANBIEDER, VRAAG, 404),
        ("POST", f"{nobody}/besluit", AANBIEDER, {}, 403),
        ("POST", f"{nobody}/besluit", REGIO, {"besluit": "afgewezen"}, 404),
        ("POST", f"{nobody}/opheffing", REGIO, {"vanaf": "2026-07-01"}, 404),
        ("POST", f"{PAD}/x/opheffing", REGIO, {"vanaf": "2026-07-01"}, 404),
        ("GET", nobody, REGIO, None, 404),
        ("GET", f"{PAD}?status=weg", REGIO, None, 400),
    ):
        assert (await desk.vraag(method, pad, who, json=body)).status == status, (method, pad, who)


async def test_another_form_or_too_much_is_refused(desk: Desk) -> None:
    xml = await desk.vraag("POST", PAD, REGIO, data=b"<x/>", headers={"Content-Type": "application/xml"})
    assert (xml.status, xml.headers["Accept-Post"]) == (415, "application/json")
    large = await post(desk, PAD, REGIO, VRAAG | {"toelichting": "x" * MAX_BYTES})
    assert large.status == 413
    for antwoord in (xml, large):
        zoals_beschreven("vraagClientenstop", antwoord)

# SPDX-License-Identifier: EUPL-1.2
"""The thread of a bericht over HTTP: the same access as the bericht itself, and all for the regio."""

from typing import Any

import pytest

from bouwers import jw301, jw305
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk


async def begin(desk: Desk) -> tuple[str, str]:
    """The addresses of an approved JW301 and of the JW305 that follows it."""
    toewijzing = await desk.send(jw301(), GEMEENTE)
    start = await desk.send(jw305(), AANBIEDER)
    assert [one.json["oordeel"] for one in (toewijzing, start)] == ["goedgekeurd", "goedgekeurd"]
    return toewijzing.headers["Location"], start.headers["Location"]


async def test_a_thread_names_each_bericht_with_its_answer(desk: Desk) -> None:
    _, start = await begin(desk)
    antwoord = await desk.vraag("GET", f"{start}/draad", AANBIEDER)
    assert antwoord.status == 200
    draad = antwoord.json
    assert (draad["bericht"], draad["toewijzingen"], draad["erIsMeer"]) == (start.rpartition("/")[2], None, False)
    (branch,) = draad["takken"]
    assert (branch["sleutel"], branch["takken"]) == ("toewijzing/0363/1", [])
    _, last = branch["berichten"]
    (retour,) = last.pop("antwoorden")
    assert retour["berichtsoort"] == "JW306"
    assert retour["veroorzaker"] == {"kanaal": "gateway", "partij": GEMEENTE, "persoon": None}
    assert last == {
        "id": draad["bericht"],
        "berichtsoort": "JW305",
        "identificatie": "JW305-1",
        "richting": "uit",
        "wederpartij": GEMEENTE,
        "verzender": AANBIEDER,
        "bestemming": GEMEENTE,
        "ontvangenOp": "2026-06-01T10:00:00Z",
        "dagtekening": "2026-04-15",
        "oordeel": "goedgekeurd",
        "bron": "partij",
        "veroorzaker": {"kanaal": "api", "partij": AANBIEDER, "persoon": None},
        "codes": [],
        "sleutels": ["toewijzing/0363/1"],
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [(AANBIEDER, 200), (GEMEENTE, 200), (REGIO, 200), (ANDERE_AANBIEDER, 404), (ANDERE_GEMEENTE, 404), (None, 401)],
)
async def test_who_may_see_a_thread(desk: Desk, who: str | None, status: int) -> None:
    toewijzing, _ = await begin(desk)
    assert (await desk.vraag("GET", f"{toewijzing}/draad", who)).status == status


@pytest.mark.parametrize("who", [AANBIEDER, REGIO])
@pytest.mark.parametrize("id_", ["x", "01a20138-832f-76df-a19a-7dbde818f074"])
async def test_what_is_no_bericht_has_no_thread(desk: Desk, id_: str, who: str) -> None:
    assert (await desk.vraag("GET", f"/v1/berichten/{id_}/draad", who)).status == 404


async def test_a_limit_leaves_berichten_out_and_says_so(desk: Desk) -> None:
    toewijzing, start = await begin(desk)
    seen: dict[str, Any] = {}
    for address in (toewijzing, start):
        draad = (await desk.vraag("GET", f"{address}/draad?limit=1", GEMEENTE)).json
        assert draad["erIsMeer"]
        seen[address] = [one["berichtsoort"] for branch in draad["takken"] for one in branch["berichten"]]
    assert seen == {toewijzing: ["JW301"], start: ["JW305"]}
    for fault in ("limit=0", "limit=251", "na=1"):
        assert (await desk.vraag("GET", f"{start}/draad?{fault}", GEMEENTE)).codes == ["VERZOEK-PARAMETER"]

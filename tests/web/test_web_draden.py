# SPDX-License-Identifier: EUPL-1.2
"""The thread of a bericht over HTTP: the same access as the bericht itself, and all for the regio."""

from typing import Any

import pytest

from bouwers import jw301, jw305
from web.loket import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Loket


async def begin(loket: Loket) -> tuple[str, str]:
    """The addresses of an approved JW301 and of the JW305 that follows it."""
    toewijzing = await loket.stuur(jw301(), GEMEENTE)
    start = await loket.stuur(jw305(), AANBIEDER)
    assert [een.json["oordeel"] for een in (toewijzing, start)] == ["goedgekeurd", "goedgekeurd"]
    return toewijzing.headers["Location"], start.headers["Location"]


async def test_a_thread_names_each_bericht_with_its_answer(loket: Loket) -> None:
    _, start = await begin(loket)
    antwoord = await loket.vraag("GET", f"{start}/draad", AANBIEDER)
    assert antwoord.status == 200
    draad = antwoord.json
    assert (draad["bericht"], draad["toewijzingen"], draad["erIsMeer"]) == (start.rpartition("/")[2], None, False)
    (tak,) = draad["takken"]
    assert (tak["sleutel"], tak["takken"]) == ("toewijzing/0363/1", [])
    _, laatste = tak["berichten"]
    (retour,) = laatste.pop("antwoorden")
    assert retour["berichtsoort"] == "JW306"
    assert retour["veroorzaker"] == {"kanaal": "gateway", "partij": GEMEENTE, "persoon": None}
    assert laatste == {
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
    ("wie", "status"),
    [(AANBIEDER, 200), (GEMEENTE, 200), (REGIO, 200), (ANDERE_AANBIEDER, 404), (ANDERE_GEMEENTE, 404), (None, 401)],
)
async def test_who_may_see_a_thread(loket: Loket, wie: str | None, status: int) -> None:
    toewijzing, _ = await begin(loket)
    assert (await loket.vraag("GET", f"{toewijzing}/draad", wie)).status == status


@pytest.mark.parametrize("wie", [AANBIEDER, REGIO])
@pytest.mark.parametrize("id_", ["x", "01a20138-832f-76df-a19a-7dbde818f074"])
async def test_what_is_no_bericht_has_no_thread(loket: Loket, id_: str, wie: str) -> None:
    assert (await loket.vraag("GET", f"/v1/berichten/{id_}/draad", wie)).status == 404


async def test_a_limit_leaves_berichten_out_and_says_so(loket: Loket) -> None:
    toewijzing, start = await begin(loket)
    gezien: dict[str, Any] = {}
    for adres in (toewijzing, start):
        draad = (await loket.vraag("GET", f"{adres}/draad?limit=1", GEMEENTE)).json
        assert draad["erIsMeer"]
        gezien[adres] = [een["berichtsoort"] for tak in draad["takken"] for een in tak["berichten"]]
    assert gezien == {toewijzing: ["JW301"], start: ["JW305"]}
    for fout in ("limit=0", "limit=251", "na=1"):
        assert (await loket.vraag("GET", f"{start}/draad?{fout}", GEMEENTE)).codes == ["VERZOEK-PARAMETER"]

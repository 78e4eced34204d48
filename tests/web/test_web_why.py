# SPDX-License-Identifier: EUPL-1.2
"""Why a bericht was judged so, by the API: as described, for whom it is about, one look one row, and nobody else."""

from typing import Any

from berichtenverkeer.core.bevinding import Niveau
from bouwers import BSN, jw305
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk
from web.test_web_afspraken import zoals_beschreven


async def test_who_has_the_bericht_and_the_region_hear_why_and_no_one_else(desk: Desk) -> None:
    receipt = (await desk.send(jw305(), AANBIEDER)).json
    address = f"/v1/berichten/{receipt['id']}/waarom"
    told: dict[str, Any] = {}
    for who, status in (
        (AANBIEDER, 200),
        (REGIO, 200),
        (GEMEENTE, 404),  # a rejected bericht was not delivered
        (ANDERE_AANBIEDER, 404),
        (ANDERE_GEMEENTE, 404),
    ):
        before = await desk.count("inzage")
        antwoord = await desk.vraag("GET", address, who)
        assert antwoord.status == status, who
        zoals_beschreven("toonWaarom", antwoord)
        assert await desk.count("inzage") == before + 1, who
        told[who] = antwoord.json
    why = told[AANBIEDER]
    assert why == told[REGIO]
    assert (why["oordeel"], why["toen"]["wijktAf"], why["nu"]["wijktAf"]) == ("afgekeurd", False, False)
    assert why["bevindingen"] == receipt["bevindingen"]
    broken = {one["code"]: one for one in why["regels"] if one["uitkomst"] == "gebroken"}
    assert broken.keys() == {one["code"] for one in receipt["bevindingen"]}
    assert all(one["feiten"] for one in why["regels"] if one["uitkomst"] == "gebroken")
    assert not any(one["feiten"] for one in why["regels"] if one["niveau"] == Niveau.BERICHT)
    assert BSN not in str(why)
    for wrong, status in (("?x=1", 400), ("", 401)):
        antwoord = await desk.vraag("GET", address + wrong, AANBIEDER if wrong else None)
        zoals_beschreven("toonWaarom", antwoord)
        assert antwoord.status == status
    for nowhere in ("01900000-0000-7000-8000-000000000000", "x"):
        assert (await desk.vraag("GET", f"/v1/berichten/{nowhere}/waarom", REGIO)).status == 404

# SPDX-License-Identifier: EUPL-1.2
"""The room of an aanbieder over HTTP: all that is its own, at one K, and nothing of another."""

from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.web.all_schemas import ALL_SCHEMAS
from berichtenverkeer.web.plafond_forms import Ruimteoverzicht
from gateway.test_plafonds_in_de_gateway import BSN, verzoek
from web.desk import AANBIEDER, ANDERE_AANBIEDER, GEMEENTE, REGIO, Desk
from web.test_web_afspraken import zoals_beschreven
from web.test_web_plafonds import EIGEN, _haal, geldloket
from web.test_web_tenzij import VERZOEK as TENZIJ

__all__ = ["geldloket"]


def test_it_has_the_fields_that_are_described() -> None:
    names = [field.encode_name for field in msgspec.structs.fields(Ruimteoverzicht)]
    assert names == list(ALL_SCHEMAS["Ruimteoverzicht"]["properties"])


async def test_an_aanbieder_sees_all_that_is_its_own_and_nothing_of_another(geldloket: Desk) -> None:
    """A tenzij of 600 of which the verzoek that got a `nee` takes 400, one that the gemeente asked, a stop."""
    await geldloket.send(verzoek(2), AANBIEDER)
    own = TENZIJ | {"bsn": BSN[2], "alternatieven": []}
    elsewhere = own | {"bsn": BSN[3], "aanbieder": ANDERE_AANBIEDER, "referentie": "T-elders"}
    of_gemeente = own | {"bsn": BSN[0], "referentie": "gemeente-7", "maximumCents": 1_000}
    ids = []
    for body, who in ((own, AANBIEDER), (of_gemeente, GEMEENTE), (elsewhere, ANDERE_AANBIEDER)):
        ids.append((await _post(geldloket, "/v1/tenzij-verzoeken", who, body, 201))["tenzij"]["id"])
    for who in (AANBIEDER, ANDERE_AANBIEDER):
        stop = {"aanbieder": who, "van": "2026-06-10", "grond": "personeel", "toelichting": "geheim"}
        stop_id = (await _post(geldloket, "/v1/clientenstops", who, stop, 201))["id"]
    asked = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    granting = {"besluit": "toegekend", "door": "contractmanager", "motivering": "geheim"}
    await _post(geldloket, f"/v1/tenzij-verzoeken/{ids[0]}/besluit", REGIO, granting)
    await _post(geldloket, f"/v1/tenzij-verzoeken/{ids[1]}/besluit", REGIO, granting | {"besluit": "afgewezen"})

    seen = await geldloket.vraag("GET", EIGEN, AANBIEDER)
    zoals_beschreven("toonPlafonds", seen)
    names = ("id", "referentie", "status", "maximumCents", "gebruiktCents", "overCents")
    assert [tuple(one[name] for name in names) for one in seen.json["tenzijs"]] == [
        (ids[0], "T-2026-1", "toegekend", 60_000, 40_000, 20_000),
        (ids[1], None, "afgewezen", 1_000, 0, None),
    ]
    k = seen.json["k"]
    signalen = await _haal(geldloket, f"/v1/plafondsignalen?k={k}")
    assert (seen.json["signalen"], seen.json["op"]) == (signalen["signalen"], "2026-06-02")
    assert [(one["segment"], one["gesprekVoor"]) for one in seen.json["signalen"]] == [
        (None, "2026-06-16"),
        ("4", "2026-06-16"),
    ]
    stops = (await _haal(geldloket, f"/v1/clientenstops?aanbieder={AANBIEDER}&k={k}"))["stops"]
    assert (seen.json["clientenstops"], [one["status"] for one in stops]) == (stops, ["gevraagd"])
    for word in (ANDERE_AANBIEDER, "T-elders", "gemeente-7", "geheim", ids[2], stop_id, *BSN):
        assert word.encode() not in seen.data, word
    refused = await geldloket.vraag("GET", EIGEN, ANDERE_AANBIEDER)
    assert refused.status == 404
    assert ids[0].encode() not in refused.data
    assert (await geldloket.vraag("GET", EIGEN, REGIO)).json == seen.json
    assert [(await _haal(geldloket, EIGEN.replace("2026", jaar)))["tenzijs"] for jaar in ("2025", "2027")] == [[], []]

    geldloket.clock.zet(date(2026, 7, 1))
    assert (await geldloket.vraag("GET", EIGEN, AANBIEDER)).data == seen.data, "all of it is of the day of K"
    await _post(geldloket, f"/v1/clientenstops/{stops[0]['id']}/besluit", REGIO, {"besluit": "afgewezen"})
    later = await _haal(geldloket, EIGEN)
    assert (later["op"], later["clientenstops"]) == ("2026-07-01", [])
    assert {one["isTeLaat"] for one in later["signalen"]} == {True}
    for then in (asked, seen):
        assert (await geldloket.vraag("GET", f"{EIGEN}?k={then.json['k']}", AANBIEDER)).data == then.data


async def _post(desk: Desk, pad: str, who: str, body: Any, status: int = 200) -> Any:
    antwoord = await desk.vraag("POST", pad, who, json=body)
    assert antwoord.status == status, antwoord.data
    return antwoord.json

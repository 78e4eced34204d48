# SPDX-License-Identifier: EUPL-1.2
"""A voorstel, a verdeling, begrotingen and lumpsums over HTTP, on the story of test_web_plafonds."""

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.money_rows import Begroting, Lumpsum, Productgroep
from berichtenverkeer.web.app import STANDAARD
from gateway.test_plafonds_in_de_gateway import rows, toewijzing, verzoek
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, Desk, open_loket
from web.test_web_afspraken import zoals_beschreven

YEAR: dict[str, Any] = {"geldig_van": date(2026, 1, 1), "geldig_tot": date(2026, 12, 31)}


@pytest_asyncio.fixture
async def moneydesk(config: Settings) -> AsyncIterator[Desk]:
    """1,000 euro for the aanbieder: 500 assigned, 400 asked."""
    group = Productgroep(categorie="45", productgroep="2201", naam="Ambulant", geldig_van=date(2015, 1, 1))
    own = [
        Begroting(gemeente=GEMEENTE, jaar=2026, productgroep="2201", bedrag_cents=80_000, **YEAR),
        Begroting(gemeente=ANDERE_GEMEENTE, jaar=2026, bedrag_cents=-1, **YEAR),
    ]
    lumpsum = Lumpsum(hoofdaannemer=AANBIEDER, segment="4", regel=1, soort="basis", bedrag_cents=36_500, **YEAR)
    register = rows() | {"productgroepen": [group], "begrotingen": own, "lumpsums": [lumpsum]}
    async with open_loket(config, STANDAARD, **register) as desk:
        desk.clock.zet(date(2026, 6, 2))
        for bericht, who in ((toewijzing(0, volume=5, met_referentie=False), GEMEENTE), (verzoek(1), AANBIEDER)):
            assert (await desk.send(bericht, who)).json["oordeel"] == "goedgekeurd"
        yield desk


async def _post(desk: Desk, pad: str, asked: object, who: str = REGIO) -> Any:
    data, form = io.BytesIO(msgspec.json.encode(asked)), {"Content-Type": "application/json"}
    antwoord = await desk.vraag("POST", f"/v1/plafonds/{pad}", who, data=data, headers=form)
    zoals_beschreven("rekenVoorstel" if "_voorstel" in pad else "rekenVerdeling", antwoord)
    return antwoord


async def test_plafonds_worked_out_anew(moneydesk: Desk) -> None:
    found = (await _post(moneydesk, "2026/_verdeling", {"bedragCents": -25_000, "wijze": "naar rato"})).json
    (regel,) = found["regels"]
    assert (regel["oudCents"], regel["nieuwCents"], regel["claimsCents"]) == (100_000, 75_000, 90_000)
    assert (regel["overschrijdingCents"], found["restCents"]) == (-15_000, 0)
    assert f"{AANBIEDER};2026;;;750,00;" in found["plafondsCsv"]
    again = await _post(moneydesk, f"2026/_verdeling?k={found['k']}", {"bedragCents": -25_000, "wijze": "naar rato"})
    assert again.json == found
    new = (await _post(moneydesk, "2027/_voorstel", {"basisjaar": 2026, "norm": "0.85"})).json
    (regel,) = new["regels"]
    assert (regel["oudCents"], regel["nieuwCents"], regel["herkomst"]) == (None, 850_000, "startbudget")
    plain = (await _post(moneydesk, "2027/_voorstel", {"basisjaar": 2026})).json
    assert plain["regels"][0]["nieuwCents"] == 800_000  # the norm of the register


@pytest.mark.parametrize(
    ("pad", "asked", "status"),
    [
        ("2027/_voorstel", {}, 400),
        ("2027/_voorstel", {"basisjaar": 2027}, 400),
        ("2027/_voorstel", {"basisjaar": 2026, "norm": "0,8"}, 400),
        ("2026/_verdeling", {"bedragCents": 1, "wijze": "eerlijk"}, 400),
        ("2026/_verdeling", {"bedragCents": 10**16}, 400),
        ("dit/_verdeling", {"bedragCents": 1}, 404),
    ],
)
async def test_what_is_no_question_is_told(moneydesk: Desk, pad: str, asked: object, status: int) -> None:
    assert (await _post(moneydesk, pad, asked)).status == status


async def test_a_gemeente_reads_its_own_budget_and_the_region_all(moneydesk: Desk) -> None:
    async def read(who: str) -> Any:
        antwoord = await moneydesk.vraag("GET", "/v1/gemeentebegrotingen/2026", who)
        zoals_beschreven("toonGemeentebegrotingen", antwoord)
        return antwoord

    own = (await read(GEMEENTE)).json
    assert ([one["gemeente"] for one in own["gemeenten"]], own["samen"]) == ([GEMEENTE], None)
    group, whole = own["gemeenten"][0]["regels"]
    assert (group["productgroep"], group["beslagCents"], group["gereserveerdCents"]) == ("2201", 50_000, 40_000)
    assert (group["restCents"], whole["soort"], whole["prognoseCents"]) == (-10_000, "totaal", None)
    every = (await read(REGIO)).json
    assert [one["gemeente"] for one in every["gemeenten"]] == sorted([GEMEENTE, ANDERE_GEMEENTE])
    assert every["samen"][-1]["begrootCents"] == 79_999
    assert (await read(AANBIEDER)).status == 403


async def test_an_aanbieder_reads_his_own_lumpsum(moneydesk: Desk) -> None:
    for who, status in ((AANBIEDER, 200), (REGIO, 200), (ANDERE_AANBIEDER, 404), (GEMEENTE, 403)):
        antwoord = await moneydesk.vraag("GET", "/v1/lumpsums/2026", who)
        zoals_beschreven("toonLumpsums", antwoord)
        assert antwoord.status == status
        if status == 200:
            (one,) = antwoord.json["lumpsums"]
            assert (one["bedragCents"], one["verbruiktCents"], one["perClientMaandCents"]) == (36_500, 15_300, None)

# SPDX-License-Identifier: EUPL-1.2
"""Two regios in one process: the same codes, BSN and Identificatie; what is of one is nothing to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date

import aiohttp
import msgspec
import pytest_asyncio

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.server import luister
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from gateway.test_plafonds_in_de_gateway import rijen, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register
from web.loket import ANDERE_AANBIEDER, REGIO, Loket

KLOK = StaandeKlok(date(2026, 4, 15))
GRENZEN = Grenzen(per_seconde=0.01, stoot=60)


@pytest_asyncio.fixture
async def loketten(instellingen: Instellingen) -> AsyncIterator[tuple[Loket, Loket]]:
    """Both on one port. The plafond of the one is a hundred times that of the other."""
    namen = (instellingen.regio, f"{instellingen.regio}-b")
    async with AsyncExitStack() as stapel:
        gateways = [
            await stapel.enter_async_context(
                gateway_met_register(msgspec.structs.replace(instellingen, regios=(naam,)), KLOK, **rijen(cents))
            )
            for naam, cents in zip(namen, (100_000, 10_000_000), strict=True)
        ]
        poort = await stapel.enter_async_context(luister(Gateways(gateways), "127.0.0.1", 0, grenzen=GRENZEN))
        sessie = await stapel.enter_async_context(aiohttp.ClientSession())
        een, twee = (Loket(gateway, KLOK, poort, sessie) for gateway in gateways)
        yield een, twee


async def test_the_same_bericht_in_both_is_two_and_neither_sees_the_other(loketten: tuple[Loket, Loket]) -> None:
    bewijzen = []
    for loket in loketten:
        eerste = await loket.stuur(jw301(), GEMEENTE)
        nog_eens = await loket.stuur(jw301(), GEMEENTE)
        assert (eerste.status, nog_eens.status) == (201, 200), eerste.data
        assert eerste.json["oordeel"] == "goedgekeurd"
        bewijzen.append(eerste.json)
    assert bewijzen[0]["id"] != bewijzen[1]["id"]
    for loket, eigen, vreemd in ((loketten[0], *bewijzen), (loketten[1], *reversed(bewijzen))):
        lijst = (await loket.vraag("GET", "/v1/berichten?richting=in", AANBIEDER)).json["berichten"]
        assert [stuk["id"] for stuk in lijst] == [eigen["id"]]
        for pad in ("", "/payload", "/draad"):
            assert (await loket.vraag("GET", f"/v1/berichten/{eigen['id']}{pad}", AANBIEDER)).status == 200
            assert (await loket.vraag("GET", f"/v1/berichten/{vreemd['id']}{pad}", AANBIEDER)).status == 404
            assert (await loket.vraag("GET", f"/v1/berichten/{vreemd['id']}{pad}", REGIO)).status == 404
        assert (await loket.vraag("DELETE", f"/v1/berichten/{vreemd['id']}", AANBIEDER)).status == 404
        gevonden = await loket.vraag("GET", f"/v1/berichten?identificatie={eigen['identificatie']}", AANBIEDER)
        assert [stuk["id"] for stuk in gevonden.json["berichten"]] == [eigen["id"]]


async def test_the_same_identificatie_with_other_bytes_is_a_repeat_in_its_own_regio_only(
    loketten: tuple[Loket, Loket],
) -> None:
    een, twee = loketten
    anders = jw301({"Client/Geboortedatum/Datum": "2012-02-02"})
    assert (await een.stuur(jw301(), GEMEENTE)).json["oordeel"] == "goedgekeurd"
    assert (await twee.stuur(anders, GEMEENTE)).json["oordeel"] == "goedgekeurd"
    assert "TR056" in (await een.stuur(anders, GEMEENTE)).codes


async def test_history_money_figures_and_clocks_are_of_the_own_regio(loketten: tuple[Loket, Loket]) -> None:
    een, twee = loketten
    await een.stuur(jw301(), GEMEENTE)
    assert (await een.stuur(jw305(), AANBIEDER)).json["oordeel"] == "goedgekeurd"
    assert "TR019" in (await twee.stuur(jw305(), AANBIEDER)).codes, "its toewijzing is of the other regio"
    for nummer in range(3):
        await een.stuur(verzoek(nummer), AANBIEDER)
        await twee.stuur(verzoek(nummer), AANBIEDER)
    vol, ruim = [(await loket.vraag("GET", "/v1/plafonds/2026", REGIO)).json for loket in loketten]
    assert [een_["plafondCents"] for een_ in (*vol["plafonds"], *ruim["plafonds"])] == [100_000, 10_000_000]
    assert vol["plafonds"][0]["gereserveerdCents"] < ruim["plafonds"][0]["gereserveerdCents"] == 120_000
    pad = "/v1/rapportages/stromen?periode=2026-03"
    rapporten = [(await loket.vraag("GET", pad, REGIO)).json for loket in loketten]
    assert [rapport["verantwoording"]["regio"] for rapport in rapporten] == [een.gateway.regio, twee.gateway.regio]
    klokken = [(await loket.vraag("GET", "/v1/termijnen", REGIO)).json["klokken"] for loket in loketten]
    assert len(klokken[0]) > len(klokken[1]) == 3, "three requests of each; only the one has a toewijzing and its start"


async def test_who_books_long_in_one_regio_keeps_nobody_in_the_other(loketten: tuple[Loket, Loket]) -> None:
    """Not even with every connection of his own regio in use: mail, K and reports go on beside it."""
    een, twee = loketten
    await asyncio.gather(een.stuur(jw301(), GEMEENTE), twee.stuur(jw301(), GEMEENTE))
    await asyncio.gather(een.token(AANBIEDER), twee.token(AANBIEDER), twee.token(REGIO))
    async with AsyncExitStack() as stapel:
        for _ in range(4):  # BV_POOL of the tests
            conn = await stapel.enter_async_context(een.gateway.database.transactie())
            await watermerk.begin(Grootboek(conn, een.gateway.regio))
        wacht = asyncio.create_task(een.vraag("GET", "/v1/berichten", AANBIEDER))
        bewijs = await twee.stuur(jw305(), AANBIEDER)
        assert bewijs.json["oordeel"] == "goedgekeurd"
        lijst = (await twee.vraag("GET", "/v1/berichten?richting=in", GEMEENTE)).json["berichten"]
        assert {stuk["berichtsoort"] for stuk in lijst} == {"JW302", "JW305"}
        assert (await twee.vraag("GET", "/v1/rapportages/stromen?periode=2026-03", REGIO)).status == 200
        assert not wacht.done()
    assert (await wacht).status == 200


async def test_a_rebuild_of_one_regio_shuts_out_nobody_of_the_other(loketten: tuple[Loket, Loket]) -> None:
    een, twee = loketten
    async with een.gateway.database.transactie() as herbouw:
        await watermerk.shut_out_writers(Grootboek(herbouw, een.gateway.regio))
        wacht = asyncio.create_task(een.stuur(jw301(), GEMEENTE))
        assert (await twee.stuur(jw301(), GEMEENTE)).status == 201
        assert not wacht.done()
    assert (await wacht).status == 201


async def test_a_token_opens_its_own_regio_and_no_other_answers_anything_else_than_to_a_stranger(
    loketten: tuple[Loket, Loket], instellingen: Instellingen
) -> None:
    een, twee = loketten
    await een.stuur(jw301(), GEMEENTE)
    elders = f"{instellingen.regio}-c"  # of a regio that this process does not serve
    async with gateway_met_register(msgspec.structs.replace(instellingen, regios=(elders,)), KLOK) as derde:
        _, vreemd = await derde.toegang.nieuw(beheer(derde), AANBIEDER)
    id_, ingetrokken = await twee.gateway.toegang.nieuw(beheer(twee.gateway), AANBIEDER)
    await twee.gateway.register.ververs(nu=True)
    assert await Gateways([een.gateway, twee.gateway]).who(ingetrokken)
    await twee.gateway.toegang.trek_in(beheer(twee.gateway), id_)
    await twee.gateway.register.ververs(nu=True)
    antwoorden = []
    for token in (vreemd, ingetrokken, "bv_onzin"):
        koppen = {"Authorization": f"Bearer {token}"}
        antwoorden.append(await een.vraag("GET", "/v1/berichten", headers=koppen))
    assert {een_.status for een_ in antwoorden} == {401}
    assert len({een_.json["detail"] for een_ in antwoorden}) == 1
    assert len({een_.headers["WWW-Authenticate"] for een_ in antwoorden}) == 1


async def test_the_same_code_has_a_limit_of_its_own_in_each_regio(loketten: tuple[Loket, Loket]) -> None:
    een, twee = loketten
    statussen = [(await een.vraag("GET", "/v1/berichten?limit=1", ANDERE_AANBIEDER)).status for _ in range(62)]
    assert statussen[-1] == 429
    assert (await twee.vraag("GET", "/v1/berichten?limit=1", ANDERE_AANBIEDER)).status == 200


async def test_each_regio_measures_itself_and_says_so(loketten: tuple[Loket, Loket]) -> None:
    een, twee = loketten
    await een.stuur(write(jw301()), GEMEENTE)
    await een.vraag("GET", "/healthz")
    teksten = [(await loket.vraag("GET", "/metrics", REGIO)).data.decode() for loket in loketten]
    for loket, ander, tekst, aantal in ((een, twee, teksten[0], 2), (twee, een, teksten[1], 0)):
        regio = loket.gateway.regio
        assert f'berichtenverkeer_berichten{{regio="{regio}"}} {aantal}' in tekst.splitlines()
        assert f'{{regio="{regio}",methode="GET",route="/healthz",status="200"}} 1' in tekst
        assert f'"{ander.gateway.regio}"' not in tekst
        alle = [regel for regel in tekst.splitlines() if not regel.startswith("#")]
        assert all(f'{{regio="{regio}"' in regel for regel in alle)
    assert 'route="/v1/berichten",status="201"' in teksten[0]
    assert 'route="/v1/berichten",status="201"' not in teksten[1]


async def test_a_process_is_ready_while_one_of_its_regios_is(loketten: tuple[Loket, Loket]) -> None:
    """A register that nobody loaded is a fault of its own regio."""
    een, twee = loketten
    await een.stuur(jw301(), GEMEENTE)
    een.gateway.register._vreemde_versie = 1
    assert (await een.vraag("GET", "/readyz")).status == 200
    twee.gateway.register._vreemde_versie = 1
    assert (await een.vraag("GET", "/readyz")).status == 503

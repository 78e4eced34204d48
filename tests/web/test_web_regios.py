# SPDX-License-Identifier: EUPL-1.2
"""Two regios in one process: the same codes, BSN and Identificatie; what is of one is nothing to the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date

import aiohttp
import msgspec
import pytest_asyncio

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.ledger import watermark
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.server import listen
from bouwers import AANBIEDER, GEMEENTE, jw301, jw305
from gateway.test_plafonds_in_de_gateway import rows, verzoek
from gatewaybouw import StaandeKlok, gateway_met_register
from web.desk import ANDERE_AANBIEDER, REGIO, Desk

KLOK = StaandeKlok(date(2026, 4, 15))
GRENZEN = Limits(per_seconde=0.01, stoot=60)


@pytest_asyncio.fixture
async def loketten(config: Settings) -> AsyncIterator[tuple[Desk, Desk]]:
    """Both on one port. The plafond of the one is a hundred times that of the other."""
    names = (config.regio, f"{config.regio}-b")
    patient = msgspec.structs.replace(config, verbinding_wacht_ms=60_000)  # who waits may wait for a busy machine
    async with AsyncExitStack() as batch:
        gateways = [
            await batch.enter_async_context(
                gateway_met_register(msgspec.structs.replace(patient, regios=(name,)), KLOK, **rows(cents))
            )
            for name, cents in zip(names, (100_000, 10_000_000), strict=True)
        ]
        poort = await batch.enter_async_context(listen(Gateways(gateways), "127.0.0.1", 0, limits=GRENZEN))
        session = await batch.enter_async_context(aiohttp.ClientSession())
        one, two = (Desk(gateway, KLOK, poort, session) for gateway in gateways)
        yield one, two


async def test_the_same_bericht_in_both_is_two_and_neither_sees_the_other(loketten: tuple[Desk, Desk]) -> None:
    bewijzen = []
    for desk in loketten:
        first = await desk.send(jw301(), GEMEENTE)
        still_once = await desk.send(jw301(), GEMEENTE)
        assert (first.status, still_once.status) == (201, 200), first.data
        assert first.json["oordeel"] == "goedgekeurd"
        bewijzen.append(first.json)
    assert bewijzen[0]["id"] != bewijzen[1]["id"]
    for desk, own, foreign in ((loketten[0], *bewijzen), (loketten[1], *reversed(bewijzen))):
        listing = (await desk.vraag("GET", "/v1/berichten?richting=in", AANBIEDER)).json["berichten"]
        assert [piece["id"] for piece in listing] == [own["id"]]
        for pad in ("", "/payload", "/draad"):
            assert (await desk.vraag("GET", f"/v1/berichten/{own['id']}{pad}", AANBIEDER)).status == 200
            assert (await desk.vraag("GET", f"/v1/berichten/{foreign['id']}{pad}", AANBIEDER)).status == 404
            assert (await desk.vraag("GET", f"/v1/berichten/{foreign['id']}{pad}", REGIO)).status == 404
        assert (await desk.vraag("DELETE", f"/v1/berichten/{foreign['id']}", AANBIEDER)).status == 404
        found = await desk.vraag("GET", f"/v1/berichten?identificatie={own['identificatie']}", AANBIEDER)
        assert [piece["id"] for piece in found.json["berichten"]] == [own["id"]]


async def test_the_same_identificatie_with_other_bytes_is_a_repeat_in_its_own_regio_only(
    loketten: tuple[Desk, Desk],
) -> None:
    one, two = loketten
    otherwise = jw301({"Client/Geboortedatum/Datum": "2012-02-02"})
    assert (await one.send(jw301(), GEMEENTE)).json["oordeel"] == "goedgekeurd"
    assert (await two.send(otherwise, GEMEENTE)).json["oordeel"] == "goedgekeurd"
    assert "TR056" in (await one.send(otherwise, GEMEENTE)).codes


async def test_history_money_figures_and_clocks_are_of_the_own_regio(loketten: tuple[Desk, Desk]) -> None:
    one, two = loketten
    await one.send(jw301(), GEMEENTE)
    assert (await one.send(jw305(), AANBIEDER)).json["oordeel"] == "goedgekeurd"
    assert "TR019" in (await two.send(jw305(), AANBIEDER)).codes, "its toewijzing is of the other regio"
    for number in range(3):
        await one.send(verzoek(number), AANBIEDER)
        await two.send(verzoek(number), AANBIEDER)
    full, ruim = [(await desk.vraag("GET", "/v1/plafonds/2026", REGIO)).json for desk in loketten]
    assert [een_["plafondCents"] for een_ in (*full["plafonds"], *ruim["plafonds"])] == [100_000, 10_000_000]
    assert full["plafonds"][0]["gereserveerdCents"] < ruim["plafonds"][0]["gereserveerdCents"] == 120_000
    pad = "/v1/rapportages/stromen?periode=2026-03"
    rapporten = [(await desk.vraag("GET", pad, REGIO)).json for desk in loketten]
    assert [report["verantwoording"]["regio"] for report in rapporten] == [one.gateway.regio, two.gateway.regio]
    clocks = [(await desk.vraag("GET", "/v1/termijnen", REGIO)).json["klokken"] for desk in loketten]
    assert len(clocks[0]) > len(clocks[1]) == 3, "three requests of each; only the one has a toewijzing and its start"


async def test_who_books_long_in_one_regio_keeps_nobody_in_the_other(loketten: tuple[Desk, Desk]) -> None:
    """Not even with every connection of his own regio in use: mail, K and reports go on beside it."""
    one, two = loketten
    await asyncio.gather(one.send(jw301(), GEMEENTE), two.send(jw301(), GEMEENTE))
    await asyncio.gather(one.token(AANBIEDER), two.token(AANBIEDER), two.token(REGIO))
    async with AsyncExitStack() as batch:
        for _ in range(4):  # BV_POOL of the tests
            conn = await batch.enter_async_context(one.gateway.database.transaction())
            await watermark.begin(Grootboek(conn, one.gateway.regio))
        wait = asyncio.create_task(one.vraag("GET", "/v1/berichten", AANBIEDER))
        proof = await two.send(jw305(), AANBIEDER)
        assert proof.json["oordeel"] == "goedgekeurd"
        listing = (await two.vraag("GET", "/v1/berichten?richting=in", GEMEENTE)).json["berichten"]
        assert {piece["berichtsoort"] for piece in listing} == {"JW302", "JW305"}
        assert (await two.vraag("GET", "/v1/rapportages/stromen?periode=2026-03", REGIO)).status == 200
        assert not wait.done()
    assert (await wait).status == 200


async def test_a_rebuild_of_one_regio_shuts_out_nobody_of_the_other(loketten: tuple[Desk, Desk]) -> None:
    one, two = loketten
    async with one.gateway.database.transaction() as rebuild:
        await watermark.shut_out_writers(Grootboek(rebuild, one.gateway.regio))
        wait = asyncio.create_task(one.send(jw301(), GEMEENTE))
        assert (await two.send(jw301(), GEMEENTE)).status == 201
        assert not wait.done()
    assert (await wait).status == 201


async def test_a_token_opens_its_own_regio_and_no_other_answers_anything_else_than_to_a_stranger(
    loketten: tuple[Desk, Desk], config: Settings
) -> None:
    one, two = loketten
    await one.send(jw301(), GEMEENTE)
    elders = f"{config.regio}-c"  # of a regio that this process does not serve
    async with gateway_met_register(msgspec.structs.replace(config, regios=(elders,)), KLOK) as derde:
        _, foreign = await derde.access.create(administration(derde), AANBIEDER)
    id_, ingetrokken = await two.gateway.access.create(administration(two.gateway), AANBIEDER)
    await two.gateway.register.refresh(now=True)
    assert await Gateways([one.gateway, two.gateway]).who(ingetrokken)
    await two.gateway.access.withdraw(administration(two.gateway), id_)
    await two.gateway.register.refresh(now=True)
    antwoorden = []
    for token in (foreign, ingetrokken, "bv_onzin"):
        envelopes = {"Authorization": f"Bearer {token}"}
        antwoorden.append(await one.vraag("GET", "/v1/berichten", headers=envelopes))
    assert {een_.status for een_ in antwoorden} == {401}
    assert len({een_.json["detail"] for een_ in antwoorden}) == 1
    assert len({een_.headers["WWW-Authenticate"] for een_ in antwoorden}) == 1


async def test_the_same_code_has_a_limit_of_its_own_in_each_regio(loketten: tuple[Desk, Desk]) -> None:
    one, two = loketten
    statussen = [(await one.vraag("GET", "/v1/berichten?limit=1", ANDERE_AANBIEDER)).status for _ in range(62)]
    assert statussen[-1] == 429
    assert (await two.vraag("GET", "/v1/berichten?limit=1", ANDERE_AANBIEDER)).status == 200


async def test_each_regio_measures_itself_and_says_so(loketten: tuple[Desk, Desk]) -> None:
    one, two = loketten
    await one.send(write(jw301()), GEMEENTE)
    await one.vraag("GET", "/healthz")
    texts = [(await desk.vraag("GET", "/metrics", REGIO)).data.decode() for desk in loketten]
    for desk, other, text, count in ((one, two, texts[0], 2), (two, one, texts[1], 0)):
        regio = desk.gateway.regio
        assert f'berichtenverkeer_berichten{{regio="{regio}"}} {count}' in text.splitlines()
        assert f'{{regio="{regio}",methode="GET",route="/healthz",status="200"}} 1' in text
        assert f'"{other.gateway.regio}"' not in text
        every = [regel for regel in text.splitlines() if not regel.startswith("#")]
        assert all(f'{{regio="{regio}"' in regel for regel in every)
    assert 'route="/v1/berichten",status="201"' in texts[0]
    assert 'route="/v1/berichten",status="201"' not in texts[1]


async def test_a_process_is_ready_while_one_of_its_regios_is(loketten: tuple[Desk, Desk]) -> None:
    """A register that nobody loaded is a fault of its own regio."""
    one, two = loketten
    await one.send(jw301(), GEMEENTE)
    one.gateway.register._unexplained_version = 1
    assert (await one.vraag("GET", "/readyz")).status == 200
    two.gateway.register._unexplained_version = 1
    assert (await one.vraag("GET", "/readyz")).status == 503

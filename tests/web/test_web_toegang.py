# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: every address for every kind of caller, as one table; and how much one caller may ask."""

import asyncio
import gzip
import threading
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from bellers import beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.validation.transport import ongzip
from berichtenverkeer.web.grenzen import Grenzen, Poortwachter
from berichtenverkeer.web.probleem import Afwijzing
from berichtenverkeer.web.toegang import aanvaardt
from bouwers import jw315, met
from gatewaybouw import BEGIN, partijen
from web.loket import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, XML, Loket, open_loket

TABEL = """
                               niemand krom onbekend ingetrokken verlopen beeindigd afzender aanbieder ontvanger gemeente regio
POST   /v1/berichten           401     401  401      401         401      401       201      403       403       403      403
GET    /v1/berichten           401     401  401      401         401      401       200      200       200       200      200
GET    /v1/berichten/ID        401     401  401      401         401      401       200      404       200       404      404
GET    /v1/berichten/ID/payload 401    401  401      401         401      401       200      404       200       404      404
DELETE /v1/berichten/ID        401     401  401      401         401      401       404      404       204       404      404
POST   /v1/validaties          401     401  401      401         401      401       200      200       200       200      200
GET    /v1/plafonds/2026       401     401  401      401         401      401       403      403       403       403      200
GET    /v1/aanbieders/65656055/plafonds/2026 401 401 401 401     401      401       200      404       403       403      200
GET    /v1/aanbieders/65656055/plafonds/2026/boekingen 401 401 401 401 401 401      200      404       403       403      200
GET    /v1/aanbieders/99999999/plafonds/2026 401 401 401 401     401      401       404      404       403       403      404
GET    /v1/rapportages/stromen?periode=2026-03 401 401 401 401 401 401 403 403 403 403 200
GET    /v1/rapportages/stromen/bewegingen?periode=2026-03 401 401 401 401 401 401 403 403 403 403 200
GET    /v1/rapportages/wachttijden?periode=2026-03 401 401 401 401 401 401 403 403 403 403 200
GET    /v1/termijnen           401     401  401      401         401      401       200      200       200       200      200
GET    /v1/termijnen/samenvatting 401  401  401      401         401      401       200      200       200       200      200
GET    /metrics                401     401  401      401         401      401       403      403       403       403      200
GET    /healthz                200     200  200      200         200      200       200      200       200       200      200
GET    /readyz                 200     200  200      200         200      200       200      200       200       200      200
GET    /v1/openapi.json        200     200  200      200         200      200       200      200       200       200      200
GET    /v1/iets-anders         404     404  404      404         404      404       404      404       404       404      404
PUT    /v1/berichten           405     405  405      405         405      405       405      405       405       405      405
"""  # noqa: E501  # a table is read by its columns

GESTOPT = "42429999"


async def _koppen(loket: Loket) -> dict[str, str | None]:
    """The value of Authorization for every kind of caller."""
    gateway, klok = loket.gateway, loket.klok
    ingetrokken_id, ingetrokken = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await gateway.toegang.trek_in(beheer(gateway), ingetrokken_id)
    verlopen_id, verlopen = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await gateway.toegang.roteer(beheer(gateway), verlopen_id, timedelta(days=1))
    beeindigd = await loket.token(GESTOPT)
    klok.zet(date(2026, 6, 11))
    tokens = {
        "onbekend": "bv_onbekend",
        "ingetrokken": ingetrokken,
        "verlopen": verlopen,
        "beeindigd": beeindigd,
        "afzender": await loket.token(AANBIEDER),
        "aanbieder": await loket.token(ANDERE_AANBIEDER),
        "ontvanger": await loket.token(GEMEENTE),
        "gemeente": await loket.token(ANDERE_GEMEENTE),
        "regio": await loket.token(REGIO),
    }
    await gateway.register.ververs(nu=True)
    koppen: dict[str, str | None] = {naam: f"Bearer {token}" for naam, token in tokens.items()}
    return {"niemand": None, "krom": f"Basic {tokens['afzender']}", **koppen}


@pytest.fixture
async def bezet_loket(instellingen: Instellingen) -> AsyncIterator[Loket]:
    """A loket where one aanbieder leaves on 10 June 2026."""
    gestopt = Partij(soort="aanbieder", code=GESTOPT, naam="Stopt", geldig_van=BEGIN, geldig_tot=date(2026, 6, 10))
    async with open_loket(instellingen, partijen=[*partijen(), gestopt]) as loket:
        yield loket


async def test_every_address_gives_every_caller_what_the_table_says(bezet_loket: Loket) -> None:
    loket = bezet_loket
    koppen = await _koppen(loket)
    namen, *rijen = (regel.split() for regel in TABEL.strip().splitlines())
    bericht_id = (await loket.stuur(jw315(), AANBIEDER)).json["id"]
    afwijkingen = []
    for methode, pad, *verwacht in rijen:
        for naam, status in zip(namen, verwacht, strict=True):
            headers = XML | ({"Authorization": kop} if (kop := koppen[naam]) else {})
            nieuw = write(met(jw315(), "Header/BerichtIdentificatie/Identificatie", "NIEUW"))
            data = nieuw if methode == "POST" else None
            antwoord = await loket.vraag(methode, pad.replace("ID", bericht_id), headers=headers, data=data)
            if antwoord.status != int(status):
                afwijkingen.append(f"{methode} {pad} {naam}: {antwoord.status}, not {status}")
            if antwoord.status == 401:
                assert antwoord.headers["WWW-Authenticate"].startswith("Bearer ")
            if antwoord.status == 405:
                assert set(antwoord.headers["Allow"].split(",")) == {"GET", "HEAD", "POST"}
    assert set(namen) == set(koppen)
    assert not afwijkingen


@pytest.mark.parametrize("kop", ["", "Bearer", "Bearer ", "Bearer a b", "Token x", "Bearer ü", f"Bearer {'a' * 300}"])
async def test_a_crooked_authorization_is_401(loket: Loket, kop: str) -> None:
    assert (await loket.vraag("GET", "/v1/berichten", headers={"Authorization": kop})).status == 401


async def test_all_reasons_for_401_look_alike_from_outside(bezet_loket: Loket) -> None:
    koppen = await _koppen(bezet_loket)
    antwoorden = [
        (await bezet_loket.vraag("GET", "/v1/berichten", headers={"Authorization": kop})).json
        for naam in ("krom", "onbekend", "ingetrokken", "verlopen", "beeindigd")
        if (kop := koppen[naam])
    ]
    assert len({(antwoord["title"], antwoord["detail"]) for antwoord in antwoorden}) == 1


async def test_too_many_requests_at_once_are_429_for_that_party_only(instellingen: Instellingen) -> None:
    async def traag() -> AsyncIterator[bytes]:
        yield b"<"
        await klaar.wait()

    klaar = asyncio.Event()
    async with open_loket(instellingen, Grenzen(onderweg=1)) as loket:
        await loket.token(AANBIEDER)
        eerste = asyncio.create_task(loket.vraag("POST", "/v1/berichten", AANBIEDER, data=traag(), headers=XML))
        await asyncio.sleep(0.1)
        tweede = await loket.vraag("GET", "/v1/berichten", AANBIEDER)
        ander = await loket.vraag("GET", "/v1/berichten", GEMEENTE)
        klaar.set()
        assert (await eerste).status == 400
        assert (tweede.status, tweede.headers["Retry-After"], ander.status) == (429, "1", 200)
        assert (await loket.vraag("GET", "/v1/berichten", AANBIEDER)).status == 200


async def test_packed_bodies_are_unpacked_a_few_at_a_time(
    instellingen: Instellingen, monkeypatch: pytest.MonkeyPatch
) -> None:
    tegelijk: list[int] = [0]
    slot = threading.Lock()

    def gemeten(data: bytes) -> Any:
        with slot:
            tegelijk.append(tegelijk[-1] + 1)
        time.sleep(0.02)
        with slot:
            tegelijk.append(tegelijk[-1] - 1)
        return ongzip(data)

    monkeypatch.setattr("berichtenverkeer.web.inlezen.ongzip", gemeten)
    async with open_loket(instellingen, Grenzen(zwaar=2)) as loket:
        await loket.token(AANBIEDER)
        data, kop = gzip.compress(b"<a/>"), {"Content-Encoding": "gzip"}
        antwoorden = await asyncio.gather(*(loket.stuur(data, AANBIEDER, headers=kop) for _ in range(8)))
    assert [antwoord.status for antwoord in antwoorden] == [400] * 8
    assert max(tegelijk) == 2


def test_the_bucket_fills_again_with_time() -> None:
    nu = 0.0
    poort = Poortwachter(Grenzen(per_seconde=2, stoot=3), lambda: nu)

    def mag() -> bool:
        try:
            poort.binnen(("r", "a"))
        except Afwijzing as afwijzing:
            return afwijzing.status != 429
        poort.buiten(("r", "a"))
        return True

    assert [mag() for _ in range(4)] == [True, True, True, False]
    nu = 1.0
    assert [mag() for _ in range(3)] == [True, True, False]
    nu = 100.0
    assert [mag() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("accept", "mag"),
    [
        ("*/*", True),
        ("application/json", True),
        ("application/*;q=0.1, text/html", True),
        ("text/html, application/xhtml+xml", False),
        ("application/json;q=0, */*", False),
        ("application/json;q=0.5, */*;q=0", True),
        ("application/problem+json", False),
        ("APPLICATION/JSON; q=x", False),
    ],
)
def test_an_accept_header_leaves_room_or_not(accept: str, mag: bool) -> None:
    assert aanvaardt(accept, "application/json") is mag

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

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.validation.transport import ongzip
from berichtenverkeer.web.access import accepts
from berichtenverkeer.web.limits import Gatekeeper, Limits
from berichtenverkeer.web.problem import Afwijzing
from bouwers import jw315, with_
from gatewaybouw import BEGIN, partijen
from web.desk import AANBIEDER, ANDERE_AANBIEDER, ANDERE_GEMEENTE, GEMEENTE, REGIO, XML, Desk, open_loket

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
POST   /v1/plafonds/2026/_wat-als 401  401  401      401         401      401       403      403       403       403      415
POST   /v1/plafonds/2026/_voorstel 401 401  401      401         401      401       403      403       403       403      415
POST   /v1/plafonds/2026/_verdeling 401 401 401      401         401      401       403      403       403       403      415
GET    /v1/gemeentebegrotingen/2026 401 401 401      401         401      401       403      403       404       404      404
GET    /v1/lumpsums/2026       401     401  401      401         401      401       404      404       403       403      404
GET    /v1/rapportages         401     401  401      401         401      401       200      200       200       200      200
GET    /v1/rapportages/stromen?periode=2026-03 401 401 401 401 401 401 200 200 200 200 200
GET    /v1/rapportages/stromen/achter?periode=2026-03 401 401 401 401 401 401 200 200 200 200 200
GET    /v1/rapportages/stromen/herziening?periode=2026-03 401 401 401 401 401 401 400 400 400 400 400
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


async def _envelopes(desk: Desk) -> dict[str, str | None]:
    """The value of Authorization for every kind of caller."""
    gateway, clock = desk.gateway, desk.clock
    ingetrokken_id, ingetrokken = await gateway.access.create(administration(gateway), AANBIEDER)
    await gateway.access.withdraw(administration(gateway), ingetrokken_id)
    verlopen_id, verlopen = await gateway.access.create(administration(gateway), AANBIEDER)
    await gateway.access.rotate(administration(gateway), verlopen_id, timedelta(days=1))
    ended = await desk.token(GESTOPT)
    clock.zet(date(2026, 6, 11))
    tokens = {
        "onbekend": "bv_onbekend",
        "ingetrokken": ingetrokken,
        "verlopen": verlopen,
        "beeindigd": ended,
        "afzender": await desk.token(AANBIEDER),
        "aanbieder": await desk.token(ANDERE_AANBIEDER),
        "ontvanger": await desk.token(GEMEENTE),
        "gemeente": await desk.token(ANDERE_GEMEENTE),
        "regio": await desk.token(REGIO),
    }
    await gateway.register.refresh(now=True)
    envelopes: dict[str, str | None] = {name: f"Bearer {token}" for name, token in tokens.items()}
    return {"niemand": None, "krom": f"Basic {tokens['afzender']}", **envelopes}


@pytest.fixture
async def bezet_loket(config: Settings) -> AsyncIterator[Desk]:
    """A loket where one aanbieder leaves on 10 June 2026."""
    stopped = Partij(soort="aanbieder", code=GESTOPT, naam="Stopt", geldig_van=BEGIN, geldig_tot=date(2026, 6, 10))
    async with open_loket(config, partijen=[*partijen(), stopped]) as desk:
        yield desk


async def test_every_address_gives_every_caller_what_the_table_says(bezet_loket: Desk) -> None:
    desk = bezet_loket
    envelopes = await _envelopes(desk)
    names, *rows = (regel.split() for regel in TABEL.strip().splitlines())
    bericht_id = (await desk.send(jw315(), AANBIEDER)).json["id"]
    afwijkingen = []
    for method, pad, *expected in rows:
        for name, status in zip(names, expected, strict=True):
            headers = XML | ({"Authorization": envelope} if (envelope := envelopes[name]) else {})
            new = write(with_(jw315(), "Header/BerichtIdentificatie/Identificatie", "NIEUW"))
            data = new if method == "POST" else None
            antwoord = await desk.vraag(method, pad.replace("ID", bericht_id), headers=headers, data=data)
            if antwoord.status != int(status):
                afwijkingen.append(f"{method} {pad} {name}: {antwoord.status}, not {status}")
            if antwoord.status == 401:
                assert antwoord.headers["WWW-Authenticate"].startswith("Bearer ")
            if antwoord.status == 405:
                assert set(antwoord.headers["Allow"].split(",")) == {"GET", "HEAD", "POST"}
    assert set(names) == set(envelopes)
    assert not afwijkingen


@pytest.mark.parametrize(
    "envelope", ["", "Bearer", "Bearer ", "Bearer a b", "Token x", "Bearer ü", f"Bearer {'a' * 300}"]
)
async def test_a_crooked_authorization_is_401(desk: Desk, envelope: str) -> None:
    assert (await desk.vraag("GET", "/v1/berichten", headers={"Authorization": envelope})).status == 401


async def test_all_reasons_for_401_look_alike_from_outside(bezet_loket: Desk) -> None:
    envelopes = await _envelopes(bezet_loket)
    antwoorden = [
        (await bezet_loket.vraag("GET", "/v1/berichten", headers={"Authorization": envelope})).json
        for name in ("krom", "onbekend", "ingetrokken", "verlopen", "beeindigd")
        if (envelope := envelopes[name])
    ]
    assert len({(antwoord["title"], antwoord["detail"]) for antwoord in antwoorden}) == 1


async def test_too_many_requests_at_once_are_429_for_that_party_only(config: Settings) -> None:
    async def traag() -> AsyncIterator[bytes]:
        yield b"<"
        await ready.wait()

    ready = asyncio.Event()
    async with open_loket(config, Limits(onderweg=1)) as desk:
        await desk.token(AANBIEDER)
        first = asyncio.create_task(desk.vraag("POST", "/v1/berichten", AANBIEDER, data=traag(), headers=XML))
        await asyncio.sleep(0.1)
        tweede = await desk.vraag("GET", "/v1/berichten", AANBIEDER)
        other = await desk.vraag("GET", "/v1/berichten", GEMEENTE)
        ready.set()
        assert (await first).status == 400
        assert (tweede.status, tweede.headers["Retry-After"], other.status) == (429, "1", 200)
        assert (await desk.vraag("GET", "/v1/berichten", AANBIEDER)).status == 200


async def test_packed_bodies_are_unpacked_a_few_at_a_time(config: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    tegelijk: list[int] = [0]
    lock = threading.Lock()

    def measured(data: bytes) -> Any:
        with lock:
            tegelijk.append(tegelijk[-1] + 1)
        time.sleep(0.02)
        with lock:
            tegelijk.append(tegelijk[-1] - 1)
        return ongzip(data)

    monkeypatch.setattr("berichtenverkeer.web.intake.ongzip", measured)
    async with open_loket(config, Limits(zwaar=2)) as desk:
        await desk.token(AANBIEDER)
        data, envelope = gzip.compress(b"<a/>"), {"Content-Encoding": "gzip"}
        antwoorden = await asyncio.gather(*(desk.send(data, AANBIEDER, headers=envelope) for _ in range(8)))
    assert [antwoord.status for antwoord in antwoorden] == [400] * 8
    assert max(tegelijk) == 2


def test_the_bucket_fills_again_with_time() -> None:
    now = 0.0
    poort = Gatekeeper(Limits(per_seconde=2, stoot=3), lambda: now)

    def may() -> bool:
        try:
            poort.enter(("r", "a"))
        except Afwijzing as afwijzing:
            return afwijzing.status != 429
        poort.leave(("r", "a"))
        return True

    assert [may() for _ in range(4)] == [True, True, True, False]
    now = 1.0
    assert [may() for _ in range(3)] == [True, True, False]
    now = 100.0
    assert [may() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("accept", "may"),
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
def test_an_accept_header_leaves_room_or_not(accept: str, may: bool) -> None:
    assert accepts(accept, "application/json") is may

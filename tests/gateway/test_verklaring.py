# SPDX-License-Identifier: EUPL-1.2
"""What gives rights without a gebeurtenis that explains it gives none, and is told."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import structlog

from bellers import administration, as_
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.beller import from_partij
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.verklaring import RegisterOnverklaard, explain
from berichtenverkeer.ledger import book
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.gebeurtenissen.administration import CredentialIngetrokken, CredentialUitgegeven
from berichtenverkeer.register import loading
from berichtenverkeer.register.credentials import hash_of
from berichtenverkeer.register.folders import read_folder
from bouwers import AANBIEDER, GEMEENTE
from gatewaybouw import gateway_met_register, partijen, register

GEHEIM = "bv_" + "x" * 43
ID = uuid.UUID(int=1)
NU = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def gateway(config: Settings) -> AsyncIterator[Gateway]:
    async with gateway_met_register(config) as geopend:
        yield geopend


@pytest_asyncio.fixture
async def administrator(beheerder_url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(beheerder_url)
    yield conn
    await conn.close()


async def who(gateway: Gateway, secret: str) -> str | None:
    await gateway.register.refresh(now=True)
    partij = await gateway.register.who(secret)
    return partij.code if partij else None


@pytest.mark.parametrize("partij", [AANBIEDER, GEMEENTE, "REGIO"])
async def test_a_credential_that_somebody_put_in_the_database_opens_nothing_and_is_told(
    gateway: Gateway, administrator: asyncpg.Connection, partij: str
) -> None:
    _, echt = await gateway.access.create(administration(gateway), AANBIEDER)
    await administrator.execute(
        "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, '', now())",
        gateway.regio,
        uuid.uuid4(),
        partij,
        hash_of(GEHEIM),
    )
    with structlog.testing.capture_logs() as regels:
        assert await who(gateway, GEHEIM) is None
        assert await who(gateway, echt) == AANBIEDER
    assert [regel["event"] for regel in regels] == ["credential_onverklaard"]  # once, not every second
    assert (await gateway.measure(as_(gateway, "REGIO"))).onverklaard == 1


@pytest.mark.parametrize(
    "wijziging",
    ["hash = $3", "partij = 'REGIO'", "id = '00000000-0000-0000-0000-000000000001'"],
)
async def test_a_credential_that_was_changed_opens_nothing(
    gateway: Gateway, administrator: asyncpg.Connection, wijziging: str
) -> None:
    id_, echt = await gateway.access.create(administration(gateway), AANBIEDER)
    assert await who(gateway, echt) == AANBIEDER
    more = [hash_of(GEHEIM)] if "$3" in wijziging else []
    await administrator.execute(
        f"update credential set {wijziging} where regio = $1 and id = $2", gateway.regio, id_, *more
    )
    assert await who(gateway, echt) is None
    assert await who(gateway, GEHEIM) is None
    assert gateway.register.onverklaard == 1


async def test_an_end_that_was_undone_stays_an_end(gateway: Gateway, administrator: asyncpg.Connection) -> None:
    id_, ingetrokken = await gateway.access.create(administration(gateway), AANBIEDER)
    await gateway.access.withdraw(administration(gateway), id_)
    oud_id, old = await gateway.access.create(administration(gateway), AANBIEDER)
    _, new = await gateway.access.rotate(administration(gateway), oud_id, timedelta(seconds=0.3))
    await administrator.execute(
        "update credential set ingetrokken_op = null, verloopt_op = null where regio = $1", gateway.regio
    )
    await asyncio.sleep(0.4)
    assert [await who(gateway, secret) for secret in (ingetrokken, old, new)] == [None, None, AANBIEDER]


def test_what_an_older_version_booked_explains_its_credential() -> None:
    gebeurtenis = CredentialUitgegeven(credential_id=ID, partij="0363", hash=None)
    valid = {ID: (b"h", "0363")}
    assert explain(valid, [gebeurtenis]).grants[b"h"].partij == "0363"
    assert explain(valid, []).onverklaard == {ID}
    assert explain(valid, [gebeurtenis, CredentialIngetrokken(credential_id=ID, partij="0363")]).onverklaard == {ID}
    vervangen = CredentialUitgegeven(
        credential_id=uuid.UUID(int=2), partij="0363", hash=b"n", vervangt=ID, vervangt_tot=NU
    )
    assert explain(valid, [gebeurtenis, vervangen]).grants[b"h"].until == NU


@pytest.mark.parametrize(
    "sql",
    [
        "update register_rij set waarde = waarde || '{\"retour\": \"zelf\"}' where regio = $1 and tabel = 'partijen'",
        "update register_rij set geldig_tot = '2026-01-01' where regio = $1 and sleutel like '%65656055%'",
        "delete from register_rij where regio = $1 and sleutel like '%42420001%'",
        "insert into register_rij select regio, 'mandaten', '0363', '2026-01-01', null, "
        '\'{"gemeente": "0363", "beleid": "blokkeren"}\', pos_van from register_rij where regio = $1 limit 1',
    ],
)
async def test_a_register_that_was_never_loaded_is_not_taken_and_is_told(
    gateway: Gateway, config: Settings, administrator: asyncpg.Connection, sql: str
) -> None:
    _, echt = await gateway.access.create(administration(gateway), AANBIEDER)
    await administrator.execute(sql, gateway.regio)
    async with open_gateway(config) as again:
        with pytest.raises(RegisterOnverklaard):
            await again.require_ready()
        with pytest.raises(RegisterOnverklaard):
            await again.register.who(echt)
        assert (await again.measure(from_partij(again.regio, partijen()[-1], Kanaal.API))).onverklaard == 1
        await again.register.load(administration(again), register(again.regio))  # the way out
        assert await who(again, echt) == AANBIEDER
        await again.require_ready()


async def test_a_load_without_a_gebeurtenis_is_not_taken_by_who_is_running(
    gateway: Gateway, administrator: asyncpg.Connection
) -> None:
    before = gateway.register.stand
    await administrator.execute(
        "insert into registerversie select regio, positie + 1000000, sha256 from registerversie where regio = $1",
        gateway.regio,
    )
    with structlog.testing.capture_logs() as regels:
        for _ in range(3):
            await gateway.register.refresh(now=True)
    assert gateway.register.stand is before
    assert [regel["event"] for regel in regels] == ["register_onverklaard"]


async def test_the_hash_of_what_is_kept_is_that_of_what_was_loaded(gateway: Gateway) -> None:
    """Also of a register with every kind of row and value."""
    content = read_folder(Path(__file__).parents[2] / "deploy" / "voorbeeldregio").content
    async with gateway.database.transaction() as conn:
        (position,) = await book.reserve(conn, 1)
        loaded = await loading.load(Grootboek(conn, gateway.regio), content, position)
        assert loading.sha256_of(await loading.saved_rows(Grootboek(conn, gateway.regio))) == loaded.sha256

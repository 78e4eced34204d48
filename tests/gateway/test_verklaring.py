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

from bellers import als, beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.beller import van_partij
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.gateway.verklaring import RegisterOnverklaard, verklaar
from berichtenverkeer.ledger import boek
from berichtenverkeer.ledger.gebeurtenissen.beheer import CredentialIngetrokken, CredentialUitgegeven
from berichtenverkeer.ledger.veroorzaker import Kanaal
from berichtenverkeer.register import laden
from berichtenverkeer.register.credentials import hash_van
from berichtenverkeer.register.mappen import lees_map
from bouwers import AANBIEDER, GEMEENTE
from gatewaybouw import gateway_met_register, partijen, register

GEHEIM = "bv_" + "x" * 43
ID = uuid.UUID(int=1)
NU = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def gateway(instellingen: Instellingen) -> AsyncIterator[Gateway]:
    async with gateway_met_register(instellingen) as geopend:
        yield geopend


@pytest_asyncio.fixture
async def beheerder(beheerder_url: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(beheerder_url)
    yield conn
    await conn.close()


async def wie(gateway: Gateway, geheim: str) -> str | None:
    await gateway.register.ververs(nu=True)
    partij = await gateway.register.wie(geheim)
    return partij.code if partij else None


@pytest.mark.parametrize("partij", [AANBIEDER, GEMEENTE, "REGIO"])
async def test_a_credential_that_somebody_put_in_the_database_opens_nothing_and_is_told(
    gateway: Gateway, beheerder: asyncpg.Connection, partij: str
) -> None:
    _, echt = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await beheerder.execute(
        "insert into credential (regio, id, partij, hash, label, aangemaakt_op) values ($1, $2, $3, $4, '', now())",
        gateway.regio,
        uuid.uuid4(),
        partij,
        hash_van(GEHEIM),
    )
    with structlog.testing.capture_logs() as regels:
        assert await wie(gateway, GEHEIM) is None
        assert await wie(gateway, echt) == AANBIEDER
    assert [regel["event"] for regel in regels] == ["credential_onverklaard"]  # once, not every second
    assert (await gateway.meet(als(gateway, "REGIO"))).onverklaard == 1


@pytest.mark.parametrize(
    "wijziging",
    ["hash = $3", "partij = 'REGIO'", "id = '00000000-0000-0000-0000-000000000001'"],
)
async def test_a_credential_that_was_changed_opens_nothing(
    gateway: Gateway, beheerder: asyncpg.Connection, wijziging: str
) -> None:
    id_, echt = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    assert await wie(gateway, echt) == AANBIEDER
    meer = [hash_van(GEHEIM)] if "$3" in wijziging else []
    await beheerder.execute(
        f"update credential set {wijziging} where regio = $1 and id = $2", gateway.regio, id_, *meer
    )
    assert await wie(gateway, echt) is None
    assert await wie(gateway, GEHEIM) is None
    assert gateway.register.onverklaard == 1


async def test_an_end_that_was_undone_stays_an_end(gateway: Gateway, beheerder: asyncpg.Connection) -> None:
    id_, ingetrokken = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await gateway.toegang.trek_in(beheer(gateway), id_)
    oud_id, oud = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    _, nieuw = await gateway.toegang.roteer(beheer(gateway), oud_id, timedelta(seconds=0.3))
    await beheerder.execute(
        "update credential set ingetrokken_op = null, verloopt_op = null where regio = $1", gateway.regio
    )
    await asyncio.sleep(0.4)
    assert [await wie(gateway, geheim) for geheim in (ingetrokken, oud, nieuw)] == [None, None, AANBIEDER]


def test_what_an_older_version_booked_explains_its_credential() -> None:
    feit = CredentialUitgegeven(credential_id=ID, partij="0363", hash=None)
    geldig = {ID: (b"h", "0363")}
    assert verklaar(geldig, [feit]).toegang[b"h"].partij == "0363"
    assert verklaar(geldig, []).onverklaard == {ID}
    assert verklaar(geldig, [feit, CredentialIngetrokken(credential_id=ID, partij="0363")]).onverklaard == {ID}
    vervangen = CredentialUitgegeven(
        credential_id=uuid.UUID(int=2), partij="0363", hash=b"n", vervangt=ID, vervangt_tot=NU
    )
    assert verklaar(geldig, [feit, vervangen]).toegang[b"h"].tot == NU


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
    gateway: Gateway, instellingen: Instellingen, beheerder: asyncpg.Connection, sql: str
) -> None:
    _, echt = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    await beheerder.execute(sql, gateway.regio)
    async with open_gateway(instellingen) as opnieuw:
        with pytest.raises(RegisterOnverklaard):
            await opnieuw.vereis_gereed()
        with pytest.raises(RegisterOnverklaard):
            await opnieuw.register.wie(echt)
        assert (await opnieuw.meet(van_partij(opnieuw.regio, partijen()[-1], Kanaal.API))).onverklaard == 1
        await opnieuw.register.laad(beheer(opnieuw), register(opnieuw.regio))  # the way out
        assert await wie(opnieuw, echt) == AANBIEDER
        await opnieuw.vereis_gereed()


async def test_a_load_without_a_gebeurtenis_is_not_taken_by_who_is_running(
    gateway: Gateway, beheerder: asyncpg.Connection
) -> None:
    voor = gateway.register.stand
    await beheerder.execute(
        "insert into registerversie select regio, positie + 1000000, sha256 from registerversie where regio = $1",
        gateway.regio,
    )
    with structlog.testing.capture_logs() as regels:
        for _ in range(3):
            await gateway.register.ververs(nu=True)
    assert gateway.register.stand is voor
    assert [regel["event"] for regel in regels] == ["register_onverklaard"]


async def test_the_hash_of_what_is_kept_is_that_of_what_was_loaded(gateway: Gateway) -> None:
    """Also of a register with every kind of row and value."""
    inhoud = lees_map(Path(__file__).parents[2] / "deploy" / "voorbeeldregio").inhoud
    async with gateway.database.transactie() as conn:
        (positie,) = await boek.reserveer(conn, 1)
        geladen = await laden.laad(Grootboek(conn, gateway.regio), inhoud, positie)
        assert laden.sha256_van(await laden.bewaarde_rijen(Grootboek(conn, gateway.regio))) == geladen.sha256

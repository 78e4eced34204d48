# SPDX-License-Identifier: EUPL-1.2
"""Credentials: a secret opens the door until it expires or is withdrawn, and is not to be found afterwards."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from berichtenverkeer.core.database import Database, Grootboek, PgConnection
from berichtenverkeer.register.credentials import (
    hash_of,
    listing,
    new_credential,
    rotate,
    valid_per_id,
    withdraw,
)

NU = datetime(2026, 4, 15, 12, tzinfo=UTC)
STRAKS = NU + timedelta(minutes=1)


async def valid(conn: PgConnection, regio: str, now: datetime) -> dict[bytes, str]:
    """Hash of the secret -> party."""
    return dict((await valid_per_id(Grootboek(conn, regio), now)).values())


async def test_a_new_secret_opens_the_door_for_its_party_only_in_its_region(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        id_, secret = await new_credential(Grootboek(conn, regio), "99000101", NU, "koppeling")
        assert re.fullmatch(r"bv_[\w-]{43}", secret, re.ASCII)
        assert await valid(conn, regio, STRAKS) == {hash_of(secret): "99000101"}
        assert await valid(conn, regio + "x", STRAKS) == {}
        (credential,) = await listing(Grootboek(conn, regio))
    assert (credential.id, credential.partij, credential.label) == (id_, "99000101", "koppeling")
    assert credential.aangemaakt_op == NU
    assert credential.is_valid(STRAKS)


async def test_the_secret_itself_is_nowhere_in_the_table(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        _, secret = await new_credential(Grootboek(conn, regio), "99000101", NU, "koppeling")
        everything = await conn.fetchval("select string_agg(c::text, ' ') from credential c where regio = $1", regio)
    assert hash_of(secret).hex() in everything
    assert secret not in everything
    assert secret.removeprefix("bv_") not in everything
    assert secret.encode().hex() not in everything


async def test_a_withdrawn_secret_opens_nothing_at_once(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        id_, _ = await new_credential(Grootboek(conn, regio), "99000101", NU)
        ingetrokken = await withdraw(Grootboek(conn, regio), id_, STRAKS)
        assert ingetrokken is not None
        assert (ingetrokken.partij, ingetrokken.ingetrokken_op) == ("99000101", STRAKS)
        assert await valid(conn, regio, STRAKS) == {}
        assert await withdraw(Grootboek(conn, regio), id_, STRAKS) is None
        assert await rotate(Grootboek(conn, regio), id_, STRAKS) is None


async def test_a_rotated_secret_works_until_the_overlap_is_over(database: Database, regio: str) -> None:
    overlap = timedelta(days=2)
    async with database.transaction() as conn:
        id_, old = await new_credential(Grootboek(conn, regio), "0855", NU, "zaaksysteem")
        vervanger = await rotate(Grootboek(conn, regio), id_, STRAKS, overlap)
        assert vervanger is not None
        new_id, new = vervanger
        both = {hash_of(old): "0855", hash_of(new): "0855"}
        end = STRAKS + overlap
        assert await valid(conn, regio, end - timedelta(seconds=1)) == both
        assert await valid(conn, regio, end) == {hash_of(new): "0855"}
        assert [(c.id, c.label, c.is_valid(end)) for c in await listing(Grootboek(conn, regio))] == [
            (id_, "zaaksysteem", False),
            (new_id, "zaaksysteem", True),
        ]


async def test_rotating_again_does_not_lengthen_the_life_of_the_old_secret(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        id_, _ = await new_credential(Grootboek(conn, regio), "0855", NU)
        await rotate(Grootboek(conn, regio), id_, NU, timedelta(hours=1))
        await rotate(Grootboek(conn, regio), id_, STRAKS, timedelta(days=30))
        old = next(c for c in await listing(Grootboek(conn, regio)) if c.id == id_)
        assert old.verloopt_op == NU + timedelta(hours=1)
        assert await rotate(Grootboek(conn, regio), id_, NU + timedelta(hours=2)) is None


async def test_an_unknown_credential_is_not_withdrawn_or_rotated(database: Database, regio: str) -> None:
    async with database.transaction() as conn:
        assert await withdraw(Grootboek(conn, regio), uuid.uuid4(), NU) is None
        assert await rotate(Grootboek(conn, regio), uuid.uuid4(), NU) is None

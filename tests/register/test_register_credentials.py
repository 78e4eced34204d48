# SPDX-License-Identifier: EUPL-1.2
"""Credentials: a secret opens the door until it expires or is withdrawn, and is not to be found afterwards."""

import re
import uuid
from datetime import UTC, datetime, timedelta

from berichtenverkeer.core.database import Database, Grootboek, Verbinding
from berichtenverkeer.register.credentials import (
    geldige_per_id,
    hash_van,
    lijst,
    nieuw_credential,
    roteer,
    trek_in,
)

NU = datetime(2026, 4, 15, 12, tzinfo=UTC)
STRAKS = NU + timedelta(minutes=1)


async def geldig(conn: Verbinding, regio: str, nu: datetime) -> dict[bytes, str]:
    """Hash of the secret -> party."""
    return dict((await geldige_per_id(Grootboek(conn, regio), nu)).values())


async def test_a_new_secret_opens_the_door_for_its_party_only_in_its_region(database: Database, regio: str) -> None:
    async with database.transactie() as conn:
        id_, geheim = await nieuw_credential(Grootboek(conn, regio), "99000101", NU, "koppeling")
        assert re.fullmatch(r"bv_[\w-]{43}", geheim, re.ASCII)
        assert await geldig(conn, regio, STRAKS) == {hash_van(geheim): "99000101"}
        assert await geldig(conn, regio + "x", STRAKS) == {}
        (credential,) = await lijst(Grootboek(conn, regio))
    assert (credential.id, credential.partij, credential.label) == (id_, "99000101", "koppeling")
    assert credential.aangemaakt_op == NU
    assert credential.is_geldig(STRAKS)


async def test_the_secret_itself_is_nowhere_in_the_table(database: Database, regio: str) -> None:
    async with database.transactie() as conn:
        _, geheim = await nieuw_credential(Grootboek(conn, regio), "99000101", NU, "koppeling")
        alles = await conn.fetchval("select string_agg(c::text, ' ') from credential c where regio = $1", regio)
    assert hash_van(geheim).hex() in alles
    assert geheim not in alles
    assert geheim.removeprefix("bv_") not in alles
    assert geheim.encode().hex() not in alles


async def test_a_withdrawn_secret_opens_nothing_at_once(database: Database, regio: str) -> None:
    async with database.transactie() as conn:
        id_, _ = await nieuw_credential(Grootboek(conn, regio), "99000101", NU)
        ingetrokken = await trek_in(Grootboek(conn, regio), id_, STRAKS)
        assert ingetrokken is not None
        assert (ingetrokken.partij, ingetrokken.ingetrokken_op) == ("99000101", STRAKS)
        assert await geldig(conn, regio, STRAKS) == {}
        assert await trek_in(Grootboek(conn, regio), id_, STRAKS) is None
        assert await roteer(Grootboek(conn, regio), id_, STRAKS) is None


async def test_a_rotated_secret_works_until_the_overlap_is_over(database: Database, regio: str) -> None:
    overlap = timedelta(days=2)
    async with database.transactie() as conn:
        id_, oud = await nieuw_credential(Grootboek(conn, regio), "0855", NU, "zaaksysteem")
        vervanger = await roteer(Grootboek(conn, regio), id_, STRAKS, overlap)
        assert vervanger is not None
        nieuw_id, nieuw = vervanger
        beide = {hash_van(oud): "0855", hash_van(nieuw): "0855"}
        einde = STRAKS + overlap
        assert await geldig(conn, regio, einde - timedelta(seconds=1)) == beide
        assert await geldig(conn, regio, einde) == {hash_van(nieuw): "0855"}
        assert [(c.id, c.label, c.is_geldig(einde)) for c in await lijst(Grootboek(conn, regio))] == [
            (id_, "zaaksysteem", False),
            (nieuw_id, "zaaksysteem", True),
        ]


async def test_rotating_again_does_not_lengthen_the_life_of_the_old_secret(database: Database, regio: str) -> None:
    async with database.transactie() as conn:
        id_, _ = await nieuw_credential(Grootboek(conn, regio), "0855", NU)
        await roteer(Grootboek(conn, regio), id_, NU, timedelta(hours=1))
        await roteer(Grootboek(conn, regio), id_, STRAKS, timedelta(days=30))
        oud = next(c for c in await lijst(Grootboek(conn, regio)) if c.id == id_)
        assert oud.verloopt_op == NU + timedelta(hours=1)
        assert await roteer(Grootboek(conn, regio), id_, NU + timedelta(hours=2)) is None


async def test_an_unknown_credential_is_not_withdrawn_or_rotated(database: Database, regio: str) -> None:
    async with database.transactie() as conn:
        assert await trek_in(Grootboek(conn, regio), uuid.uuid4(), NU) is None
        assert await roteer(Grootboek(conn, regio), uuid.uuid4(), NU) is None

# SPDX-License-Identifier: EUPL-1.2
"""Texts beside a gebeurtenis: unreadable in the ledger, readable with the key of their month, gone with it."""

from datetime import date
from uuid import UUID

import pytest

from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import UnknownKey
from berichtenverkeer.ledger.gebeurtenissen import from_json, to_json
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijAfgewezen
from berichtenverkeer.ledger.sealed import read_texts, seal, unseal
from berichtenverkeer.ledger.vault import MonthKey, Vault

ID, OTHER = UUID(int=7), UUID(int=8)
MAART, APRIL = date(2026, 3, 1), date(2026, 4, 1)
KEY = MonthKey("regio", APRIL, b"s" * 32)
TEXTS = {"toelichting": "Er is elders plek genoeg.", "99000102": "Belde niet terug."}


def test_a_text_comes_back_and_shows_nowhere_in_the_ledger() -> None:
    sealed = seal(KEY, ID, TEXTS | {"empty": ""})
    assert sealed is not None
    assert unseal(KEY, ID, sealed) == TEXTS
    kept = to_json(
        TenzijAfgewezen(
            tenzij_id=ID, client=b"c", aanbieder="1", gemeente="2", op=APRIL, partij="", door="J1", tekst=sealed
        )
    )
    assert "plek" not in kept
    assert "99000102" not in kept
    again = from_json(kept)
    assert isinstance(again, TenzijAfgewezen)
    assert again.tekst == sealed


def test_nothing_written_is_nothing_kept() -> None:
    assert seal(KEY, ID, {"toelichting": ""}) is None


def test_a_text_opens_only_beside_what_it_is_about() -> None:
    sealed = seal(KEY, ID, TEXTS)
    assert sealed is not None
    with pytest.raises(UnknownKey):
        unseal(KEY, OTHER, sealed)


async def test_a_text_is_gone_with_the_key_of_its_month(database: Database, regio: str) -> None:
    vault = Vault(b"h" * 32, b"z" * 32)
    here = seal(await vault.month_key(database, regio, APRIL), ID, TEXTS)
    gone = seal(MonthKey(regio, MAART, b"g" * 32), ID, TEXTS)  # of which no key stands in the database
    async with database.lees() as conn:
        assert await read_texts(vault, conn, regio, [(ID, gone), (ID, here), (ID, None)]) == [None, TEXTS, {}]

# SPDX-License-Identifier: EUPL-1.2
"""The migration that gives findings their severity, and berichten what it means: from the codes that they have."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from berichtenverkeer.core import migrations
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import APPLICATION, OWNER, Server
from berichtenverkeer.ledger import envelopes
from ledger.test_verzegelen_van_hashes import KLUIS, migreer_tot

DAY = date(2026, 3, 1)
_BERICHT = """
    INSERT INTO bericht (regio, id, positie, ontvangen_op, berichtsoort, afzender, ontvanger, verzender, bestemming,
        identificatie, dagtekening, sha256_verzegeld, grootte, oordeel, bron, eerste, bevindingen, sleutel_maand,
        inhoud)
    VALUES ('r', $1, $2, $3, 'JW305', 'a', 'g', 'a', 'g', $4, $5, $6, 1, $7, 'partij', true, $8, $5, 'xml')
"""
BINNEN, BUITEN, SIGNAAL, BEZET, DUBBEL, MORE = (
    ("TR002", "BERICHT"),
    ("TR074", "BERICHTOVERSTIJGEND"),
    ("SIGNAAL-OP257", "BERICHTOVERSTIJGEND"),
    ("SIGNAAL-NUMMER-BEZET", "BERICHTOVERSTIJGEND"),
    ("SIGNAAL-RETOUR-DUBBEL", "EXTERN"),
    ("ER-IS-MEER", "BERICHTOVERSTIJGEND"),
)
WAT_ER_WAS: list[tuple[str, list[tuple[str, str]], tuple[bool, bool, bool]]] = [
    # oordeel, findings, (is_bezorgd, is_boekbaar, is_betwist)
    ("goedgekeurd", [], (True, True, False)),
    ("goedgekeurd", [SIGNAAL], (True, True, False)),
    ("goedgekeurd", [DUBBEL], (False, True, False)),
    ("afgekeurd", [BUITEN], (False, True, False)),
    ("afgekeurd", [BINNEN], (False, False, False)),
    ("voorlopig", [], (True, True, False)),
    ("voorlopig", [SIGNAAL], (True, True, False)),
    ("voorlopig", [BUITEN, SIGNAAL], (True, True, True)),
    ("voorlopig", [BINNEN], (True, False, True)),
    ("voorlopig", [BEZET], (True, False, False)),
    ("voorlopig", [SIGNAAL, MORE], (True, True, False)),
    ("voorlopig", [BUITEN, MORE], (True, True, True)),
]


def bevinding(code: str, niveau: str) -> dict[str, Any]:
    return {
        "code": code,
        "niveau": niveau,
        "pad": "JW305",
        "regelnummer": None,
        "tekst": "Tekst.",
        "actie": "Actie.",
        "retourcode": None,
    }


@pytest.fixture
def eigenaar(server: Server, lege_database: str) -> str:
    return server.url(OWNER, lege_database)


async def test_what_was_booked_keeps_its_meaning(eigenaar: str, server: Server, lege_database: str) -> None:
    await migreer_tot(eigenaar, "0016")
    connection = await asyncpg.connect(eigenaar)
    for number, (oordeel, found, _) in enumerate(WAT_ER_WAS):
        bevindingen = json.dumps([bevinding(*one) for one in found])
        fields = (UUID(int=number), number, datetime(2026, 3, 9, tzinfo=UTC), f"I{number}", DAY, f"{number}".encode())
        await connection.execute(_BERICHT, *fields, oordeel, bevindingen)
    await connection.close()
    await migrations.migrate(eigenaar, vault=KLUIS)
    toepassing = await asyncpg.connect(server.url(APPLICATION, lege_database))
    try:
        was_read = await envelopes.envelopes_after(Grootboek(toepassing, "r"), -1, 100)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await toepassing.execute("UPDATE bericht SET is_betwist = true")
    finally:
        await toepassing.close()
    gevolgen = [(envelope.is_bezorgd, envelope.is_boekbaar, envelope.is_betwist) for envelope in was_read]
    assert gevolgen == [consequence for *_, consequence in WAT_ER_WAS]
    assert [[one.code for one in envelope.bevindingen] for envelope in was_read] == [
        [code for code, _ in found] for _, found, _ in WAT_ER_WAS
    ]
    for envelope in was_read:
        previous = ""
        for one in envelope.bevindingen:
            # ER-IS-MEER is as serious as what it cut off.
            origin = previous if one.code == "ER-IS-MEER" else one.code
            assert one.is_signaal == origin.startswith("SIGNAAL-"), (envelope.positie, one.code)
            previous = one.code

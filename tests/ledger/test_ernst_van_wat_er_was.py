# SPDX-License-Identifier: EUPL-1.2
"""The migration that gives findings their severity, and berichten what it means: from the codes that they have."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from berichtenverkeer.core import migraties
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.embedded import EIGENAAR, TOEPASSING, Server
from berichtenverkeer.ledger import koppen
from ledger.test_verzegelen_van_hashes import KLUIS, migreer_tot

DAG = date(2026, 3, 1)
_BERICHT = """
    INSERT INTO bericht (regio, id, positie, ontvangen_op, berichtsoort, afzender, ontvanger, verzender, bestemming,
        identificatie, dagtekening, sha256_verzegeld, grootte, oordeel, bron, eerste, bevindingen, sleutel_maand,
        inhoud)
    VALUES ('r', $1, $2, $3, 'JW305', 'a', 'g', 'a', 'g', $4, $5, $6, 1, $7, 'partij', true, $8, $5, 'xml')
"""
BINNEN, BUITEN, SIGNAAL, BEZET, DUBBEL, MEER = (
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
    ("voorlopig", [SIGNAAL, MEER], (True, True, False)),
    ("voorlopig", [BUITEN, MEER], (True, True, True)),
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
    return server.url(EIGENAAR, lege_database)


async def test_what_was_booked_keeps_its_meaning(eigenaar: str, server: Server, lege_database: str) -> None:
    await migreer_tot(eigenaar, "0016")
    verbinding = await asyncpg.connect(eigenaar)
    for nummer, (oordeel, gevonden, _) in enumerate(WAT_ER_WAS):
        bevindingen = json.dumps([bevinding(*een) for een in gevonden])
        velden = (UUID(int=nummer), nummer, datetime(2026, 3, 9, tzinfo=UTC), f"I{nummer}", DAG, f"{nummer}".encode())
        await verbinding.execute(_BERICHT, *velden, oordeel, bevindingen)
    await verbinding.close()
    await migraties.migreer(eigenaar, kluis=KLUIS)
    toepassing = await asyncpg.connect(server.url(TOEPASSING, lege_database))
    try:
        gelezen = await koppen.koppen_na(Grootboek(toepassing, "r"), -1, 100)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await toepassing.execute("UPDATE bericht SET is_betwist = true")
    finally:
        await toepassing.close()
    gevolgen = [(kop.is_bezorgd, kop.is_boekbaar, kop.is_betwist) for kop in gelezen]
    assert gevolgen == [gevolg for *_, gevolg in WAT_ER_WAS]
    assert [[een.code for een in kop.bevindingen] for kop in gelezen] == [
        [code for code, _ in gevonden] for _, gevonden, _ in WAT_ER_WAS
    ]
    for kop in gelezen:
        vorige = ""
        for een in kop.bevindingen:
            # ER-IS-MEER is as serious as what it cut off.
            bron = vorige if een.code == "ER-IS-MEER" else een.code
            assert een.is_signaal == bron.startswith("SIGNAAL-"), (kop.positie, een.code)
            vorige = een.code

# SPDX-License-Identifier: EUPL-1.2
"""Valid rows of the ledger, to spoil one thing of."""

from datetime import UTC, date, datetime
from typing import Any

from berichtenverkeer.core.ids import new_id
from berichtenverkeer.ledger.book import BerichtRow, GebeurtenisRow, WeigeringRow
from berichtenverkeer.ledger.causer import Kanaal, Veroorzaker

SYSTEEM = Veroorzaker(kanaal=Kanaal.API, partij="12345678")
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def berichtrij(regio: str, position: int, **otherwise: Any) -> BerichtRow:
    """An approved JW305 of an aanbieder for a gemeente."""
    plain: dict[str, Any] = {
        "id": new_id(),
        "ontvangen_op": MOMENT,
        "standaard": "iJw",
        "release": "3.2",
        "berichtsoort": "JW305",
        "afzender": "12345678",
        "ontvanger": "0363",
        "verzender": "12345678",
        "bestemming": "0363",
        "identificatie": f"ID{position}",
        "dagtekening": date(2026, 3, 1),
        "sha256_verzegeld": f"hash {position}".encode(),
        "grootte": 1234,
        "oordeel": "goedgekeurd",
        "bron": "partij",
        "eerste": True,
        "is_bezorgd": True,
        "is_boekbaar": True,
        "is_betwist": False,
        "sleutel_maand": date(2026, 3, 1),
        "inhoud": b"verzegeld",
    }
    return BerichtRow(regio=regio, positie=position, **(plain | otherwise))


def gebeurtenisrij(regio: str, position: int, **otherwise: Any) -> GebeurtenisRow:
    """A gebeurtenis of no bericht in particular."""
    plain: dict[str, Any] = {
        "bericht_id": None,
        "soort": "BerichtAfgehaald",
        "versie": 1,
        "client": None,
        "aanbieder": None,
        "gemeente": None,
        "geboekt_op": MOMENT,
        "inhoud": "{}",
        "door_kanaal": "api",
        "door_partij": None,
        "door_persoon": None,
    }
    return GebeurtenisRow(regio=regio, positie=position, **(plain | otherwise))


def weigeringrij(regio: str, **otherwise: Any) -> WeigeringRow:
    """Bytes that were no bericht."""
    plain: dict[str, Any] = {
        "id": new_id(),
        "ontvangen_op": MOMENT,
        "partij": "12345678",
        "sha256_verzegeld": b"hash",
        "sleutel_maand": date(2026, 3, 1),
        "grootte": 9,
        "codes": ("TRANSPORT_XML", "TRANSPORT_BOM"),
    }
    return WeigeringRow(regio=regio, **(plain | otherwise))

# SPDX-License-Identifier: EUPL-1.2
"""Steps of a tenzij, short to write."""

from datetime import date
from typing import Any
from uuid import UUID

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    TenzijAfgewezen,
    TenzijBeeindigd,
    TenzijBevestigd,
    TenzijGevraagd,
    TenzijGewijzigd,
    TenzijIngetrokken,
    TenzijToegekend,
    TenzijVerrekend,
)
from plafonds.bouw import CLIENT, A, G

T1, T2 = (UUID(int=number) for number in (1, 2))
PRODUCT = Product("45", "45A04")
VAN, TOT = date(2026, 1, 1), date(2026, 12, 31)

_STEP: dict[str, Any] = {"aanbieder": A, "client": CLIENT, "gemeente": G, "op": date(2026, 3, 2)}
_OFFICE: dict[str, Any] = {"partij": "R1", "door": "contractmanager"}


def gevraagd(id_: UUID = T1, **otherwise: Any) -> TenzijGevraagd:
    fields: dict[str, Any] = {"product": PRODUCT, "van": VAN, "tot": TOT, "maximum_cents": 100_000}
    fields |= {"kan_niet_wachten": True, "alleen_hier": True, "alternatieven": ("99000199",)}
    return TenzijGevraagd(**_STEP | {"tenzij_id": id_, "partij": A, "door": "planner"} | fields | otherwise)


def toegekend(id_: UUID = T1, maximum_cents: int = 100_000, **otherwise: Any) -> TenzijToegekend:
    fields: dict[str, Any] = {"product": PRODUCT, "van": VAN, "tot": TOT, "maximum_cents": maximum_cents}
    return TenzijToegekend(**_STEP | _OFFICE | {"tenzij_id": id_} | fields | otherwise)


def afgewezen(id_: UUID = T1, **otherwise: Any) -> TenzijAfgewezen:
    return TenzijAfgewezen(**_STEP | _OFFICE | {"tenzij_id": id_} | otherwise)


def gewijzigd(maximum_cents: int, tot: date = TOT, id_: UUID = T1, **otherwise: Any) -> TenzijGewijzigd:
    fields: dict[str, Any] = {"maximum_cents": maximum_cents, "tot": tot}
    return TenzijGewijzigd(**_STEP | _OFFICE | {"tenzij_id": id_} | fields | otherwise)


def beeindigd(vanaf: date, id_: UUID = T1, **otherwise: Any) -> TenzijBeeindigd:
    return TenzijBeeindigd(**_STEP | _OFFICE | {"tenzij_id": id_, "vanaf": vanaf} | otherwise)


def ingetrokken(id_: UUID = T1, **otherwise: Any) -> TenzijIngetrokken:
    return TenzijIngetrokken(**_STEP | {"tenzij_id": id_, "partij": A, "door": "planner"} | otherwise)


def bevestigd(door: str, id_: UUID = T1, **otherwise: Any) -> TenzijBevestigd:
    return TenzijBevestigd(**_STEP | _OFFICE | {"tenzij_id": id_, "door": door} | otherwise)


def verrekend(bedrag_cents: int, jaar: int = 2026, helft: Any = 1, id_: UUID = T1, **otherwise: Any) -> TenzijVerrekend:
    fields: dict[str, Any] = {"jaar": jaar, "helft": helft, "bedrag_cents": bedrag_cents}
    return TenzijVerrekend(**_STEP | _OFFICE | {"tenzij_id": id_} | fields | otherwise)

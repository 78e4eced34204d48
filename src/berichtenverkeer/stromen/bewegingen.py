# SPDX-License-Identifier: EUPL-1.2
"""The movements in and out of plekken, one by one (definitions.md 4; bewegingen.sql and docs/stromen.md)."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.projections.voorlopig import is_er_voorlopig
from berichtenverkeer.stromen.opdracht import Opdracht
from berichtenverkeer.stromen.vraag import vraag, vraagtekst, waarden


class Richting(StrEnum):
    """Into a plek, or out of it."""

    IN = "in"
    UIT = "uit"


class Soort(StrEnum):
    """What a movement is: exactly one of these (definitions.md 4)."""

    INSTROOM = "instroom"
    STAPELING = "stapeling"
    DOORSTROOM = "doorstroom"
    UITSTROOM = "uitstroom"
    AFBOUW = "afbouw"
    VERONDERSTELD = "verondersteld"


class Beweging(msgspec.Struct, frozen=True, kw_only=True):
    """One in or uit. `datum` is the first, or last, day in `plek`; `andere_datum` that day on the other side.

    `beroep` (nieuw, herhaald, onbekend) and `verwijzer` (COD327) belong to instroom, `reden` (JZ588) to uit that is no
    doorstroom, `schaling` (1 up, -1 down, 0 level) to doorstroom between segmenten. It is
    `voorlopig` within D days of the day of K, and `onbevestigd` when it would not be there, or be otherwise, without
    what waits for the answer of a receiver who answers himself.
    `client` is the whole pseudonym.
    """

    client: bytes
    plek: str
    richting: Richting
    soort: Soort
    datum: date
    andere_plek: str | None
    andere_datum: date | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    onbevestigd: bool = False
    berichten: tuple[UUID, ...] = ()


class Keuze(msgspec.Struct, frozen=True, kw_only=True):
    """Which cell of a report: every condition that is given holds."""

    plek: str | None = None
    richting: Richting | None = None
    soort: Soort | None = None
    andere_plek: str | None = None


ALLES = Keuze()

_BEWEGINGEN = vraagtekst("bewegingen")
_BERICHTEN = vraagtekst("berichten")


async def bewegingen(
    conn: Verbinding,
    opdracht: Opdracht,
    keuze: Keuze = ALLES,
    *,
    limiet: int | None = None,
    met_berichten: bool = False,
) -> list[Beweging]:
    """The movements behind a cell, by date; `met_berichten` with the berichten that caused them."""
    gekozen = keuze.plek, keuze.richting, keuze.soort, keuze.andere_plek, limiet
    rijen = await vraag(conn, _BEWEGINGEN, opdracht, *waarden(opdracht), opdracht.historie_vanaf, *gekozen)
    berichten = await _berichten(conn, opdracht, rijen) if met_berichten else {}
    gevonden = [_beweging(rij, berichten.get(nummer, ())) for nummer, rij in enumerate(rijen)]
    if opdracht.bevestigd or not await is_er_voorlopig(Grootboek(conn, opdracht.regio), opdracht.peil.positie):
        return gevonden
    alleen_zeker = msgspec.structs.replace(opdracht, bevestigd=True)
    zeker = {_kern(een) for een in await bewegingen(conn, alleen_zeker, keuze)}
    return [msgspec.structs.replace(een, onbevestigd=_kern(een) not in zeker) for een in gevonden]


def _kern(een: Beweging) -> tuple[object, ...]:
    """What a movement is counted by."""
    cel = (een.plek, een.richting, een.soort, een.andere_plek)
    return een.client, een.datum, *cel, een.beroep, een.verwijzer, een.reden


async def _berichten(conn: Verbinding, opdracht: Opdracht, rijen: Sequence[Any]) -> dict[int, tuple[UUID, ...]]:
    """By the number of the row: the berichten that started, or stopped, the leveringen behind a movement."""
    delen = [
        (nummer, rij["client"], sleutel, rij["richting"])
        for nummer, rij in enumerate(rijen)
        for sleutel in rij["sleutels"] or ()
    ]
    if not delen:
        return {}
    waarover = opdracht.regio, opdracht.peil.positie, *map(list, zip(*delen, strict=True))
    gevonden = await vraag(conn, _BERICHTEN, opdracht, *waarover, lussen=True)
    return {rij["nummer"]: tuple(rij["berichten"]) for rij in gevonden}


def _beweging(rij: Mapping[str, Any], berichten: tuple[UUID, ...]) -> Beweging:
    velden = dict(rij) | {"berichten": berichten}
    del velden["sleutels"]
    velden["richting"], velden["soort"] = Richting(velden["richting"]), Soort(velden["soort"])
    return Beweging(**velden)

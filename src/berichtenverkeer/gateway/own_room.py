# SPDX-License-Identifier: EUPL-1.2
"""What an aanbieder sees of itself beside its plafonds (definitions.md 6.5): tenzij's, signalen and cliëntenstops."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.gateway import signals, stops
from berichtenverkeer.gateway.signals import Signaalregel
from berichtenverkeer.gateway.stop_forms import Stopregel
from berichtenverkeer.plafonds import stop_store
from berichtenverkeer.plafonds.stops import TO_COME_OR_IN_FORCE
from berichtenverkeer.plafonds.tenzij import Tenzij, TenzijStatus
from berichtenverkeer.plafonds.tenzij_store import Used, read_tenzijs, used_at
from berichtenverkeer.register.stand import RegisterStand


class Ruimtetenzij(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A tenzij of the aanbieder, without its client: what holds of it, and what was asked while nothing holds.

    `referentie` is its own, None when a gemeente asked. `gebruikt_cents` is expected and approved under it, in all its
    years; `over_cents` what is left of the maximum, None while nothing holds.
    """

    id: UUID
    referentie: str | None
    gemeente: str
    status: TenzijStatus
    categorie: str
    code: str | None
    van: date
    tot: date
    maximum_cents: int
    gebruikt_cents: int
    over_cents: int | None


class OwnRoom(msgspec.Struct, frozen=True, kw_only=True):
    """On the day `op`: the tenzij's and signalen of the years that were asked, the stops in force or on their way."""

    op: date
    tenzijs: list[Ruimtetenzij]
    signalen: list[Signaalregel]
    clientenstops: list[Stopregel]


async def own_room_at(
    grootboek: Grootboek, k: int, op: date, register: RegisterStand, aanbieder: str, jaren: Iterable[int]
) -> OwnRoom:
    """Of one aanbieder, as known at `k`."""
    years = sorted(jaren)
    every = await read_tenzijs(grootboek, k, aanbieder=aanbieder)
    own = [one for one in every if any(_is_in(one, jaar) for jaar in years)]
    used = await used_at(grootboek, k, [one.id for one in own])
    found = await stop_store.stops_at(grootboek, k, aanbieder)
    return OwnRoom(
        op=op,
        tenzijs=[_tenzij(one, used.get(one.id, Used())) for one in own],
        signalen=[
            regel for jaar in years for regel in await signals.regels_at(grootboek, k, op, register, jaar, aanbieder)
        ],
        clientenstops=[stops.regel(one, op, register) for one in found if one.status(op) in TO_COME_OR_IN_FORCE],
    )


def _is_in(one: Tenzij, jaar: int) -> bool:
    """Whether a day of it is in the year; one that was ended before it began is still of the year of that day."""
    held = one.geldt or one.verzoek
    return held.van.year <= jaar <= max(held.van, held.tot).year


def _tenzij(one: Tenzij, used: Used) -> Ruimtetenzij:
    asked, held = one.verzoek, one.geldt or one.verzoek
    gebruikt = used.beslag + used.realisatie
    left = held.maximum_cents - gebruikt if held.van <= held.tot else 0
    return Ruimtetenzij(
        id=one.id,
        referentie=asked.referentie if asked.partij == asked.aanbieder else None,
        gemeente=asked.gemeente,
        status=one.status,
        categorie=held.product.categorie or "",
        code=held.product.code,
        van=held.van,
        tot=held.tot,
        maximum_cents=held.maximum_cents,
        gebruikt_cents=gebruikt,
        over_cents=left if one.geldt else None,
    )

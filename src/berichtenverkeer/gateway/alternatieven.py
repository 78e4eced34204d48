# SPDX-License-Identifier: EUPL-1.2
"""Where else a youth can go whose verzoek was turned down: shown again at its K (definitions 6.3)."""

from datetime import date
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijGevraagd
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import stop_store, view
from berichtenverkeer.plafonds.alternatieven import Alternatief, Surroundings, alternatieven
from berichtenverkeer.plafonds.care import RequestedCare
from berichtenverkeer.plafonds.keys import Rekening
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.plafonds.tenzij_store import Redecided, read_steps
from berichtenverkeer.plafonds.waits import waits_at
from berichtenverkeer.postvak import tray
from berichtenverkeer.register.rows import Contract
from berichtenverkeer.register.stand import RegisterStand, read_stand


class WayOut(msgspec.Struct, frozen=True):
    """Where else the youth of a verzoek that was turned down can go; `referentie` is its ReferentieAanbieder."""

    referentie: str
    aanbieders: list[Alternatief]


class WaysOut(msgspec.Struct, frozen=True, kw_only=True):
    """For every verzoek in a bericht that was turned down, as known at `k`: the same for ever.

    `anew`: those that were, and on which was decided anew since, after a tenzij.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    ways_out: list[WayOut]
    anew: list[Redecided]


class Alternatieven:
    """The use case, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("alternatieven.listing")
    async def listing(self, zicht: Zicht, bericht_id: UUID, k: int | None = None) -> WaysOut | None:
        """For the region, and for whom the bericht is in the mailbox; None for anybody else, and when it is not there.

        As known at `k`, by default now. Raises UnknownPeil, PositionVervallen, DatabaseGone.
        """
        async with self._database.lees() as conn:
            grootboek = Grootboek(conn, self._regio)
            if zicht.partij is not None and await tray.piece(grootboek, zicht.partij, bericht_id) is None:
                return None
        return await ways_out(self._database, self._regio, self._clock, bericht_id, k)

    @use("tenzijs.grant")
    async def of_tenzij(self, _zicht: Zicht, tenzij_id: UUID) -> list[Alternatief]:
        """Who has room now for the maximum that is asked, for whoever decides on it. Raises DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock) as (grootboek, peil):
            asked = next((one for _, one in await read_steps(grootboek, tenzij_id=tenzij_id)), None)
            if not isinstance(asked, TenzijGevraagd):
                return []
            register = await read_stand(grootboek, peil.positie)
            at = await _surroundings(grootboek, peil.positie, day(self._clock()), register, asked.client)
        return alternatieven([_care(asked)], at)


async def ways_out(database: Database, regio: str, clock: Clock, bericht_id: UUID, k: int | None = None) -> WaysOut:
    """On the day of K, not of the peil: K is all that the answer names, and gives it again. Raises as `listing`."""
    async with at_peil(database, regio, clock, k=k) as (grootboek, peil):
        refused, anew = await view.refused_verzoeken(grootboek, peil.positie, bericht_id)
        booked_at = await days.booked_at(grootboek, peil.positie)
        register = await read_stand(grootboek, peil.positie)
        found = list[WayOut]()
        if refused and booked_at is not None:
            at = await _surroundings(grootboek, peil.positie, day(booked_at), register, refused[0].client)
            found = [WayOut(one.referentie, alternatieven(one.care, at)) for one in refused]
    return WaysOut(regio=regio, k=peil.positie, register_versie=register.versie, ways_out=found, anew=anew)


def _care(asked: TenzijGevraagd) -> RequestedCare:
    """What it may cost, as care that costs just that."""
    return RequestedCare(
        gemeente=asked.gemeente,
        aanbieder=asked.aanbieder,
        categorie=asked.product.categorie,
        code=asked.product.code,
        ingangsdatum=asked.van,
        einddatum=asked.tot,
        volume=None,
        eenheid=None,
        frequentie=None,
        budget_cents=asked.maximum_cents,
    )


async def _surroundings(
    grootboek: Grootboek, k: int, today: date, register: RegisterStand, client: bytes
) -> Surroundings:
    candidates = sorted({contract.aanbieder for contract in register.rows(Contract)})
    return Surroundings(
        money=money_register(register),
        today=today,
        free={one.plafond: one.stand(Rekening.VRIJ) for one in await view.saldi_at(grootboek, k, None, None)},
        stops=await stop_store.stops_at(grootboek, k),
        running=await view.running_at(grootboek, k, client, today),
        waits=await waits_at(grootboek, k, today, register, candidates),
    )

# SPDX-License-Identifier: EUPL-1.2
"""Ceilings outside the way of a bericht: reservations that lapse, what an aanbieder has left, the check of it all."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.beller import gateway_itself
from berichtenverkeer.gateway.heavy_lane import HeavyLane
from berichtenverkeer.gateway.locks import locks
from berichtenverkeer.gateway.own_room import Ruimtetenzij, own_room_at
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rebuild import require_whole
from berichtenverkeer.gateway.register import book_loose_gebeurtenis
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.signals import Signaalregel
from berichtenverkeer.gateway.stop_forms import Stopregel
from berichtenverkeer.gateway.time_guard import require_correct
from berichtenverkeer.ledger import book, days, epoch, watermark
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PeilmaandVerschoven, PlafondsHerrekend
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import lading, store, view
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.histories import histories_at, reached_at
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.lading import Difference
from berichtenverkeer.plafonds.onbevestigd import onbevestigd_at
from berichtenverkeer.plafonds.prognose import Prognose
from berichtenverkeer.plafonds.sharing_store import load_shared
from berichtenverkeer.plafonds.view import BoekingenQuery, Boekingsregel
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.stand import RegisterStand, read_stand

INTERVAL = timedelta(minutes=1)
"""How often reservations are looked at that nobody decides beside."""


class UnknownAanbieder(BerichtenverkeerError):
    """Deze aanbieder staat niet in het register van de regio."""

    actie = "Controleer de AGB-code in het adres of de opdracht."
    status = 404


class PlafondFigures(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One plafond in cents. `plafond_cents` is the sum of the five after it; `overschrijding_cents` is 0 or below.

    `gebruik_procent` is what is used or promised of it, in whole percents rounded down; None for a plafond of nothing.
    `onbevestigd_cents`: how much of gereserveerd, beslag and realisatie together rests on what a receiver who answers
    himself has still to confirm; negative when that gives room back. What is under a tenzij is beside the plafond.
    """

    aanbieder: str
    naam: str | None
    jaar: int
    perceel: str | None
    segment: str | None
    plafond_cents: int
    vrij_cents: int
    gereserveerd_cents: int
    beslag_cents: int
    realisatie_cents: int
    overschrijding_cents: int
    gebruik_procent: int | None
    onbevestigd_cents: int
    tenzij_beslag_cents: int
    tenzij_realisatie_cents: int
    prognose: Prognose


class Plafondstand(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Plafonds as known at ledger position `k`: the same for ever.

    `register_versie` is the position of the register load known then (0: none), `register_dag` its day.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    plafonds: list[PlafondFigures]


class Aanbiedersruimte(Plafondstand, frozen=True, kw_only=True, rename="camel"):
    """The plafonds of one aanbieder with all else that is its own, on the day `op` of K."""

    op: date
    tenzijs: list[Ruimtetenzij]
    signalen: list[Signaalregel]
    clientenstops: list[Stopregel]


class BoekingListing(msgspec.Struct, frozen=True, kw_only=True):
    """A page of boekingen as known at `k`; `volgende` is the `after` of the next page, None when this is the last."""

    definitieversie: int = DEFINITIEVERSIE
    k: int
    boekingen: list[Boekingsregel]
    volgende: tuple[int, int] | None


async def let_lapse(database: Database, regio: str, clock: Clock) -> int:
    """Give back the room of reservations whose term is over; how many there were. Raises DatabaseGone."""
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        if not (await store.lapse_needs(grootboek, day(clock()))).aanbieders:
            return 0
        now = await require_correct(grootboek, clock)
        needed = await store.lapse_needs(grootboek, day(now))
        await watermark.begin(grootboek, locks(regio, {"register"}))
        register: RegisterStand = await read_stand(grootboek)
        boekhouding = await store.load(grootboek, needed, register, day(now))
        stand = Stand()
        await load_shared(grootboek, boekhouding, stand)
        positions = await book.reserve(conn, len(boekhouding.to_lapse), clock)
        vervallen = boekhouding.lapse(iter(positions), stand)
        for position, gebeurtenis in vervallen:
            await book_loose_gebeurtenis(conn, gateway_itself(regio), position, gebeurtenis, clock)
        await store.save(grootboek, boekhouding)
    return len(vervallen)


async def keep_letting_lapse(
    database: Database, regio: str, clock: Clock, lane: HeavyLane, interval: timedelta = INTERVAL
) -> None:
    """What time does, for as long as the task runs: reservations lapse, months can no longer be declared.

    Every process does it: the first gives back, the others find nothing. When it fails it is tried again the next
    time; until then the room merely stays taken. A month is much work: it goes by the lane for large berichten.
    """
    while True:
        try:
            if count := await let_lapse(database, regio, clock):
                logger.info("reserveringen_vervallen", regio=regio, aantal=count)
            if await is_peilmaand_behind(database, regio, clock):
                count = await lane.run(lambda there: shift_peilmaand(there, regio, clock))
                logger.info("peilmaand_verschoven", regio=regio, boekingen=count)
        except BerichtenverkeerError as fault:
            logger.warning("vervallen_mislukt", regio=regio, fout=type(fault).__name__)
        await asyncio.sleep(interval.total_seconds())


async def is_peilmaand_behind(database: Database, regio: str, clock: Clock) -> bool:
    """Whether a month began since the declaration term was last counted. Raises DatabaseGone."""
    async with database.lees() as conn:
        return await store.is_peilmaand_behind(Grootboek(conn, regio), day(clock()).replace(day=1))


async def shift_peilmaand(database: Database, regio: str, clock: Clock) -> int:
    """Once a month: what can no longer be declared claims nothing any more; how many boekingen that took.

    For a timer, and for a simulation whose clock passed the first of a month. Every process may try: one does it.
    Nothing happens when the month was reached before, or in a region without plafonds. Raises DatabaseGone.
    """
    today = day(clock())
    month = today.replace(day=1)
    async with database.transaction() as conn:
        grootboek = Grootboek(conn, regio)
        if not await store.is_peilmaand_behind(grootboek, month):
            return 0
        today = day(await require_correct(grootboek, clock))
        month = today.replace(day=1)
        await watermark.begin(grootboek, locks(regio, {"register"}))
        await store.lock_regio(grootboek)
        if not await store.is_peilmaand_behind(grootboek, month):
            return 0
        (position,) = await book.reserve(conn, 1, clock)
        count = await lading.shift(grootboek, position, month)
        gebeurtenis = PeilmaandVerschoven(peilmaand=month, boekingen=count)
        await book_loose_gebeurtenis(conn, gateway_itself(regio), position, gebeurtenis, clock)
    return count


class Plafonds:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("plafonds.from_aanbieder")
    async def from_aanbieder(
        self, zicht: Zicht, aanbieder: str, jaar: int | None, k: int | None = None
    ) -> Aanbiedersruimte:
        """The room of one aanbieder, of one year or of all years with a plafond, as known at `k`, by default now.

        Raises OfAnother, UnknownPeil, UnknownAanbieder, DatabaseGone.
        """
        zicht.require_of(aanbieder)
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            stand = await self._stand(grootboek, peil.positie, register, aanbieder, jaar, zicht.partij or "")
            if not stand.plafonds and aanbieder not in _names(register):
                raise UnknownAanbieder
            from_k = await days.booked_at(grootboek, peil.positie)
            op = day(from_k) if from_k else peil.dag
            years = {one.jaar for one in stand.plafonds} if jaar is None else {jaar}
            room = await own_room_at(grootboek, peil.positie, op, register, aanbieder, years)
        return Aanbiedersruimte(**msgspec.structs.asdict(stand), **msgspec.structs.asdict(room))

    @use("plafonds.from_regio")
    async def from_regio(self, _zicht: Zicht, jaar: int | None, k: int | None = None) -> Plafondstand:
        """The plafonds of all aanbieders. Raises UnknownPeil, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            return await self._stand(grootboek, peil.positie, register, None, jaar, "")

    async def _stand(
        self,
        grootboek: Grootboek,
        k: int,
        register: RegisterStand,
        aanbieder: str | None,
        jaar: int | None,
        seen_by: str,
    ) -> Plafondstand:
        saldi = await view.saldi_at(grootboek, k, aanbieder, jaar)
        # the day of K, not of the peil: K is all that the answer names, and gives it again
        from_k = await days.booked_at(grootboek, k)
        onbevestigd = await onbevestigd_at(grootboek, k, day(from_k), register) if from_k else {}
        prognoses = await _prognoses(grootboek, k, day(from_k), register, saldi, seen_by) if from_k else {}
        loaded_at = await days.booked_at(grootboek, register.versie) if register.versie else None
        names = _names(register)
        return Plafondstand(
            regio=self._regio,
            k=k,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            plafonds=[
                _figures(saldo, names, onbevestigd.get(saldo.plafond, 0), prognoses[saldo.plafond]) for saldo in saldi
            ],
        )

    @use("plafonds.boekingen")
    async def boekingen(self, zicht: Zicht, question: BoekingenQuery, k: int | None = None) -> BoekingListing:
        """The boekingen that the figures at `k` are the sum of, page by page.

        Raises OfAnother, UnknownPeil, PositionVervallen, DatabaseGone.
        """
        zicht.require_of(question.aanbieder)
        one_more = msgspec.structs.replace(question, limit=question.limit + 1)
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            await epoch.require_cursor(grootboek.conn, question.after[0])
            regels = await view.boekingen_at(grootboek, peil.positie, one_more)
        there_is_more = len(regels) > question.limit
        regels = [
            msgspec.structs.replace(one, veroorzaker=one.veroorzaker.before(zicht.beller.code))
            for one in regels[: question.limit]
        ]
        following = (regels[-1].positie, regels[-1].volgnr) if there_is_more else None
        return BoekingListing(k=peil.positie, boekingen=regels, volgende=following)

    @use("plafonds.recalculate")
    async def recalculate(self, _zicht: Zicht) -> list[Difference]:
        """Where what is booked is not what state and register say. Writes nothing. Raises Beschadigd, DatabaseGone."""
        async with self._database.lees(snapshot=True) as conn:
            grootboek = Grootboek(conn, self._regio)
            await require_whole(grootboek)
            return await lading.search_differences(grootboek)

    @use("plafonds.update")
    async def update(self, zicht: Zicht) -> int:
        """Book the differences that `recalculate` finds between state and boekingen; how many boekingen it took.

        Nothing is written when there are none. Raises Beschadigd, DatabaseGone.
        """
        async with self._database.transaction() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermark.begin(grootboek, locks(self._regio, {"register"}))
            await require_whole(grootboek)
            (position,) = await book.reserve(conn, 1, self._clock)
            count = await lading.rebook(grootboek, position)
            if count:
                await book_loose_gebeurtenis(
                    conn, zicht.beller, position, PlafondsHerrekend(boekingen=count), self._clock
                )
        return count


def _names(register: RegisterStand) -> dict[str, str]:
    return {row.code: row.naam for row in register.rows(Partij) if row.soort == "aanbieder"}


async def _prognoses(
    grootboek: Grootboek, k: int, today: date, register: RegisterStand, saldi: Sequence[Saldo], seen_by: str
) -> dict[PlafondKey, Prognose]:
    """Of each plafond, as known at `k`, on the day of it; `seen_by` as Histories has it."""
    histories = await histories_at(grootboek, k, today, register, seen_by)
    full = {one.plafond: one.plafond_cents for one in saldi if 0 < one.plafond_cents <= one.claims_cents}
    reached = await reached_at(grootboek, k, full)
    return {
        one.plafond: histories.prognose(
            one.plafond, one.plafond_cents, one.claims_cents, today, reached.get(one.plafond)
        )
        for one in saldi
    }


def _figures(saldo: Saldo, names: Mapping[str, str], onbevestigd: int, prognose: Prognose) -> PlafondFigures:
    key, plafond = saldo.plafond, saldo.plafond_cents
    return PlafondFigures(
        aanbieder=key.aanbieder,
        naam=names.get(key.aanbieder),
        jaar=key.jaar,
        perceel=key.perceel or None,
        segment=key.segment or None,
        plafond_cents=plafond,
        vrij_cents=saldo.stand(Rekening.VRIJ),
        gereserveerd_cents=saldo.stand(Rekening.GERESERVEERD),
        beslag_cents=saldo.stand(Rekening.BESLAG),
        realisatie_cents=saldo.stand(Rekening.REALISATIE),
        overschrijding_cents=saldo.stand(Rekening.OVERSCHRIJDING),
        gebruik_procent=saldo.claims_cents * 100 // plafond if plafond else None,
        onbevestigd_cents=onbevestigd,
        tenzij_beslag_cents=saldo.stand(Rekening.TENZIJ_BESLAG),
        tenzij_realisatie_cents=saldo.stand(Rekening.TENZIJ_REALISATIE),
        prognose=prognose,
    )

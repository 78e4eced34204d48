# SPDX-License-Identifier: EUPL-1.2
"""Flows, movements and waiting as PostgreSQL counts them: an oracle, beside what DuckDB makes of a peilbestand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, PgConnection
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.rapporten.periode import Periode, read_periods
from berichtenverkeer.register.stand import RegisterStand, read_stand
from stromen.postgres import bewegingen as _movements
from stromen.postgres.bewegingen import Choice, Movement
from stromen.postgres.figures import Periodecijfers
from stromen.postgres.order import CLIENT_CHARACTERS, Dimensie, Order
from stromen.postgres.stroomrapport import stroomrapport
from stromen.postgres.wait_figures import Wachtperiode
from stromen.postgres.waiting import wachtrapport

MAX_MOVEMENTS = 1000
"""How many movements one answer may list."""

EVERYTHING = Choice()


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. `perioden` as `read_periods` reads them; `termijn` is D, by default that of the register.

    As known at ledger position `k`, or at the instant `op` (aware), or, without either, now. `dag_k` goes with `k`: a
    day on which nothing later was booked yet; by default that of the last gebeurtenis up to `k`.
    """

    perioden: str
    dimensie: Dimensie = Dimensie.SEGMENT
    termijn: int | None = None
    k: int | None = None
    dag_k: date | None = None
    op: datetime | None = None
    verondersteld: bool = False


class Verantwoording(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every figure of a report rests on. `k` and `dag_k` give the same report again, for ever.

    `register_versie` is the ledger position of the register load that was known at K, `register_dag` its day.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    dag_k: date
    register_versie: int
    register_dag: date | None
    dimensie: Dimensie
    termijn: int
    historie_vanaf: date | None
    verondersteld: bool
    perioden: tuple[Periode, ...]


class Stroomrapport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Flows per period and plek."""

    verantwoording: Verantwoording
    perioden: list[Periodecijfers]


class Wachtrapport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Waiting per period and plek."""

    verantwoording: Verantwoording
    perioden: list[Wachtperiode]


class Bewegingsregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One movement behind a figure. `client` is the begin of the pseudonym: enough to tell clients apart in a list."""

    client: str
    plek: str
    richting: str
    soort: str
    datum: date
    andere_plek: str | None
    andere_datum: date | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    onbevestigd: bool
    berichten: tuple[UUID, ...]


class Bewegingenlijst(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The movements of one cell; `is_volledig` is False when there are more than the list may hold."""

    verantwoording: Verantwoording
    bewegingen: list[Bewegingsregel]
    is_volledig: bool


class Reports:
    """On one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    async def stromen(self, _beller: object, question: Inquiry) -> Stroomrapport:
        """Raises UnreadablePeriode, PeriodeAfterPeil, UnknownPeil, Onbalans (a bug)."""
        async with self._begin(question) as (conn, order, register, verantwoording):
            return Stroomrapport(verantwoording=verantwoording, perioden=await stroomrapport(conn, order, register))

    async def waiting_times(self, _beller: object, question: Inquiry) -> Wachtrapport:
        """Raises UnreadablePeriode, PeriodeAfterPeil, UnknownPeil."""
        async with self._begin(question) as (conn, order, register, verantwoording):
            return Wachtrapport(verantwoording=verantwoording, perioden=await wachtrapport(conn, order, register))

    async def bewegingen(self, _beller: object, question: Inquiry, choice: Choice = EVERYTHING) -> Bewegingenlijst:
        """The first MAX_MOVEMENTS movements that a figure counts. Raises as `stromen`."""
        async with self._begin(question) as (conn, order, _, verantwoording):
            found = await _movements.bewegingen(conn, order, choice, limiet=MAX_MOVEMENTS + 1, with_berichten=True)
        return Bewegingenlijst(
            verantwoording=verantwoording,
            bewegingen=[_regel(one) for one in found[:MAX_MOVEMENTS]],
            is_volledig=len(found) <= MAX_MOVEMENTS,
        )

    @asynccontextmanager
    async def _begin(
        self, question: Inquiry
    ) -> AsyncIterator[tuple[PgConnection, Order, RegisterStand, Verantwoording]]:
        """What a report is made from."""
        perioden = read_periods(question.perioden)
        asked = at_peil(self._database, self._regio, self._clock, k=question.k, dag_k=question.dag_k, op=question.op)
        async with asked as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            termijn = question.termijn
            if termijn is None:
                termijn = register.parameters(perioden[-1].eind).doorstroomtermijn_dagen
            order = Order(
                regio=self._regio,
                peil=peil,
                perioden=perioden,
                dimensie=question.dimensie,
                termijn=termijn,
                historie_vanaf=register.parameters(peil.dag).historie_vanaf,
                verondersteld=question.verondersteld,
            )
            register_at = await days.booked_at(grootboek, register.versie)
            yield grootboek.conn, order, register, _verantwoording(order, register, register_at)


def _verantwoording(order: Order, register: RegisterStand, register_at: datetime | None) -> Verantwoording:
    return Verantwoording(
        regio=order.regio,
        k=order.peil.positie,
        dag_k=order.peil.dag,
        register_versie=register.versie,
        register_dag=day(register_at) if register_at and register.versie else None,
        dimensie=order.dimensie,
        termijn=order.termijn,
        historie_vanaf=order.historie_vanaf,
        verondersteld=order.verondersteld,
        perioden=order.perioden,
    )


def _regel(one: Movement) -> Bewegingsregel:
    fields = msgspec.structs.asdict(one) | {"client": one.client.hex()[:CLIENT_CHARACTERS]}
    return Bewegingsregel(**fields)


def reports_of(gateway: Gateway) -> Reports:
    """On the connections of a gateway."""
    return Reports(gateway.database, gateway.regio, gateway.clock)

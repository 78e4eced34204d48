# SPDX-License-Identifier: EUPL-1.2
"""The reports: flows, the movements behind a figure, waiting. Each names what it rests on, and can be repeated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.peil import op_peil
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.ledger import dagen
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.register.stand import RegisterStand, lees_stand
from berichtenverkeer.stromen import bewegingen as _bewegingen
from berichtenverkeer.stromen.bewegingen import Beweging, Keuze
from berichtenverkeer.stromen.cijfers import Periodecijfers
from berichtenverkeer.stromen.opdracht import CLIENT_TEKENS, Dimensie, Opdracht
from berichtenverkeer.stromen.periode import Periode, lees_perioden
from berichtenverkeer.stromen.stroomrapport import stroomrapport
from berichtenverkeer.stromen.wachtcijfers import Wachtperiode
from berichtenverkeer.stromen.wachten import wachtrapport

MAX_BEWEGINGEN = 1000
"""How many movements one answer may list."""

ALLES = Keuze()


class Vraagstelling(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked. `perioden` as `lees_perioden` reads them; `termijn` is D, by default that of the register.

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


class Rapportages:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok

    @gebruik("rapportages.stromen")
    async def stromen(self, _zicht: Zicht, vraag: Vraagstelling) -> Stroomrapport:
        """Raises PeriodeOnleesbaar, PeriodeNaPeil, PeilOnbekend, Onbalans (a bug)."""
        async with self._begin(vraag) as (conn, opdracht, register, verantwoording):
            return Stroomrapport(verantwoording=verantwoording, perioden=await stroomrapport(conn, opdracht, register))

    @gebruik("rapportages.wachttijden")
    async def wachttijden(self, _zicht: Zicht, vraag: Vraagstelling) -> Wachtrapport:
        """Raises PeriodeOnleesbaar, PeriodeNaPeil, PeilOnbekend."""
        async with self._begin(vraag) as (conn, opdracht, register, verantwoording):
            return Wachtrapport(verantwoording=verantwoording, perioden=await wachtrapport(conn, opdracht, register))

    @gebruik("rapportages.bewegingen")
    async def bewegingen(self, _zicht: Zicht, vraag: Vraagstelling, keuze: Keuze = ALLES) -> Bewegingenlijst:
        """The first MAX_BEWEGINGEN movements that a figure counts. Raises as `stromen`."""
        async with self._begin(vraag) as (conn, opdracht, _, verantwoording):
            gevonden = await _bewegingen.bewegingen(
                conn, opdracht, keuze, limiet=MAX_BEWEGINGEN + 1, met_berichten=True
            )
        return Bewegingenlijst(
            verantwoording=verantwoording,
            bewegingen=[_regel(een) for een in gevonden[:MAX_BEWEGINGEN]],
            is_volledig=len(gevonden) <= MAX_BEWEGINGEN,
        )

    @asynccontextmanager
    async def _begin(
        self, vraag: Vraagstelling
    ) -> AsyncIterator[tuple[Verbinding, Opdracht, RegisterStand, Verantwoording]]:
        """What a report is made from."""
        perioden = lees_perioden(vraag.perioden)
        gevraagd = op_peil(self._database, self._regio, self._klok, k=vraag.k, dag_k=vraag.dag_k, op=vraag.op)
        async with gevraagd as (grootboek, peil):
            register = await lees_stand(grootboek, peil.positie)
            termijn = vraag.termijn
            if termijn is None:
                termijn = register.parameters(perioden[-1].eind).doorstroomtermijn_dagen
            opdracht = Opdracht(
                regio=self._regio,
                peil=peil,
                perioden=perioden,
                dimensie=vraag.dimensie,
                termijn=termijn,
                historie_vanaf=register.parameters(peil.dag).historie_vanaf,
                verondersteld=vraag.verondersteld,
            )
            register_op = await dagen.geboekt_op(grootboek, register.versie)
            yield grootboek.conn, opdracht, register, _verantwoording(opdracht, register, register_op)


def _verantwoording(opdracht: Opdracht, register: RegisterStand, register_op: datetime | None) -> Verantwoording:
    return Verantwoording(
        regio=opdracht.regio,
        k=opdracht.peil.positie,
        dag_k=opdracht.peil.dag,
        register_versie=register.versie,
        register_dag=dag(register_op) if register_op and register.versie else None,
        dimensie=opdracht.dimensie,
        termijn=opdracht.termijn,
        historie_vanaf=opdracht.historie_vanaf,
        verondersteld=opdracht.verondersteld,
        perioden=opdracht.perioden,
    )


def _regel(een: Beweging) -> Bewegingsregel:
    velden = msgspec.structs.asdict(een) | {"client": een.client.hex()[:CLIENT_TEKENS]}
    return Bewegingsregel(**velden)

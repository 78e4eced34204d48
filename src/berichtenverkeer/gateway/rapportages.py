# SPDX-License-Identifier: EUPL-1.2
"""The reports: flows, the movements behind a figure, waiting. Each names what it rests on, and can be repeated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import VraagOnjuist
from berichtenverkeer.core.klok import NEDERLAND, Klok, dag, lees_dag, lees_tijdstip
from berichtenverkeer.ledger import dagen, epoch, watermerk
from berichtenverkeer.register.stand import RegisterStand, lees_stand
from berichtenverkeer.stromen import bewegingen as _bewegingen
from berichtenverkeer.stromen.bewegingen import Beweging, Keuze
from berichtenverkeer.stromen.cijfers import Periodecijfers
from berichtenverkeer.stromen.peil import CLIENT_TEKENS, DEFINITIEVERSIE, Dimensie, Opdracht, Peil
from berichtenverkeer.stromen.periode import Periode, lees_perioden
from berichtenverkeer.stromen.stroomrapport import stroomrapport
from berichtenverkeer.stromen.wachtcijfers import Wachtperiode
from berichtenverkeer.stromen.wachten import wachtrapport

MAX_BEWEGINGEN = 1000
"""How many movements one answer may list."""

ALLES = Keuze()

LANGSTE_BOEKING = timedelta(hours=1)
"""How long the moment of a booking may lie before it is seen: one that was under way when K was taken."""

LANGSTE_BOEKING = timedelta(hours=1)
"""How long the moment of a booking may lie before it is seen: one that was under way when K was taken."""


class PeilOnbekend(VraagOnjuist):
    """Van dit peil is niet bekend wat er toen geboekt was."""

    actie = "Kies een later moment, of een positie tot en met de laatste die geboekt is."
    parameter = "k"


class MomentOnleesbaar(PeilOnbekend):
    """Dit moment is niet te lezen."""

    actie = "Schrijf een datum als 2026-01-31, of een moment met tijdzone als 2026-01-31T12:00:00Z, van 2000 tot 2100."
    parameter = "op"


class MomentMoetNogKomen(PeilOnbekend):
    """Dit moment moet nog komen."""

    actie = "Kies een moment dat voorbij is, of vraag zonder moment wat nu bekend is."
    parameter = "op"


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


def lees_moment(tekst: str, nu: datetime) -> datetime | None:
    """The instant that a text names: an ISO 8601 moment with its zone, or a day, and then the end of that day.

    None for a day that is not over yet: what is known now. Raises MomentOnleesbaar.
    """
    if (gevraagd := lees_dag(tekst)) is not None:
        volgende = gevraagd + timedelta(days=1)
        einde = datetime.combine(volgende, time.min, NEDERLAND) - timedelta(microseconds=1)
        return einde if dag(nu) >= volgende else None
    moment = lees_tijdstip(tekst)
    if moment is None:
        raise MomentOnleesbaar
    return moment


class Verantwoording(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every figure of a report rests on. `k` and `dag_k` give the same report again, for ever.

    `register_versie` is the ledger position of the register load that was known at K, `register_dag` its day.
    """

    definitieversie: int
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

    async def stromen(self, vraag: Vraagstelling) -> Stroomrapport:
        """Raises PeriodeOnleesbaar, PeriodeNaPeil, PeilOnbekend, Onbalans (a bug)."""
        async with self._begin(vraag) as (conn, opdracht, register, verantwoording):
            return Stroomrapport(verantwoording=verantwoording, perioden=await stroomrapport(conn, opdracht, register))

    async def wachttijden(self, vraag: Vraagstelling) -> Wachtrapport:
        """Raises PeriodeOnleesbaar, PeriodeNaPeil, PeilOnbekend."""
        async with self._begin(vraag) as (conn, opdracht, register, verantwoording):
            return Wachtrapport(verantwoording=verantwoording, perioden=await wachtrapport(conn, opdracht, register))

    async def bewegingen(self, vraag: Vraagstelling, keuze: Keuze = ALLES) -> Bewegingenlijst:
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
        """First K, then one view of the database in which all is read (ledger/watermerk.py says why in this order)."""
        perioden = lees_perioden(vraag.perioden)
        async with self._database.lees() as conn:
            peil = await self._peil(conn, vraag)
        async with self._database.lees(momentopname=True) as conn:
            register = await lees_stand(conn, self._regio, peil.positie)
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
            register_op = await dagen.geboekt_op(conn, self._regio, register.versie)
            yield conn, opdracht, register, _verantwoording(opdracht, register, register_op)

    async def _peil(self, conn: Verbinding, vraag: Vraagstelling) -> Peil:
        nu = self._klok()
        laatste = await watermerk.watermerk(conn)
        if vraag.k is not None:
            await epoch.vereist_peil(conn, vraag.k)
            vroegst = await dagen.geboekt_op(conn, self._regio, vraag.k)
            if vroegst is None or vraag.k > laatste:
                raise PeilOnbekend
            dag_k = vraag.dag_k or dag(vroegst)
            laatst = await dagen.achterhaald_op(conn, self._regio, vraag.k)
            tot = nu if laatst is None else laatst + LANGSTE_BOEKING
            if not dag(vroegst) <= dag_k <= dag(tot) and not await self._was_peil(conn, vraag.k, dag_k):
                raise PeilOnbekend("Op deze dag was een andere positie de laatste.", "dagK")
            return Peil(vraag.k, dag_k)
        if vraag.op is None:
            return Peil(laatste, dag(nu))
        positie = await watermerk.op_moment(conn, self._regio, vraag.op)
        if vraag.op > nu:
            raise MomentMoetNogKomen
        if not positie:
            raise PeilOnbekend(parameter="op")
        return Peil(positie, dag(vraag.op))

    async def _was_peil(self, conn: Verbinding, k: int, dag_k: date) -> bool:
        """Whether K is what a question about the end of that day is answered by: what was booked since had then not
        been recorded yet, as when the gateway was stopped."""
        einde = lees_moment(dag_k.isoformat(), self._klok())
        return einde is not None and await watermerk.op_moment(conn, self._regio, einde) == k


def _verantwoording(opdracht: Opdracht, register: RegisterStand, register_op: datetime | None) -> Verantwoording:
    return Verantwoording(
        definitieversie=DEFINITIEVERSIE,
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

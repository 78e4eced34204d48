# SPDX-License-Identifier: EUPL-1.2
"""The clocks of the region as its parties may ask for them: a list, and what it comes to. Both can be repeated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from berichtenverkeer.core.database import Database, Verbinding
from berichtenverkeer.core.errors import VraagOnjuist
from berichtenverkeer.core.klok import EERSTE_DAG, LAATSTE_DAG, Klok, dag
from berichtenverkeer.gateway.rapportages import PeilOnbekend, lees_moment
from berichtenverkeer.ledger import dagen, epoch, watermerk
from berichtenverkeer.stromen.periode import lees_perioden
from berichtenverkeer.termijnen.klokken import Termijnklok, Vraag, klokken
from berichtenverkeer.termijnen.samenvatting import Telling, samenvatting
from berichtenverkeer.termijnen.soorten import DEFINITIEVERSIE


class DagVoorPeil(VraagOnjuist):
    """De gevraagde dag ligt voor de dag waarvan de stand bekend is."""

    actie = "Kies een latere dag, of een eerder peil."
    parameter = "op"


class DagBuitenKalender(VraagOnjuist):
    """Deze dag ligt buiten de kalender waarop termijnen worden gerekend."""

    actie = f"Kies een dag van {EERSTE_DAG} tot en met {LAATSTE_DAG}."
    parameter = "op"


class Peil(msgspec.Struct, frozen=True, kw_only=True):
    """On which day `op`, as known at which ledger position `k`.

    Without `k`: what was known at the end of that day, or what is known now when it is not over yet. Without `op`: the
    day of `k`, or today.
    """

    k: int | None = None
    op: date | None = None


NU = Peil()


class Termijnlijst(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of clocks; `volgende` is the `na` of the next one. `k` and `op` give the same page again, for ever."""

    definitieversie: int
    regio: str
    k: int
    op: date
    klokken: list[Termijnklok]
    volgende: int | None


class Termijnsamenvatting(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is open on the day `op`, and what was settled from `begin` until `eind`, both days inclusive."""

    definitieversie: int
    regio: str
    k: int
    op: date
    begin: date
    eind: date
    tellingen: list[Telling]


class Termijnen:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok

    async def klokken(self, vraag: Vraag, peil: Peil = NU) -> Termijnlijst:
        """Raises PeilOnbekend, DagVoorPeil, DagBuitenKalender."""
        async with self._begin(peil) as (conn, k, op):
            bladzijde = await klokken(conn, self._regio, k, op, vraag)
        return Termijnlijst(
            definitieversie=DEFINITIEVERSIE,
            regio=self._regio,
            k=k,
            op=op,
            klokken=bladzijde.klokken,
            volgende=bladzijde.volgende,
        )

    async def samenvatting(
        self, periode: str | None = None, zijde: str | None = None, peil: Peil = NU
    ) -> Termijnsamenvatting:
        """Over a period as `lees_perioden` reads it, by default the year of the day. Raises also PeriodeOnleesbaar."""
        perioden = lees_perioden(periode) if periode is not None else None
        async with self._begin(peil) as (conn, k, op):
            perioden = perioden or lees_perioden(f"{op.year}")
            begin, eind = perioden[0].begin, perioden[-1].eind
            tellingen = await samenvatting(conn, self._regio, k, op, (begin, eind), zijde)
        return Termijnsamenvatting(
            definitieversie=DEFINITIEVERSIE,
            regio=self._regio,
            k=k,
            op=op,
            begin=begin,
            eind=eind,
            tellingen=tellingen,
        )

    @asynccontextmanager
    async def _begin(self, peil: Peil) -> AsyncIterator[tuple[Verbinding, int, date]]:
        """First K, then one view of the database in which all is read (ledger/watermerk.py says why in this order)."""
        async with self._database.lees() as conn:
            k, op = await self._peil(conn, peil)
        async with self._database.lees(momentopname=True) as conn:
            yield conn, k, op

    async def _peil(self, conn: Verbinding, peil: Peil) -> tuple[int, date]:
        if peil.op is not None and not EERSTE_DAG <= peil.op <= LAATSTE_DAG:
            raise DagBuitenKalender
        nu = self._klok()
        laatste = await watermerk.watermerk(conn)
        if peil.k is not None:
            await epoch.vereist_peil(conn, peil.k)
            geboekt_op = await dagen.geboekt_op(conn, self._regio, peil.k)
            if geboekt_op is None or peil.k > laatste:
                raise PeilOnbekend
            if peil.op is not None and peil.op < dag(geboekt_op):
                raise DagVoorPeil(f"De stand is die van {dag(geboekt_op)}, en gevraagd is {peil.op}.")
            return peil.k, peil.op or dag(geboekt_op)
        moment = lees_moment(peil.op.isoformat(), nu) if peil.op else None
        if moment is None:  # today, or a day to come: what will be late by then
            return laatste, peil.op or dag(nu)
        positie = await watermerk.op_moment(conn, self._regio, moment)
        if not positie:
            raise PeilOnbekend(parameter="op")
        return positie, dag(moment)

# SPDX-License-Identifier: EUPL-1.2
"""The clocks of the region as its parties may ask for them: a list, and what it comes to. Both can be repeated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import VraagOnjuist
from berichtenverkeer.core.klok import EERSTE_DAG, LAATSTE_DAG, Klok
from berichtenverkeer.gateway.peil import op_peil
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, einde_van
from berichtenverkeer.stromen.periode import lees_perioden
from berichtenverkeer.termijnen.klokken import Termijnklok, Vraag, klokken
from berichtenverkeer.termijnen.samenvatting import Telling, samenvatting


class DagVoorPeil(VraagOnjuist):
    """De gevraagde dag ligt voor de dag waarvan de stand bekend is."""

    actie = "Kies een latere dag, of een eerder peil."
    parameter = "op"


class DagBuitenKalender(VraagOnjuist):
    """Deze dag ligt buiten de kalender waarop termijnen worden gerekend."""

    actie = f"Kies een dag van {EERSTE_DAG} tot en met {LAATSTE_DAG}."
    parameter = "op"


class Termijnlijst(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of clocks; `volgende` is the `na` of the next one. `k` and `op` give the same page again, for ever."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    op: date
    klokken: list[Termijnklok]
    volgende: int | None


class Termijnsamenvatting(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What is open on the day `op`, and what was settled from `begin` until `eind`, both days inclusive."""

    definitieversie: int = DEFINITIEVERSIE
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

    @gebruik("termijnen.klokken")
    async def klokken(
        self, zicht: Zicht, vraag: Vraag, *, k: int | None = None, op: date | None = None
    ) -> Termijnlijst:
        """Of what is asked what concerns who calls: on the day `op`, as known at ledger position `k`.

        Without `k`: what was known at the end of that day, or what is known now when it is not over yet. Without `op`:
        the day of `k`, or today. Raises PeilOnbekend, PositieVervallen, DagVoorPeil, DagBuitenKalender.
        """
        vraag = msgspec.structs.replace(vraag, zijde=zicht.partij)
        async with self._begin(k, op) as (grootboek, positie, dag):
            bladzijde = await klokken(grootboek, positie, dag, vraag)
        return Termijnlijst(
            regio=self._regio,
            k=positie,
            op=dag,
            klokken=bladzijde.klokken,
            volgende=bladzijde.volgende,
        )

    @gebruik("termijnen.samenvatting")
    async def samenvatting(
        self, zicht: Zicht, periode: str | None = None, *, k: int | None = None, op: date | None = None
    ) -> Termijnsamenvatting:
        """Over a period as `lees_perioden` reads it, by default the year of the day; `k` and `op` as for `klokken`.

        Raises also PeriodeOnleesbaar.
        """
        perioden = lees_perioden(periode) if periode is not None else None
        async with self._begin(k, op) as (grootboek, positie, dag):
            perioden = perioden or lees_perioden(f"{dag.year}")
            begin, eind = perioden[0].begin, perioden[-1].eind
            tellingen = await samenvatting(grootboek, positie, dag, (begin, eind), zicht.partij)
        return Termijnsamenvatting(
            regio=self._regio,
            k=positie,
            op=dag,
            begin=begin,
            eind=eind,
            tellingen=tellingen,
        )

    @asynccontextmanager
    async def _begin(self, k: int | None, op: date | None) -> AsyncIterator[tuple[Grootboek, int, date]]:
        """A day that is today, or still to come, is asked by what is known now: what will be late by then."""
        if op is not None and not EERSTE_DAG <= op <= LAATSTE_DAG:
            raise DagBuitenKalender
        moment = einde_van(op, self._klok()) if op is not None and k is None else None
        async with op_peil(self._database, self._regio, self._klok, k=k, op=moment) as (grootboek, peil):
            if op is not None and op < peil.dag:
                raise DagVoorPeil(f"De stand is die van {peil.dag}, en gevraagd is {op}.")
            yield grootboek, peil.positie, op or peil.dag

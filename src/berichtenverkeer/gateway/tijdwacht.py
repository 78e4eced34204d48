# SPDX-License-Identifier: EUPL-1.2
"""What cannot be undone is done only when the time can be trusted (decision 088).

Receiving, letting reservations lapse, closing a month and recording a watermark fix a moment for ever. They need the
clocks of host and database to agree (`boek.reserveer` asks that of every transaction that books), no step back before
what was booked, and no step forward beyond STILSTAND since the last sign of life. A simulated clock is moved on
purpose: of that nothing is asked.
"""

import time
from datetime import datetime, timedelta

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import KlokOnbetrouwbaar
from berichtenverkeer.core.klok import AFWIJKING, NEDERLAND, Klok, is_echt
from berichtenverkeer.core.logboek import logger
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.regioklok import RegioIsSimulatie
from berichtenverkeer.gateway.register import boek_los_feit
from berichtenverkeer.ledger import boek, klokstand, watermerk
from berichtenverkeer.ledger.gebeurtenissen.beheer import KlokErkend
from berichtenverkeer.ledger.klokstand import Klokstand

SPRONG = timedelta(days=1)
"""How far a clock may be set, forward or back, without anybody being asked."""

STILSTAND = timedelta(days=7)
"""How long a region may show no sign of life before somebody must say that the time is right."""

ELKE_S = 60.0
"""How long a judgement on the step since the last sign of life stays good."""


class Klokoordeel(msgspec.Struct, frozen=True):
    """The clocks side by side; `reden` says in Dutch why the time cannot be trusted, None when it can."""

    gateway_op: datetime
    stand: Klokstand
    reden: str | None

    @property
    def zijn_gelijk(self) -> bool:
        """Whether host and database agree on the time."""
        return abs(self.gateway_op - self.stand.database_op) <= AFWIJKING


async def oordeel(grootboek: Grootboek, klok: Klok) -> Klokoordeel:
    """Look at the clocks. Raises nothing."""
    nu = klok()
    stand = await klokstand.lees(grootboek)
    return Klokoordeel(nu, stand, _reden(nu, stand) if is_echt(klok) else None)


async def vereis_juist(grootboek: Grootboek, klok: Klok) -> datetime:
    """The present, to go by in all that follows: asked again, a clock may say otherwise. Raises KlokOnbetrouwbaar."""
    nu = klok()
    if is_echt(klok) and (reden := _reden(nu, await klokstand.lees(grootboek))) is not None:
        logger.error("klok_onbetrouwbaar", regio=grootboek.regio, reden=reden)
        raise KlokOnbetrouwbaar(reden)
    return nu


class Tijd:
    """The use cases of who looks after the clock of one region."""

    def __init__(self, database: Database, regio: str, klok: Klok) -> None:
        self._database = database
        self._regio = regio
        self._klok = klok

    @gebruik("tijd.oordeel")
    async def oordeel(self, _zicht: Zicht) -> Klokoordeel:
        """Can it be trusted?"""
        return await self._oordeel()

    @gebruik("tijd.erken")
    async def erken(self, zicht: Zicht) -> Klokoordeel:
        """Book that the time of now is right, whatever it was before.

        Raises KlokOnbetrouwbaar when the clocks differ, RegioIsSimulatie.
        """
        if not is_echt(self._klok):
            raise RegioIsSimulatie
        async with self._database.transactie() as conn:
            grootboek = Grootboek(conn, self._regio)
            await watermerk.begin(grootboek)
            (positie,) = await boek.reserveer(conn, 1, self._klok)
            vorige = (await klokstand.lees(grootboek)).geboekt_op
            await boek_los_feit(conn, zicht.beller, positie, KlokErkend(vorige=vorige), self._klok)
        return await self._oordeel()

    async def _oordeel(self) -> Klokoordeel:
        async with self._database.lees() as conn:
            return await oordeel(Grootboek(conn, self._regio), self._klok)


class Tijdwacht:
    """The watch of one process over its clock: a step is noticed at once, by the clock that nobody can set."""

    def __init__(self, klok: Klok) -> None:
        self._klok = klok
        self._afstand: timedelta | None = None
        self._goed_tot = 0.0

    async def nu(self, database: Database, regio: str) -> datetime:
        """The present, for what cannot be undone. Raises KlokOnbetrouwbaar, DatabaseWeg."""
        moment, loopt = self._klok(), time.clock_gettime(_LOOPT)
        if not is_echt(self._klok):
            return moment
        if self._is_gesprongen(moment, loopt) or loopt > self._goed_tot:
            async with database.lees() as conn:
                grootboek = Grootboek(conn, regio)
                moment, loopt = await vereis_juist(grootboek, self._klok), time.clock_gettime(_LOOPT)
                geboekt_op = (await klokstand.lees(grootboek)).geboekt_op
            if self._is_gesprongen(moment, loopt) and (geboekt_op is None or abs(moment - geboekt_op) > SPRONG):
                reden = "de klok is versprongen terwijl de gateway draaide."
                logger.error("klok_onbetrouwbaar", regio=regio, reden=reden)
                raise KlokOnbetrouwbaar(reden)
            # What was booked since at this time says that somebody recognised it.
            self._goed_tot = loopt + ELKE_S
            self._afstand = _afstand(moment, loopt)
        return moment

    def _is_gesprongen(self, moment: datetime, loopt: float) -> bool:
        return self._afstand is not None and abs(_afstand(moment, loopt) - self._afstand) > SPRONG


_LOOPT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts also while the machine sleeps, where the system has such a clock."""


def _afstand(moment: datetime, loopt: float) -> timedelta:
    """Between a clock that can be set and the one that cannot: the same for as long as nobody sets it."""
    return moment - datetime.fromtimestamp(loopt, moment.tzinfo)


def _reden(nu: datetime, stand: Klokstand) -> str | None:
    if abs(nu - stand.database_op) > AFWIJKING:
        return f"de klok van deze machine ({_op(nu)}) en die van de database ({_op(stand.database_op)}) verschillen."
    if stand.geboekt_op is not None and stand.geboekt_op - nu > SPRONG:
        return f"er is al geboekt op {_op(stand.geboekt_op)}, en nu is het {_op(nu)}."
    tekens = [op for op in (stand.geboekt_op, stand.gewekt_op) if op is not None]
    if tekens and nu - max(tekens) > STILSTAND:
        return f"het laatste levensteken is van {_op(max(tekens))}, en nu is het {_op(nu)}."
    return None


def _op(moment: datetime) -> str:
    return f"{moment.astimezone(NEDERLAND):%Y-%m-%d %H:%M}"

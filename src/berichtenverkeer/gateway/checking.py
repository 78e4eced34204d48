# SPDX-License-Identifier: EUPL-1.2
"""Checking without sending, with History: a bericht is judged as if it were received now, and nothing is kept.

Each bericht is judged by itself: of two that belong together the second does not see the first.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.receiving import Reception
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.regels.meldingen.signalen import ALREADY_RECEIVED
from berichtenverkeer.regels.meldingen.traffic import AFZENDER_UNKNOWN, ONTVANGER_UNKNOWN
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.bundle import ABOUT_HTTP
from berichtenverkeer.validation.nagekeken import (
    WITHOUT_HISTORY,
    Bundelverslag,
    Gathering,
    Judgement,
    Nagekeken,
    Piece,
    judge,
)

T = TypeVar("T")

_THREADS = 2


class Checking:
    """The use case, on one region."""

    def __init__(self, reception: Reception, register: RegisterHolder, clock: Clock, standaarden: Standaarden) -> None:
        self._reception = reception
        self._register = register
        self._clock = clock
        self._standaarden = standaarden
        # A few threads of their own: each keeps its own schemas, and receiving must not wait for them.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="nakijken")

    async def every(self, beller: Beller, pieces: Iterator[Piece | Nagekeken], *, is_historic: bool) -> Bundelverslag:
        """The report on all of them; on what the berichten say themselves, and with `is_historic` on all levels.

        Raises NoRight, DatabaseGone.
        """
        collection = Gathering(historie=is_historic, at_most=ABOUT_HTTP.bevindingen)
        while (piece := await self.apart(next, pieces, None)) is not None:
            collection.take_in(await self._nagekeken(beller, piece, is_historic=is_historic))
        return collection.verslag()

    async def _nagekeken(self, beller: Beller, piece: Piece | Nagekeken, *, is_historic: bool) -> Nagekeken:
        if isinstance(piece, Nagekeken):
            return piece
        first = await self.apart(judge, piece, self._standaarden, day(self._clock()))
        return await self.with_history(beller, piece, first) if is_historic else first.nagekeken

    async def apart(self, task: Callable[..., T], *arguments: object) -> T:
        """Do it outside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, task, *arguments)

    @use("checking.with_history")
    async def with_history(self, zicht: Zicht, piece: Piece, first: Judgement) -> Nagekeken:
        """The report on all levels of a bericht that who calls would send; for who sees all, its own sender.

        `first` is what the bericht itself said. When its sender may not send it, the levels that need History stay
        overgeslagen, and the report says why. Raises DatabaseGone.
        """
        if first.verzender is None:
            return first.nagekeken
        verzender = zicht.beller.partij
        if zicht.partij is None:
            verzender = self._register.stand.partij(first.verzender, day(self._clock()))
        if verzender is None:
            return msgspec.structs.replace(first.nagekeken, reden=AFZENDER_UNKNOWN.at())
        on_behalf_of = msgspec.structs.replace(zicht.beller, partij=verzender)
        uitkomst = await self._reception.try_out(on_behalf_of, piece.data)
        if isinstance(uitkomst, Refused):
            return _refused(first.nagekeken, uitkomst)
        is_retour = self._standaarden.is_retourbericht(uitkomst.berichtsoort)
        return _judged(first.nagekeken, uitkomst, is_retour=is_retour)


def _refused(first: Nagekeken, refused: Refused) -> Nagekeken:
    (bevinding,) = refused.bevindingen
    if bevinding.code != ONTVANGER_UNKNOWN.code:  # the one refusal that is a fault of the bericht, by the register
        return msgspec.structs.replace(first, reden=bevinding)
    in_register = msgspec.structs.replace(bevinding, niveau=Niveau.EXTERN)
    return _again(first, [*first.bevindingen, in_register], (*WITHOUT_HISTORY, Niveau.EXTERN))


def _judged(first: Nagekeken, receipt: Receipt, *, is_retour: bool) -> Nagekeken:
    # An Identificatie that was used before is judged first, so the receipt may not have what the bericht itself said.
    bevindingen = list(dict.fromkeys([*first.bevindingen, *receipt.bevindingen]))
    if receipt.is_herhaald:
        bevindingen.append(ALREADY_RECEIVED.at())
    return _again(first, bevindingen, (*WITHOUT_HISTORY, Niveau.BERICHTOVERSTIJGEND) if is_retour else tuple(Niveau))


def _again(first: Nagekeken, bevindingen: list[Bevinding], examined: Collection[Niveau]) -> Nagekeken:
    return Nagekeken.van(first.bestand, first.berichtsoort, bevindingen, examined)

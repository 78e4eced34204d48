# SPDX-License-Identifier: EUPL-1.2
"""What an operator watches: what waits, what is not answered, what was refused. Counts only."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from berichtenverkeer.core.clock import Clock, day, is_real
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.gateway.time_guard import oordeel
from berichtenverkeer.ledger import envelopes
from berichtenverkeer.ledger.weigeringen import counted
from berichtenverkeer.postvak import tray
from berichtenverkeer.postvak.tray import WaitState
from berichtenverkeer.projections import store
from berichtenverkeer.termijnen.kinds import Kind
from berichtenverkeer.termijnen.samenvatting import count_too_late


class Measurement(msgspec.Struct, frozen=True):
    """The state of a region in numbers. `onbeantwoord_sinds` is the day of receipt of the oldest open verzoek.

    `weigeringen` are those kept, `weigeringen_geteld` those beyond the bound of their party.
    `klok_is_juist`: the time can be trusted; `klok_afwijking_s`: how far this machine is ahead of the database.
    `te_laat` are open obligations past their deadline, by kind.
    """

    wachtend: WaitState
    onbeantwoord: int
    onbeantwoord_sinds: date | None
    weigeringen: int
    weigeringen_geteld: int
    berichten: int
    te_laat: Mapping[Kind, int]
    gemeten_op: datetime
    klok_is_juist: bool
    klok_afwijking_s: float
    onverklaard: int


async def measure(
    database: Database, regio: str, now: datetime, clock: Clock | None = None, onverklaard: int = 0
) -> Measurement:
    """Measure at `now`, which is the present by `clock`. Raises DatabaseGone."""
    async with database.lees(snapshot=True) as conn:
        te_laat = await count_too_late(Grootboek(conn, regio), day(now))
    async with database.lees() as conn:
        grootboek = Grootboek(conn, regio)
        tijd = await oordeel(grootboek, clock or (lambda: now))
        berichten, weigeringen = await envelopes.counts(grootboek)
        open_verzoeken, since = await store.open_verzoeken(grootboek)
        return Measurement(
            wachtend=await tray.wait_state(grootboek),
            onbeantwoord=open_verzoeken,
            onbeantwoord_sinds=since,
            weigeringen=weigeringen,
            weigeringen_geteld=await counted(grootboek),
            berichten=berichten,
            te_laat=te_laat,
            gemeten_op=now,
            onverklaard=onverklaard,
            klok_is_juist=tijd.reason is None,
            klok_afwijking_s=(tijd.gateway_op - tijd.stand.database_op).total_seconds()
            if clock is not None and is_real(clock)
            else 0.0,
        )

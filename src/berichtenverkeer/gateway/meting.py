# SPDX-License-Identifier: EUPL-1.2
"""What an operator watches: what waits, what is not answered, what was refused. Counts only."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.klok import Klok, dag, is_echt
from berichtenverkeer.gateway.tijdwacht import oordeel
from berichtenverkeer.ledger import koppen
from berichtenverkeer.ledger.weigeringen import geteld
from berichtenverkeer.postvak import bak
from berichtenverkeer.postvak.bak import Wachtstand
from berichtenverkeer.projections import opslag
from berichtenverkeer.termijnen.samenvatting import aantal_te_laat
from berichtenverkeer.termijnen.soorten import Soort


class Meetstand(msgspec.Struct, frozen=True):
    """The state of a region in numbers. `onbeantwoord_sinds` is the day of receipt of the oldest open verzoek.

    `weigeringen` are those kept, `weigeringen_geteld` those beyond the bound of their party.
    `klok_is_juist`: the time can be trusted; `klok_afwijking_s`: how far this machine is ahead of the database.
    `te_laat` are open obligations past their deadline, by kind.
    """

    wachtend: Wachtstand
    onbeantwoord: int
    onbeantwoord_sinds: date | None
    weigeringen: int
    weigeringen_geteld: int
    berichten: int
    te_laat: Mapping[Soort, int]
    gemeten_op: datetime
    klok_is_juist: bool
    klok_afwijking_s: float
    onverklaard: int


async def meet(
    database: Database, regio: str, nu: datetime, klok: Klok | None = None, onverklaard: int = 0
) -> Meetstand:
    """Measure at `nu`, which is the present by `klok`. Raises DatabaseWeg."""
    async with database.lees(momentopname=True) as conn:
        te_laat = await aantal_te_laat(Grootboek(conn, regio), dag(nu))
    async with database.lees() as conn:
        grootboek = Grootboek(conn, regio)
        tijd = await oordeel(grootboek, klok or (lambda: nu))
        berichten, weigeringen = await koppen.aantallen(grootboek)
        open_verzoeken, sinds = await opslag.open_verzoeken(grootboek)
        return Meetstand(
            wachtend=await bak.wachtstand(grootboek),
            onbeantwoord=open_verzoeken,
            onbeantwoord_sinds=sinds,
            weigeringen=weigeringen,
            weigeringen_geteld=await geteld(grootboek),
            berichten=berichten,
            te_laat=te_laat,
            gemeten_op=nu,
            onverklaard=onverklaard,
            klok_is_juist=tijd.reden is None,
            klok_afwijking_s=(tijd.gateway_op - tijd.stand.database_op).total_seconds()
            if klok is not None and is_echt(klok)
            else 0.0,
        )

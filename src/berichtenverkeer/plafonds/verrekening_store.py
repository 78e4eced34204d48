# SPDX-License-Identifier: EUPL-1.2
"""Settlements as the ledger has them, and the production that they are held against, both as known at K."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.ledger import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen.tenzij import TenzijGebeurtenis
from berichtenverkeer.plafonds.onbevestigd import PEILMAAND, promised_at, reserved
from berichtenverkeer.plafonds.tenzij import Tenzij
from berichtenverkeer.plafonds.updating import MoneyUpdater
from berichtenverkeer.plafonds.verrekening import Producties, Used, approved_uses, producties
from berichtenverkeer.projections import store as states
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.register.stand import RegisterStand

_STEPS = query("plafonds", "verrekeningen")


async def read_steps(
    grootboek: Grootboek, k: int, aanbieder: str | None = None, uitvraag_id: UUID | None = None
) -> list[TenzijGebeurtenis]:
    """All that was known at `k` of tenzij's and of their settlement, in ledger order.

    Of all, of one aanbieder, or of the aanbieder of an uitvraag: nothing when that is not there.
    """
    about = None if uitvraag_id is None else str(uitvraag_id)
    read = [gebeurtenissen.read(*row) for row in await grootboek.fetch(_STEPS, k, aanbieder, about)]
    return [one for one in read if isinstance(one, TenzijGebeurtenis)]


async def producties_at(
    grootboek: Grootboek, k: int, dag_k: date, register: RegisterStand, tenzijs: Sequence[Tenzij]
) -> Producties:
    """What was approved under each, as known at `k`, which was on `dag_k`; `register` is what was known then.

    `tenzijs`: of each aanbieder here all that there are of its clients.
    """
    if not tenzijs:
        return {}
    stand = await states.clienten_at(grootboek, k, {one.verzoek.client for one in tenzijs})
    money = MoneyUpdater(register, peilmaand=await grootboek.fetchval(PEILMAAND, k))
    money.add_tenzijs(tenzijs)
    money.add_claims(reserved(stand, await promised_at(grootboek, k, stand), dag_k))
    prestaties = [row for row in stand.rijen() if isinstance(row, Prestatie) and not row.dubbel_in]
    used: list[Used] = []
    for who in money.sharing:
        own = (one for one in prestaties if one.aanbieder == who[1])
        used += approved_uses(money.uses(who, stand), own)
    return producties(used)

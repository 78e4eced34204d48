# SPDX-License-Identifier: EUPL-1.2
"""Saldi and claims made anew from the ledger, by the fold of every batch: boekingen say how much, gebeurtenissen why.

Nothing is decided again: a decision is a fact, whatever the register says now.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, assert_never

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import (
    PeilmaandVerschoven,
    PlafondBesloten,
    Plafondgebeurtenis,
    PlafondsHerrekend,
    ReserveringVervallen,
)
from berichtenverkeer.ledger.gebeurtenissen.stops import Stopgebeurtenis
from berichtenverkeer.plafonds import stop_store, store
from berichtenverkeer.plafonds.boekingen import boekingen_between
from berichtenverkeer.plafonds.booking import Boeking, Subject
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening, from_verzoek
from berichtenverkeer.plafonds.money_state import Fold, MoneyState, subject
from berichtenverkeer.plafonds.zijden import CLAIM_SQL, PLAFOND_SQL
from berichtenverkeer.projections.rows import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.register.rows import Plafond
from berichtenverkeer.register.stand import ever_loaded

STEP = 2000
"""Boekingen per batch."""

_TABLES = {
    "plafond_saldo": f"{PLAFOND_SQL}, rekening",
    "claim": CLAIM_SQL,
    "claimdeel": f"{CLAIM_SQL}, {PLAFOND_SQL}, rekening",
    "tenzijdeel": f"{CLAIM_SQL}, {PLAFOND_SQL}, rekening, tenzij",
    "plafond_peil": "regio",
    "clientenstop": "stop_id, pos_van",
}
"""What is made, and in which order its rows are read."""


class _Step(NamedTuple):
    """What happened to a claim, and what that does to the money."""

    positie: int
    claim: Claimsleutel
    fold: Fold


class MoneyRebuild:
    """The money of a region while its ledger is gone through: saldi stay in memory, claims only for a batch."""

    def __init__(self, grootboek: Grootboek) -> None:
        self._grootboek = grootboek
        self._money = MoneyState()
        self._steps: list[_Step] = []
        self._stops: list[tuple[int, Stopgebeurtenis]] = []
        self._peilmaand = date.min
        self._until = 0

    def fold(self, position: int, gebeurtenis: Gebeurtenis, stand: Stand, wijzigingen: Sequence[Wijziging]) -> None:
        """Note what a gebeurtenis does to claims. It was folded into `stand`, where it brought `wijzigingen`."""
        if isinstance(gebeurtenis, Plafondgebeurtenis):
            self._fold(position, gebeurtenis, stand)
        if isinstance(gebeurtenis, Stopgebeurtenis):
            self._stops.append((position, gebeurtenis))
        for one in wijzigingen:
            if isinstance(one.rij, Verzoek) and not one.is_bevestigd:
                claim = from_verzoek(one.rij.sleutel)
                new = one.nieuw if isinstance(one.nieuw, Verzoek) else None
                self._steps.append(_Step(position, claim, partial(MoneyState.fold_verzoek, claim=claim, verzoek=new)))

    def _fold(self, position: int, gebeurtenis: Plafondgebeurtenis, stand: Stand) -> None:
        match gebeurtenis:
            case PlafondBesloten():
                besluit = partial(
                    MoneyState.fold_besluit,
                    position=position,
                    gebeurtenis=gebeurtenis,
                    about=_about(stand, gebeurtenis),
                )
                self._steps.append(_Step(position, gebeurtenis.claim, besluit))
            case ReserveringVervallen():
                self._steps.append(
                    _Step(position, gebeurtenis.claim, partial(MoneyState.fold_lapse, gebeurtenis=gebeurtenis))
                )
            case PeilmaandVerschoven():
                self._peilmaand = max(self._peilmaand, gebeurtenis.peilmaand)
            case PlafondsHerrekend():
                pass  # only boekingen
            case _:
                assert_never(gebeurtenis)

    async def save(self, through: int) -> None:
        """Fold what was noted, and the boekingen up to this position, and write the claims."""
        async for booked in boekingen_between(self._grootboek, self._until, through, STEP):
            await self._save(booked[-1][0], booked)
        await self._save(through, [])
        self._until = through

    async def _save(self, through: int, booked: Sequence[tuple[int, Boeking]]) -> None:
        """In ledger order; what happened comes before what was booked for it."""
        count = sum(step.positie <= through for step in self._steps)
        steps, self._steps = self._steps[:count], self._steps[count:]
        claims = {side.claim for _, one in booked for side in one.zijden if side.claim is not None}
        claims |= {step.claim for step in steps}
        if not claims and not booked:
            return
        self._money.add_claims(await store.read_claims(self._grootboek, claims))
        folds: list[tuple[int, Fold]] = [(step.positie, step.fold) for step in steps]
        folds += [
            (position, partial(MoneyState.fold_boeking, position=position, boeking=one)) for position, one in booked
        ]
        for _, fold in sorted(folds, key=lambda one: one[0]):
            fold(self._money)
        await store.save_claims(self._grootboek, self._money)
        self._money.forget()

    async def close(self) -> None:
        """After the last gebeurtenis: the saldi. Of a plafond of nothing only the register knows, and since when."""
        for row, position in await ever_loaded(self._grootboek, Plafond):
            plafond = PlafondKey(row.aanbieder, row.jaar, row.perceel, row.segment)
            if not row.zonder_plafond and (plafond, Rekening.PLAFOND) not in self._money.changed_saldi:
                self._money.fold_plafond(position, plafond)
        await store.save(self._grootboek, self._money)
        await stop_store.write_steps(self._grootboek, self._stops)
        if self._peilmaand > date.min:
            await store.save_peilmaand(self._grootboek, self._peilmaand)


def _about(stand: Stand, gebeurtenis: PlafondBesloten) -> Subject:
    claim = gebeurtenis.claim
    care = (
        stand.verzoek(claim.verzoek)
        if claim.soort is Claimsoort.VERZOEK
        else stand.toewijzing(claim.partij, claim.nummer)
    )
    return Subject(gebeurtenis.gemeente) if care is None else subject(care)


async def wipe(grootboek: Grootboek) -> None:
    """Forget saldi and claims of a region. Call `store.lock_regio` first, before any other lock."""
    for table in _TABLES:
        await grootboek.execute(f"delete from {table} where regio = $1")


async def all_rows(grootboek: Grootboek) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is made, by table, in a fixed order: to compare before and after."""
    return {
        table: [tuple(row) for row in await grootboek.fetch(f"select * from {table} where regio = $1 order by {order}")]
        for table, order in _TABLES.items()
    }

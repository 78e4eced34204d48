# SPDX-License-Identifier: EUPL-1.2
"""Wat-als: what other amounts would have done to a year, without booking anything (definitions.md 6.5)."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import view
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.what_if import WhatIfOutcome, what_if
from berichtenverkeer.register.rows import Partij, Plafond
from berichtenverkeer.register.stand import RegisterStand, read_stand

LET_OP = (
    "Er is niets geboekt. Dit is gerekend op wat er is geboekt zoals het kwam: een `nee` had veranderd wat daarna kwam."
)


class UnknownPlafond(WrongQuestion):
    """Dit plafond is er dat jaar niet."""

    actie = "Noem alleen plafonds die `report plafonds` voor dat jaar toont; het register zegt welke er zijn."
    parameter = "plafonds"


class WatAlsPlafond(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A plafond as it is, as it is asked to be, and what of it is known now, in cents."""

    perceel: str | None
    segment: str | None
    plafond_cents: int
    wordt_cents: int
    bekend_cents: int


class WatAlsRegel(WhatIfOutcome, frozen=True, kw_only=True, rename="camel"):
    """One aanbieder, with its plafonds."""

    aanbieder: str
    naam: str | None
    plafonds: list[WatAlsPlafond]


class WatAlsOverzicht(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A year with other amounts, as known at `k`: who did not fit first, comes first."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    let_op: str = LET_OP
    aanbieders: list[WatAlsRegel]


class WhatIf:
    """The use case, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("what_if.with_rows")
    async def with_rows(
        self, _zicht: Zicht, jaar: int, rows: Sequence[Plafond], k: int | None = None
    ) -> WatAlsOverzicht:
        """With these rows for plafonds of `jaar`, as if they were loaded; the others of that year keep their amount.

        Raises UnknownPlafond, UnknownPeil, DatabaseGone.
        """
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            saldi = {one.plafond: one for one in await view.saldi_at(grootboek, peil.positie, None, jaar)}
            register = await read_stand(grootboek, peil.positie)
            asked = _asked(self._regio, register, rows, saldi)
            outcomes = await what_if(grootboek, peil.positie, jaar, asked)
            loaded_at = await days.booked_at(grootboek, register.versie) if register.versie else None
        names = {row.code: row.naam for row in register.rows(Partij)}
        return WatAlsOverzicht(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            jaar=jaar,
            aanbieders=[
                WatAlsRegel(
                    **msgspec.structs.asdict(outcome),
                    aanbieder=who,
                    naam=names.get(who),
                    plafonds=[
                        _plafond(saldo, asked[key])
                        for key, saldo in saldi.items()
                        if key.aanbieder == who and key in asked
                    ],
                )
                for who, outcome in outcomes.items()
            ],
        )


def _asked(
    regio: str, register: RegisterStand, rows: Sequence[Plafond], known: Mapping[PlafondKey, Saldo]
) -> dict[PlafondKey, int]:
    """What each plafond would be; one that would work without ceiling is left out. Raises UnknownPlafond."""
    named = {PlafondKey(row.aanbieder, row.jaar, row.perceel, row.segment) for row in rows}
    if unknown := len(named - known.keys()):
        raise UnknownPlafond(
            "Eén plafond is er dat jaar niet." if unknown == 1 else f"{unknown} plafonds zijn er niet."
        )
    other = RegisterStand({**register.content(regio).rows, "plafonds": rows}, register.versie)
    same = {key: saldo.plafond_cents for key, saldo in known.items() if key not in named}
    return same | dict(MoneyRegister(other).bedragen)


def _plafond(saldo: Saldo, wanted: int) -> WatAlsPlafond:
    return WatAlsPlafond(
        perceel=saldo.plafond.perceel or None,
        segment=saldo.plafond.segment or None,
        plafond_cents=saldo.plafond_cents,
        wordt_cents=wanted,
        bekend_cents=saldo.claims_cents,
    )

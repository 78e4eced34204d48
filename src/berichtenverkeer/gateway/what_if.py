# SPDX-License-Identifier: EUPL-1.2
"""Wat-als: what other amounts would have done to a year, without booking anything (definitions.md 6.5)."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.gateway.amount_forms import WatAlsVraag
from berichtenverkeer.gateway.amounts import worked_out
from berichtenverkeer.gateway.json_form import require
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import view
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.voorstel import Wijze, key_of, spread, with_norm
from berichtenverkeer.plafonds.what_if import WhatIfOutcome, what_if
from berichtenverkeer.register.rows import Partij, Plafond
from berichtenverkeer.register.stand import RegisterStand, read_stand

LET_OP = (
    "Er is niets geboekt. Dit is gerekend op wat er is geboekt zoals het kwam: een `nee` had veranderd wat daarna kwam."
)


class UnknownPlafond(WrongQuestion):
    """Dit plafond is er dat jaar niet."""

    actie = "Noem alleen plafonds die `plafond stand` voor dat jaar toont; het register zegt welke er zijn."
    parameter = "plafonds"


class NoNorm(WrongQuestion):
    """Geen plafond van dat jaar rust op een norm."""

    actie = "Noem ook een basisjaar: dan worden alle plafonds norm maal de productie van dat jaar."
    parameter = "norm"


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

    @use("what_if.asked")
    async def asked(self, _zicht: Zicht, jaar: int, vraag: WatAlsVraag, k: int | None = None) -> WatAlsOverzicht:
        """With other plafonds of `jaar`, as if they were loaded; who gets none that is other, keeps his amount.

        Raises WrongForm, UnknownPlafond, NoNorm, UnknownPeil, DatabaseGone.
        """
        require(vraag, jaar=jaar)
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            saldi = {one.plafond: one for one in await view.saldi_at(grootboek, peil.positie, None, jaar)}
            register = await read_stand(grootboek, peil.positie)
            rows = await _rows(grootboek, peil.positie, register, jaar, vraag)
            asked = _asked(self._regio, register, rows, saldi, are_named=vraag.plafonds is not None)
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


async def _rows(
    grootboek: Grootboek, k: int, register: RegisterStand, jaar: int, vraag: WatAlsVraag
) -> Sequence[Plafond]:
    """What is asked, as rows of plafonds.csv. Raises NoNorm."""
    if vraag.plafonds is not None:
        return [one.row(jaar) for one in vraag.plafonds]
    if vraag.verdeling is not None:
        changes = spread(register, jaar, vraag.verdeling.bedrag_cents, Wijze(vraag.verdeling.wijze))
    elif vraag.basisjaar is not None:
        changes = await worked_out(grootboek, k, register, jaar, vraag.factor, vraag.basisjaar)
    else:
        return _with_norm(register, jaar, vraag)
    return [one.row for one in changes]


def _with_norm(register: RegisterStand, jaar: int, vraag: WatAlsVraag) -> Sequence[Plafond]:
    assert vraag.factor is not None, "one of the ways"
    if rows := with_norm(register, jaar, vraag.factor):
        return rows
    raise NoNorm


def _asked(
    regio: str,
    register: RegisterStand,
    rows: Sequence[Plafond],
    known: Mapping[PlafondKey, Saldo],
    *,
    are_named: bool,
) -> dict[PlafondKey, int]:
    """What each plafond would be; one that would work without ceiling is left out.

    One that is not there yet that year has nothing booked: it is left out as well, unless it was named. Raises
    UnknownPlafond.
    """
    other = {key: row for row in rows if (key := key_of(row)) in known}
    if are_named and (unknown := len(rows) - len(other)):
        raise UnknownPlafond(
            "Eén plafond is er dat jaar niet." if unknown == 1 else f"{unknown} plafonds zijn er niet."
        )
    content = register.content(regio).rows
    changed = RegisterStand({**content, "plafonds": [*other.values()]}, register.versie)
    same = {key: saldo.plafond_cents for key, saldo in known.items() if key not in other}
    return same | dict(MoneyRegister(changed).bedragen)


def _plafond(saldo: Saldo, wanted: int) -> WatAlsPlafond:
    return WatAlsPlafond(
        perceel=saldo.plafond.perceel or None,
        segment=saldo.plafond.segment or None,
        plafond_cents=saldo.plafond_cents,
        wordt_cents=wanted,
        bekend_cents=saldo.claims_cents,
    )

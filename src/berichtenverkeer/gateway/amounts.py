# SPDX-License-Identifier: EUPL-1.2
"""Plafonds of a year worked out anew, to be looked at and loaded: a voorstel, a verdeling (definitions.md 6.1)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import WrongQuestion
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import view
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.production import production_at
from berichtenverkeer.plafonds.voorstel import Change, Herkomst, Wijze, proposed, replaced, spread
from berichtenverkeer.register.reading import write_sheet
from berichtenverkeer.register.rows import TABLES, Partij
from berichtenverkeer.register.stand import RegisterStand, read_stand


class BasisjaarTooLate(WrongQuestion):
    """Het basisjaar ligt niet voor het jaar van de plafonds."""

    actie = "Kies een eerder basisjaar."
    parameter = "basisjaar"


class Voorstelregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One plafond in cents: what it is (None: it is not there yet), what it would be, what of it is claimed now.

    `overschrijding_cents` (0 or below): by how much the claims would be beyond it. `rest_cents` (0 or below):
    what of its share it could not give. `herkomst`: where the base of a voorstel comes from.
    """

    aanbieder: str
    naam: str | None
    perceel: str | None
    segment: str | None
    oud_cents: int | None
    nieuw_cents: int
    claims_cents: int
    overschrijding_cents: int
    rest_cents: int = 0
    herkomst: Herkomst | None = None


class Voorstel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the plafonds of a year would be, as known at `k`. Nothing is booked: load `plafonds_csv` for that.

    `plafonds_csv` is the whole file, of all years. `rest_cents`: what no plafond could give or get.
    `let_op`: what the figures lack, in Dutch.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    regels: list[Voorstelregel]
    rest_cents: int
    let_op: str | None
    plafonds_csv: str


class Amounts:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("amounts.from_norm")
    async def from_norm(
        self, _zicht: Zicht, jaar: int, norm: Decimal | None, basisjaar: int, k: int | None = None
    ) -> Voorstel:
        """Every plafond of `jaar` as norm times the approved production of `basisjaar`.

        `norm` None: that of the register. Raises BasisjaarTooLate, UnknownPeil, DatabaseGone.
        """
        if basisjaar >= jaar:
            raise BasisjaarTooLate
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            changes = await worked_out(grootboek, peil.positie, register, jaar, norm, basisjaar)
            return await self._told(grootboek, peil.positie, register, jaar, changes, 0, _missing(register, basisjaar))

    @use("amounts.spread")
    async def spread(self, _zicht: Zicht, jaar: int, cents: int, wijze: Wijze, k: int | None = None) -> Voorstel:
        """`cents`, which may be below zero, over all plafonds of `jaar`. Raises UnknownPeil, DatabaseGone."""
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            changes = spread(register, jaar, cents, wijze)
            left = cents - sum(one.new_cents - (one.old_cents or 0) for one in changes)
            return await self._told(grootboek, peil.positie, register, jaar, changes, left, None)

    async def _told(
        self,
        grootboek: Grootboek,
        k: int,
        register: RegisterStand,
        jaar: int,
        changes: Sequence[Change],
        left: int,
        missing: str | None,
    ) -> Voorstel:
        saldi = {one.plafond: one for one in await view.saldi_at(grootboek, k, None, jaar)}
        loaded_at = await days.booked_at(grootboek, register.versie) if register.versie else None
        names = {row.code: row.naam for row in register.rows(Partij)}
        return Voorstel(
            regio=self._regio,
            k=k,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            jaar=jaar,
            regels=[_regel(one, saldi.get(one.plafond), names.get(one.plafond.aanbieder)) for one in changes],
            rest_cents=left,
            let_op=missing,
            plafonds_csv=write_sheet(TABLES["plafonds"], replaced(register, changes)),
        )


async def worked_out(
    grootboek: Grootboek, k: int, register: RegisterStand, jaar: int, norm: Decimal | None, basisjaar: int
) -> list[Change]:
    """The plafonds of `jaar` by what is known at `k` of the production of `basisjaar`; `norm` None: of the register."""
    production = await production_at(grootboek, k, basisjaar)
    chosen = register.parameters(date(jaar, 1, 1)).norm if norm is None else norm
    return proposed(register, production, jaar, chosen, basisjaar)


def _regel(change: Change, saldo: Saldo | None, name: str | None) -> Voorstelregel:
    claimed = saldo.claims_cents if saldo else 0
    return Voorstelregel(
        aanbieder=change.plafond.aanbieder,
        naam=name,
        perceel=change.plafond.perceel or None,
        segment=change.plafond.segment or None,
        oud_cents=change.old_cents,
        nieuw_cents=change.new_cents,
        claims_cents=claimed,
        overschrijding_cents=min(0, change.new_cents - claimed),
        rest_cents=change.rest_cents,
        herkomst=change.herkomst,
    )


def _missing(register: RegisterStand, basisjaar: int) -> str | None:
    """What the ledger does not know of the base year."""
    since = register.parameters(date(basisjaar, 12, 31)).historie_vanaf
    if since is not None and since <= date(basisjaar, 1, 1):
        return None
    return (
        f"Het grootboek kent niet heel {basisjaar}: historie_vanaf in parameters.csv is "
        f"{since.isoformat() if since else 'leeg'}. Wie in dat jaar al zorg leverde, lijkt dan nieuw of te klein; "
        "vul basisjaar en basis_euro in plafonds.csv in voor wie dat geldt."
    )

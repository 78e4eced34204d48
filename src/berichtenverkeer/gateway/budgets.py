# SPDX-License-Identifier: EUPL-1.2
"""Gemeentebegrotingen: what each gemeente has, spends and will spend in a year (definitions.md 6.6)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE
from berichtenverkeer.plafonds import view
from berichtenverkeer.plafonds.begroting import (
    Begrotingsregel,
    Booked,
    Gemeentebegroting,
    Groups,
    Spending,
    all_spending,
    counted_once,
    lines,
)
from berichtenverkeer.plafonds.histories import histories_at
from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.production import booked_at, production_at
from berichtenverkeer.register.money_rows import Begroting
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.register.stand import RegisterStand, read_stand


class NoBegroting(BerichtenverkeerError):
    """Voor dit jaar staat er geen begroting in het register."""

    actie = "Zet de bedragen in begrotingen.csv, of kies een ander jaar."
    status = 404


class Begrotingsoverzicht(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The begrotingen of a year as known at `k`: per gemeente, and of those together (None for who sees one).

    `let_op` says what is not in the figures, in Dutch.
    """

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    gemeenten: list[Gemeentebegroting]
    samen: list[Begrotingsregel] | None
    let_op: str = (
        "Realisatie is wat is goedgekeurd, ook zonder plafond. Beslag en gereserveerd tellen waar een plafond is; een "
        "prognose is er alleen als alles onder plafonds valt die er een hebben."
    )


class Budgets:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("budgets.of_year")
    async def of_year(self, zicht: Zicht, jaar: int, k: int | None = None) -> Begrotingsoverzicht:
        """The begrotingen of `jaar`: all of the region, or of a gemeente its own.

        Raises NoBegroting, UnknownPeil, DatabaseGone.
        """
        gemeente = zicht.partij
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            rows = [row for row in register.rows(Begroting) if row.jaar == jaar]
            rows = [row for row in rows if gemeente in (None, row.gemeente)]
            if not rows:
                raise NoBegroting
            spending = await spending_at(grootboek, peil.positie, register, jaar, gemeente, with_prognose=True)
            loaded_at = await days.booked_at(grootboek, register.versie)
        return Begrotingsoverzicht(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            jaar=jaar,
            gemeenten=_per_gemeente(register, jaar, rows, spending),
            samen=None if gemeente else _together(register, jaar, rows, spending),
        )


async def spending_at(
    grootboek: Grootboek,
    k: int,
    register: RegisterStand,
    jaar: int,
    gemeente: str | None = None,
    *,
    with_prognose: bool = False,
) -> list[Spending]:
    """What gemeenten (or one) spend in a year as known at `k`; a prognose is unknown unless it is asked for."""
    booked = counted_once(register, await booked_at(grootboek, k, jaar, gemeente))
    produced: Counter[tuple[str, str, str]] = Counter()
    for one in await production_at(grootboek, k, jaar):
        if gemeente in (None, one.gemeente):
            produced[one.gemeente, one.categorie, one.code] += one.cents
    factors = await _factors(grootboek, k, register, jaar, booked) if with_prognose else {}
    return all_spending(booked, produced, factors)


async def _factors(
    grootboek: Grootboek, k: int, register: RegisterStand, jaar: int, booked: Sequence[Booked]
) -> dict[PlafondKey, Fraction | None]:
    """What is known of each plafond times this is its prognose."""
    from_k = await days.booked_at(grootboek, k)
    if from_k is None or not booked:
        return {}
    histories = await histories_at(grootboek, k, day(from_k), register)
    wanted = {one.plafond for one in booked}
    factors: dict[PlafondKey, Fraction | None] = {}
    for saldo in await view.saldi_at(grootboek, k, None, jaar):
        if saldo.plafond in wanted and saldo.claims_cents:
            said = histories.prognose(saldo.plafond, saldo.plafond_cents, saldo.claims_cents, day(from_k))
            known = said.prognose_cents
            factors[saldo.plafond] = None if known is None else Fraction(known, saldo.claims_cents)
    return factors


def _per_gemeente(
    register: RegisterStand, jaar: int, rows: Sequence[Begroting], spending: Sequence[Spending]
) -> list[Gemeentebegroting]:
    names = {row.code: row.naam for row in register.rows(Partij)}
    groups = Groups(register, jaar)
    return [
        Gemeentebegroting(
            gemeente=gemeente,
            naam=names.get(gemeente),
            regels=lines(
                [row for row in rows if row.gemeente == gemeente],
                [one for one in spending if one.gemeente == gemeente],
                groups,
            ),
        )
        for gemeente in sorted({row.gemeente for row in rows})
    ]


def _together(
    register: RegisterStand, jaar: int, rows: Sequence[Begroting], spending: Sequence[Spending]
) -> list[Begrotingsregel]:
    """Of the gemeenten that have a begroting."""
    gemeenten = {row.gemeente for row in rows}
    return lines(rows, [one for one in spending if one.gemeente in gemeenten], Groups(register, jaar))

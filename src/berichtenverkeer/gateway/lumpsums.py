# SPDX-License-Identifier: EUPL-1.2
"""Lumpsums as they burn, and the costs of the region shared by a key (definitions.md 6.6)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.errors import BerichtenverkeerError, WrongQuestion
from berichtenverkeer.gateway.peil import at_peil
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.ledger import days
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, Peil
from berichtenverkeer.plafonds.lumpsum import Delivered, Lumpsumstand, standing
from berichtenverkeer.plafonds.production import delivered_at, production_at
from berichtenverkeer.plafonds.solidarity import Share, Sleutel, shared
from berichtenverkeer.register.figure_rows import Bevolking
from berichtenverkeer.register.money_rows import Lumpsum
from berichtenverkeer.register.rows import Contract, Gemeente, Partij
from berichtenverkeer.register.stand import RegisterStand, read_stand


class NoLumpsum(BerichtenverkeerError):
    """Voor dit jaar staat er geen lumpsum in het register."""

    actie = "Zet de regels in lumpsums.csv, of kies een ander jaar."
    status = 404


class NoWeights(WrongQuestion):
    """Voor deze sleutel zijn er geen gegevens."""

    actie = "Vul bevolking.csv aan, kies een jaar met zorg in het jaar ervoor, of geef eigen bedragen mee."
    parameter = "sleutel"


class Lumpsumregel(Lumpsumstand, frozen=True, kw_only=True, rename="camel"):
    """A lumpsum, with whose it is and for what."""

    hoofdaannemer: str
    naam: str | None
    segment: str


class Lumpsumoverzicht(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The lumpsums of a year at the end of the day `op`, as known at `k`."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    op: date
    lumpsums: list[Lumpsumregel]


class Solidariteit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What was approved in a year, shared by a key, as known at `k`; what is paid sums to zero."""

    definitieversie: int = DEFINITIEVERSIE
    regio: str
    k: int
    register_versie: int
    register_dag: date | None
    jaar: int
    sleutel: Sleutel
    gemeenten: list[Share]


class Lumpsums:
    """The use cases, on one region."""

    def __init__(self, database: Database, regio: str, clock: Clock) -> None:
        self._database = database
        self._regio = regio
        self._clock = clock

    @use("lumpsums.of_year")
    async def of_year(self, zicht: Zicht, jaar: int, k: int | None = None) -> Lumpsumoverzicht:
        """The lumpsums of `jaar`: all of the region, or of an aanbieder his own.

        Raises NoLumpsum, UnknownPeil, DatabaseGone.
        """
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            tasks: dict[tuple[str, str], list[Lumpsum]] = defaultdict(list)
            for row in register.rows(Lumpsum):
                if zicht.partij in (None, row.hoofdaannemer):
                    tasks[row.hoofdaannemer, row.segment].append(row)
            tasks = {key: rows for key, rows in tasks.items() if any(row.geldig_van.year == jaar for row in rows)}
            if not tasks:
                raise NoLumpsum
            op = min(await _day(grootboek, peil), date(jaar, 12, 31))
            found = [
                await _regel(grootboek, peil.positie, register, key, rows, jaar, op) for key, rows in tasks.items()
            ]
            loaded_at = await days.booked_at(grootboek, register.versie)
        return Lumpsumoverzicht(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            jaar=jaar,
            op=op,
            lumpsums=found,
        )

    @use("lumpsums.shared")
    async def shared(
        self, _zicht: Zicht, jaar: int, sleutel: Sleutel, own: Mapping[str, int] | None = None, k: int | None = None
    ) -> Solidariteit:
        """What gemeenten of the region were approved in `jaar`, shared by a key; `own` are cents for Sleutel.EIGEN.

        Raises NoWeights, UnknownPeil, DatabaseGone.
        """
        async with at_peil(self._database, self._regio, self._clock, k=k) as (grootboek, peil):
            register = await read_stand(grootboek, peil.positie)
            gemeenten = _gemeenten(register, jaar)
            costs = Counter(dict.fromkeys(gemeenten, 0))
            for one in await production_at(grootboek, peil.positie, jaar):
                if one.gemeente in gemeenten:
                    costs[one.gemeente] += one.cents
            weights = await _weights(grootboek, peil.positie, register, jaar, sleutel, own or {})
            loaded_at = await days.booked_at(grootboek, register.versie) if register.versie else None
        weights = {gemeente: weight for gemeente, weight in weights.items() if gemeente in gemeenten}
        if not sum(weights.values()):
            raise NoWeights
        return Solidariteit(
            regio=self._regio,
            k=peil.positie,
            register_versie=register.versie,
            register_dag=day(loaded_at) if loaded_at else None,
            jaar=jaar,
            sleutel=sleutel,
            gemeenten=shared(costs, weights),
        )


async def _day(grootboek: Grootboek, peil: Peil) -> date:
    """The day of K, so that the same K gives the same."""
    from_k = await days.booked_at(grootboek, peil.positie)
    return day(from_k) if from_k else peil.dag


async def _regel(
    grootboek: Grootboek,
    k: int,
    register: RegisterStand,
    task: tuple[str, str],
    rows: Sequence[Lumpsum],
    jaar: int,
    op: date,
) -> Lumpsumregel:
    hoofdaannemer, segment = task
    with_him = {row.aanbieder for row in register.rows(Contract) if row.hoofdaannemer == hoofdaannemer}
    first = date(min(row.geldig_van.year for row in rows), 1, 1)
    care = [
        one
        for one in await delivered_at(grootboek, k, first, date(jaar, 12, 31), sorted(with_him | {hoofdaannemer}))
        if _is_of(register, one, hoofdaannemer, segment)
    ]
    stand = standing(rows, care, jaar, op)
    partij = register.partij(hoofdaannemer, op)
    return Lumpsumregel(
        **msgspec.structs.asdict(stand),
        hoofdaannemer=hoofdaannemer,
        naam=partij.naam if isinstance(partij, Partij) else None,
        segment=segment,
    )


def _is_of(register: RegisterStand, one: Delivered, hoofdaannemer: str, segment: str) -> bool:
    """Whether care is of this task, on the day on which it began."""
    product = register.product(one.categorie, one.code, one.begindatum)
    who = register.hoofdaannemer(one.aanbieder, one.gemeente, one.categorie, one.code, one.begindatum)
    return product is not None and product.segment == segment and who == hoofdaannemer


def _gemeenten(register: RegisterStand, jaar: int) -> set[str]:
    """Those that take part on a day of the year."""
    return {
        row.gemeente
        for row in register.rows(Gemeente)
        if row.geldig_van.year <= jaar and (row.geldig_tot is None or row.geldig_tot.year >= jaar)
    }


async def _weights(
    grootboek: Grootboek, k: int, register: RegisterStand, jaar: int, sleutel: Sleutel, own: Mapping[str, int]
) -> Mapping[str, int]:
    """By gemeente. The mean of three years is kept as their sum: a third of everything shares alike."""
    if sleutel is Sleutel.EIGEN:
        return own
    if sleutel is Sleutel.INHABITANTS:
        return {row.gemeente: row.inwoners_0_17 for row in register.rows(Bevolking) if row.jaar == jaar}
    years = range(jaar - 3, jaar) if sleutel is Sleutel.THREE_YEARS else [jaar - 1]
    weights: Counter[str] = Counter()
    for year in years:
        care = await delivered_at(grootboek, k, date(year, 1, 1), date(year, 12, 31))
        weights.update(gemeente for gemeente, _ in {(one.gemeente, one.client) for one in care})
    return weights

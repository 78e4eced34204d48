# SPDX-License-Identifier: EUPL-1.2
"""Who waits, whose toewijzing lapsed before any start, and what has no waiting (definitions.md 5)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from berichtenverkeer.core.database import PgConnection
from berichtenverkeer.register.rows import Afmelding, Contract, Gemeente
from berichtenverkeer.register.stand import RegisterStand
from stromen.postgres.order import CLIENT_CHARACTERS, Order
from stromen.postgres.question import end_days, first_days, question, question_text, values

Tallies = dict[tuple[int, str], int]
"""By number of the period and plek."""


class Wachtregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A toewijzing on which no care began in time: still waiting, or lapsed. `client`: the begin of the pseudonym.

    `dagen`: from `sinds` (the "from" of W3) until the last day of the period, or until the Einddatum of one that
    lapsed; below 0 when it was decided later than that. `over_norm`: None without a norm. `onbevestigd`: it would
    not be here, or be otherwise, without what waits for the answer of a receiver who answers himself.
    """

    plek: str
    gemeente: str
    aanbieder: str
    toewijzing_nummer: int
    client: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    sinds: date
    dagen: int
    norm_dagen: int | None
    over_norm: bool | None
    onbevestigd: bool = False


_WAS_READ = Wachtregel.__struct_fields__[:-1]
"""All but whether it is confirmed."""


class Toegewezen(msgspec.Struct, frozen=True):
    """A line, the number of its period, and whether its toewijzing was removed."""

    periode: int
    is_verwijderd: bool
    regel: Wachtregel


_WACHTENDEN = question_text("wachtenden")
_VERVALLEN = question_text("vervallen")
_LEVERINGEN = question_text("leveringen")


async def wachtenden(conn: PgConnection, order: Order, register: RegisterStand) -> list[Toegewezen]:
    """Who waits on the last day of each period, the longest first. What is taakgericht waits for nothing."""
    what_about = *values(order)[:3], end_days(order), order.termijn
    return _read(await question(conn, _WACHTENDEN, order, *what_about), register)


async def vervallen(conn: PgConnection, order: Order, register: RegisterStand) -> list[Toegewezen]:
    """Whose Einddatum, in the periods, came before any start; and, marked, those removed on which care never began."""
    what_about = *values(order)[:5], first_days(order)
    return _read(await question(conn, _VERVALLEN, order, *what_about), register)


def _read(rows: Iterable[Any], register: RegisterStand) -> list[Toegewezen]:
    found = []
    for row in rows:
        periode, is_removed, *fields = row.values()
        regel = dict(zip(_WAS_READ, fields, strict=True))
        one = Wachtregel(**regel | {"client": regel["client"][:CLIENT_CHARACTERS]})
        if not register.is_taakgericht(one.aanbieder, one.gemeente, one.categorie, one.code, one.ingangsdatum):
            found.append(Toegewezen(periode, is_removed, one))
    return found


async def count_up_leveringen(conn: PgConnection, order: Order, register: RegisterStand) -> tuple[Tallies, Tallies]:
    """How many leveringen there are in each period and plek: with a toewijzing to wait on, and without.

    Those without are taakgericht, by contract or because they name no toewijzing. Plek "" is the region.
    """
    what_about = *values(order), first_days(order), end_days(order), contract_days(register)
    te_measuring: Tallies = {}
    not_measurable: Tallies = {}
    for row in await question(conn, _LEVERINGEN, order, *what_about):
        what_about = row["aanbieder"], row["gemeente"], row["categorie"], row["code"], row["begindatum"]
        is_without = row["zonder_nummer"] or register.is_taakgericht(*what_about)
        target = not_measurable if is_without else te_measuring
        for periode in range(row["eerste"], row["na_laatste"]):
            for where in (row["plek"], ""):
                target[periode, where] = target.get((periode, where), 0) + row["aantal"]
    return te_measuring, not_measurable


def contract_days(register: RegisterStand) -> Sequence[date]:
    """The days on which what is taakgericht can change; between two of them it does not."""
    rows: Iterable[Contract | Gemeente | Afmelding] = (
        *register.rows(Contract),
        *register.rows(Gemeente),
        *register.rows(Afmelding),
    )
    dagen = {day for row in rows for day in (row.geldig_van, row.geldig_tot and row.geldig_tot + timedelta(days=1))}
    return sorted(day for day in dagen if day is not None)

# SPDX-License-Identifier: EUPL-1.2
"""Boekingen in and out of the database: written with what caused them, read in the order in which they were booked."""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from msgspec.structs import astuple

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.ledger.claimsleutel import Claimsleutel, Claimsoort
from berichtenverkeer.plafonds.booking import Boeking, Subject
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.zijden import CLAIM, PLAFOND, VAN_CLAIM

CLAIM_TYPES = ("text", "text", "bigint", "text")
"""Of the columns of a claim."""


def unnest(types: Sequence[str], first: int) -> str:
    """`unnest($2::text[], $3::bigint[])`, numbered from `first`."""
    return f"unnest({', '.join(f'${number}::{soort}[]' for number, soort in enumerate(types, first))})"


_ABOUT = Subject.__struct_fields__
_BEDRAG = ("debet", "credit", "bedrag_cents")
_BOEKING = ("positie", "volgnr", *PLAFOND, *_BEDRAG, *CLAIM, *VAN_CLAIM, *_ABOUT, "tenzij")
_BOEKING_TYPES = (
    *("bigint", "int", "text", "int", "text", "text", "text", "text", "numeric"),
    *(*CLAIM_TYPES, *CLAIM_TYPES, "text", "bytea", "text", "text", "text"),
)
_WRITE_BOEKINGEN = f"""
insert into boeking (regio, {", ".join(_BOEKING)}) select $1, * from {unnest(_BOEKING_TYPES, 2)}"""
_BOEKINGEN = f"""
select {", ".join(_BOEKING)} from boeking
where regio = $1 and (positie, volgnr) > ($2, $3) and positie <= $4 order by positie, volgnr limit $5"""

_OF_CLAIMS = f"""
select {", ".join(f"b.{column}" for column in _BOEKING)} from {unnest(CLAIM_TYPES, 3)} k ({", ".join(CLAIM)})
cross join lateral (
  select * from boeking e where e.regio = $1 and {" and ".join(f"e.{column} = k.{column}" for column in CLAIM)}
  and e.positie <= $2 offset 0) b
order by b.positie, b.volgnr"""


async def write_boekingen(grootboek: Grootboek, boekingen: Sequence[tuple[int, Boeking]], first: int) -> None:
    """Append, numbered from `first` within their position."""
    await grootboek.execute(_WRITE_BOEKINGEN, *by_column(_numbered(boekingen, first)))


async def boekingen_between(
    grootboek: Grootboek, after: int, through: int, batch_size: int
) -> AsyncIterator[list[tuple[int, Boeking]]]:
    """The boekingen at positions in (`after`, `through`], in order, at most `batch_size` at a time."""
    volgnr = 2**31 - 1
    while rows := await grootboek.fetch(_BOEKINGEN, after, volgnr, through, batch_size):
        yield [(row["positie"], _boeking(tuple(row)[2:])) for row in rows]
        after, volgnr = rows[-1]["positie"], rows[-1]["volgnr"]


async def boekingen_of(grootboek: Grootboek, k: int, claims: Iterable[Claimsleutel]) -> list[tuple[int, Boeking]]:
    """What was booked for these claims up to `k`, in order; what became another's, among that of the other."""
    rows = await grootboek.fetch(_OF_CLAIMS, k, *key_columns(claims))
    return [(row["positie"], _boeking(tuple(row)[2:])) for row in rows]


def key_of(soort: str, partij: str, number: int, referentie: str) -> Claimsleutel:
    """The key in the four columns of a claim."""
    return Claimsleutel(Claimsoort(soort), partij, number, referentie)


def optional_key(soort: str | None, *rest: Any) -> Claimsleutel | None:
    """The same of a boeking, which need not have one."""
    return None if soort is None else key_of(soort, *rest)


_EMPTY = (None,) * 4


def _boeking(row: Sequence[Any]) -> Boeking:
    """From the columns of `_BOEKING` behind position and number."""
    claim, van, about = row[7:11], row[11:15], row[15:19]
    return Boeking(
        plafond=PlafondKey(*row[:4]),
        debet=Rekening(row[4]),
        credit=Rekening(row[5]),
        bedrag_cents=int(row[6]),
        claim=optional_key(*claim),
        van_claim=optional_key(*van),
        about=Subject(*about) if claim != _EMPTY else None,
        tenzij=row[19],
    )


def _numbered(boekingen: Sequence[tuple[int, Boeking]], first: int) -> list[tuple[Any, ...]]:
    """The columns of `_BOEKING`."""
    count: dict[int, int] = {}
    rows = []
    for position, one in boekingen:
        count[position] = count.get(position, first - 1) + 1
        plek = (position, count[position], *astuple(one.plafond))
        keys = (*_of_empty(one.claim), *_of_empty(one.van_claim), *_of_empty(one.about))
        rows.append((*plek, one.debet, one.credit, one.bedrag_cents, *keys, one.tenzij))
    return rows


def _of_empty(one: Claimsleutel | Subject | None) -> tuple[Any, ...]:
    return _EMPTY if one is None else astuple(one)


def by_column(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Column by column, as `unnest` takes them."""
    return [list(column) for column in zip(*rows, strict=True)]


def key_columns(claims: Iterable[Claimsleutel]) -> list[list[Any]]:
    """The same of these keys."""
    return by_column([astuple(claim) for claim in sorted(claims)]) or [[], [], [], []]

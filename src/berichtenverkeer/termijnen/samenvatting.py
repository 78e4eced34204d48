# SPDX-License-Identifier: EUPL-1.2
"""How many clocks run, how many are late, and how often a party was in time, per party and kind."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.termijnen.geldklokken import money_clocks
from berichtenverkeer.termijnen.kinds import OF_SIGNALEN, TERMIJNEN, Kind
from berichtenverkeer.termijnen.question import configure, values


class Tally(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What one party owes of one kind. `oudste` is the day from which the oldest open one counts.

    `voldaan_op_tijd` and `voldaan_te_laat` were settled in the period; of those `procent_op_tijd`, rounded down.
    """

    partij: str
    soort: Kind
    is_signaal: bool
    open: int
    open_te_laat: int
    oudste: date | None
    voldaan_op_tijd: int
    voldaan_te_laat: int
    procent_op_tijd: int | None


_TALLIES = query("termijnen", "tellingen")
_TOO_LATE = query("termijnen", "te_laat")

_EVERYTHING = 2**63 - 1

OBLIGATIONS = tuple(
    soort for soort, one in TERMIJNEN.items() if not (one.is_signaal or one.is_achteraf or soort in OF_SIGNALEN)
)
"""The clocks that can be open and are an obligation, but for those that cost too much to ask every minute."""


async def samenvatting(
    grootboek: Grootboek, k: int, op: date, periode: tuple[date, date], side: str | None = None
) -> list[Tally]:
    """What is open on the day `op`, and what was settled in the period, both days inclusive; as known at K.

    With `side` only clocks between that party and others. `conn` as for `klokken`.
    """
    money = await money_clocks(grootboek, k, tuple(Kind), side)
    await configure(grootboek.conn)
    rows = await grootboek.conn.fetch(_TALLIES, *values(grootboek.regio, k, op, tuple(Kind), money), side, *periode)
    return [_tally(row) for row in rows]


async def count_too_late(grootboek: Grootboek, op: date) -> Mapping[Kind, int]:
    """How many obligations are late at this moment, by kind: for an operator. `conn` as for `klokken`."""
    money = await money_clocks(grootboek, _EVERYTHING, OBLIGATIONS)
    await configure(grootboek.conn)
    rows = await grootboek.conn.fetch(
        _TOO_LATE, *values(grootboek.regio, _EVERYTHING, op, OBLIGATIONS, money, alleen_open=True)
    )
    return dict.fromkeys(OBLIGATIONS, 0) | {Kind(row["soort"]): row["aantal"] for row in rows}


def _tally(row: Mapping[str, Any]) -> Tally:
    fields = dict(row)
    soort = Kind(fields.pop("soort"))
    good, fault = row["voldaan_op_tijd"], row["voldaan_te_laat"]
    return Tally(
        soort=soort,
        is_signaal=TERMIJNEN[soort].is_signaal,
        procent_op_tijd=100 * good // (good + fault) if good + fault else None,
        **fields,
    )

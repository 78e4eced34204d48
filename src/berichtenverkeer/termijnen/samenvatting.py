# SPDX-License-Identifier: EUPL-1.2
"""How many clocks run, how many are late, and how often a party was in time, per party and kind."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.termijnen.soorten import TERMIJNEN, Soort
from berichtenverkeer.termijnen.vraag import stel_in, waarden


class Telling(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What one party owes of one kind. `oudste` is the day from which the oldest open one counts.

    `voldaan_op_tijd` and `voldaan_te_laat` were settled in the period; of those `procent_op_tijd`, rounded down.
    """

    partij: str
    soort: Soort
    is_signaal: bool
    open: int
    open_te_laat: int
    oudste: date | None
    voldaan_op_tijd: int
    voldaan_te_laat: int
    procent_op_tijd: int | None


_TELLINGEN = query("termijnen", "tellingen")
_TE_LAAT = query("termijnen", "te_laat")

_ALLES = 2**63 - 1

VERPLICHTINGEN = tuple(soort for soort, een in TERMIJNEN.items() if not (een.is_signaal or een.is_achteraf))
"""The clocks that can be open and that the standard knows."""


async def samenvatting(
    grootboek: Grootboek, k: int, op: date, periode: tuple[date, date], zijde: str | None = None
) -> list[Telling]:
    """What is open on the day `op`, and what was settled in the period, both days inclusive; as known at K.

    With `zijde` only clocks between that party and others. `conn` as for `klokken`.
    """
    await stel_in(grootboek.conn)
    rijen = await grootboek.conn.fetch(_TELLINGEN, *waarden(grootboek.regio, k, op, tuple(Soort)), zijde, *periode)
    return [_telling(rij) for rij in rijen]


async def aantal_te_laat(grootboek: Grootboek, op: date) -> Mapping[Soort, int]:
    """How many obligations are late at this moment, by kind: for an operator. `conn` as for `klokken`."""
    await stel_in(grootboek.conn)
    rijen = await grootboek.conn.fetch(
        _TE_LAAT, *waarden(grootboek.regio, _ALLES, op, VERPLICHTINGEN, alleen_open=True)
    )
    return dict.fromkeys(VERPLICHTINGEN, 0) | {Soort(rij["soort"]): rij["aantal"] for rij in rijen}


def _telling(rij: Mapping[str, Any]) -> Telling:
    velden = dict(rij)
    soort = Soort(velden.pop("soort"))
    goed, fout = rij["voldaan_op_tijd"], rij["voldaan_te_laat"]
    return Telling(
        soort=soort,
        is_signaal=TERMIJNEN[soort].is_signaal,
        procent_op_tijd=100 * goed // (goed + fout) if goed + fout else None,
        **velden,
    )

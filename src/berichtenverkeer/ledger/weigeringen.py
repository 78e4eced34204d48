# SPDX-License-Identifier: EUPL-1.2
"""How many weigeringen a party has in an hour, and the count of those beyond that, which are not kept one by one.

A count cannot be append-only; it can only grow. A trigger holds every role to that (core/rechten.py).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from berichtenverkeer.core.database import Verbinding

UUR = timedelta(hours=1)
NIEMAND = ""
"""In a count: the party of who is not known."""

_IN_UUR = """
    SELECT count(*) >= $4 FROM (
      SELECT FROM weigering
      WHERE regio = $1 AND partij {is_partij} AND ontvangen_op >= $2 AND ontvangen_op < $3 LIMIT $4
    ) t
"""
_TEL = """
    INSERT INTO weigeringtelling AS t (regio, partij, uur, vak, aantal)
    SELECT $1, n.partij, n.uur, $2, n.aantal
    FROM unnest($3::text[], $4::timestamptz[], $5::bigint[]) n(partij, uur, aantal)
    ON CONFLICT (regio, partij, uur, vak) DO UPDATE SET aantal = t.aantal + excluded.aantal
"""

Tellingen = Mapping[tuple[str, datetime], int]
"""(party or NIEMAND, begin of the hour) -> how many."""


def uur_van(moment: datetime) -> datetime:
    """The begin of its hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


async def is_vol(conn: Verbinding, regio: str, partij: str | None, uur: datetime, grens: int) -> bool:
    """Whether a party (None: who is not known) has `grens` weigeringen or more in that hour."""
    if partij is None:
        return bool(await conn.fetchval(_IN_UUR.format(is_partij="IS NULL"), regio, uur, uur + UUR, grens))
    return bool(await conn.fetchval(_IN_UUR.format(is_partij="= $5"), regio, uur, uur + UUR, grens, partij))


async def tel(conn: Verbinding, regio: str, vak: int, tellingen: Tellingen) -> None:
    """Add to the counts. Each process has a `vak` of its own: no row is waited for by two."""
    sleutels = sorted(tellingen)
    partijen, uren = [partij for partij, _ in sleutels], [uur for _, uur in sleutels]
    await conn.execute(_TEL, regio, vak, partijen, uren, [tellingen[sleutel] for sleutel in sleutels])


async def geteld(conn: Verbinding, regio: str) -> int:
    """How many weigeringen were counted and not kept, in all."""
    aantal: int = await conn.fetchval(
        "SELECT coalesce(sum(aantal), 0)::bigint FROM weigeringtelling WHERE regio = $1", regio
    )
    return aantal

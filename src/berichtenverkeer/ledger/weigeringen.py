# SPDX-License-Identifier: EUPL-1.2
"""How many weigeringen a party has in an hour, and the count of those beyond that, which are not kept one by one.

A count cannot be append-only; it can only grow. A trigger holds every role to that (core/rechten.py).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.ledger import gebeurtenissen, watermark
from berichtenverkeer.ledger.causer import Kanaal
from berichtenverkeer.ledger.gebeurtenissen.berichten import WeigeringenGeteld
from berichtenverkeer.ledger.kenmerken import REFUSED_TO

HOUR = timedelta(hours=1)
NOBODY = ""
"""In a count: the party of who is not known."""

_IN_HOUR = f"""
    SELECT count(*) >= $4 FROM (
      SELECT FROM unnest(ARRAY[$5::text]) k (partij)
      CROSS JOIN LATERAL {REFUSED_TO.rows(" AND ontvangen_op >= $2 AND ontvangen_op < $3")} r LIMIT $4
    ) t
"""
_COUNT_UP = f"""
    WITH eerst AS MATERIALIZED ({watermark.BEGIN}),
    nieuw AS MATERIALIZED (
      SELECT * FROM unnest($4::text[], $5::timestamptz[], $6::bigint[], $7::jsonb[]) n(partij, uur, aantal, inhoud)),
    geteld AS (
      INSERT INTO weigeringtelling AS t (regio, partij, uur, vak, aantal)
      SELECT $2, n.partij, n.uur, $3, n.aantal FROM nieuw n
      ON CONFLICT (regio, partij, uur, vak) DO UPDATE SET aantal = t.aantal + excluded.aantal
      RETURNING partij, uur, aantal),
    begonnen AS MATERIALIZED (
      SELECT n.inhoud FROM eerst, geteld t JOIN nieuw n USING (partij, uur, aantal) ORDER BY n.partij, n.uur)
    INSERT INTO gebeurtenis (regio, positie, inhoud, soort, versie, geboekt_op, door_kanaal)
    SELECT $2, nextval('ledger_positie'), inhoud, $8, $9, $10, $11 FROM begonnen
"""

Tallies = Mapping[tuple[str, datetime], int]
"""(party or NIEMAND, begin of the hour) -> how many."""


def hour_of(moment: datetime) -> datetime:
    """The begin of its hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


async def is_full(grootboek: Grootboek, partij: str | None, hour: datetime, bound: int) -> bool:
    """Whether a party (None: who is not known) has `bound` weigeringen or more in that hour."""
    return bool(await grootboek.fetchval(_IN_HOUR, hour, hour + HOUR, bound, partij))


async def count_up(grootboek: Grootboek, compartment: int, tallies: Tallies, op: datetime) -> None:
    """Add to the counts; that one was begun is a gebeurtenis, booked at `op`.

    Each process has a `compartment` of its own: no row is waited for by two.
    """
    keys = sorted(tallies)
    begun = [WeigeringenGeteld(partij=partij or None, uur=hour) for partij, hour in keys]
    await grootboek.conn.execute(
        _COUNT_UP,
        lock_key(grootboek.regio),
        grootboek.regio,
        compartment,
        [partij for partij, _ in keys],
        [hour for _, hour in keys],
        [tallies[key] for key in keys],
        [gebeurtenissen.to_json(one) for one in begun],
        WeigeringenGeteld.__name__,
        gebeurtenissen.versie(WeigeringenGeteld),
        op,
        Kanaal.GATEWAY,
    )


async def counted(grootboek: Grootboek) -> int:
    """How many weigeringen were counted and not kept, in all."""
    count: int = await grootboek.fetchval(
        "SELECT coalesce(sum(aantal), 0)::bigint FROM weigeringtelling WHERE regio = $1"
    )
    return count

# SPDX-License-Identifier: EUPL-1.2
"""How many weigeringen a party has in an hour, and the count of those beyond that, which are not kept one by one.

A count cannot be append-only; it can only grow. A trigger holds every role to that (core/rechten.py).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.ids import lock_key
from berichtenverkeer.ledger import gebeurtenissen, watermerk
from berichtenverkeer.ledger.gebeurtenissen.berichten import WeigeringenGeteld
from berichtenverkeer.ledger.veroorzaker import Kanaal

UUR = timedelta(hours=1)
NIEMAND = ""
"""In a count: the party of who is not known."""

_IN_UUR = """
    SELECT count(*) >= $4 FROM (
      SELECT FROM weigering
      WHERE regio = $1 AND partij {is_partij} AND ontvangen_op >= $2 AND ontvangen_op < $3 LIMIT $4
    ) t
"""
_TEL = f"""
    WITH eerst AS MATERIALIZED ({watermerk.BEGIN}),
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

Tellingen = Mapping[tuple[str, datetime], int]
"""(party or NIEMAND, begin of the hour) -> how many."""


def uur_van(moment: datetime) -> datetime:
    """The begin of its hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


async def is_vol(grootboek: Grootboek, partij: str | None, uur: datetime, grens: int) -> bool:
    """Whether a party (None: who is not known) has `grens` weigeringen or more in that hour."""
    if partij is None:
        return bool(await grootboek.fetchval(_IN_UUR.format(is_partij="IS NULL"), uur, uur + UUR, grens))
    return bool(await grootboek.fetchval(_IN_UUR.format(is_partij="= $5"), uur, uur + UUR, grens, partij))


async def tel(grootboek: Grootboek, vak: int, tellingen: Tellingen, op: datetime) -> None:
    """Add to the counts; that one was begun is a gebeurtenis, booked at `op`.

    Each process has a `vak` of its own: no row is waited for by two.
    """
    sleutels = sorted(tellingen)
    begonnen = [WeigeringenGeteld(partij=partij or None, uur=uur) for partij, uur in sleutels]
    await grootboek.conn.execute(
        _TEL,
        lock_key(grootboek.regio),
        grootboek.regio,
        vak,
        [partij for partij, _ in sleutels],
        [uur for _, uur in sleutels],
        [tellingen[sleutel] for sleutel in sleutels],
        [gebeurtenissen.naar_json(een) for een in begonnen],
        WeigeringenGeteld.__name__,
        gebeurtenissen.versie(WeigeringenGeteld),
        op,
        Kanaal.GATEWAY,
    )


async def geteld(grootboek: Grootboek) -> int:
    """How many weigeringen were counted and not kept, in all."""
    aantal: int = await grootboek.fetchval(
        "SELECT coalesce(sum(aantal), 0)::bigint FROM weigeringtelling WHERE regio = $1"
    )
    return aantal

# SPDX-License-Identifier: EUPL-1.2
"""On which bericht a clock hangs, and under which key that is followed: asked for one page, not for all clocks."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.ledger import draden
from berichtenverkeer.termijnen.soorten import Soort
from berichtenverkeer.termijnen.sql import LEVERING

Herkomst = tuple[UUID | None, str | None]
"""The bericht (None when the ledger has no bericht of it), and its key as a thread has it (ledger/draden.py)."""

_BERICHTEN = f"""
select b.id, b.sleutels[1] as sleutel, g.bericht_id
from unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::bool[])
  with ordinality as r (partij, wederpartij, sleutel, client, is_stop, nr)
left join lateral (
  select b.id, b.sleutels from bericht b
  where b.regio = $1 and b.verzender = r.wederpartij and b.bestemming = r.partij and b.eerste
    and b.berichtsoort = split_part(r.sleutel, '/', 1)
    and b.identificatie = substr(r.sleutel, strpos(r.sleutel, '/') + 1) and b.positie <= $2
) b on r.sleutel like 'JW%'
left join lateral (
  select min(v.pos_van) as positie from verzoek v
  where v.regio = $1 and v.aanbieder = r.wederpartij and 'verzoek/' || v.referentie = r.sleutel and v.pos_van <= $2
    and v.referentie = substr(r.sleutel, length('verzoek/') + 1)
) v on r.sleutel like 'verzoek/%'
left join lateral (
  select min(l.pos_van) as positie from levering l
  where l.regio = $1 and l.client = r.client and l.aanbieder = r.partij and l.gemeente = r.wederpartij
    and {LEVERING} = r.sleutel and not l.is_verwijderd and l.pos_van <= $2
    and (not r.is_stop or coalesce(l.tijdelijk_einde, l.einde) is not null)
) l on r.sleutel like 'levering/%'
left join gebeurtenis g on g.regio = $1 and g.positie = coalesce(v.positie, l.positie)
order by r.nr"""


async def herkomst(conn: Verbinding, regio: str, k: int, rijen: Sequence[Mapping[str, Any]]) -> list[Herkomst]:
    """Of each clock (soort, partij, wederpartij, sleutel, client) its bericht and its thread.

    The bericht is the one that began the clock; of a stop that was told of, the one that did so.
    """
    kolommen = [[rij[naam] for rij in rijen] for naam in ("partij", "wederpartij", "sleutel", "client")]
    is_stop = [rij["soort"] == Soort.STOP for rij in rijen]
    gevonden = await conn.fetch(_BERICHTEN, regio, k, *kolommen, is_stop)
    return [
        (een["id"] or een["bericht_id"], _draad(rij, een["sleutel"])) for rij, een in zip(rijen, gevonden, strict=True)
    ]


def _draad(rij: Mapping[str, Any], eerste: str | None) -> str | None:
    familie, _, rest = rij["sleutel"].partition("/")
    if familie == "verzoek":
        return f"{draden.VERZOEK}{rij['wederpartij']}/{rest}"
    if familie == "levering":
        nummer, _, product = rest.partition("/")
        if nummer:
            return f"{draden.TOEWIJZING}{rij['wederpartij']}/{nummer}"
        return f"{draden.LEVERING}{rij['wederpartij']}/{rij['partij']}/{product}"
    return draden.zonder_client(eerste) if eerste else None

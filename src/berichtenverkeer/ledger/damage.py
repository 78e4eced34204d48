# SPDX-License-Identifier: EUPL-1.2
"""Is the ledger whole? Everything that is damaged in it, by its place; nothing of what stands there."""

from collections.abc import AsyncIterator
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import UnknownKey
from berichtenverkeer.ledger import book, gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Onleesbaar
from berichtenverkeer.ledger.vault import Vault

STEP = 5_000
"""Gebeurtenissen at a time."""

_EVERYTHING = 2**63 - 1

_WITHOUT_BERICHT = """
select g.positie, g.bericht_id from gebeurtenis g
where g.regio = $1 and g.bericht_id is not null
  and not exists (select from bericht b where b.regio = $1 and b.id = g.bericht_id) order by g.positie"""

_WITHOUT_ANTWOORD = """
select b.id, een.naam, een.ander from bericht b
cross join lateral (values ('antwoord', b.retour_id), ('bericht dat het beantwoordt', b.heen_id)) een (naam, ander)
where b.regio = $1 and een.ander is not null
  and not exists (select from bericht a where a.regio = $1 and a.id = een.ander) order by b.positie, een.naam"""

_UNTOLD = """
select 'bericht' as wat, b.id from bericht b
where b.regio = $1 and not exists (
  select from gebeurtenis g where g.regio = $1 and g.positie = b.positie and g.bericht_id = b.id)
union all
select 'weigering', w.id from weigering w
where w.regio = $1 and not exists (
  select from gebeurtenis g where g.regio = $1 and g.positie = w.positie and g.inhoud->>'weigering_id' = w.id::text)
order by 1, 2"""

_NOT_KEPT = """
select g.positie from gebeurtenis g
where g.regio = $1 and g.soort = 'BerichtGeweigerd' and not exists (
  select from weigering w where w.regio = $1 and w.id::text = g.inhoud->>'weigering_id') order by g.positie"""

_UNKNOWN = """
select n.positie, n.id from unnest($2::bigint[], $3::uuid[]) n (positie, id)
where not exists (select from bericht b where b.regio = $1 and b.id = n.id) order by n.positie"""


async def search(grootboek: Grootboek, vault: Vault | None = None) -> AsyncIterator[str]:
    """A Dutch sentence for everything that is damaged; with a `vault` also the data keys that it cannot open.

    Raises UnknownKey when it opens none of them: then the kluis has other keys, and nothing is damaged.
    """
    async for rows in book.gebeurtenissen_since(grootboek, 0, _EVERYTHING, STEP):
        named: list[tuple[int, UUID]] = []
        for row in rows:
            try:
                gebeurtenis = gebeurtenissen.read(row.soort, row.versie, row.inhoud)
            except Onleesbaar as fault:
                yield f"gebeurtenis {row.positie}: {fault}"
            else:
                named += [(row.positie, id_) for id_ in _named(gebeurtenis)]
        if named:
            positions, ids = zip(*named, strict=True)
            for other in await grootboek.fetch(_UNKNOWN, positions, ids):
                yield f"gebeurtenis {other['positie']}: het bericht {other['id']}, waarover zij gaat, ontbreekt."
    for row in await grootboek.fetch(_WITHOUT_BERICHT):
        yield f"gebeurtenis {row['positie']}: het bericht {row['bericht_id']}, waaruit zij volgt, ontbreekt."
    for row in await grootboek.fetch(_WITHOUT_ANTWOORD):
        yield f"bericht {row['id']}: het {row['naam']} ({row['ander']}) ontbreekt."
    for row in await grootboek.fetch(_UNTOLD):
        yield f"{row['wat']} {row['id']}: de gebeurtenis die ervan vertelt, ontbreekt."
    for row in await grootboek.fetch(_NOT_KEPT):
        yield f"gebeurtenis {row['positie']}: de weigering waarover zij gaat, ontbreekt."
    if vault is not None:
        async for month in _unopened(grootboek, vault):
            yield month


def _named(gebeurtenis: Gebeurtenis) -> list[UUID]:
    """The berichten that a gebeurtenis names in its content."""
    values = (getattr(gebeurtenis, field, None) for field in ("heen_id", "bericht_id"))
    return [value for value in values if isinstance(value, UUID)]


async def _unopened(grootboek: Grootboek, vault: Vault) -> AsyncIterator[str]:
    """A data key that is not there was destroyed on purpose, which is no damage; one that does not open is."""
    rows = await grootboek.fetch("select maand, versleuteld, hoofdsleutel from datasleutel where regio = $1")
    closed = []
    for row in rows:
        try:
            vault.unpack(grootboek.regio, row["maand"], row["versleuteld"], row["hoofdsleutel"])
        except UnknownKey as fault:
            closed.append((row["maand"], fault))
    if closed and len(closed) == len(rows):
        raise closed[0][1]
    for month in sorted(month for month, _ in closed):
        yield f"datasleutel van {month:%Y-%m}: gaat niet open; berichten van die maand zijn niet te lezen."

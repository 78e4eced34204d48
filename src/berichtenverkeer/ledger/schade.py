# SPDX-License-Identifier: EUPL-1.2
"""Is the ledger whole? Everything that is damaged in it, by its place; nothing of what stands there."""

from collections.abc import AsyncIterator
from uuid import UUID

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import SleutelOnbekend
from berichtenverkeer.ledger import boek, gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Onleesbaar
from berichtenverkeer.ledger.kluis import Kluis

STAP = 5_000
"""Gebeurtenissen at a time."""

_ALLES = 2**63 - 1

_ZONDER_BERICHT = """
select g.positie, g.bericht_id from gebeurtenis g
where g.regio = $1 and g.bericht_id is not null
  and not exists (select from bericht b where b.regio = $1 and b.id = g.bericht_id) order by g.positie"""

_ZONDER_ANTWOORD = """
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

_ONBEKEND = """
select n.positie, n.id from unnest($2::bigint[], $3::uuid[]) n (positie, id)
where not exists (select from bericht b where b.regio = $1 and b.id = n.id) order by n.positie"""


async def zoek(grootboek: Grootboek, kluis: Kluis | None = None) -> AsyncIterator[str]:
    """A Dutch sentence for everything that is damaged; with a `kluis` also the data keys that it cannot open.

    Raises SleutelOnbekend when it opens none of them: then the kluis has other keys, and nothing is damaged.
    """
    async for rijen in boek.gebeurtenissen_vanaf(grootboek, 0, _ALLES, STAP):
        genoemd: list[tuple[int, UUID]] = []
        for rij in rijen:
            try:
                feit = gebeurtenissen.lees(rij.soort, rij.versie, rij.inhoud)
            except Onleesbaar as fout:
                yield f"gebeurtenis {rij.positie}: {fout}"
            else:
                genoemd += [(rij.positie, id_) for id_ in _genoemd(feit)]
        if genoemd:
            posities, ids = zip(*genoemd, strict=True)
            for ander in await grootboek.fetch(_ONBEKEND, posities, ids):
                yield f"gebeurtenis {ander['positie']}: het bericht {ander['id']}, waarover zij gaat, ontbreekt."
    for rij in await grootboek.fetch(_ZONDER_BERICHT):
        yield f"gebeurtenis {rij['positie']}: het bericht {rij['bericht_id']}, waaruit zij volgt, ontbreekt."
    for rij in await grootboek.fetch(_ZONDER_ANTWOORD):
        yield f"bericht {rij['id']}: het {rij['naam']} ({rij['ander']}) ontbreekt."
    for rij in await grootboek.fetch(_UNTOLD):
        yield f"{rij['wat']} {rij['id']}: de gebeurtenis die ervan vertelt, ontbreekt."
    for rij in await grootboek.fetch(_NOT_KEPT):
        yield f"gebeurtenis {rij['positie']}: de weigering waarover zij gaat, ontbreekt."
    if kluis is not None:
        async for maand in _ongeopend(grootboek, kluis):
            yield maand


def _genoemd(feit: Gebeurtenis) -> list[UUID]:
    """The berichten that a gebeurtenis names in its content."""
    waarden = (getattr(feit, veld, None) for veld in ("heen_id", "bericht_id"))
    return [waarde for waarde in waarden if isinstance(waarde, UUID)]


async def _ongeopend(grootboek: Grootboek, kluis: Kluis) -> AsyncIterator[str]:
    """A data key that is not there was destroyed on purpose, which is no damage; one that does not open is."""
    rijen = await grootboek.fetch("select maand, versleuteld, hoofdsleutel from datasleutel where regio = $1")
    dicht = []
    for rij in rijen:
        try:
            kluis.pak_uit(grootboek.regio, rij["maand"], rij["versleuteld"], rij["hoofdsleutel"])
        except SleutelOnbekend as fout:
            dicht.append((rij["maand"], fout))
    if dicht and len(dicht) == len(rijen):
        raise dicht[0][1]
    for maand in sorted(maand for maand, _ in dicht):
        yield f"datasleutel van {maand:%Y-%m}: gaat niet open; berichten van die maand zijn niet te lezen."

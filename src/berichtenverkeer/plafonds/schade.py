# SPDX-License-Identifier: EUPL-1.2
"""Do the boekingen balance? Everything that cannot be, by its place."""

from collections.abc import AsyncIterator

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.plafonds.opslag import SOM_DELEN
from berichtenverkeer.plafonds.sleutels import Rekening

_REKENINGEN = ", ".join(f"'{een}'" for een in Rekening)

_SCHEEF = f"""
select positie, volgnr from boeking
where regio = $1 and (bedrag_cents <= 0 or debet = credit
  or debet not in ({_REKENINGEN}) or credit not in ({_REKENINGEN})) order by positie, volgnr"""

_GATEN = """
select b.positie, max(volgnr) - count(*) as weg,
  exists (select from gebeurtenis g where g.regio = $1 and g.positie = b.positie) as heeft_oorzaak
from boeking b where regio = $1 group by b.positie
having max(volgnr) <> count(*)
  or not exists (select from gebeurtenis g where g.regio = $1 and g.positie = b.positie)
order by b.positie"""

_STANDEN = """
select aanbieder, jaar, perceel, segment, rekening, sum(cents) as cents from (
  select *, debet as rekening, bedrag_cents as cents from boeking where regio = $1
  union all select *, credit, -bedrag_cents from boeking where regio = $1
) b group by aanbieder, jaar, perceel, segment, rekening
having case when rekening in ('PLAFOND', 'OVERSCHRIJDING') then sum(cents) > 0 else sum(cents) < 0 end
order by aanbieder, jaar, perceel, segment, rekening"""

_CLAIMS = f"select claim from ({SOM_DELEN}) s where bedrag_cents < 0 or realisatie_cents < 0 order by claim"


async def zoek(conn: Verbinding, regio: str) -> AsyncIterator[str]:
    """A Dutch sentence for everything in the boekingen that cannot be."""
    for rij in await conn.fetch(_SCHEEF, regio):
        yield f"boeking {rij['positie']}/{rij['volgnr']}: rekeningen en bedrag zijn niet in evenwicht."
    for rij in await conn.fetch(_GATEN, regio):
        if rij["weg"]:
            yield f"boekingen van positie {rij['positie']}: {rij['weg']} ontbreken."
        if not rij["heeft_oorzaak"]:
            yield f"boekingen van positie {rij['positie']}: de gebeurtenis waaruit zij volgen, ontbreekt."
    for rij in await conn.fetch(_STANDEN, regio):
        plafond = " ".join(filter(None, (rij["aanbieder"], str(rij["jaar"]), rij["perceel"], rij["segment"])))
        yield f"plafond {plafond}: de boekingen op {rij['rekening']} tellen op tot {rij['cents']} cent."
    for rij in await conn.fetch(_CLAIMS, regio):
        yield f"claim {rij['claim']}: de boekingen tellen op tot minder dan niets."

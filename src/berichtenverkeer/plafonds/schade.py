# SPDX-License-Identifier: EUPL-1.2
"""Do the boekingen balance? Everything that cannot be, by its place."""

from collections.abc import AsyncIterator

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.opslag import sleutel_van
from berichtenverkeer.plafonds.sleutels import NOOIT_BOVEN_NUL, Rekening
from berichtenverkeer.plafonds.zijden import CLAIM_SQL, GEHOUDEN, PLAFOND_SQL, SALDI

_REKENINGEN = list(Rekening)
_NEGATIEF = [een for een in Rekening if een in NOOIT_BOVEN_NUL]

_SCHEEF = """
select positie, volgnr from boeking
where regio = $1 and (bedrag_cents <= 0 or debet = credit
  or debet <> all($2::text[]) or credit <> all($2::text[])) order by positie, volgnr"""

_GATEN = query("plafonds", "gaten")

_STANDEN = f"""
select * from {SALDI} s where case when rekening = any($2::text[]) then cents > 0 else cents < 0 end
order by {PLAFOND_SQL}, rekening"""

_CLAIMS = f"select distinct {CLAIM_SQL} from {GEHOUDEN} s where cents < 0 order by {CLAIM_SQL}"


async def zoek(grootboek: Grootboek) -> AsyncIterator[str]:
    """A Dutch sentence for everything in the boekingen that cannot be."""
    for rij in await grootboek.fetch(_SCHEEF, _REKENINGEN):
        yield f"boeking {rij['positie']}/{rij['volgnr']}: rekeningen en bedrag zijn niet in evenwicht."
    for rij in await grootboek.fetch(_GATEN):
        if rij["weg"]:
            yield f"boekingen van positie {rij['positie']}: {rij['weg']} ontbreken."
        if not rij["heeft_oorzaak"]:
            yield f"boekingen van positie {rij['positie']}: de gebeurtenis waaruit zij volgen, ontbreekt."
    for rij in await grootboek.fetch(_STANDEN, _NEGATIEF):
        plafond = " ".join(filter(None, (rij["aanbieder"], str(rij["jaar"]), rij["perceel"], rij["segment"])))
        yield f"plafond {plafond}: de boekingen op {rij['rekening']} tellen op tot {rij['cents']} cent."
    for rij in await grootboek.fetch(_CLAIMS):
        yield f"claim {sleutel_van(*rij)}: de boekingen tellen op tot minder dan niets."

# SPDX-License-Identifier: EUPL-1.2
"""Do the boekingen balance? Everything that cannot be, by its place."""

from collections.abc import AsyncIterator

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.sql import query
from berichtenverkeer.plafonds.boekingen import key_of
from berichtenverkeer.plafonds.keys import NEVER_ABOVE_ZERO, Rekening
from berichtenverkeer.plafonds.zijden import CLAIM_SQL, HELD, PLAFOND_SQL, SALDI

_REKENINGEN = list(Rekening)
_NEGATIVE = [one for one in Rekening if one in NEVER_ABOVE_ZERO]

_ASKEW = """
select positie, volgnr from boeking
where regio = $1 and (bedrag_cents <= 0 or debet = credit or debet <> all($2::text[]) or credit <> all($2::text[])
  or starts_with(debet, 'TENZIJ') <> (tenzij <> '') or starts_with(credit, 'TENZIJ') <> (tenzij <> ''))
order by positie, volgnr"""

_GAPS = query("plafonds", "gaten")

_STANDEN = f"""
select * from {SALDI} s where case when rekening = any($2::text[]) then cents > 0 else cents < 0 end
order by {PLAFOND_SQL}, rekening"""

_CLAIMS = f"select distinct {CLAIM_SQL} from {HELD} s where cents < 0 order by {CLAIM_SQL}"


async def search(grootboek: Grootboek) -> AsyncIterator[str]:
    """A Dutch sentence for everything in the boekingen that cannot be."""
    for row in await grootboek.fetch(_ASKEW, _REKENINGEN):
        yield f"boeking {row['positie']}/{row['volgnr']}: rekeningen en bedrag zijn niet in evenwicht."
    for row in await grootboek.fetch(_GAPS):
        if row["weg"]:
            yield f"boekingen van positie {row['positie']}: {row['weg']} ontbreken."
        if not row["heeft_oorzaak"]:
            yield f"boekingen van positie {row['positie']}: de gebeurtenis waaruit zij volgen, ontbreekt."
    for row in await grootboek.fetch(_STANDEN, _NEGATIVE):
        plafond = " ".join(filter(None, (row["aanbieder"], str(row["jaar"]), row["perceel"], row["segment"])))
        yield f"plafond {plafond}: de boekingen op {row['rekening']} tellen op tot {row['cents']} cent."
    for row in await grootboek.fetch(_CLAIMS):
        yield f"claim {key_of(*row)}: de boekingen tellen op tot minder dan niets."

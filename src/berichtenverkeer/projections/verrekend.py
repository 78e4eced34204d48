# SPDX-License-Identifier: EUPL-1.2
"""Which declaraties and prestaties a credit ties together (IV091, OP366)."""

from collections.abc import Sequence

from berichtenverkeer.core.database import Verbinding

_DECLARATIES_MET = """
    select distinct d.identificatie from unnest($3::text[]) k (referentie)
    cross join lateral (select t.declaratie_nummer from prestatie t where t.regio = $1 and t.pos_tot is null
        and t.aanbieder = $2 and t.referentie = k.referentie offset 0) p
    cross join lateral (select t.identificatie from declaratie t where t.regio = $1 and t.pos_tot is null
        and t.aanbieder = $2 and t.nummer = p.declaratie_nummer offset 0) d
"""
_GECREDITEERD_IN = """
    select p.referentie from declaratie d cross join lateral (select t.referentie from prestatie t where t.regio = $1
        and t.pos_tot is null and t.aanbieder = $2 and t.declaratie_nummer = d.nummer and t.is_gecrediteerd offset 0) p
    where d.regio = $1 and d.pos_tot is null and d.aanbieder = $2 and d.identificatie = $3
"""


async def declaraties_met(conn: Verbinding, regio: str, aanbieder: str, referenties: Sequence[str]) -> set[str]:
    """The Identificaties of the JW323's that hold the prestaties with these ReferentieNummers."""
    rijen = await conn.fetch(_DECLARATIES_MET, regio, aanbieder, list(referenties))
    return {rij["identificatie"] for rij in rijen}


async def gecrediteerd_in(conn: Verbinding, regio: str, aanbieder: str, identificatie: str) -> list[str]:
    """The ReferentieNummers of the prestaties of a JW323 that a later one took back."""
    rijen = await conn.fetch(_GECREDITEERD_IN, regio, aanbieder, identificatie)
    return [rij["referentie"] for rij in rijen]

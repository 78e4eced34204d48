# SPDX-License-Identifier: EUPL-1.2
"""Which declaraties a credit ties together (IV091, OP366)."""

from berichtenverkeer.core.database import Grootboek

# A credit stands on the toewijzing of its debet (TR323): there is an index on that, and none on what it takes back.
_BACK = "t.gemeente = e.gemeente and t.toewijzing_nummer = e.toewijzing_nummer and t.vorig_referentie = e.referentie"
_DECLARATIES = f"""
    with eigen as materialized (
        select p.* from declaratie d cross join lateral (
            select t.gemeente, t.toewijzing_nummer, t.referentie, t.vorig_referentie, t.is_credit from prestatie t
            where t.regio = $1 and t.pos_tot is null and t.aanbieder = $2 and t.declaratie_nummer = d.nummer offset 0
        ) p where d.regio = $1 and d.pos_tot is null and d.aanbieder = $2 and d.identificatie = $3
    ), ander as materialized (
        select p.declaratie_nummer from eigen e cross join lateral (
            select t.declaratie_nummer from prestatie t where t.regio = $1 and t.pos_tot is null and t.aanbieder = $2
                and t.referentie = e.vorig_referentie offset 0
        ) p union select p.declaratie_nummer from eigen e cross join lateral (
            select t.declaratie_nummer from prestatie t where t.regio = $1 and t.pos_tot is null and t.aanbieder = $2
                and {_BACK} offset 0
        ) p where not e.is_credit
    )
    select d.identificatie from ander a cross join lateral (
        select t.identificatie from declaratie t where t.regio = $1 and t.pos_tot is null and t.aanbieder = $2
            and t.nummer = a.declaratie_nummer offset 0
    ) d where d.identificatie <> $3
"""


async def settled_with(grootboek: Grootboek, aanbieder: str, identificatie: str) -> set[str]:
    """The Identificaties of the JW323's that this one takes prestaties back from, or that ask to take some of its own.

    Of what was processed: a declaratie that was rejected as a whole counts as not sent (IV087).
    """
    rows = await grootboek.fetch(_DECLARATIES, aanbieder, identificatie)
    return {row["identificatie"] for row in rows}

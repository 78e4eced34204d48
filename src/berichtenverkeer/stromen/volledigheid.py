# SPDX-License-Identifier: EUPL-1.2
"""What stands beside the figures: how much of a stand is doubtful, and how complete the berichten are."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.stromen.basis import IS_VERWIJDERD, MET_REGISTER, in_regio, met, op_k, plaatsing, plek
from berichtenverkeer.stromen.cijfers import Plekcijfers
from berichtenverkeer.stromen.peil import ONBEKEND, REGIO, Opdracht
from berichtenverkeer.stromen.vraag import vraag, waarden

_WAARVAN = f"""
, verdacht as (
  select g.client, g.plek, g.begindatum, g.tot, g.tijdelijk_einde, g.hervat_op,
    t.einddatum as tw_einde, coalesce({IS_VERWIJDERD}, false) as is_verwijderd
  from geplaatst g
  left join toewijzing t on {op_k("t")} and t.gemeente = g.gemeente and t.nummer = g.toewijzing_nummer
    and ({IS_VERWIJDERD} or (g.tot is null and t.einddatum < :eind))
  where (g.tot is null or g.tot >= :begin) and g.begindatum <= :eind
),
mogelijk as (
  select distinct client from verdacht where tw_einde is not null or tijdelijk_einde + interval '6 months' < :eind
),
-- of who is in a stand: whether everything that keeps him there has the trait
per_client as (
  select x.nummer - 1 as periode, v.client, v.plek,
    bool_and(v.tot is null and not v.is_verwijderd and v.tw_einde is not null and v.tw_einde < x.dag) as zonder_stop,
    bool_and(v.tijdelijk_einde is not null and v.tijdelijk_einde + interval '6 months' < x.dag
             and (v.hervat_op is null or v.hervat_op > x.dag)) as onderbroken,
    bool_and(v.is_verwijderd) as zonder_toewijzing
  from mogelijk k join verdacht v on v.client = k.client
  join unnest(:einddagen) with ordinality x (dag, nummer)
    on v.begindatum <= x.dag and (v.tot is null or v.tot > x.dag)
  group by 1, 2, 3
),
per_client_regio as (
  select periode, client, bool_and(zonder_stop) as zonder_stop, bool_and(onderbroken) as onderbroken,
    bool_and(zonder_toewijzing) as zonder_toewijzing
  from per_client group by 1, 2
),
stops as (
  select width_bucket(eind, :begindagen) - 1 as periode, plek, count(*) as stops,
    count(*) filter (where reden is not null) as met_reden
  from geplaatst where eind between :begin and :eind and not is_verondersteld and hervat_op is null group by 1, 2
)
select 'waarvan' as wat, false as is_regio, plek, periode::int as periode, count(*) filter (where zonder_stop) as een,
  count(*) filter (where onderbroken) as twee, count(*) filter (where zonder_toewijzing) as drie
from per_client group by plek, periode
union all
select 'waarvan', true, '{REGIO}', periode::int, count(*) filter (where zonder_stop),
  count(*) filter (where onderbroken), count(*) filter (where zonder_toewijzing)
from per_client_regio group by periode
union all
select 'stops', false, plek, periode, stops, met_reden, null from stops"""


def _toewijzingen(opdracht: Opdracht) -> str:
    return f"""{MET_REGISTER},
gestart as (
  select l.gemeente, l.toewijzing_nummer, bool_or(l.einde is not null) as is_gestopt from levering l
  where {op_k("l")} and not l.is_verwijderd and l.toewijzing_nummer is not null group by 1, 2
)
select {plek(opdracht.dimensie)} as plek, (x.nummer - 1)::int as periode, count(*) as toewijzingen,
  count(*) filter (where l.is_gestopt is not null) as met_levering,
  count(*) filter (where l.einddatum between x.van and x.tot) as beeindigd,
  count(*) filter (where l.einddatum between x.van and x.tot and l.is_gestopt) as met_stop
from (
  select t.gemeente, t.aanbieder, t.categorie, t.code, t.ingangsdatum as begindatum, t.einddatum, s.is_gestopt
  from toewijzing t left join gestart s on s.gemeente = t.gemeente and s.toewijzing_nummer = t.nummer
  where {op_k("t")} and not coalesce({IS_VERWIJDERD}, false) and t.ingangsdatum <= :eind
    and (t.einddatum is null or t.einddatum >= :begin)) l
join unnest(:begindagen, :einddagen) with ordinality x (van, tot, nummer)
  on l.begindatum <= x.tot and (l.einddatum is null or l.einddatum >= x.van){plaatsing(opdracht.dimensie)}
where {in_regio("l")}
group by 1, 2"""


async def vul_aan(conn: Verbinding, opdracht: Opdracht, cijfers: Sequence[dict[tuple[bool, str], Plekcijfers]]) -> None:
    """Set what qualifies the figures of each period, by plek and for the region. Two statements."""
    gegeven = waarden(opdracht)
    meer = "l.gemeente, l.toewijzing_nummer"
    aanvulling = [
        *await vraag(conn, f"{met(opdracht, meer=meer)}{_WAARVAN}", gegeven),
        *[{**rij, "wat": "toewijzingen"} for rij in await vraag(conn, _toewijzingen(opdracht), gegeven)],
    ]
    for rij in aanvulling:
        per_plek = cijfers[rij["periode"]]
        if rij["wat"] == "waarvan":
            een = per_plek.setdefault((rij["is_regio"], rij["plek"]), Plekcijfers(plek=rij["plek"]))
            een.zonder_stop_na_einddatum = rij["een"]
            een.langer_dan_6_maanden_onderbroken = rij["twee"]
            een.zonder_toewijzing = rij["drie"]
        else:
            _tel_bij(per_plek, rij)
    for per_plek in cijfers:
        for een in per_plek.values():
            bekend = een.instroom - een.verwijzers.get(ONBEKEND, 0)
            een.volledigheid = msgspec.structs.replace(een.volledigheid, instroom=een.instroom, met_verwijzer=bekend)


def _tel_bij(per_plek: dict[tuple[bool, str], Plekcijfers], rij: Mapping[str, Any]) -> None:
    """A levering and a toewijzing have one plek, so the region's numbers are sums."""
    namen = {"stops": "een", "met_reden": "twee"} if rij["wat"] == "stops" else {naam: naam for naam in _TOEWIJZINGEN}
    for sleutel in ((False, rij["plek"]), (True, REGIO)):
        een = per_plek.setdefault(sleutel, Plekcijfers(plek=sleutel[1]))
        plus = {naam: getattr(een.volledigheid, naam) + rij[kolom] for naam, kolom in namen.items()}
        een.volledigheid = msgspec.structs.replace(een.volledigheid, **plus)


_TOEWIJZINGEN = ("toewijzingen", "met_levering", "beeindigd", "met_stop")

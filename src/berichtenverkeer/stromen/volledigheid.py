# SPDX-License-Identifier: EUPL-1.2
"""What stands beside the figures: how much of a stand is doubtful, and how complete the berichten are."""

from berichtenverkeer.stromen.basis import IS_VERWIJDERD, MET_REGISTER, in_regio, is_op, op_k, plaatsing, plek
from berichtenverkeer.stromen.opdracht import REGIO, Opdracht

TWIJFEL = f"""
, verdacht as (
  select g.client, g.plek, g.begindatum, g.tot, g.tijdelijk_einde, g.hervat_op,
    t.einddatum, coalesce({IS_VERWIJDERD}, false) as is_verwijderd
  from geplaatst g
  left join toewijzing t on {op_k("t")} and {is_op("g", "t")}
    and ({IS_VERWIJDERD} or (g.tot is null and t.einddatum < :eind))
  where (g.tot is null or g.tot >= :begin) and g.begindatum <= :eind
),
-- of who is in a stand: whether everything that keeps him there has the trait
twijfel as (
  select x.nummer - 1 as periode, v.client, v.plek,
    bool_and(v.tot is null and not v.is_verwijderd and v.einddatum is not null and v.einddatum < x.dag) as zonder_stop,
    bool_and(v.tijdelijk_einde is not null and v.tijdelijk_einde + interval '6 months' < x.dag
             and (v.hervat_op is null or v.hervat_op > x.dag)) as onderbroken,
    bool_and(v.is_verwijderd) as zonder_toewijzing
  from (select distinct client from verdacht
        where einddatum is not null or tijdelijk_einde + interval '6 months' < :eind) k
  join verdacht v on v.client = k.client
  join unnest(:einddagen) with ordinality x (dag, nummer)
    on v.begindatum <= x.dag and (v.tot is null or v.tot > x.dag)
  group by 1, 2, 3
),
twijfel_regio as (
  select periode, client, bool_and(zonder_stop) as zonder_stop, bool_and(onderbroken) as onderbroken,
    bool_and(zonder_toewijzing) as zonder_toewijzing
  from twijfel group by 1, 2
),
kanttekening as (
  select is_regio, plek, periode::int as periode, naam as wat, count(*) as aantal
  from (select false as is_regio, plek, periode, zonder_stop, onderbroken, zonder_toewijzing from twijfel
        union all
        select true, '{REGIO}', periode, zonder_stop, onderbroken, zonder_toewijzing from twijfel_regio) t
  cross join lateral (values
    ('zonder_stop_na_einddatum', zonder_stop),
    ('langer_dan_6_maanden_onderbroken', onderbroken),
    ('zonder_toewijzing', zonder_toewijzing)) n (naam, klopt)
  where klopt group by 1, 2, 3, 4
  union all
  select w.is_regio, w.plek, width_bucket(eind, :begindagen) - 1, n.naam, count(*)
  from geplaatst g
  cross join lateral (values (false, g.plek), (true, '{REGIO}')) w (is_regio, plek)
  cross join lateral (values ('stops', true), ('met_reden', reden is not null)) n (naam, klopt)
  where eind between :begin and :eind and not is_verondersteld and hervat_op is null and klopt
  group by 1, 2, 3, 4
)"""
"""What follows `met(...)`, called with KOLOMMEN: `kanttekening`, numbers by the name of a field of Plekcijfers."""


def toewijzingen_sql(opdracht: Opdracht) -> str:
    """By plek and period: toewijzingen past their Ingangsdatum and those that ended, and what came of them."""
    return f"""{MET_REGISTER},
gestart as (
  select l.client, l.aanbieder, l.gemeente, l.toewijzing_nummer, bool_or(l.einde is not null) as is_gestopt
  from levering l
  where {op_k("l")} and not l.is_verwijderd and l.toewijzing_nummer is not null group by 1, 2, 3, 4
)
select {plek(opdracht.dimensie)} as plek, (x.nummer - 1)::int as periode, count(*) as toewijzingen,
  count(*) filter (where l.is_gestopt is not null) as met_levering,
  count(*) filter (where l.einddatum between x.van and x.tot) as beeindigd,
  count(*) filter (where l.einddatum between x.van and x.tot and l.is_gestopt) as met_stop
from (
  select t.gemeente, t.aanbieder, t.categorie, t.code, t.ingangsdatum as begindatum, t.einddatum, s.is_gestopt
  from toewijzing t left join gestart s on {is_op("s", "t")}
  where {op_k("t")} and not coalesce({IS_VERWIJDERD}, false) and t.ingangsdatum <= :eind
    and (t.einddatum is null or t.einddatum >= :begin)) l
join unnest(:begindagen, :einddagen) with ordinality x (van, tot, nummer)
  on l.begindatum <= x.tot and (l.einddatum is null or l.einddatum >= x.van){plaatsing(opdracht.dimensie)}
where {in_regio("l")}
group by 1, 2"""

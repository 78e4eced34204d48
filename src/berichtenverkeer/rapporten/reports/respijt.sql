-- A row per levering of a product marked as respijt with a day in the period; whether other care stood beside it on
-- any of its days in the period.
with dagen as (
  select *, greatest(begindatum, periode_begin) as van, least(coalesce(eind, periode_eind), periode_eind) as tot_dag
  from levering_per_periode where respijt
)
select d.periode, d.plek, d.plek2, d.client, d.levering, d.gemeente, d.aanbieder, d.toewijzing_nummer, d.begindatum,
  not exists (
    select 1 from geplaatst_levering o
    where o.client = d.client and not o.respijt and o.begindatum <= d.tot_dag and coalesce(o.eind, d.tot_dag) >= d.van
  ) as staat_alleen
from dagen d

-- A row per levering of a product marked as respijt with a day in the period; whether other care stood beside it on
-- any of its days in the period.
with dagen as (
  select p.nummer as periode, l.*, greatest(l.begindatum, p.begin) as van, least(coalesce(l.eind, p.eind), p.eind) as tot_dag
  from perioden p join levering l on l.respijt and l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
)
select d.periode, d.plek, d.plek2, d.client, d.levering, d.gemeente, d.aanbieder, d.toewijzing_nummer, d.begindatum,
  not exists (
    select 1 from geplaatst_levering o
    where o.client = d.client and not o.respijt and o.begindatum <= d.tot_dag and coalesce(o.eind, d.tot_dag) >= d.van
  ) as staat_alleen
from dagen d

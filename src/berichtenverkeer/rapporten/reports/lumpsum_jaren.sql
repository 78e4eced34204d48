-- A row per line of a lumpsum of each year up to the one in which the last period ends, and per levering and year of
-- care that is done for the task, as far as the year is over on the last day of the report. The amounts are not for one
-- gemeente.
with laatste as (select max(eind) as dag from perioden),
lijn as (
  select l.hoofdaannemer, l.segment, year(l.van) as jaar, l.regel, l.soort,
    case when l.soort in ('verlaging', 'afbouw') then -1 else 1 end * l.bedrag_cents as bedrag_cents
  from register_lumpsums l join laatste on year(l.van) <= year(laatste.dag)
)
select * from lijn where getvariable('gemeente') is null
union all by name
select j.hoofdaannemer, j.segment, j.jaar, g.client, g.gemeente, g.aanbieder, g.toewijzing_nummer, g.begindatum,
  least(coalesce(g.eind, laatste.dag), make_date(j.jaar, 12, 31), laatste.dag)
    - greatest(g.begindatum, make_date(j.jaar, 1, 1)) + 1 as dagen
from (select distinct hoofdaannemer, segment, jaar from lijn) j cross join laatste
join geplaatst_levering g on g.hoofdaannemer = j.hoofdaannemer and g.productsegment = j.segment
  and g.begindatum <= least(make_date(j.jaar, 12, 31), laatste.dag)
  and coalesce(g.eind, laatste.dag) >= make_date(j.jaar, 1, 1)

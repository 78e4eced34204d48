-- A row per aanbieder with a ceiling for the year in which the period ends: that of the whole aanbieder, or else his
-- segmenten and percelen together. Who has nothing but maatwerk is left out.
with aandeel as (
  select p.nummer as periode, p.eind, a.aanbieder, sum(a.plafond_cents)::bigint as plafond_cents
  from perioden p
  join (
    select * from plafond_bekend where plafond_cents is not null
    qualify rank() over (partition by aanbieder, jaar order by perceel <> '' or segment <> '') = 1
  ) a on a.jaar = year(p.eind)
  group by all
),
met_rang as (
  select *, row_number() over (partition by periode order by plafond_cents desc, aanbieder) as rang from aandeel a
  where not exists (
    select 1 from register_contracten c where c.aanbieder = a.aanbieder and c.van <= a.eind and c.tot >= date_trunc('year', a.eind)
    having count(*) > 0 and bool_and(c.contractvorm = 'maatwerk'))
)
select periode, aanbieder, plafond_cents,
  case when rang <= getvariable('p_grootste') then '1: de grootste'
    when plafond_cents > 100 * getvariable('p_plafond_euro') then '2: boven de grens'
    when plafond_cents = 100 * getvariable('p_plafond_euro') then '3: op de grens'
    else '4: onder de grens' end as klasse
from met_rang

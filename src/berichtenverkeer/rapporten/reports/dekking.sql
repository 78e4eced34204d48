-- A row per aanbieder with a contract for a product in a gemeente on the last day of the period, and one without
-- aanbieder for every product in every gemeente: a hole has only that one. `heeft_ruimte`: VRIJ in the year of that day
-- at K, or a plafond of which nothing is known; `is_gestopt`: a cliëntenstop for that gemeente.
with op_dag as (
  select distinct p.nummer as periode, p.eind as dag, c.plek, c.plek2, c.aanbieder, c.gemeente, c.product, c.segment, c.perceel
  from perioden p join contract c on p.eind between c.dag and c.einde
),
alles as (
  select distinct p.nummer as periode,
    case getvariable('dimensie') when 'gebied' then g.gebied when 'gemeente' then g.gemeente when 'segment' then s.segment
      when 'perceel' then s.perceel when 'product' then s.code when 'productcategorie' then s.categorie
      when 'regio' then 'regio' end as plek,
    coalesce(case getvariable('dimensie2') when 'gebied' then g.gebied when 'gemeente' then g.gemeente
      when 'segment' then s.segment when 'perceel' then s.perceel when 'product' then s.code
      when 'productcategorie' then s.categorie when 'regio' then 'regio' end, '') as plek2,
    g.gemeente, s.code as product
  from perioden p
  join register_gemeenten g on p.eind between g.van and g.tot and is_eigen(g.gemeente, getvariable('aanbieder'))
    and is_gekozen(getvariable('filter_gemeente'), g.gemeente) and is_gekozen(getvariable('filter_gebied'), g.gebied)
  join register_producten s on p.eind between s.van and s.tot and s.code <> '' and s.buiten_opdracht = ''
    and is_gekozen(getvariable('filter_segment'), s.segment) and is_gekozen(getvariable('filter_perceel'), s.perceel)
    and is_gekozen(getvariable('filter_product'), s.code)
    and is_gekozen(getvariable('filter_productcategorie'), s.categorie)
),
actief as (
  select distinct p.nummer as periode, l.aanbieder, l.gemeente, l.product
  from perioden p join levering l on l.begindatum <= p.eind
    and coalesce(l.eind, p.eind) > p.eind - to_months(getvariable('p_maanden')::integer)
)
select o.periode, o.plek, o.plek2, o.gemeente, o.product, o.aanbieder,
  a.aanbieder is not null as is_actief,
  coalesce((select bool_and(r.is_vrij) from ruimte r
    where r.aanbieder = o.aanbieder and r.jaar = year(o.dag)
      and r.perceel in ('', o.perceel) and r.segment in ('', o.segment)), true) as heeft_ruimte,
  exists (select 1 from stop_dagen s where s.aanbieder = o.aanbieder and s.gemeente in ('', o.gemeente)
    and s.perceel in ('', o.perceel) and s.segment in ('', o.segment) and o.dag between s.van and s.tot) as is_gestopt,
  exists (select 1 from register_locaties w where w.aanbieder = o.aanbieder and w.gemeente = o.gemeente
    and o.dag between w.van and w.tot) as heeft_locatie
from op_dag o left join actief a using (periode, aanbieder, gemeente, product)
union all by name
select periode, plek, plek2, gemeente, product, null as aanbieder, false as is_actief, false as heeft_ruimte,
  false as is_gestopt, false as heeft_locatie
from alles where plek is not null

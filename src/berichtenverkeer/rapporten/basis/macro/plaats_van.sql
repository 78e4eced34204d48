-- What the register says of care (definitions 3): of each combination of aanbieder, gemeente, categorie, code and
-- `sinds` (registerdagen.sql) in the relation named. Who is outside the figures is not here.
-- `plaats` is the same at every K, as the number of a levering is.
with gevraagd as (select distinct aanbieder, gemeente, categorie, code, sinds from query_table(combinaties)),
op_lijst as (
  select g.*, g.aanbieder as van_aanbieder,
    p.segment as productsegment, p.perceel as productperceel, p.hulpvorm, p.zorgprofiel, p.wachtnorm_dagen,
    p.crisis, p.gedwongen_kader, p.respijt, p.buiten_opdracht, p.tarief_op, s.financieringsvorm, s.gewicht, d.gebied
  from gevraagd g
  semi join register_gemeenten regio on regio.gemeente = g.gemeente
  left join register_producten p
    on p.categorie = g.categorie and p.code = g.code and g.sinds between p.van and p.tot
  left join register_segmenten s on s.segment = p.segment and g.sinds between s.van and s.tot
  left join register_gemeenten d on d.gemeente = g.gemeente and g.sinds between d.van and d.tot
  anti join (select * from register_partijen where buiten_regio) b
    on b.code = g.gemeente and g.sinds between b.van and b.tot
  anti join (select * from register_partijen where buiten_regio) c
    on c.code = g.aanbieder and g.sinds between c.van and c.tot
),
-- The contracts between the two on that day; a contract with the region is one with each gemeente that did not stay
-- out of its segment. What names the product goes before what names the categorie, a gemeente before the region.
afspraak as (
  select g.aanbieder, g.gemeente, g.categorie, g.code, g.sinds, c.uitvoeringsvariant, c.contractvorm, c.hoofdaannemer,
    case when g.code = '' or c.code = g.code then 0 when c.code = '' then 1 end as naast_product,
    (c.gemeente = '')::int as naast_gemeente
  from gevraagd g
  join register_contracten c on c.aanbieder = g.aanbieder and g.sinds between c.van and c.tot
    and (g.categorie = '' or c.categorie = g.categorie) and (c.gemeente = '' or c.gemeente = g.gemeente)
  left join register_gemeenten d on d.gemeente = g.gemeente and g.sinds between d.van and d.tot
  left join register_producten p on p.categorie = c.categorie and p.code = c.code and g.sinds between p.van and p.tot
  left join register_afmeldingen a
    on a.gemeente = g.gemeente and a.segment = p.segment and g.sinds between a.van and a.tot
  where (c.gemeente <> '' or (d.gemeente is not null and a.gemeente is null)) and (g.code = '' or c.code in ('', g.code))
),
naaste as (
  select * from afspraak
  qualify rank() over (
    partition by aanbieder, gemeente, categorie, code, sinds order by naast_product, naast_gemeente) = 1
),
afgesproken as (
  select aanbieder, gemeente, categorie, code, sinds,
    case when count(distinct uitvoeringsvariant) = 1 then min(uitvoeringsvariant) end as uitvoeringsvariant,
    case when count(distinct contractvorm) = 1 then min(contractvorm) end as contractvorm,
    case when not bool_or(hoofdaannemer = '') then min(hoofdaannemer) end as hoofdaannemer
  from naaste group by all
),
maximum as (
  select g.aanbieder, g.gemeente, g.categorie, g.code, g.sinds, min(w.maximum_dagen) as maximum_dagen
  from op_lijst g
  join register_wachtmaxima w on g.sinds between w.van and w.tot
    and coalesce(w.segment in ('', g.productsegment) and w.perceel in ('', g.productperceel)
                 and w.hulpvorm in ('', g.hulpvorm), false)
  group by all
)
select hash(g.aanbieder, g.gemeente, g.categorie, g.code, g.sinds) as plaats,
  g.aanbieder, g.gemeente, g.categorie, g.code, g.sinds,
  -- what is no part of the assignment has plekken of its own
  coalesce(nullif(g.buiten_opdracht, ''), nullif(g.productsegment, ''), 'onbekend') as segment,
  coalesce(nullif(g.buiten_opdracht, ''), nullif(g.productperceel, ''), 'onbekend') as perceel,
  coalesce(nullif(g.productsegment, ''), 'onbekend') as productsegment,
  coalesce(nullif(g.hulpvorm, ''), 'onbekend') as hulpvorm,
  coalesce(nullif(g.zorgprofiel, ''), 'onbekend') as zorgprofiel,
  coalesce(g.financieringsvorm, 'onbekend') as financieringsvorm,
  coalesce(nullif(g.categorie, ''), 'onbekend') as productcategorie,
  coalesce(nullif(g.code, ''), nullif(g.categorie, ''), 'onbekend') as product,
  coalesce(g.gebied, 'onbekend') as gebied,
  case g.categorie when '' then 'onbekend' when '48' then 'jeugdbescherming' when '47' then 'jeugdreclassering'
    else 'jeugdhulp' end as domein,
  coalesce(c.contractvorm, 'onbekend') as contractvorm,
  coalesce(c.hoofdaannemer, g.aanbieder) as hoofdaannemer,
  'regio' as regio,
  coalesce(g.buiten_opdracht, '') as buiten_opdracht,
  g.wachtnorm_dagen as norm, m.maximum_dagen, g.gewicht,
  coalesce(g.crisis, g.categorie = '46') as crisis,
  coalesce(g.gedwongen_kader, false) as gedwongen_kader,
  coalesce(g.respijt, false) as respijt,
  coalesce(c.uitvoeringsvariant, 'onbekend') as uitvoeringsvariant,
  coalesce(c.uitvoeringsvariant = 'taakgericht', false) as taakgericht
from op_lijst g
left join afgesproken c using (aanbieder, gemeente, categorie, code, sinds)
left join maximum m using (aanbieder, gemeente, categorie, code, sinds)

-- A row per gemeente and product with one aanbieder under contract on the last day of the period, or none.
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
)
select a.periode, a.plek, a.gemeente, a.product, min(o.aanbieder) as aanbieder
from alles a left join op_dag o using (periode, gemeente, product)
group by all having count(distinct o.aanbieder) < 2

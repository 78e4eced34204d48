-- Each contract, spread over the gemeenten that it is for and the products that it holds; `dag` and `einde` are the
-- first and last day of that. A contract with the region is not one with a gemeente that stayed out of its segment.
select c.aanbieder, g.gemeente, p.categorie, p.code, c.contractvorm as vorm, c.uitvoeringsvariant as variant,
  c.van as contract_van, c.tot as contract_tot, greatest(c.van, g.van, p.van) as dag, least(c.tot, g.tot, p.tot) as einde
from register_contracten c
join register_gemeenten g on c.gemeente in ('', g.gemeente) and g.van <= c.tot and g.tot >= c.van
join register_producten p on p.categorie = c.categorie and c.code in ('', p.code) and p.code <> ''
  and p.van <= c.tot and p.tot >= c.van and p.van <= g.tot and p.tot >= g.van
where is_eigen(g.gemeente, c.aanbieder)
  and not (c.gemeente = '' and exists (
    select 1 from register_afmeldingen a
    where a.gemeente = g.gemeente and a.segment = p.segment and a.van <= greatest(c.van, g.van, p.van)
      and a.tot >= least(c.tot, g.tot, p.tot)))

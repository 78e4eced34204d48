-- The contracts that end within so many months of the last day of the period, or have an evaluation in them.
select distinct p.nummer as periode, c.aanbieder, coalesce(nullif(c.gemeente, ''), 'regio') as gemeente, c.categorie,
  c.code, c.contractvorm, nullif(c.tot, date '9999-12-31') as tot,
  nullif(array_to_string(c.opties_maanden, ' + '), '') as opties,
  (select min(d) from (select unnest(c.evaluatiedata) as d) x where d > p.eind) as evaluatie
from perioden p
join register_contracten c on p.eind between c.van and c.tot and is_eigen(coalesce(nullif(c.gemeente, ''),
  getvariable('gemeente')), c.aanbieder)
where c.tot <= p.eind + to_months(getvariable('p_maanden')::integer) or exists (
  select 1 from (select unnest(c.evaluatiedata) as d) x
  where d > p.eind and d <= p.eind + to_months(getvariable('p_maanden')::integer))

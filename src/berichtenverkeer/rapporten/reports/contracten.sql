-- A row per contract (with one gemeente, of one product) that holds on the last day of the period, with the months that
-- are left of it then.
select distinct p.nummer as periode, c.plek, c.plek2, c.aanbieder, c.gemeente, c.product, c.contract_van, c.contract_tot,
  c.contract_tot = date '9999-12-31' as is_open,
  c.contract_tot <= p.eind + to_months(getvariable('p_maanden')::integer) as loopt_af
from perioden p join contract c on p.eind between c.dag and c.einde

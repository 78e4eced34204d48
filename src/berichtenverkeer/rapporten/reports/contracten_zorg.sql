-- A row per levering that runs on the last day of the period beyond the contract that it is under, with no later contract
-- of that aanbieder for that gemeente and product: by its toewijzing, or without end.
with laatste as (
  select aanbieder, gemeente, categorie, code, max(einde) as tot from geplaatst_contract group by all
)
select p.nummer as periode, l.plek, l.plek2, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum,
  c.tot as contract_tot, t.einddatum
from perioden p
join levering l on l.begindatum <= p.eind and (l.eind is null or l.eind > p.eind)
join laatste c on c.aanbieder = l.aanbieder and c.gemeente = l.gemeente and c.categorie = l.categorie and c.code = l.code
  and c.tot < date '9999-12-31' and c.tot <= p.eind + to_months(getvariable('p_maanden')::integer)
left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
  and t.nummer = l.toewijzing_nummer
where coalesce(l.eind, t.einddatum, date '9999-12-31') > c.tot

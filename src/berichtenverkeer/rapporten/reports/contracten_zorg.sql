-- A row per levering that runs on the last day of the period beyond the contract that it is under, with no later contract
-- of that aanbieder for that gemeente and product: by its toewijzing, or without end.
with laatste as (
  select aanbieder, gemeente, categorie, code, max(einde) as tot from geplaatst_contract group by all
  having max(einde) < date '9999-12-31'
    and max(einde) <= getvariable('laatste_dag') + to_months(getvariable('p_maanden')::integer)
),
zorg as (
  select l.*, c.tot as contract_tot, t.einddatum
  from levering_in_perioden l
  join laatste c on c.aanbieder = l.aanbieder and c.gemeente = l.gemeente and c.categorie = l.categorie and c.code = l.code
  left join toewijzing_bekend t on t.client = l.client and t.gemeente = l.gemeente and t.aanbieder = l.aanbieder
    and t.nummer = l.toewijzing_nummer
  where coalesce(l.eind, t.einddatum, date '9999-12-31') > c.tot
)
select p.nummer as periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
  z.contract_tot, z.einddatum
from perioden p
join zorg z on z.begindatum <= p.eind and (z.eind is null or z.eind > p.eind)
  and z.contract_tot <= p.eind + to_months(getvariable('p_maanden')::integer)

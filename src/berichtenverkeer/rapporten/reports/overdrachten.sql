-- A row per youth and plek with help in the period, with how often he came into that plek from another (doorstroom,
-- definitions 4) and how often a levering there stopped because he changed of aanbieder (reden 38).
with over as (
  from beweging where richting = 'in' and soort = 'doorstroom'
    and datum between getvariable('eerste_dag') and getvariable('laatste_dag')
),
overstap as (
  from levering where reden = '38' and eind between getvariable('eerste_dag') and getvariable('laatste_dag')
),
iets as (
  select periode, plek, plek2, client, true as is_hulp, 0 as overdrachten, 0 as overstappen from levering_per_periode
  union all
  select p.nummer, o.plek, o.plek2, o.client, false, 1, 0
  from perioden p join over o on o.datum between p.begin and p.eind
  union all
  select p.nummer, o.plek, o.plek2, o.client, false, 0, 1
  from perioden p join overstap o on o.eind between p.begin and p.eind
)
select periode, plek, plek2, client, sum(overdrachten)::bigint as overdrachten, sum(overstappen)::bigint as overstappen
from iets group by all having bool_or(is_hulp)

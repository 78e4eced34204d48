-- A row per youth and plek with help in the period, with how often he came into that plek from another (doorstroom,
-- definitions 4) and how often a levering there stopped because he changed of aanbieder (reden 38).
with hulp as (
  select distinct l.periode, l.plek, l.plek2, l.client
  from levering_per_periode l
),
over as (
  select p.nummer as periode, m.plek, m.plek2, m.client, count(*) as keren
  from perioden p join beweging m on m.datum between p.begin and p.eind and m.richting = 'in' and m.soort = 'doorstroom'
  group by all
),
overstap as (
  select p.nummer as periode, l.plek, l.plek2, l.client, count(*) as keren
  from perioden p join levering l on l.eind between p.begin and p.eind and l.reden = '38'
  group by all
)
select h.periode, h.plek, h.plek2, h.client, coalesce(o.keren, 0) as overdrachten,
  coalesce(s.keren, 0) as overstappen
from hulp h left join over o using (periode, plek, plek2, client) left join overstap s using (periode, plek, plek2, client)

-- A row per client and plek with care on the last day of the period, with how much care the client has that day.
with zorg as (
  select p.nummer as periode, p.eind as dag, l.*
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.eind
),
samen as (
  select periode, client, count(*) as leveringen, count(distinct aanbieder) as aanbieders from zorg group by all
)
select z.periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
  s.leveringen, s.aanbieders
from zorg z join samen s using (periode, client)

-- A row per client and plek with care on the last day of the period, with how much care the client has that day.
with zorg as (
  from levering_per_periode where eind is null or eind >= periode_eind
),
samen as (
  select periode, client, count(*) as leveringen, min(aanbieder) = max(aanbieder) as bij_een from zorg group by all
),
bij_meer as (
  select periode, client, count(distinct aanbieder) as aanbieders
  from zorg semi join (from samen where not bij_een) using (periode, client) group by all
)
select z.periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
  s.leveringen, coalesce(m.aanbieders, 1) as aanbieders
from zorg z join samen s using (periode, client) left join bij_meer m using (periode, client)

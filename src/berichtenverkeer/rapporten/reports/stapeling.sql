-- A row per client and plek with care on the last day of the period, with how much care the client has that day. It is
-- counted only of who has more than one levering in all periods together.
with zorg as (
  from levering_per_periode where eind is null or eind >= periode_eind
),
samen as (
  select periode, client, count(*) as leveringen, count(distinct aanbieder) as aanbieders
  from zorg where client in (select client from levering_in_perioden group by client having count(*) > 1) group by all
)
select z.periode, z.plek, z.plek2, z.client, z.gemeente, z.aanbieder, z.toewijzing_nummer, z.begindatum,
  coalesce(s.leveringen, 1) as leveringen, coalesce(s.aanbieders, 1) as aanbieders
from zorg z left join samen s using (periode, client)

-- A row per toewijzing that waits on the last day of the period, with the plekken in which the youth has care that day:
-- `elders` where none of those were asked for. Who sees his own care alone cannot know of care elsewhere.
with wacht as (
  select p.nummer as periode, p.eind as dag, w.plek, w.plek2, w.client, w.gemeente, w.aanbieder, w.nummer, w.dagen
  from perioden p cross join wachtenden(p.eind) w where getvariable('aanbieder') is null
),
hulp as (
  select periode, client, array_to_string(list_sort(list(distinct plek)), ' + ') as hulp_in
  from levering_per_periode semi join wacht using (periode, client)
  where eind is null or eind >= periode_eind group by all
),
ergens as (
  select distinct w.periode, w.client
  from wacht w join geplaatst_levering l on l.client = w.client and l.begindatum <= w.dag and coalesce(l.tot >= w.dag, true)
)
select w.* exclude (dag), coalesce(h.hulp_in, case when e.client is not null then 'elders' end, 'geen') as hulp_in
from wacht w left join hulp h using (periode, client) left join ergens e using (periode, client)

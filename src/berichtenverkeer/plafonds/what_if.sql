-- Per aanbieder: when what was known, or a verzoek beside it, first did not fit in other amounts, and the verzoeken from
-- then on; null and 0 where all fitted. $1 to $7: see verloop.sql; $8 outcomes of verzoeken that are never refused.
\ir parts.psql
\set verloop `cat verloop.sql`
with :bekend, :verloop, verzoek as (
  select distinct on (inhoud -> 'claim') positie, inhoud ->> 'aanbieder' as aanbieder, inhoud -> 'delen' as delen
  from gebeurtenis_bekend
  where soort = 'PlafondBesloten' and inhoud ->> 'uitkomst' <> all($8::text[])
    and 'verzoek' in (inhoud -> 'claim' ->> 'soort', split_part(inhoud ->> 'claim', '/', 1))
  order by inhoud -> 'claim', positie
), deel as (
  select v.aanbieder, coalesce(d.perceel, '') as perceel, coalesce(d.segment, '') as segment, v.positie, d.bedrag_cents
  from verzoek v, jsonb_to_recordset(delen) as d (jaar int, perceel text, segment text, bedrag_cents numeric)
  where d.jaar = $3 and d.bedrag_cents > 0
), samen as (
  select aanbieder, perceel, segment, positie, bedrag_cents as gevraagd,
    coalesce(sum(erbij) over (partition by aanbieder, perceel, segment order by positie
                              range between unbounded preceding and 1 preceding), 0) as ervoor
  from beweging full join deel using (aanbieder, perceel, segment, positie)
), getoetst as (
  select aanbieder, positie, bool_and(ervoor + s.gevraagd <= bedrag) as past,
    greatest(sum(s.gevraagd) filter (where perceel = '' and segment = ''), sum(s.gevraagd) filter (where segment <> ''),
             sum(s.gevraagd) filter (where perceel <> '')) as cents
  from samen s join gevraagd using (aanbieder, perceel, segment)
  where s.gevraagd is not null
  group by aanbieder, positie
), eerste as (
  select aanbieder, min(positie) as positie from (
    select aanbieder, positie from verloop where bekend > bedrag
    union all select aanbieder, positie from getoetst where not past
  ) t group by aanbieder
)
select a.aanbieder, geboekt_dag as dag, count(cents) as verzoeken, coalesce(sum(cents), 0) as verzoeken_cents,
  count(cents) filter (where not past) as niet_passend, coalesce(sum(cents) filter (where not past), 0) as niet_passend_cents
from (select distinct aanbieder from gevraagd) a left join eerste e using (aanbieder)
left join gebeurtenis_bekend g on g.positie = e.positie
left join getoetst t on t.aanbieder = a.aanbieder and t.positie >= e.positie
group by a.aanbieder, geboekt_dag order by geboekt_dag, a.aanbieder

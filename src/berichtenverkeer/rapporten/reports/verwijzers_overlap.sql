-- A row per levering with a day in the period of a youth who had help by more than one verwijzer.
with hulp as (
  select periode, plek, plek2, verwijzer, client, gemeente, aanbieder, toewijzing_nummer, begindatum
  from levering_per_periode where client in (
    select client from levering_in_perioden group by client having min(verwijzer) <> max(verwijzer))
),
van_meer as (select periode, client from hulp group by all having min(verwijzer) <> max(verwijzer))
select h.* from hulp h semi join van_meer using (periode, client)

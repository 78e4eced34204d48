-- A row per levering with a day in the period of a youth who had help by more than one verwijzer.
with hulp as (
  select p.nummer as periode, l.plek, l.plek2, l.verwijzer, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer,
    l.begindatum
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
),
van_meer as (select periode, client from hulp group by all having min(verwijzer) <> max(verwijzer))
select h.* from hulp h semi join van_meer using (periode, client)

-- A row per levering with a day in the period of a youth who had help by more than one verwijzer.
select p.nummer as periode, l.plek, l.plek2, l.verwijzer, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer,
  l.begindatum
from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin
qualify min(l.verwijzer) over (partition by p.nummer, l.client) <> max(l.verwijzer) over (partition by p.nummer, l.client)

-- A row per levering with a day in the period.
select p.nummer as periode, l.plek, l.plek2, l.product, l.client, l.aanbieder, l.gemeente, l.toewijzing_nummer,
  l.begindatum
from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.begin

-- A row per levering with a day in the period.
select l.periode, l.plek, l.plek2, l.product, l.client, l.aanbieder, l.gemeente, l.toewijzing_nummer,
  l.begindatum
from levering_per_periode l

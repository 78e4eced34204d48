-- A row per levering with a day in the period.
select l.periode, l.plek, l.plek2, l.client, l.levering, l.aanbieder, l.gemeente, l.toewijzing_nummer,
  l.productcategorie, l.product, l.begindatum, l.eind
from levering_per_periode l

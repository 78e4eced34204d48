-- A row per product and gemeente that an onderaannemer has of a hoofdaannemer on the last day of the period, and per
-- levering of it with a day in the period.
select p.nummer as periode, c.plek, c.plek2, c.hoofdaannemer, c.aanbieder as onderaannemer, c.aanbieder, c.gemeente, c.product,
  null as client, null as toewijzing_nummer, null as begindatum
from perioden p join contract c on p.eind between c.dag and c.einde and c.hoofdaannemer not in (c.aanbieder, 'onbekend')
union all by name
select l.periode, l.plek, l.plek2, l.hoofdaannemer, l.aanbieder as onderaannemer, l.aanbieder, l.gemeente, l.product,
  l.client, l.toewijzing_nummer, l.begindatum
from levering_per_periode l where l.hoofdaannemer not in (l.aanbieder, 'onbekend')

-- A row per levering with a day in the period, and per prestatie that was approved in it.
select l.periode, l.plek, l.plek2, true as is_levering, l.verwijzer, l.verwijzergroep, l.client,
  l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum, l.begindatum >= l.periode_begin as is_begonnen
from levering_per_periode l
union all by name
select p.nummer as periode, x.plek, x.plek2, false as is_levering, x.verwijzer, x.verwijzergroep, x.client,
  x.gemeente, x.aanbieder, x.toewijzing_nummer, x.referentie, x.bedrag_cents
from perioden p join prestatie x on x.is_goedgekeurd and x.begindatum between p.begin and p.eind

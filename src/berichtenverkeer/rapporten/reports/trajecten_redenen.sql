-- A row per traject that ended in the period, with its reden.
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.toewijzing_nummer, t.begindatum,
  true as is_beeindigd, t.eind - t.begin + 1 as dagen, coalesce(t.reden_cbs, 'onbekend') as reden_cbs
from perioden p join traject t on t.eind between p.begin and p.eind

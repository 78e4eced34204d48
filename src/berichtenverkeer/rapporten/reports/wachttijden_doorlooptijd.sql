-- A row per traject that ended in the period: its days, the first and the last included.
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.toewijzing_nummer, t.begindatum, t.eind,
  t.eind - t.begin + 1 as dagen
from perioden p join traject t on t.eind between p.begin and p.eind

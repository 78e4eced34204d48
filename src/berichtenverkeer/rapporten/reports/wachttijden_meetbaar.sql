-- A row per levering with a day in the period: whether there is a toewijzing to wait on. What is taakgericht has none.
select p.nummer as periode, l.plek, l.plek2, l.client, l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum,
  l.categorie, l.code, l.toewijzing_nummer is not null and not l.taakgericht as is_te_meten
from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.tot >= p.begin, true)

-- A row per toewijzing whose Einddatum, in the period, came before any start; of those removed, on which care never
-- began (`is_verwijderd`). What is taakgericht waited for nothing.
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.nummer, t.product, t.ingangsdatum,
  t.einddatum, t.sinds, t.einddatum - t.sinds as dagen, t.norm, t.einddatum - t.sinds > t.norm as over_norm,
  t.is_verwijderd
from perioden p join toewijzing t on t.einddatum between p.begin and p.eind
where not t.taakgericht
  and (t.begin_levering is null or (t.begin_levering > t.einddatum and not t.is_verwijderd))

-- A row per toewijzing of which the first levering began in the period (definitions 5, W2 and W3), in the plekken of that
-- levering. One that goes on with care that was running under another number counts only when care broke.
with begonnen as (
  select p.nummer as periode, t.client, t.aanbieder, t.gemeente, t.nummer, t.begin_levering,
    t.begin_levering - t.eerste_datum as w2, t.begin_levering - t.sinds as w3
  from perioden p join geplaatst_toewijzing t on t.begin_levering between p.begin and p.eind
  where not t.is_verwijderd and not t.taakgericht
    and not is_voortgezet(t.begin_levering, t.loopt_tot)
)
select b.periode, l.plek, l.plek2, b.client, b.gemeente, b.aanbieder, b.nummer, b.begin_levering, b.w2, b.w3, l.norm,
  l.maximum_dagen
from begonnen b
join levering l on l.client = b.client and l.aanbieder = b.aanbieder and l.gemeente = b.gemeente
  and l.toewijzing_nummer = b.nummer and l.begindatum = b.begin_levering
qualify row_number() over (partition by b.client, b.aanbieder, b.gemeente, b.nummer order by l.plek, l.plek2, l.code) = 1

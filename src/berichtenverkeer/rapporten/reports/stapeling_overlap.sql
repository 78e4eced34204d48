-- A row per client in two plekken at once on the last day of the period: in `plek`, and in `ook_in_plek` too.
with zorg as (
  select distinct p.nummer as periode, l.plek, l.plek2, l.client
  from perioden p join levering l on l.begindatum <= p.eind and coalesce(l.eind, p.eind) >= p.eind
)
select distinct a.periode, a.plek, a.plek2, a.client, b.plek as ook_in_plek
from zorg a join zorg b on b.periode = a.periode and b.client = a.client and b.plek <> a.plek

-- A row per client in two plekken at once on the last day of the period: in `plek`, and in `ook_in_plek` too.
with zorg as (
  select distinct periode, plek, plek2, client from levering_per_periode
  where (eind is null or eind >= periode_eind) and client in (
    select client from levering_in_perioden group by client having min(plek) <> max(plek))
)
select distinct a.periode, a.plek, a.plek2, a.client, b.plek as ook_in_plek
from zorg a join zorg b on b.periode = a.periode and b.client = a.client and b.plek <> a.plek

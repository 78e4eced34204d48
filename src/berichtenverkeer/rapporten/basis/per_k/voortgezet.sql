-- Per client.
-- Toewijzingen under which care may go on that was running under another number, of the same product at the same
-- aanbieder: until when that ran, onderbreking included (definitions 5; the year 99999: still).
select t.client, t.aanbieder, t.gemeente, t.nummer,
  max(coalesce(o.einde, case when o.hervat_op is not null then greatest(o.tijdelijk_einde, o.hervat_op - 1) end,
    date '99999-12-31')) as loopt_tot
from toewijzing_bekend t
join levering_hervat o on o.client = t.client and o.aanbieder = t.aanbieder and o.begindatum < t.ingangsdatum
  and (t.categorie is null or o.categorie = t.categorie)
  and coalesce(o.code = t.code, true)  -- the categorie when either has no code
  and (o.gemeente <> t.gemeente or o.toewijzing_nummer is distinct from t.nummer)
group by all having loopt_tot >= any_value(t.ingangsdatum) - 1

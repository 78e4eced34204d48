-- What steps of tenzij's in region $1 up to K ($2), after position $3, say of amounts: per tenzij the amount of the
-- half year, the volumes of it, and what an earlier half year became more. What an aanbieder answered has volumes alone.
\ir parts.psql
with :ledger,
regel as not materialized (
  select positie, inhoud->>'jaar' as jaar, inhoud->>'helft' as helft, deel from gebeurtenis_rij
  cross join lateral jsonb_array_elements(coalesce(inhoud->'regels', jsonb_build_array(inhoud))) deel
  where soort like 'Tenzij%' and soort in ('TenzijUitgevraagd', 'TenzijOpgegeven', 'TenzijVerrekend')
    and positie <= $2 and positie > $3
)
select positie, deel->>'tenzij_id' as tenzij_id, 'bedrag' as soort, jaar, helft, null as eenheid, null as volume,
  deel->>'bedrag_cents' as bedrag_cents
from regel where deel->>'bedrag_cents' is not null
union all
select positie, deel->>'tenzij_id', 'volume', jaar, helft, een->>'eenheid', een->>'volume', null
from regel cross join lateral jsonb_array_elements(nullif(deel->'volumes', 'null')) een
union all
select positie, deel->>'tenzij_id', 'correctie', een->>'jaar', een->>'helft', null, null, een->>'bedrag_cents'
from regel cross join lateral jsonb_array_elements(deel->'correcties') een

-- What decisions in region $1 up to K ($2), after position $3, ask of each plafond.
\ir parts.psql
with :ledger
select positie, deel->>'jaar' as jaar, coalesce(deel->>'perceel', '') as perceel,
  coalesce(deel->>'segment', '') as segment, deel->>'bedrag_cents' as bedrag_cents,
  coalesce((deel->>'overschrijding_cents')::numeric, 0) as overschrijding_cents,
  coalesce((deel->>'tenzij_cents')::numeric, 0) as tenzij_cents
from gebeurtenis_rij cross join lateral jsonb_array_elements(inhoud->'delen') deel
where soort = 'PlafondBesloten' and positie <= $2 and positie > $3

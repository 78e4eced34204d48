-- What was done about signalen of plafonds in region $1 up to K ($2), after position $3.
\ir parts.psql
with :ledger
select positie, dag, soort, inhoud->>'stap_id' as stap_id, inhoud->>'aanbieder' as aanbieder, inhoud->>'jaar' as jaar,
  coalesce(inhoud->>'perceel', '') as perceel, coalesce(inhoud->>'segment', '') as segment, inhoud->>'sinds' as sinds,
  inhoud->>'dag' as op, inhoud->>'uitkomst' as uitkomst
from gebeurtenis_rij where soort like 'Signaal%' and positie <= $2 and positie > $3

-- Steps of the half-yearly settlement of tenzij's in region $1 up to K ($2), after position $3.
\ir parts.psql
with :ledger
select positie, dag, soort, inhoud->>'uitvraag_id' as uitvraag_id, aanbieder, inhoud->>'jaar' as jaar,
  inhoud->>'helft' as helft, inhoud->>'op' as op, inhoud->>'partij' as partij,
  inhoud->>'antwoord_voor' as antwoord_voor
from gebeurtenis_rij
where soort like 'Tenzij%' and inhoud->>'uitvraag_id' is not null and positie <= $2 and positie > $3

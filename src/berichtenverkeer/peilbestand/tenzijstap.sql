-- Steps of tenzij's in region $1 up to K ($2), after position $3.
\ir parts.psql
with :ledger
select positie, dag, soort, inhoud->>'tenzij_id' as tenzij_id, client, aanbieder, gemeente, inhoud->>'op' as op,
  inhoud->>'partij' as partij, inhoud->'product'->>'categorie' as categorie, inhoud->'product'->>'code' as code,
  inhoud->>'van' as van, inhoud->>'tot' as tot, inhoud->>'vanaf' as vanaf, inhoud->>'maximum_cents' as maximum_cents,
  inhoud->>'kan_niet_wachten' as kan_niet_wachten, inhoud->>'alleen_hier' as alleen_hier,
  array_to_string(array(select jsonb_array_elements_text(inhoud->'alternatieven')), ' ') as alternatieven,
  inhoud->>'referentie' as referentie, coalesce((inhoud->>'te_bevestigen')::boolean, false) as te_bevestigen,
  inhoud->>'jaar' as jaar, inhoud->>'helft' as helft, inhoud->>'bedrag_cents' as bedrag_cents
from gebeurtenis_rij
where soort like 'Tenzij%' and inhoud->>'tenzij_id' is not null and positie <= $2 and positie > $3

-- What happened in region $1 up to K ($2), after position $3, each with the key that it is about, if it has one.
\ir parts.psql
with :ledger
select positie, dag, soort, bericht_id, client,
  coalesce(aanbieder, inhoud->>'aanbieder') as aanbieder, coalesce(gemeente, inhoud->>'gemeente') as gemeente,
  case when soort = 'ToewijzingVastgesteld' then inhoud->>'nummer' end as nummer,
  coalesce(inhoud->>'referentie', inhoud->>'referentie_aanbieder') as referentie,
  inhoud->>'toewijzing_nummer' as toewijzing_nummer,
  inhoud->'product'->>'categorie' as categorie, inhoud->'product'->>'code' as code,
  inhoud->>'begindatum' as begindatum
from gebeurtenis_rij where positie <= $2 and positie > $3

-- Decisions on the room of plafonds in region $1 up to K ($2), after position $3. Of older ones the claim is one
-- text.
\ir parts.psql
with :ledger,
besloten as not materialized (
  select *, inhoud->'claim' as claim,
    case when versie = 1 then regexp_match(inhoud->>'claim', '^([^/]*)/([^/]*)/(.*)$') end as tekst
  from gebeurtenis_rij where soort = 'PlafondBesloten' and positie <= $2 and positie > $3
)
select positie, dag, bericht_id, coalesce(tekst[1], claim->>'soort') as claim_soort,
  coalesce(tekst[2], claim->>'partij') as claim_partij,
  coalesce(case when tekst[1] = 'toewijzing' then tekst[3] end::bigint, (claim->>'nummer')::bigint, 0) as claim_nummer,
  coalesce(case when tekst[1] = 'verzoek' then tekst[3] end, claim->>'referentie', '') as claim_referentie,
  aanbieder, gemeente, client, inhoud->>'uitkomst' as uitkomst, inhoud->>'vervalt_op' as vervalt_op,
  coalesce((inhoud->>'onder_clientenstop')::boolean, false) as onder_clientenstop, som.*
from besloten cross join lateral (
  select coalesce(sum((deel->>'bedrag_cents')::numeric), 0) as gevraagd_cents,
    coalesce(sum((deel->>'overschrijding_cents')::numeric), 0) as overschrijding_cents,
    coalesce(sum((deel->>'tenzij_cents')::numeric), 0) as tenzij_cents
  from jsonb_array_elements(coalesce(inhoud->'delen', '[]')) deel) som

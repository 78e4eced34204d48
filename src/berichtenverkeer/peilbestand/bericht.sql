-- Berichten of region $1 up to K ($2), after position $3, each with the codes for which it was rejected.
\ir parts.psql
with :ledger
select id, positie, berichtsoort, afzender, ontvanger, verzender, bestemming, client, oordeel, eerste, bron, heen_id,
  retour_id, ontvangen_dag, ontvangen_op, grootte,
  case when bevindingen = '[]' then '' else (
    select coalesce(string_agg(distinct one->>'code', ' ' order by one->>'code'), '')
    from jsonb_array_elements(bevindingen) one where one->>'ernst' = 'fout') end as codes, is_betwist
from bericht_rij where positie <= $2 and positie > $3

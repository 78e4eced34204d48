-- Year and month in which clients of region $1 were born, as berichten up to K ($2) say it, after position $3.
\ir parts.psql
with :ledger
select client, split_part(inhoud->>'geboren', '-', 1) as geboortejaar,
  nullif(split_part(inhoud->>'geboren', '-', 2), '') as geboortemaand,
  positie as pos_van
from gebeurtenis_rij
where positie <= $2 and positie > $3 and client is not null and inhoud->>'geboren' is not null
order by positie

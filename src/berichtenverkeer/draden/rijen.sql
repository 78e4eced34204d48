-- The berichten of a thread, answers not counted, in order of receipt. A bericht of others counts when its answer is in
-- the mailbox. What is shown of a row is read of the chosen ones only.
-- $1 regio, $2 the party that asks (null: any), $3 keys, $4 the bericht that is always there, $5 how many
\ir parts.psql
with :ledger, :raak,
gekozen as materialized (
  select b.id, b.positie from (
    select id, positie, heen_id, verzender, bestemming, is_bezorgd from raak where regio = $1
    union
    select id, positie, heen_id, verzender, bestemming, is_bezorgd from bericht_regio where id = $4::uuid
  ) b cross join lateral (select b.id, b.bestemming) heen where (b.heen_id is null or b.id = $4::uuid)
    and (:mag or exists (
      select from bericht_regio b where b.heen_id = heen.id and b.verzender = heen.bestemming and :richting is not null))
  order by b.id = $4::uuid desc, b.positie limit $5::bigint
)
select :rij
from gekozen join bericht_regio b on b.id = gekozen.id
left join gebeurtenis_regio g on g.positie = b.positie
order by b.positie

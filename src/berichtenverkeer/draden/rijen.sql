-- The berichten of a thread, answers not counted, in order of receipt. A bericht of others counts when its answer is in
-- the mailbox. What is shown of a row is read of the chosen ones only.
-- $1 regio, $2 the party that asks (null: any), $3 keys, $4 the bericht that is always there, $5 how many
\ir parts.psql
with :ledger, :raak, :bakken,
gekozen as materialized (
  select b.id, b.positie from (
    select id, positie, heen_id, bestemming from raak where regio = $1
    union
    select id, positie, heen_id, bestemming from bericht_regio where id = $4::uuid
  ) b where (b.heen_id is null or b.id = $4::uuid)
    and (:mag or exists (
      select from bericht_regio r join postvak_regio p on p.partij = $2::text and p.bericht_id = r.id
      where r.heen_id = b.id and r.verzender = b.bestemming))
  order by b.id = $4::uuid desc, b.positie limit $5::bigint
)
select :rij
from gekozen join bericht_regio b on b.id = gekozen.id
left join gebeurtenis_regio g on g.positie = b.positie
left join postvak_regio p on p.partij = $2::text and p.bericht_id = b.id
order by b.positie

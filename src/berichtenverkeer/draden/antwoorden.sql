-- The answers on berichten of a thread, in order of receipt.
-- $1 regio, $2 the party that asks (null: any), $3 keys, $4 berichten, $5 the answer that goes first, $6 how many of each
\ir parts.psql
with :ledger
select a.* from bericht_regio h cross join lateral (
  select :rij
  from bericht_regio b left join gebeurtenis_regio g on g.positie = b.positie
  where b.heen_id = h.id and b.verzender = h.bestemming and :mag
  order by b.id = $5::uuid desc, b.positie limit $6::bigint
) a where h.id = any($4::uuid[]) order by a.positie

-- Who opened what, the newest first. $1 regio, $2 pseudonym of a client, $3 person, $4 partij, $5 bericht, $6 moment from
-- which, $7 moment before which, $8 id of the last of the page before; each of $2 to $8 may be null. $9 only where nothing
-- was shown, $10 at most so many.
-- Of a client: what was opened as his, and the berichten about him, those that name a toewijzing of his, and their answers.
with toewijzingen as materialized (
  select distinct s from bericht b cross join unnest(b.sleutels) s
  where b.regio = $1 and b.client = $2 and s like 'toewijzing/%'
),
van_client as materialized (
  select b.id from bericht b where b.regio = $1 and b.client = $2
  union select b.id from bericht b
    where b.regio = $1 and b.sleutels <> '{}' and b.sleutels && array(select s from toewijzingen)
  union select g.bericht_id from gebeurtenis g where g.regio = $1 and g.client = $2 and g.bericht_id is not null
),
over as materialized (
  select id from van_client
  union select b.id from bericht b where b.regio = $1 and b.heen_id in (select id from van_client)
)
select i.id, i.op, i.kanaal, i.partij, i.persoon, i.rollen, i.soort, i.bericht_id, i.onderwerp, i.client, i.waarom, i.page,
  i.outcome, i.aanvraag
from inzage i
where i.regio = $1
  and ($2::bytea is null or i.client = $2 or i.bericht_id in (select id from over))
  and ($3::text is null or i.persoon = $3) and ($4::text is null or i.partij = $4)
  and ($5::uuid is null or i.bericht_id = $5)
  and ($6::timestamptz is null or i.op >= $6) and ($7::timestamptz is null or i.op < $7)
  and ($8::uuid is null or i.id < $8) and (not $9 or i.outcome <> 'getoond')
order by i.id desc limit $10

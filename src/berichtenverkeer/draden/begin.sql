-- Where a thread begins: a bericht, or what it answers, with its keys; of a declaratie the toewijzingen are counted.
-- $1 regio, $2 the party that asks (null: any), $3 the bericht
\ir parts.psql
with :ledger
select coalesce(h.id, b.id) as id,
  array(select s from unnest(coalesce(h.sleutels, b.sleutels)) s where s not like 'verband/%'
    and (coalesce(h.berichtsoort, b.berichtsoort) not in ('JW323', 'JW325') or s not like 'toewijzing/%')
  ) as sleutels,
  (select count(*) from unnest(coalesce(h.sleutels, b.sleutels)) s where s like 'toewijzing/%') as toewijzingen
from bericht_regio b left join bericht_regio h on h.id = b.heen_id and h.bestemming = b.verzender
where b.id = $3::uuid and :mag

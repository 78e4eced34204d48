-- By number: the berichten that started, or stopped, the leveringen behind a movement.
-- $1 regio, $2 K; of each levering behind it: $3 the number of the movement, $4 client, $5 key, $6 richting
\ir parts.psql
with :laag, :versies, :ledger
select x.nummer, array_agg(distinct f.bericht_id order by f.bericht_id) as berichten
from unnest($3::int[], $4::bytea[], $5::text[], $6::text[]) x (nummer, client, sleutel, richting)
join levering_versie v on v.client = x.client and v.sleutel = x.sleutel
join gebeurtenis_bekend f on f.positie = v.positie
where f.soort = any (case x.richting when 'in' then array['LeveringGestart', 'StartVerwijderd']
                     else array['LeveringGestopt', 'StopVerwijderd'] end) and f.bericht_id is not null
group by x.nummer

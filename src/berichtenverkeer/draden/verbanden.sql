-- The verbanden in the berichten with any of these keys. What a rejected bericht ties is not followed: it may have been
-- rejected for that. $1 regio, $2 the party that asks (null: any), $3 keys
\ir parts.psql
with :raak
select distinct s from raak b cross join lateral unnest(b.sleutels) s
where b.regio = $1 and b.berichtsoort in ('JW301', 'JW317') and b.oordeel <> 'afgekeurd' and s like 'verband/%' and :mag

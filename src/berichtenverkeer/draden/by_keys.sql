-- The berichten with any of the keys $3, the newest first, at most $4.
-- $1 regio, $2 the party that asks (null: any)
\ir parts.psql
with :ledger, :raak
select b.id, b.positie, b.ontvangen_op, b.berichtsoort, b.identificatie, b.verzender, b.bestemming, b.oordeel
from raak r join bericht_regio b on b.id = r.id
where r.regio = $1 and :mag
order by b.positie desc limit $4::bigint

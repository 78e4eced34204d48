-- All steps of tenzij's up to K, in ledger order; of these clients, or null for all. $1 regio, $2 K, $3 clients
\ir parts.psql
with :bekend
select soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::bytea[] is null or client = any($3)) order by positie

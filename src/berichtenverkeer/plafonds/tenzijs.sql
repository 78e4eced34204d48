-- All steps of tenzij's up to K, in ledger order; null for any: $3 of these clients, $4 of this tenzij. $1 regio, $2 K
\ir parts.psql
with :bekend
select positie, soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::bytea[] is null or client = any($3))
  and ($4::text is null or inhoud->>'tenzij_id' = $4) order by positie

-- All steps of tenzij's and their settlement up to K, in ledger order; null for any: $3 at this aanbieder.
-- $1 regio, $2 K
\ir parts.psql
with :bekend
select soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::text is null or inhoud->>'aanbieder' = $3) order by positie

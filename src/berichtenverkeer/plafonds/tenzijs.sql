-- All steps of tenzij's up to K, in ledger order, or those of one tenzij ($3). $1 regio, $2 K
\ir parts.psql
with :bekend
select positie, soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::text is null or inhoud->>'tenzij_id' = $3) order by positie

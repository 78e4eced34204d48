-- Steps of tenzij's up to K, in ledger order; null for any: $3 of one tenzij, $4 at one aanbieder. $1 regio, $2 K
\ir parts.psql
with :bekend
select positie, soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::text is null or inhoud->>'tenzij_id' = $3)
  and ($4::text is null or inhoud->>'aanbieder' = $4)
order by positie

-- The tenzij that a partij ($3) asked under its own referentie ($4), as known at K. $1 regio, $2 K
\ir parts.psql
with :bekend
select inhoud->>'tenzij_id' as tenzij_id from gebeurtenis_bekend
where soort like 'Tenzij%' and soort = 'TenzijGevraagd' and inhoud->>'partij' = $3 and inhoud->>'referentie' = $4

-- All steps of tenzij's and their settlement up to K, in ledger order; null for any: $3 at this aanbieder, $4 at the
-- aanbieder of this uitvraag. $1 regio, $2 K
\ir parts.psql
with :bekend
select soort, versie, inhoud::text as inhoud from gebeurtenis_bekend
where soort like 'Tenzij%' and ($3::text is null or inhoud->>'aanbieder' = $3)
  and ($4::text is null or inhoud->>'aanbieder' in (
    select u.inhoud->>'aanbieder' from gebeurtenis_bekend u
    where u.soort like 'Tenzij%' and u.soort = 'TenzijUitgevraagd' and u.inhoud->>'uitvraag_id' = $4))
order by positie

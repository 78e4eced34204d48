-- What was done about signalen up to K, in order. $1 regio, $2 K
\ir parts.psql
with :bekend
select soort, versie, inhoud::text as inhoud from gebeurtenis_bekend where soort like 'Signaal%' order by positie

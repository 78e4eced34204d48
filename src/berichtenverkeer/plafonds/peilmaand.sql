-- The month from which the declaration term counts back, as known at K. $1 regio, $2 K
\ir parts.psql
with :bekend
select max((inhoud->>'peilmaand')::date) from gebeurtenis_bekend where soort = 'PeilmaandVerschoven'

-- The month from which the declaration term counts back, as known at K. $1 regio, $2 K
-- It only moves on: the last one held, and no more than a month of the ledger is gone through for it.
\ir parts.psql
with :bekend
select (inhoud->>'peilmaand')::date from gebeurtenis_bekend
where soort = 'PeilmaandVerschoven' order by positie desc limit 1

-- The approved production of which the ProductPeriode begins in these days, as known at K, by product and day.
-- $1 regio, $2 K, $3 first day, $4 last day
\ir parts.psql
with :goedgekeurd
select aanbieder, gemeente, categorie, code, begindatum, sum(bedrag_cents) as cents
from prestatie_goedgekeurd where begindatum between $3 and $4
group by aanbieder, gemeente, categorie, code, begindatum
order by aanbieder, gemeente, categorie, code, begindatum

-- How long trajecten took that ended in the period.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld,
-- $9 first days of the periods
\ir parts.psql
\set kolommen 'gemeente, aanbieder, toewijzing_nummer, categorie, code, hulpvorm'
with :register, :laag, :bekend, :geplaatst, telt as (select * from geplaatst), :traject
select width_bucket(l, $9::date[]) - 1 as periode, plek, l - s + 1 as duur, count(*)::int as aantal
from geplaatst_traject where l between $4::date and $5::date group by 1, 2, 3

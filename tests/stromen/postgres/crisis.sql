-- Crisis care that lasted too long. Crisis is what the register calls so; what it does not know is crisis in
-- productcategorie 46.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld,
-- $9 first days of the periods, $10 their last days, $11 how many days it may last
\ir parts.psql
\set kolommen 'gemeente, aanbieder, toewijzing_nummer, categorie, code, hulpvorm, crisis'
with :register, :laag, :bekend, :geplaatst,
telt as (select * from geplaatst where coalesce(crisis, categorie = '46', false)), :traject
select (x.nummer - 1)::int as periode, plek, count(*)::int as aantal
from geplaatst_traject
join unnest($9::date[], $10::date[]) with ordinality x (van, tot, nummer)
  on s + $11::int <= least(coalesce(l, x.tot), x.tot) and (l is null or l >= x.van)
group by 1, 2

-- How many leveringen there are in each period and plek, by what says whether they are taakgericht.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld,
-- $9 first days of the periods, $10 their last days, $11 days on which what is taakgericht can change
\ir parts.psql
with :register, :laag, :bekend, :geplaatst
select plek, gemeente, aanbieder, categorie, code, toewijzing_nummer is null as zonder_nummer,
  min(begindatum) as begindatum, count(*)::int as aantal, width_bucket(begindatum - 1, $10::date[]) as eerste,
  coalesce(width_bucket(tot, $9::date[]), cardinality($9::date[])) as na_laatste
from geplaatst where begindatum <= $5::date and (tot is null or tot >= $4::date)
group by plek, gemeente, aanbieder, categorie, code, zonder_nummer, width_bucket(begindatum, $11::date[]), eerste,
  na_laatste

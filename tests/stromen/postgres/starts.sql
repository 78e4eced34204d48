-- W2 and W3: the first start on each toewijzing, in the period.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld,
-- $9 first days of the periods, $10 days on which what is taakgericht can change
\ir parts.psql
\set kolommen 'gemeente, aanbieder, toewijzing_nummer, categorie, code, norm'
with :register, :laag, :bekend, :geplaatst,
eerste as (
  select distinct on (client, aanbieder, gemeente, toewijzing_nummer) *
  from geplaatst where toewijzing_nummer is not null
  order by client, aanbieder, gemeente, toewijzing_nummer, begindatum, plek collate "C", code collate "C"
),
gestart as (
  select e.*, e.begindatum - t.eerste_datum as w2, e.begindatum - greatest(t.eerste_datum, t.ingangsdatum) as w3,
    t.aanbieder as toegewezen_aan, t.ingangsdatum, t.categorie as toegewezen_categorie, t.code as toegewezen_code
  from eerste e
  join toewijzing_bekend t on t.client = e.client and t.aanbieder = e.aanbieder and t.gemeente = e.gemeente
    and t.nummer = e.toewijzing_nummer
  where e.begindatum between $4::date and $5::date and not t.is_verwijderd
)
select width_bucket(begindatum, $9::date[]) - 1 as periode, plek, w2, w3, norm, count(*)::int as aantal,
  toegewezen_aan as aanbieder, gemeente, toegewezen_categorie, toegewezen_code, min(ingangsdatum) as ingangsdatum
from gestart e
where not exists (  -- a new number for care that was running already, and did not break
  select from geplaatst o
  where o.client = e.client and o.aanbieder = e.aanbieder and o.begindatum < e.ingangsdatum
    and (e.toegewezen_categorie is null or o.categorie = e.toegewezen_categorie)
    and coalesce(o.code = e.toegewezen_code, true)  -- the categorie when either has no code
    and (o.gemeente, o.toewijzing_nummer) is distinct from (e.gemeente, e.toewijzing_nummer)
    and (o.tot is null or (o.tot >= e.ingangsdatum - 1 and e.begindatum <= o.tot + $6::int + 1)))
group by 1, 2, 3, 4, 5, 7, 8, 9, 10, width_bucket(ingangsdatum, $10::date[])

-- W3 of the first starts on toewijzingen in a period, by who gave the care and its product.
-- $1 regio, $2 K, $3 begin, $4 eind, $5 aanbieders, $6 termijn D
\ir parts.psql
with :laag, :zorg,
eerste as (
  select client, aanbieder, gemeente, toewijzing_nummer, min(begindatum) as begindatum
  from levering_bekend where toewijzing_nummer is not null and aanbieder = any($5::text[])
  group by client, aanbieder, gemeente, toewijzing_nummer
)
select t.aanbieder, t.categorie, t.code, e.begindatum - greatest(t.eerste_datum, t.ingangsdatum) as w3,
  count(*)::int as aantal
from eerste e
join toewijzing_bekend t on t.client = e.client and t.aanbieder = e.aanbieder and t.gemeente = e.gemeente
  and t.nummer = e.toewijzing_nummer
where e.begindatum between $3::date and $4::date and not t.is_verwijderd
  and not exists (  -- a new number for care that was running already, and did not break
    select from levering_hervat o
    cross join lateral (select case when o.hervat_op is null then o.einde else o.tijdelijk_einde end as tot) d
    where o.client = e.client and o.aanbieder = e.aanbieder and o.begindatum < t.ingangsdatum
      and (t.categorie is null or o.categorie = t.categorie) and coalesce(o.code = t.code, true)
      and (o.gemeente, o.toewijzing_nummer) is distinct from (e.gemeente, e.toewijzing_nummer)
      and (d.tot is null or (d.tot >= t.ingangsdatum - 1 and e.begindatum <= d.tot + $6::int + 1)))
group by 1, 2, 3, 4

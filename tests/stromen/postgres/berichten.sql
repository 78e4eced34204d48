-- By number: the berichten that started, or stopped, the leveringen behind a movement.
-- $1 regio, $2 K; of each levering behind it: $3 the number of the movement, $4 richting, $5 client, and its key:
-- $6 gemeente, $7 aanbieder, $8 toewijzing_nummer, $9 categorie, $10 code, $11 begindatum
\ir parts.psql
with :laag, :versies, :ledger
select x.nummer, array_agg(distinct f.bericht_id order by f.bericht_id) as berichten
from unnest($3::int[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[],
  $11::date[]) x (nummer, richting, client, gemeente, aanbieder, toewijzing_nummer, categorie, code, begindatum)
join levering_versie v on v.client = x.client and v.gemeente = x.gemeente and v.aanbieder = x.aanbieder
  and v.begindatum = x.begindatum and v.toewijzing_nummer is not distinct from x.toewijzing_nummer
  and v.categorie is not distinct from x.categorie and v.code is not distinct from x.code
join gebeurtenis_bekend f on f.positie = v.positie
where f.soort = any (case x.richting when 'in' then array['LeveringGestart', 'StartVerwijderd']
                     else array['LeveringGestopt', 'StopVerwijderd'] end) and f.bericht_id is not null
group by x.nummer

-- On which bericht each clock hangs: the one that began it; of a stop that was told of, the one that did so.
-- $1 regio, $2 K; of each clock: $3 partij, $4 wederpartij, $5 client, $6 whether it is a stop, and what it is about:
-- $7 berichtsoort, $8 identificatie, $9 referentie, $10 toewijzing_nummer, $11 categorie, $12 code, $13 begindatum
\ir parts.psql
with :laag, :versies, :ledger
select b.id, b.sleutels[1] as draad, g.bericht_id
from unnest($3::text[], $4::text[], $5::bytea[], $6::bool[], $7::text[], $8::text[], $9::text[], $10::bigint[],
    $11::text[], $12::text[], $13::date[])
  with ordinality as r (partij, wederpartij, client, is_stop, :zorgsleutel, nr)
left join lateral (
  select b.id, b.sleutels from bericht_bekend b
  where b.verzender = r.wederpartij and b.bestemming = r.partij and b.eerste
    and b.berichtsoort = r.berichtsoort and b.identificatie = r.identificatie
) b on r.identificatie is not null
left join lateral (
  select min(v.positie) as positie from verzoek_versie v
  where v.aanbieder = r.wederpartij and v.referentie = r.referentie
) v on r.referentie is not null
left join lateral (
  select min(l.positie) as positie from levering_versie l
  where l.client = r.client and l.aanbieder = r.partij and l.gemeente = r.wederpartij and l.begindatum = r.begindatum
    and l.toewijzing_nummer is not distinct from r.toewijzing_nummer
    and l.categorie is not distinct from r.categorie and l.code is not distinct from r.code and not l.is_verwijderd
    and (not r.is_stop or coalesce(l.tijdelijk_einde, l.einde) is not null)
) l on r.begindatum is not null
left join gebeurtenis_bekend g on g.positie = coalesce(v.positie, l.positie)
order by r.nr

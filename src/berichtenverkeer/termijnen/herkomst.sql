-- On which bericht each clock hangs: the one that began it; of a stop that was told of, the one that did so.
-- $1 regio, $2 K; of each clock: $3 partij, $4 wederpartij, $5 sleutel, $6 client, $7 whether it is a stop
\ir parts.psql
with :laag, :versies, :ledger
select b.id, b.sleutels[1] as sleutel, g.bericht_id
from unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::bool[])
  with ordinality as r (partij, wederpartij, sleutel, client, is_stop, nr)
left join lateral (
  select b.id, b.sleutels from bericht_bekend b
  where b.verzender = r.wederpartij and b.bestemming = r.partij and b.eerste
    and b.berichtsoort = split_part(r.sleutel, '/', 1)
    and b.identificatie = substr(r.sleutel, strpos(r.sleutel, '/') + 1)
) b on r.sleutel like 'JW%'
left join lateral (
  select min(v.positie) as positie from verzoek_versie v
  where v.aanbieder = r.wederpartij and v.referentie = substr(r.sleutel, length('verzoek/') + 1)
) v on r.sleutel like 'verzoek/%'
left join lateral (
  select min(l.positie) as positie from levering_versie l
  where l.client = r.client and l.aanbieder = r.partij and l.gemeente = r.wederpartij
    and :levering_sleutel = r.sleutel and not l.is_verwijderd
    and (not r.is_stop or coalesce(l.tijdelijk_einde, l.einde) is not null)
) l on r.sleutel like 'levering/%'
left join gebeurtenis_bekend g on g.positie = coalesce(v.positie, l.positie)
order by r.nr

-- The movements behind a cell, by date, each with the keys of the leveringen that began, or ended, that day.
-- $1 regio, $2 K, $3 dimensie, $4 begin, $5 eind, $6 termijn D, $7 the day of K, $8 verondersteld, $9 historie_vanaf;
-- null for any: $10 plek, $11 richting, $12 soort, $13 andere_plek, $14 how many
\ir parts.psql
with :register, :laag, :bekend, :geplaatst, :beweging,
gekozen as materialized (
  select * from beweging
  where not is_regio and plek = coalesce($10::text, plek) and richting = coalesce($11::text, richting)
    and soort = coalesce($12::text, soort) and ($13::text is null or andere_plek = $13::text)
  order by datum, client, richting, plek collate "C" limit $14::int
)
select m.client, m.plek, m.richting, m.soort, m.datum, m.andere_plek, m.andere_datum, m.beroep, m.verwijzer, m.reden,
  m.schaling, m.voorlopig, b.leveringen
from gekozen m
left join (
  select k.client, k.plek, k.richting, k.datum,
    array_agg((g.gemeente, g.aanbieder, g.toewijzing_nummer, g.categorie, g.code, g.begindatum)) as leveringen
  from gekozen k join geplaatst g on g.client = k.client and g.plek = k.plek
    and case k.richting when 'in' then g.begindatum else g.tot end = k.datum
  group by 1, 2, 3, 4) b using (client, plek, richting, datum)
order by m.datum, m.client, m.richting, m.plek collate "C"

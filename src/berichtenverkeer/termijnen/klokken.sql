-- A page of clocks, the oldest deadline first.
-- $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 to $9 the kinds, $10 open ones alone; null for any: $11 partij,
-- $12 wederpartij, $13 either of them, $14 is open, $15 is late, $16 deadline from, $17 deadline until;
-- $18 how many, $19 after how many
\ir parts.psql
with :laag, :bekend, :ledger, :begin,
gekozen as (
  select * from begin
  where (not $10::boolean or voldaan_op is null)
    and ($11::text is null or partij = $11::text) and ($12::text is null or wederpartij = $12::text)
    and ($13::text is null or partij = $13::text or wederpartij = $13::text)
    and ($14::boolean is null or (voldaan_op is null) = $14::boolean)
), :klok
select soort, partij, wederpartij, :sleutel, client, van, deadline, voldaan_op, werkdagen, te_laat
from klok
where ($15::boolean is null or (te_laat > 0) = $15::boolean)
  and ($16::date is null or deadline >= $16::date) and ($17::date is null or deadline <= $17::date)
order by deadline, soort collate "C", partij collate "C", wederpartij collate "C", berichtsoort collate "C",
  identificatie collate "C", referentie collate "C", toewijzing_nummer, categorie collate "C", code collate "C",
  begindatum, client
limit $18::bigint offset $19::bigint

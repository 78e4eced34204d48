-- A page of clocks: what has voorrang, then the oldest deadline first.
-- $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 to $9 the kinds, $10 open ones alone,
-- $11 those of money; null for any: $12 partij, $13 wederpartij, $14 either of them or who may see it, $15 is open, $16 is late, $17 deadline from, $18 deadline until;
-- $19 how many, $20 after how many
\ir parts.psql
with :laag, :bekend, :ledger, :begin,
gekozen as (
  select * from begin
  where (not $10::boolean or voldaan_op is null)
    and ($12::text is null or partij = $12::text) and ($13::text is null or wederpartij = $13::text)
    and ($14::text is null or $14::text in (partij, wederpartij, betrokkene))
    and ($15::boolean is null or (voldaan_op is null) = $15::boolean)
), :klok
select soort, partij, wederpartij, :sleutel, client, van, deadline, voldaan_op, werkdagen, te_laat, termijn
from klok
where ($16::boolean is null or (te_laat > 0) = $16::boolean)
  and ($17::date is null or deadline >= $17::date) and ($18::date is null or deadline <= $18::date)
order by voorrang desc, deadline, soort collate "C", partij collate "C", wederpartij collate "C",
  berichtsoort collate "C", identificatie collate "C", referentie collate "C", toewijzing_nummer, categorie collate "C", code collate "C",
  begindatum, tenzij_id, uitvraag_id, sinds, jaar, perceel collate "C", segment collate "C", client
limit $19::bigint offset $20::bigint

-- How many clocks run, how many are late, and how often a party was in time, per party and kind.
-- $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 to $9 the kinds, $10 open ones alone,
-- $11 those of money; null for any: $12 either party, or who may see it; $13 first and $14 last day of the period in which something was settled
\ir parts.psql
with :laag, :bekend, :ledger, :begin,
gekozen as (
  select * from begin
  where ($12::text is null or $12::text in (partij, wederpartij, betrokkene))
    and (voldaan_op is null or voldaan_op between $13::date and $14::date)
), :klok
select partij, soort, count(*) filter (where voldaan_op is null) as open,
  count(*) filter (where voldaan_op is null and te_laat > 0) as open_te_laat,
  min(van) filter (where voldaan_op is null) as oudste,
  count(*) filter (where voldaan_op between $13::date and $14::date and te_laat = 0) as voldaan_op_tijd,
  count(*) filter (where voldaan_op between $13::date and $14::date and te_laat > 0) as voldaan_te_laat
from klok group by 1, 2
order by partij collate "C", soort collate "C"

-- How many clocks run, how many are late, and how often a party was in time, per party and kind.
-- $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 to $9 the kinds, $10 open ones alone; null for any: $11 either
-- party; $12 first and $13 last day of the period in which something was settled
\ir parts.psql
with :laag, :bekend, :ledger, :begin,
gekozen as (
  select * from begin
  where ($11::text is null or partij = $11::text or wederpartij = $11::text)
    and (voldaan_op is null or voldaan_op between $12::date and $13::date)
), :klok
select partij, soort, count(*) filter (where voldaan_op is null) as open,
  count(*) filter (where voldaan_op is null and te_laat > 0) as open_te_laat,
  min(van) filter (where voldaan_op is null) as oudste,
  count(*) filter (where voldaan_op between $12::date and $13::date and te_laat = 0) as voldaan_op_tijd,
  count(*) filter (where voldaan_op between $12::date and $13::date and te_laat > 0) as voldaan_te_laat
from klok group by 1, 2
order by partij collate "C", soort collate "C"

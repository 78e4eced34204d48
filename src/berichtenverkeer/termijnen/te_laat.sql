-- How many clocks are late, by kind.
-- $1 regio, $2 K, $3 the day, $4 and $5 the calendar, $6 to $9 the kinds, $10 open ones alone, $11 those of money
\ir parts.psql
with :laag, :bekend, :ledger, :begin,
gekozen as (select * from begin where not $10::boolean or voldaan_op is null), :klok
select soort, count(*) as aantal from klok where te_laat > 0 group by 1

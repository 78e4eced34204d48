-- Per client.
-- When a client was anywhere, whatever the filters say: gaps of at most D days closed. It follows from the
-- aanwezigheden of plekken, because what a plek closes this closes too. `vorige`: the last day of the time before.
with dagen as (
  select client, s, coalesce(l, date '99999-12-31') as laatste, max(coalesce(l, date '99999-12-31')) over (
    partition by client order by s, l rows between unbounded preceding and 1 preceding) as eerder
  from aanwezig_overal
),
geteld as (
  select *, count(*) filter (where eerder is null or s > eerder + getvariable('termijn') + 1)
    over (partition by client order by s, laatste rows unbounded preceding) as eiland
  from dagen
),
heel as (
  select client, min(s) as s, max(laatste) as laatste from geteld group by client, eiland
)
select client, s, nullif(laatste, date '99999-12-31') as l, lag(laatste) over (partition by client order by s) as vorige
from heel

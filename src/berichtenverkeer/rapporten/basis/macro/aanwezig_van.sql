-- Aanwezigheden (definitions 3): the union of the days in a plek, gaps of at most D days closed, `l` null while it lasts.
-- No gap is closed over a day on which a segmentregel decided that the client's care was for another segment.
-- The reden of its end: of the levering that ended last, of several the lowest. That is not always the one that kept
-- the client there: an onderbreking before care elsewhere may go on beyond it. What is the only life of a client in a
-- plek is an aanwezigheid as it is, so that the rest is less. `is_enig`: one life makes it.
with meer as (
  select client, plek, plek2 from query_table(levens) group by all having count(*) > 1
),
dagen as (
  select *, coalesce(tot, date '99999-12-31') as laatste, max(coalesce(tot, date '99999-12-31')) over (
    partition by client, plek, plek2 order by s, levering rows between unbounded preceding and 1 preceding) as eerder
  from query_table(levens) semi join meer using (client, plek, plek2)
),
gebroken as (
  select distinct d.levering, d.s from dagen d
  join segmentdag b on b.client = d.client and b.segment <> d.segment and b.van < d.s and b.tot > d.eerder
  where d.s > d.eerder + 1 and d.s <= d.eerder + getvariable('termijn') + 1
),
geteld as (
  select d.*, count(*) filter (where d.eerder is null or d.s > d.eerder + getvariable('termijn') + 1 or g.s is not null)
    over (partition by d.client, d.plek, d.plek2 order by d.s, d.levering) as eiland
  from dagen d left join gebroken g on g.levering = d.levering and g.s = d.s
)
select client, plek, plek2, min(s) as s, nullif(max(laatste), date '99999-12-31') as l, any_value(segment) as segment,
  -- the least of two together: of what is least in the first, the least in the second
  min({'sinds': date '99999-12-31' - eind, 'reden': reden}).reden as reden,
  min({'sinds': date '99999-12-31' - laatste, 'is_verondersteld': is_verondersteld}).is_verondersteld as is_verondersteld,
  min({'s': s, 'verwijzer': verwijzer}).verwijzer as verwijzer,
  min({'s': s, 'levering': levering}).levering as eerste_levering,
  min({'sinds': date '99999-12-31' - laatste, 'levering': levering}).levering as laatste_levering, count(*) = 1 as is_enig
from geteld
group by client, plek, plek2, eiland
union all
select client, plek, plek2, s, tot, segment, reden, is_verondersteld, verwijzer, levering, levering, true
from query_table(levens) anti join meer using (client, plek, plek2)

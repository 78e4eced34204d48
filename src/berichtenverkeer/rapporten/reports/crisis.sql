-- A row per crisis traject with a day in the period, with what came after: the first day of other care that ran when it
-- ended or began later.
with erna as (
  select t.eerste_levering, min(greatest(l.begindatum, t.eind + 1)) as begin_erna
  from crisis_traject t join geplaatst_levering l on l.client = t.client and not l.crisis
    and coalesce(l.tot > t.eind, true) and l.begindatum >= t.begin - 3650
  where t.eind is not null group by all
)
select p.nummer as periode, t.plek, t.plek2, t.client, t.gemeente, t.aanbieder, t.toewijzing_nummer, t.begindatum,
  t.begin, t.eind, t.hulpvorm like '1_' as is_verblijf,
  t.begin between p.begin and p.eind as is_begonnen,
  coalesce(t.eind > p.eind, true) as loopt, coalesce(t.eind between p.begin and p.eind, false) as is_beeindigd,
  least(coalesce(t.eind, p.eind), p.eind) - t.begin + 1 as dagen,
  e.begin_erna - t.eind - 1 as dagen_erna, getvariable('dag_k') - t.eind as verstreken
from perioden p join crisis_traject t on t.begin <= p.eind and coalesce(t.eind >= p.begin, true)
left join erna e on e.eerste_levering = t.eerste_levering

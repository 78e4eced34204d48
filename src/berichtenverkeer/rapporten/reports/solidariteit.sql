-- A row per key and gemeente that takes part in the year in which the period ends: what was approved for it in the
-- period, its weight, and what it bears by that: in proportion to the weights, and what the division leaves, a cent
-- each, to the largest remainders (of equal ones the lowest code first). Without any weight nothing is shared.
with gemeente as (
  select distinct p.nummer as periode, year(p.eind) as jaar, g.gemeente
  from perioden p join register_gemeenten g on year(p.eind) between year(g.van) and year(g.tot)
),
kosten as (
  select g.periode, g.gemeente, coalesce(sum(x.bedrag_cents), 0)::hugeint as kosten_cents
  from gemeente g join perioden p on p.nummer = g.periode
  left join prestatie_bekend x on x.is_goedgekeurd and x.gemeente = g.gemeente and x.begindatum between p.begin and p.eind
  group by all
),
terug as (
  select gemeente, y.jaar, count(distinct client) as jeugdigen
  from (select distinct jaar - unnest([1, 2, 3]) as jaar from gemeente) y
  join levering_hervat l on l.begindatum <= make_date(y.jaar, 12, 31)
    and coalesce(l.einde, case when l.hervat_op is not null then l.tijdelijk_einde end, make_date(y.jaar, 12, 31))
        >= make_date(y.jaar, 1, 1)
  group by all
),
gewicht as (
  select g.*, s.sleutel, coalesce(case s.sleutel
    when 'jeugdigen' then (select sum(t.jeugdigen) from terug t where t.gemeente = g.gemeente and t.jaar = g.jaar - 1)
    when 'drie-jaar' then (select sum(t.jeugdigen) from terug t where t.gemeente = g.gemeente and t.jaar between g.jaar - 3 and g.jaar - 1)
    else (select max(b.inwoners_0_17) from register_bevolking b where b.gemeente = g.gemeente and b.jaar = g.jaar)
  end, 0)::hugeint as gewicht
  from gemeente g cross join (values ('jeugdigen'), ('inwoners'), ('drie-jaar')) s (sleutel)
),
verdeeld as (
  select *, sum(kosten_cents) over sleutel * gewicht // nullif(sum(gewicht) over sleutel, 0) as deel,
    sum(kosten_cents) over sleutel * gewicht % nullif(sum(gewicht) over sleutel, 0) as over,
    sum(kosten_cents) over sleutel as samen
  from gewicht join kosten using (periode, gemeente)
  window sleutel as (partition by periode, sleutel)
)
select periode, sleutel, gemeente, kosten_cents::bigint as kosten_cents, gewicht::bigint as gewicht,
  coalesce(deel + (row_number() over volgorde <= samen - sum(deel) over (partition by periode, sleutel))::int,
    kosten_cents)::bigint as aandeel_cents
from verdeeld
window volgorde as (partition by periode, sleutel order by over desc, gemeente)

-- A row per key and prestatie that was approved in the period for a gemeente that takes part in the year in which the
-- period ends. And one per key and gemeente: its weight, and what it bears by that: in proportion to the weights, and
-- what the division leaves, a cent each, to the largest remainders (of equal ones the lowest code first). Without any
-- weight nothing is shared.
with sleutels as (
  select unnest(['jeugdigen', 'inwoners', 'drie-jaar']
    || case when getvariable('eigen_gemeenten') is null then [] else ['eigen'] end) as sleutel
),
deelnemer as (
  select distinct p.nummer as periode, p.begin, p.eind, year(p.eind) as jaar, g.gemeente
  from perioden p join register_gemeenten g on year(p.eind) between year(g.van) and year(g.tot)
),
goedgekeurd as (
  select d.periode, d.gemeente, x.aanbieder, x.client, x.referentie, x.bedrag_cents as kosten_cents
  from deelnemer d
  join prestatie_bekend x
    on x.is_goedgekeurd and x.gemeente = d.gemeente and x.begindatum between d.begin and d.eind
),
kosten as (select periode, gemeente, sum(kosten_cents) as cents from goedgekeurd group by all),
geholpen as (
  select l.gemeente, y.jaar, count(distinct l.client) as jeugdigen
  from (select distinct jaar - unnest([1, 2, 3]) as jaar from deelnemer) y
  join levering_hervat l on year(l.begindatum) <= y.jaar
    and year(coalesce(l.einde, case when l.hervat_op is not null then l.tijdelijk_einde end, date '9999-12-31')) >= y.jaar
  group by all
),
gewogen as (
  select d.periode, d.gemeente, s.sleutel, coalesce(k.cents, 0)::hugeint as kosten, coalesce(case s.sleutel
    when 'inwoners' then (
      select b.inwoners_0_17 from register_bevolking b where b.gemeente = d.gemeente and b.jaar = d.jaar)
    when 'eigen' then list_extract(getvariable('eigen_cents'),
      list_position(getvariable('eigen_gemeenten'), d.gemeente)::integer)
    else (
      select sum(h.jeugdigen) from geholpen h where h.gemeente = d.gemeente
        and h.jaar between d.jaar - case s.sleutel when 'jeugdigen' then 1 else 3 end and d.jaar - 1)
  end, 0)::hugeint as gewicht
  from deelnemer d cross join sleutels s left join kosten k on k.periode = d.periode and k.gemeente = d.gemeente
),
verdeeld as (
  select *, samen * gewicht // nullif(gewichten, 0) as deel, samen * gewicht % nullif(gewichten, 0) as rest
  from (
    select *, sum(kosten) over (partition by periode, sleutel) as samen,
      sum(gewicht) over (partition by periode, sleutel) as gewichten
    from gewogen
  )
)
select g.*, s.sleutel from goedgekeurd g cross join sleutels s
union all by name
select periode, gemeente, sleutel, gewicht::bigint as gewicht, coalesce(
  deel + (samen - sum(deel) over (partition by periode, sleutel)
          >= row_number() over (partition by periode, sleutel order by rest desc, gemeente))::integer,
  kosten)::bigint as aandeel_cents
from verdeeld

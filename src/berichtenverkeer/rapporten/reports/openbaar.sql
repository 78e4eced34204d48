-- A row per gebied, product and aanbieder with a contract and no cliëntenstop there on the last day of the period, with
-- the median W3 of its starts of that product in the half year before, if there are five or more.
with op_dag as (
  select distinct p.nummer as periode, p.eind as dag, c.gebied, c.gemeente, c.segment, c.perceel, c.product, c.aanbieder
  from perioden p join contract c on p.eind between c.dag and c.einde where c.buiten_opdracht = ''
),
open as (
  select o.* from op_dag o where not exists (
    select 1 from stop_dagen s where s.aanbieder = o.aanbieder and s.gemeente in ('', o.gemeente)
      and s.perceel in ('', o.perceel) and s.segment in ('', o.segment) and o.dag between s.van and s.tot)
),
wacht as (
  select p.nummer as periode, t.aanbieder, t.product, count(*) as starts,
    quantile_disc(t.begin_levering - t.sinds, 0.5) as dagen
  from perioden p join geplaatst_toewijzing t on not t.is_verwijderd and not t.taakgericht
    and t.begin_levering between p.eind - 181 and p.eind
  where t.begin_levering >= t.sinds and not is_voortgezet(t.begin_levering, t.loopt_tot)
  group by all
)
select o.periode, o.gebied, o.product, o.aanbieder, count(distinct o.gemeente) as gemeenten,
  any_value(case when w.starts >= 5 then w.dagen::integer end) as wachttijd_dagen
from open o left join wacht w using (periode, aanbieder, product)
group by all

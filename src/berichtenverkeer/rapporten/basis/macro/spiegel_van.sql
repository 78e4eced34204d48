-- A row per period, figure, and aanbieder, or gemeente (`soort`): its own, beside the spread of the others with care in one
-- of the same products. Of a gemeente what its own toegang referred (COD327: 01). With fewer than five others there is no
-- spread, so that nobody is known by it.
with zorg as (
  select periode_begin as begin, periode_eind as dag, case soort when 'gemeente' then gemeente else aanbieder end as wie, *
  from levering_per_periode where soort <> 'gemeente' or verwijzer = '01'
),
producten as (select distinct periode, wie, product from zorg),
omvang as (
  select periode, wie, count(distinct client) as jeugdigen, count(*) as leveringen,
    count(*) filter (where begindatum between begin and dag) as begonnen,
    count(*) filter (where eind between begin and dag) as beeindigd,
    count(*) filter (where eind between begin and dag and is_uitval) as uitval,
    quantile_disc(eind - begindatum + 1, 0.5) filter (where eind between begin and dag) as duur
  from zorg left join redenen_cbs using (reden) group by all
),
wacht as (
  select p.nummer as periode, case soort when 'gemeente' then t.gemeente else t.aanbieder end as wie,
    quantile_disc(t.begin_levering - t.sinds, 0.5) as w3,
    procent(count_if(t.begin_levering - t.sinds <= t.norm), count(t.norm)) as binnen
  from perioden p join toewijzing t on not t.is_verwijderd and not t.taakgericht and t.begin_levering between p.begin and p.eind
  where t.begin_levering >= t.sinds and not is_voortgezet(t.begin_levering, t.loopt_tot)
    and (soort <> 'gemeente' or t.verwijzer = '01')
  group by all
),
wachtend as (
  select p.nummer as periode, case soort when 'gemeente' then w.gemeente else w.aanbieder end as wie, count(*) as wachtenden
  from perioden p cross join wachtenden(p.eind) w where soort <> 'gemeente' or w.verwijzer = '01' group by all
),
geld as (
  select p.nummer as periode, case soort when 'gemeente' then r.gemeente else r.aanbieder end as wie,
    round(sum(r.bedrag_cents) / nullif(count(distinct r.client), 0))::bigint as kosten
  from perioden p join prestatie r on r.is_goedgekeurd and r.begindatum between p.begin and p.eind
  where soort <> 'gemeente' or r.verwijzer = '01' group by all
),
breed as (
  select o.periode, o.wie, o.jeugdigen::double as jeugdigen, o.leveringen::double as leveringen,
    o.begonnen::double as begonnen, o.beeindigd::double as beeindigd,
    round(100.0 * o.uitval / nullif(o.beeindigd, 0), 2)::double as aandeel_uitval, o.duur::double as duur_dagen,
    w.w3::double as wachttijd_dagen, w.binnen::double as binnen_norm,
    coalesce(d.wachtenden, 0)::double as wachtenden, g.kosten / 100.0::double as kosten_per_jeugdige
  from omvang o left join wacht w using (periode, wie) left join wachtend d using (periode, wie)
  left join geld g using (periode, wie)
),
hoog as (
  unpivot breed on jeugdigen, leveringen, begonnen, beeindigd, aandeel_uitval, duur_dagen, wachttijd_dagen, binnen_norm,
    wachtenden, kosten_per_jeugdige into name cijfer value waarde
),
gelijk as (
  select distinct a.periode, a.wie, b.wie as ander
  from producten a join producten b on b.periode = a.periode and b.product = a.product and b.wie <> a.wie
),
spreiding as (
  select g.periode, g.wie, h.cijfer, count(*) as anderen, quantile_cont(h.waarde, 0.1) as p10,
    median(h.waarde) as mediaan, quantile_cont(h.waarde, 0.9) as p90
  from gelijk g join hoog h on h.periode = g.periode and h.wie = g.ander group by all
)
select h.periode, h.wie as plek, '' as plek2, h.cijfer, h.waarde, coalesce(s.anderen, 0) as anderen,
  case when s.anderen >= 5 then s.p10 end as p10, case when s.anderen >= 5 then s.mediaan end as mediaan,
  case when s.anderen >= 5 then s.p90 end as p90
from hoog h left join spreiding s using (periode, wie, cijfer)

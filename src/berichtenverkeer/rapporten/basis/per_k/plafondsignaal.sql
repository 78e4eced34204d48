-- Signalen of plafonds, as plafonds/signalen.sql finds them: from the boeking that brings the use to the threshold until
-- the one that brings it below (`tot`), with when it was discussed and decided. A boeking that changes neither the use nor
-- the amount (most do: BESLAG becomes REALISATIE) is measured only where another threshold may have come.
with verschil as (
  select aanbieder, jaar, perceel, segment, positie, dag,
    bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
      - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int) as gebruik,
    case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end as bedrag
  from plafondboeking
),
drempel as (
  select d.dag, coalesce(r.signaaldrempel_procent, 70) as procent
  from (select distinct dag from verschil) d asof left join register_parameters r on r.van <= d.dag
),
-- the sums are those after all that is booked at one position
stand as (
  select aanbieder, jaar, perceel, segment, positie, dag, sum(gebruik) over w as gebruik, sum(bedrag) over w as bedrag
  from verschil where gebruik <> 0 or bedrag <> 0 or (select count(distinct procent) > 1 from drempel)
  window w as (partition by aanbieder, jaar, perceel, segment order by positie)
),
gemeten as (
  select s.*, gebruik > 0 and 100 * gebruik >= bedrag * procent as erboven from stand s join drempel using (dag)
),
wisseling as (
  select * from gemeten
  qualify erboven <> coalesce(lag(erboven) over (partition by aanbieder, jaar, perceel, segment order by positie), false)
),
stap as (
  select aanbieder, jaar, perceel, segment, sinds, arg_min(op, positie) filter (where soort = 'SignaalBesproken') as gesprek_op,
    arg_min(op, positie) filter (where soort = 'SignaalBesloten') as besluit_op
  from signaalstap_bekend group by all
)
select w.*, s.gesprek_op, s.besluit_op from (
  select *, lead(dag) over (partition by aanbieder, jaar, perceel, segment order by positie) as tot from wisseling) w
left join stap s on s.aanbieder = w.aanbieder and s.jaar = w.jaar and s.perceel = w.perceel and s.segment = w.segment
  and s.sinds = w.positie
where w.erboven

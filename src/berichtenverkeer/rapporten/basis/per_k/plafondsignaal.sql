-- Signalen of plafonds, as plafonds/signalen.sql finds them: from the boeking that brings the use to the threshold until
-- the one that brings it below (`tot`), with when it was discussed and decided.
with gebruik as (
  select aanbieder, jaar, perceel, segment, positie, max(dag) as dag,
    sum(sum(bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
      - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int))) over w as gebruik,
    sum(sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)) over w as bedrag
  from plafondboeking group by aanbieder, jaar, perceel, segment, positie
  window w as (partition by aanbieder, jaar, perceel, segment order by positie)
),
gemeten as (
  select g.*, gebruik > 0 and 100 * gebruik >= bedrag * coalesce(r.signaaldrempel_procent, 70) as erboven
  from gebruik g asof left join register_parameters r on r.van <= g.dag
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

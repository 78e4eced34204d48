-- Of each plafond the known claims, and what they become: chain ladder on what was known at each month end (definitions
-- 6.5). Ages are in months since the year began; what is known at the end of a month is what was booked up to the K of its
-- last midnight. `factor`: what a cent becomes; null when no full year of plafonds of the same kind is known. The region's
-- own: facts show no more of it than who asks may see.
with mutatie as (
  select aanbieder, jaar, perceel, segment, positie,
    bedrag_cents * ((debet in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int
                    - (credit in ('GERESERVEERD', 'BESLAG', 'REALISATIE'))::int) as cents
  from bron.boeking where positie <= getvariable('k')
),
-- the last midnight of a month is an hour before that of UTC in winter, and two in summer
maandeinde as (
  select eind, coalesce((
    select arg_max(w.positie, w.op) from bron.watermerk w
    where w.op <= (eind + 1)::timestamp - to_hours(case when month(eind + 1) between 4 and 10 then 2 else 1 end)), 0) as grens
  from (
    select last_day(unnest(generate_series(
      make_date((select min(jaar) from mutatie)::integer - 1, 12, 1), getvariable('dag_k'), interval 1 month))::date) as eind
  )
  where eind < getvariable('dag_k')
),
per_maand as (
  select aanbieder, jaar, perceel, segment, eind, sum(cents) as cents
  from mutatie asof join (select grens, min(eind) as eind from maandeinde group by grens) m on mutatie.positie <= m.grens
  group by all
),
stand as (
  select b.aanbieder, b.jaar, b.perceel, b.segment, (year(m.eind) - b.jaar) * 12 + month(m.eind) as maand,
    sum(coalesce(p.cents, 0)) over (partition by b.aanbieder, b.jaar, b.perceel, b.segment order by m.eind) as cents
  from (select aanbieder, jaar, perceel, segment, min(eind) as eind from per_maand group by all) b
  join maandeinde m on m.eind >= b.eind
  left join per_maand p on p.eind = m.eind and p.aanbieder = b.aanbieder and p.jaar = b.jaar
    and p.perceel = b.perceel and p.segment = b.segment
),
plafond as (
  select m.aanbieder, m.jaar, m.perceel, m.segment, sum(m.cents)::bigint as claims_cents,
    case when m.perceel <> '' then 'perceel ' || coalesce(any_value(p.segment), '') when m.segment <> '' then 'segment '
      || m.segment else '' end as groep,
    (year(getvariable('dag_k')) - m.jaar) * 12 + month(getvariable('dag_k')) - 1
      + (getvariable('dag_k') = last_day(getvariable('dag_k')))::integer as leeftijd,
    case when getvariable('dag_k') = last_day(getvariable('dag_k')) then 0
      else day(getvariable('dag_k')) / day(last_day(getvariable('dag_k'))) end as deel
  from mutatie m
  left join (select perceel, arg_max(segment, van) as segment from register_percelen group by all) p
    on p.perceel = m.perceel
  group by m.aanbieder, m.jaar, m.perceel, m.segment
),
bekend as (
  select p.groep, s.* from stand s join plafond p using (aanbieder, jaar, perceel, segment) where s.maand between 0 and 24
),
vraag as (
  select distinct v.groep, v.jaar, v.leeftijd, v.deel from plafond v
  where exists (
    select 1 from bekend b where b.groep = v.groep and b.jaar < v.jaar and b.maand between 1 and 12
    group by b.aanbieder, b.jaar, b.perceel, b.segment having count(*) = 12)
),
-- what all together were at the end of a month for each cent at the end of the month before, or now
stap as (
  select v.groep, v.jaar, v.leeftijd, a.maand, sum(b.cents)
      / nullif(sum(a.cents + case when a.maand = v.leeftijd then v.deel else 0 end * (b.cents - a.cents)), 0) as keer
  from vraag v
  join bekend a on a.groep = v.groep and a.jaar < v.jaar and a.maand >= v.leeftijd
  join bekend b on b.aanbieder = a.aanbieder and b.jaar = a.jaar and b.perceel = a.perceel and b.segment = a.segment
    and b.maand = a.maand + 1
  group by all
),
keten as (
  select * from (select * from stap where keer is not null)
  qualify maand - leeftijd = row_number() over (partition by groep, jaar order by maand) - 1
),
factor as (
  select v.groep, v.jaar, coalesce(product(k.keer), 1) as factor
  from vraag v left join keten k on k.groep = v.groep and k.jaar = v.jaar
  group by v.groep, v.jaar, v.leeftijd, v.deel
  having coalesce(max(k.maand) + 1, v.leeftijd) >= 12
)
select p.aanbieder, p.jaar, p.perceel, p.segment, p.claims_cents,
  case when p.claims_cents <> 0 then floor(p.claims_cents * f.factor + 0.5)::bigint end as prognose_cents
from plafond p left join factor f using (groep, jaar)

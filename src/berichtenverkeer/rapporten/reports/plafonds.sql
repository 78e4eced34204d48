-- A row per plafond of the year in which the period ends, as booked by its last day, with its prognose.
with bij as (
  select aanbieder, jaar, perceel, segment, dag,
    sum(op_rekening('PLAFOND', credit, debet, bedrag_cents)) as bedrag_cents,
    sum(op_rekening('VRIJ', debet, credit, bedrag_cents)) as vrij_cents,
    sum(op_rekening('GERESERVEERD', debet, credit, bedrag_cents)) as gereserveerd_cents,
    sum(op_rekening('BESLAG', debet, credit, bedrag_cents)) as beslag_cents,
    sum(op_rekening('REALISATIE', debet, credit, bedrag_cents)) as realisatie_cents,
    sum(op_rekening('OVERSCHRIJDING', credit, debet, bedrag_cents)) as overschrijding_cents,
    sum(case when debet in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then bedrag_cents else 0 end
      - case when credit in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then bedrag_cents else 0 end) as tenzij_cents
  from plafondboeking where jaar in (select year(eind) from perioden) group by all
),
saldo as (
  select p.nummer as periode, p.eind, b.aanbieder, b.jaar, b.perceel, b.segment,
    sum(bedrag_cents)::bigint as bedrag_cents, sum(vrij_cents)::bigint as vrij_cents,
    sum(gereserveerd_cents)::bigint as gereserveerd_cents, sum(beslag_cents)::bigint as beslag_cents,
    sum(realisatie_cents)::bigint as realisatie_cents, sum(overschrijding_cents)::bigint as overschrijding_cents,
    sum(tenzij_cents)::bigint as tenzij_cents
  from perioden p
  join bij b on b.jaar = year(p.eind) and b.dag <= p.eind
  group by all
),
hoofd as (
  select p.nummer as periode, c.aanbieder,
    case when count(distinct coalesce(nullif(c.hoofdaannemer, ''), c.aanbieder)) = 1
      then min(coalesce(nullif(c.hoofdaannemer, ''), c.aanbieder)) end as hoofdaannemer
  from perioden p join register_contracten c on p.eind between c.van and c.tot group by all
)
select s.periode, coalesce(nullif(case getvariable('dimensie') when 'aanbieder' then s.aanbieder
    when 'hoofdaannemer' then coalesce(h.hoofdaannemer, s.aanbieder)
    when 'segment' then coalesce(nullif(s.segment, ''), e.segment) when 'perceel' then s.perceel
    when 'regio' then 'regio' end, ''), 'onbekend') as plek, '' as plek2,
  s.aanbieder, s.jaar, s.perceel, s.segment, s.bedrag_cents, s.vrij_cents, s.gereserveerd_cents, s.beslag_cents,
  s.realisatie_cents, s.overschrijding_cents, s.tenzij_cents,
  s.gereserveerd_cents + s.beslag_cents + s.realisatie_cents as bekend_cents,
  round(100.0 * (s.gereserveerd_cents + s.beslag_cents + s.realisatie_cents) / nullif(s.bedrag_cents, 0), 2) as gebruik,
  g.jaareinde_cents, g.prognose_cents, g.laag_cents, g.hoog_cents, g.bereikt_op, g.onbekend
from saldo s
left join prognose g on g.periode = s.periode and g.aanbieder = s.aanbieder and g.jaar = s.jaar
  and g.perceel = s.perceel and g.segment = s.segment
left join hoofd h on h.periode = s.periode and h.aanbieder = s.aanbieder
left join register_percelen e on e.perceel = s.perceel and s.eind between e.van and e.tot
where s.bedrag_cents > 0

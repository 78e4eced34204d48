-- A row per plafond of the year in which the period ends, as booked by its last day, with its prognose.
with saldo as (
  select p.nummer as periode, p.eind, b.aanbieder, b.jaar, b.perceel, b.segment,
    sum(case 'PLAFOND' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)::bigint as bedrag_cents,
    sum(case 'VRIJ' when debet then bedrag_cents when credit then -bedrag_cents else 0 end)::bigint as vrij_cents,
    sum(case 'GERESERVEERD' when debet then bedrag_cents when credit then -bedrag_cents else 0 end)::bigint
      as gereserveerd_cents,
    sum(case 'BESLAG' when debet then bedrag_cents when credit then -bedrag_cents else 0 end)::bigint as beslag_cents,
    sum(case 'REALISATIE' when debet then bedrag_cents when credit then -bedrag_cents else 0 end)::bigint
      as realisatie_cents,
    sum(case 'OVERSCHRIJDING' when credit then bedrag_cents when debet then -bedrag_cents else 0 end)::bigint
      as overschrijding_cents,
    sum(case when debet in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then bedrag_cents else 0 end
      - case when credit in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then bedrag_cents else 0 end)::bigint as tenzij_cents
  from perioden p
  join plafondboeking b on b.jaar = year(p.eind) and b.dag <= p.eind
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

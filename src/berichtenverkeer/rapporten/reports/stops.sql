-- A row per cliëntenstop that was asked, decided, or in force in the period, and per verzoek that one turned down in it.
-- Its plek is what it is for: all of that dimension together when it is for everything.
with stop as (
  select *, coalesce(opgeheven_vanaf - 1, date '9999-12-31') as laatste from clientenstop_bekend
),
gevonden as (
  select p.nummer as periode, 'stop' as soort, s.stop_id, s.aanbieder, s.gemeente, s.perceel, s.segment, s.grond,
    null as positie, null as client,
    s.gevraagd_op between p.begin and p.eind as is_gevraagd, s.besloten_op between p.begin and p.eind as is_besloten,
    s.is_toegekend, s.is_toegekend and p.eind between s.van and s.laatste as loopt,
    s.is_toegekend and s.laatste between p.begin and p.eind as is_opgeheven,
    case when s.is_toegekend then greatest(0, least(s.laatste, p.eind) - greatest(s.van, p.begin) + 1) else 0 end as dagen
  from perioden p join stop s on s.gevraagd_op between p.begin and p.eind or s.besloten_op between p.begin and p.eind
    or (s.is_toegekend and s.van <= p.eind and s.laatste >= p.begin)
  union all by name
  select p.nummer as periode, 'geweigerd' as soort, b.aanbieder, b.gemeente, b.segment, b.perceel, b.positie, b.client
  from perioden p join besluit b on b.dag between p.begin and p.eind and b.uitkomst = 'nee (cliëntenstop)'
)
select *, coalesce(nullif(case getvariable('dimensie') when 'aanbieder' then aanbieder when 'gemeente' then gemeente
    when 'segment' then segment when 'perceel' then perceel end, ''), 'onbekend') as plek, '' as plek2
from gevonden

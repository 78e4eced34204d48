-- Every movement into and out of plekken (definitions 4). An uit and an in are a pair when each is the other's nearest:
-- smallest distance, then the earliest start, the plek of the one and of the other, the earlier aanwezigheid.
with tijd as (select row_number() over () as nr, * from query_table(aanwezigen)),
kandidaat as (
  select x.nr as van, n.nr as naar,
    row_number() over (partition by x.nr order by abs(n.s - x.l - 1), n.s, x.plek, x.plek2, n.plek, n.plek2, x.s) as rang_van,
    row_number() over (partition by n.nr order by abs(n.s - x.l - 1), n.s, x.plek, x.plek2, n.plek, n.plek2, x.s) as rang_naar
  from tijd x join tijd n on n.client = x.client and (n.plek, n.plek2) <> (x.plek, x.plek2)
    and n.s > x.s and coalesce(n.l > x.l, true) and n.s - x.l - 1 between -getvariable('termijn') and getvariable('termijn')
  where x.l is not null
),
paar as (
  select k.van, k.naar, x.plek as van_plek, x.plek2 as van_plek2, x.l as vertrek, n.plek as naar_plek,
    n.plek2 as naar_plek2, n.s as aankomst, sign(g.gewicht - h.gewicht)::integer as schaling
  from kandidaat k join tijd x on x.nr = k.van join tijd n on n.nr = k.naar
  left join register_segmenten g
    on getvariable('dimensie') = 'segment' and g.segment = n.plek and n.s between g.van and g.tot
  left join register_segmenten h
    on getvariable('dimensie') = 'segment' and h.segment = x.plek and n.s between h.van and h.tot
  where k.rang_van = 1 and k.rang_naar = 1
),
beide as (
  select 'in' as richting, n.client, n.plek, n.plek2, n.s as datum, p.aankomst as overstap,
    case when p.van is not null then 'doorstroom' when r.client is not null then 'instroom' else 'stapeling' end as soort,
    p.van_plek as andere_plek, p.van_plek2 as andere_plek2, p.vertrek as andere_datum, p.schaling, r.vorige,
    n.verwijzer, null as reden, n.eerste_levering as levering
  from tijd n
  left join paar p on p.naar = n.nr
  left join regio_heel r on r.client = n.client and r.s = n.s
  union all
  select 'uit', x.client, x.plek, x.plek2, x.l, p.aankomst,
    case when p.van is not null then 'doorstroom' when x.is_verondersteld then 'verondersteld'
         when r.client is not null then 'uitstroom' else 'afbouw' end,
    p.naar_plek, p.naar_plek2, p.aankomst, p.schaling, null, null,
    case when p.van is null then coalesce(x.reden, 'onbekend') end, x.laatste_levering
  from tijd x
  left join paar p on p.van = x.nr
  left join regio_heel r on r.client = x.client and r.l = x.l
  where x.l is not null
)
select b.richting, b.client, b.plek, b.plek2, b.datum, b.soort, b.andere_plek, b.andere_plek2, b.andere_datum, b.schaling,
  -- after D + 1 days of absence every earlier traject ended on or before s - 2; the last of them on the day `vorige`
  case when b.soort = 'instroom' then
    case when b.vorige >= b.datum - interval 5 years then 'herhaald'
         when getvariable('historie_vanaf') <= b.datum - interval 5 years then 'nieuw' else 'onbekend' end end as beroep,
  case when b.soort = 'instroom' then coalesce(b.verwijzer, 'onbekend') end as verwijzer,
  b.reden, case when b.reden is not null then coalesce(c.reden_cbs, 'onbekend') end as reden_cbs,
  b.datum >= getvariable('dag_k') - getvariable('termijn') as voorlopig,
  b.levering
from beide b left join redenen_cbs c using (reden)

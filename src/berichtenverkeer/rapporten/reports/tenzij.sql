-- A row per tenzij that was asked, decided or in force in the period, as it stood at the end of it: what was decided, what
-- is allowed, and what is booked under it. What a second user has to confirm is decided, and in force, when he did; a change
-- that he turned down leaves what was granted as it is.
with vraag as (
  select tenzij_id, first(client) as client, first(aanbieder) as aanbieder, first(gemeente) as gemeente,
    first(op) as gevraagd_op, first(categorie) as categorie, first(code) as code,
    first(kan_niet_wachten) as kan_niet_wachten, first(alleen_hier) as alleen_hier,
    first(coalesce(len(alternatieven), 0)) as alternatieven
  from tenzijstap_bekend where soort = 'TenzijGevraagd' group by tenzij_id
),
stap as (
  select p.nummer as periode, s.* from perioden p join tenzijstap_bekend s on s.op <= p.eind
),
anders as (
  select periode, tenzij_id, min(op) filter (where soort = 'TenzijAfgewezen') as afgewezen_op,
    min(op) filter (where soort = 'TenzijIngetrokken') as ingetrokken_op
  from stap group by all
),
-- each grant and change, with the day from which it counts
telt as (
  select s.periode, s.tenzij_id, s.positie, any_value(s.maximum_cents) as maximum_cents, any_value(s.van) as van,
    any_value(s.tot) as tot, case when any_value(s.te_bevestigen) then min(b.op) else any_value(s.op) end as vanaf
  from stap s left join stap b on b.periode = s.periode and b.tenzij_id = s.tenzij_id and b.soort = 'TenzijBevestigd'
    and b.positie > s.positie
  where s.soort in ('TenzijToegekend', 'TenzijGewijzigd') group by all
),
geldt as (
  select periode, tenzij_id, first(maximum_cents order by positie desc) as maximum_cents, min(van) as van,
    first(tot order by positie desc) as tot, min(vanaf) as toegekend_op
  from telt where vanaf is not null group by all
),
einde as (select periode, tenzij_id, min(vanaf) - 1 as laatste from stap where soort = 'TenzijBeeindigd' group by all),
gebruik as (
  select p.nummer as periode, b.tenzij as tenzij_id,
    sum(case when b.debet in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then b.bedrag_cents else 0 end
      - case when b.credit in ('TENZIJ_BESLAG', 'TENZIJ_REALISATIE') then b.bedrag_cents else 0 end) as gebruikt_cents
  from perioden p join boeking_bekend b on b.tenzij <> '' and b.dag <= p.eind group by all
),
alles as (
  select p.nummer as periode, p.begin, p.eind, v.*, least(b.afgewezen_op, g.toegekend_op) as besloten_op,
    case when g.toegekend_op is null then b.afgewezen_op end as afgewezen_op, b.ingetrokken_op, g.toegekend_op,
    g.maximum_cents, g.van, least(g.tot, coalesce(e.laatste, g.tot)) as tot,
    coalesce(u.gebruikt_cents, 0) as gebruikt_cents
  from perioden p join vraag v on v.gevraagd_op <= p.eind
  left join anders b on b.periode = p.nummer and b.tenzij_id = v.tenzij_id
  left join geldt g on g.periode = p.nummer and g.tenzij_id = v.tenzij_id
  left join einde e on e.periode = p.nummer and e.tenzij_id = v.tenzij_id
  left join gebruik u on u.periode = p.nummer and u.tenzij_id = v.tenzij_id::varchar
)
select periode, coalesce(case getvariable('dimensie') when 'aanbieder' then aanbieder when 'gemeente' then gemeente
    when 'productcategorie' then categorie when 'product' then coalesce(code, categorie) when 'regio' then 'regio' end,
    'onbekend') as plek, '' as plek2,
  tenzij_id, client, gemeente, aanbieder, gevraagd_op, besloten_op, van, tot, maximum_cents, gebruikt_cents,
  gevraagd_op between begin and eind as is_gevraagd,
  coalesce(besloten_op between begin and eind, false) as is_besloten,
  coalesce(toegekend_op is not null and besloten_op between begin and eind, false) as is_toegekend,
  coalesce(afgewezen_op between begin and eind, false) as is_afgewezen,
  coalesce(ingetrokken_op between begin and eind, false) as is_ingetrokken,
  coalesce(kan_niet_wachten and alleen_hier, false) as heeft_beide_gronden,
  alternatieven > 0 as heeft_alternatieven,
  besloten_op - gevraagd_op as dagen,
  besloten_op is null and ingetrokken_op is null as is_open,
  coalesce(toegekend_op is not null and eind between van and tot, false) as loopt
from alles
where gevraagd_op >= begin or coalesce(besloten_op >= begin, true) or coalesce(tot >= begin, false)
  or ingetrokken_op >= begin

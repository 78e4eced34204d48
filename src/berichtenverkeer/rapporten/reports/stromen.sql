-- A row per aanwezigheid in the stand on the day before a period and on its last, and per movement in it (definitions 4):
-- of the plekken, and with plek null of the region, where each youth counts once. `wat`: stand_begin, stand_eind, in, uit;
-- and afschaling, the first since the youth came into the region. What makes a stand doubtful is true only when it
-- holds for all that keeps him in it.
with aanwezigheid as (
  select client, plek, plek2, s, l, levering from aanwezig
  union all select client, null, null, s, l, levering from regio_aanwezig
),
stap as (
  from beweging
  union all by name select * replace (null::varchar as plek, null::varchar as plek2) from regio_beweging
),
-- of whom something may be true by the end of the last period
in_twijfel as (
  select client from leven where levering in (
    select levering from levering_twijfel
    where einddatum < (select max(eind) from perioden) or tijdelijk_einde is not null or is_verwijderd)
),
reden_tot_twijfel as (
  select l.client, l.plek, l.plek2, l.s, l.tot, l.is_gekozen, t.einddatum, t.tijdelijk_einde, t.hervat_op,
    coalesce(t.is_verwijderd, false) as is_verwijderd
  from leven l left join levering_twijfel t using (levering)
  where l.client in (select client from in_twijfel)
),
plek_en_regio as (
  from reden_tot_twijfel
  union all
  select * replace (null::varchar as plek, null::varchar as plek2) from reden_tot_twijfel where is_gekozen
),
twijfel as (
  select p.nummer, t.client, t.plek, t.plek2, bool_and(coalesce(t.einddatum < p.eind, false)) as zonder_stop,
    bool_and(coalesce(t.tijdelijk_einde + interval 6 months < p.eind
                      and coalesce(t.hervat_op > p.eind, true), false)) as onderbroken,
    bool_and(t.is_verwijderd) as zonder_toewijzing
  from perioden p join plek_en_regio t on t.s <= p.eind and coalesce(t.tot > p.eind, true)
  group by all
),
afschaling as (
  select b.client, b.plek, b.plek2, b.datum, b.levering, b.datum - h.s as dagen
  from beweging_overal b join regio_heel h on h.client = b.client and b.datum >= h.s and coalesce(b.datum <= h.l, true)
  where b.richting = 'in' and b.schaling = -1
  qualify row_number() over (partition by h.client, h.s order by b.datum, b.plek, b.plek2) = 1
),
geteld as (
  select p.nummer as periode, a.client, a.plek, a.plek2, a.levering, 'stand_begin' as wat
  from perioden p join aanwezigheid a on a.s < p.begin and coalesce(a.l >= p.begin, true)
  union all by name
  select p.nummer as periode, a.client, a.plek, a.plek2, a.levering, 'stand_eind' as wat, t.zonder_stop, t.onderbroken,
    t.zonder_toewijzing
  from perioden p join aanwezigheid a on a.s <= p.eind and coalesce(a.l > p.eind, true)
  left join twijfel t on t.nummer = p.nummer and t.client = a.client
    and t.plek is not distinct from a.plek and t.plek2 is not distinct from a.plek2
  union all by name
  select p.nummer as periode, s.client, s.plek, s.plek2, s.levering, s.richting as wat, s.soort, s.beroep, s.schaling,
    s.voorlopig, s.datum, s.andere_plek
  from perioden p join stap s on s.datum between p.begin and p.eind
  union all by name
  select p.nummer as periode, a.client, w.plek, w.plek2, a.levering, 'afschaling' as wat, a.datum, a.dagen
  from perioden p join afschaling a on a.datum between p.begin and p.eind and is_getoond(a.plek, a.plek2)
  cross join lateral (select a.plek, a.plek2 union all select null, null) w (plek, plek2)
)
select g.* exclude (levering), l.gemeente, l.aanbieder, l.toewijzing_nummer, l.begindatum
from geteld g join levering_plaats l on l.levering = g.levering
